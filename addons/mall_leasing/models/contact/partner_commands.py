"""What a write on a contact does to the people below it: the core carries it out in superuser mode, past their own guards."""

from odoo.fields import Command


def walk(vals):
    """Yield (ids, values) of every contact that commands in ``child_ids`` touch, at any depth.

    :param dict vals: values of a create or write
    """
    for command in vals.get("child_ids") or ():
        operation, ids, values = (*command, None, None)[:3]
        if operation in (Command.CREATE, Command.UPDATE):
            yield ([ids] if operation == Command.UPDATE else []), values
            yield from walk(values)
        elif operation == Command.SET:
            yield values, {}
        elif operation in (Command.LINK, Command.UNLINK):
            yield [ids], {}

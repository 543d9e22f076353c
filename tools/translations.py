"""`make i18n`: write each add-on's template anew and merge it into zh_TW and zh_CN."""

from . import accounts, addons, databases, odoo_run, paths, postgres, setup, suite
from .errors import SetupError
from .process import explain, must_run, say

LANGUAGES = ("zh_TW", "zh_CN")
DATABASE = "mall_i18n"


def main():
    """Export from a database made of the present files, then merge.

    :return int: exit code.
    :raises SetupError: if Odoo cannot export.
    """
    with setup.one_at_a_time():
        setup.prepare()
        server = postgres.connect("postgres-test", durable=False)
        databases.clone(server, suite.prepare_template(server), DATABASE)
        exported = accounts.give(paths.VAR / "i18n", accounts.odoo_account())
        config = odoo_run.write_config(server, DATABASE, "i18n", log_handler=":WARNING", http_port=0)
        for name, folder in addons.folders().items():
            export(config, name, exported / f"{name}.pot")
            merged = must_run([paths.PYTHON, paths.ROOT / "tools/merge_po.py", exported / f"{name}.pot", folder / "i18n", *LANGUAGES],
                              f"The translations of {name} cannot be merged.")  # fmt: skip
            print(merged.stdout, end="", flush=True)
        databases.drop(server, DATABASE)
    say("translations merged")
    return 0


def export(config, name, target):
    """Write the template of one add-on.

    :raises SetupError: if Odoo gives up.
    """
    log = odoo_run.log_file("i18n")
    command = [paths.PYTHON, paths.VENV / "bin/odoo", "i18n", "export", "-c", config, "-d", DATABASE, "-l", "pot", "-o", target, name]
    if odoo_run.call_command(command, config, log):
        raise SetupError(explain(f"Odoo cannot export the terms of {name}; its log is {log}.", log.read_text(errors="replace")))

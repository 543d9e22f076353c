"""What has to happen around installing and uninstalling the add-on."""

from collections import defaultdict
from graphlib import TopologicalSorter

from odoo.tools import SQL

MODULE = "mall_leasing"

# What may be needed longer than the add-on that brought it: the services that were invoiced, the company of the
# demonstration with its chart of accounts, the tenants and users of that company, who decided about approvals.
OUTLIVING = ("res.company", "res.partner", "res.users", "product.template", "product.product")


def uninstall_hook(env):
    """Clear what points at each other across the chapters, and hand the rest back to those who still need it.

    The tables are dropped right after; row by row their foreign keys would refuse it. Leads are no table of ours:
    they stay, in the general stage that says the same about them.
    """
    env.flush_all()
    _clear_tables(env)
    _close_open_approvals(env)
    _move_leads_to_general_stages(env)
    _drop_yearly_numbers(env)
    _give_away_the_needed(env)
    env.invalidate_all(flush=False)


def _clear_tables(env):
    _unlink_foreign_columns(env)
    env.cr.execute(SQL("UPDATE mall_trade_category SET parent_id = NULL"))
    models = _get_own_models(env)
    for table in _sort_children_first(env, list(models)):
        env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))
    env.cr.execute(SQL("DELETE FROM mail_activity WHERE res_model IN %s", tuple(models.values())))


def _get_own_models(env):
    """Return {table: model} of what this add-on keeps in tables of its own."""
    return {
        model._table: name
        for name, model in env.registry.items()
        if model._original_module == MODULE and model._auto and not model._abstract
    }


def _sort_children_first(env, tables):
    """Return tables in an order in which their rows can go: those that refuse, or go along, before what they belong to.

    :raises graphlib.CycleError: where tables hold each other; one of the keys then needs another rule of deletion
    """
    sorter = TopologicalSorter({table: () for table in tables})
    keys = env.execute_query(
        SQL(
            """
            SELECT source.relname, target.relname
              FROM pg_constraint AS key
              JOIN pg_class AS source ON source.oid = key.conrelid
              JOIN pg_class AS target ON target.oid = key.confrelid
             WHERE key.contype = 'f' AND key.confdeltype IN ('a', 'r', 'c') AND source.oid <> target.oid
               AND source.relname IN %(tables)s AND target.relname IN %(tables)s
               AND source.relnamespace = current_schema::regnamespace
            """,
            tables=tuple(tables),
        )
    )
    for child, parent in keys:
        sorter.add(parent, child)
    return list(sorter.static_order())


def _unlink_foreign_columns(env):
    """Empty the columns by which tables of other add-ons (contracts, invoices) point at ours."""
    columns = env.execute_query(
        SQL(
            """
            SELECT source.relname, attribute.attname
              FROM pg_constraint AS key
              JOIN pg_class AS source ON source.oid = key.conrelid
              JOIN pg_class AS target ON target.oid = key.confrelid
              JOIN pg_attribute AS attribute ON attribute.attrelid = source.oid AND attribute.attnum = key.conkey[1]
             WHERE key.contype = 'f' AND target.relname LIKE %(ours)s AND source.relname NOT LIKE %(ours)s
               AND source.relnamespace = current_schema::regnamespace AND NOT attribute.attnotnull
            """,
            ours="mall\\_%",
        )
    )
    for table, column in columns:
        name = SQL.identifier(column)
        env.cr.execute(SQL("UPDATE %s SET %s = NULL WHERE %s IS NOT NULL", SQL.identifier(table), name, name))


def _close_open_approvals(env):
    """Nobody can decide about a lease that is gone; what was decided stays on record."""
    env.cr.execute(
        SQL(
            "UPDATE approval_step SET state = 'superseded' WHERE res_model IN %s AND state IN ('waiting', 'pending')",
            tuple(_get_own_models(env).values()),
        )
    )


def _move_leads_to_general_stages(env):
    for is_won in (True, False):
        general = env["crm.stage"].search([("leasing_step", "=", False), ("is_won", "=", is_won)], limit=1)
        leasing = env["crm.stage"].search([("leasing_step", "!=", False), ("is_won", "=", is_won)])
        env.cr.execute(
            SQL("UPDATE crm_lead SET stage_id = %s WHERE stage_id IN %s", general.id or None, tuple(leasing.ids) or (0,))
        )


def _drop_yearly_numbers(env):
    """Delete the years of our sequences one by one: deleted along with them, their PostgreSQL sequences would stay."""
    ids = list(_get_named_records(env)["ir.sequence"])
    env["ir.sequence.date_range"].search([("sequence_id", "in", ids)]).unlink()


def _give_away_the_needed(env):
    """Drop our external ids of the records that rows which stay refer to, so that Odoo leaves them alone.

    Odoo deletes whatever carries an external id of the add-on. PostgreSQL refuses that for a product on an invoice line,
    for a company with journals, for its partner: Odoo would log an error for each and leave an external id of an add-on
    that is gone. They are the customer's now. Users among them are archived: a demo login has its name for a password.
    """
    named = _get_named_records(env)
    references = _get_references(env)
    while needed := _find_needed(env, named, references):
        for model, ids in needed.items():
            named[model] -= ids
            if model == "res.users":
                env.cr.execute(SQL("UPDATE res_users SET active = FALSE WHERE id IN %s", tuple(ids)))
            env["ir.model.data"].search([("module", "=", MODULE), ("model", "=", model), ("res_id", "in", list(ids))]).unlink()


def _get_named_records(env):
    """Return {model: ids} of the records that Odoo is about to delete."""
    named = defaultdict(set)
    for model, res_id in env.execute_query(SQL("SELECT model, res_id FROM ir_model_data WHERE module = %s", MODULE)):
        named[model].add(res_id)
    return named


def _get_references(env):
    """Return [(source table, column, target model)] of the foreign keys that can refuse to let go of `OUTLIVING`.

    That is every key without a rule for deletion, and those between `OUTLIVING` that delete along: the template takes
    its products with it, so it has to stay for them.
    """
    models = {env[model]._table: model for model in OUTLIVING}
    keys = env.execute_query(
        SQL(
            """
            SELECT source.relname, attribute.attname, target.relname
              FROM pg_constraint AS key
              JOIN pg_class AS source ON source.oid = key.conrelid
              JOIN pg_class AS target ON target.oid = key.confrelid
              JOIN pg_attribute AS attribute ON attribute.attrelid = source.oid AND attribute.attnum = key.conkey[1]
             WHERE key.contype = 'f' AND source.relnamespace = current_schema::regnamespace AND target.relname IN %(tables)s
               AND (key.confdeltype IN ('a', 'r') OR key.confdeltype = 'c' AND source.relname IN %(tables)s)
            """,
            tables=tuple(models),
        )
    )
    return [(table, column, models[target]) for table, column, target in keys]


def _find_needed(env, named, references):
    """Return {model: ids} of the named records which rows that stay refer to, in one query."""
    going = {env[model]._table: ids for model, ids in named.items() if model in env and ids}
    questions = [
        SQL(
            "SELECT %(model)s, %(column)s FROM %(table)s WHERE %(column)s IN %(ids)s AND %(stays)s",
            model=model,
            column=SQL.identifier(column),
            table=SQL.identifier(table),
            ids=tuple(named[model]),
            stays=SQL("id NOT IN %s", tuple(going[table])) if table in going else SQL("TRUE"),
        )
        for table, column, model in references
        if named[model]
    ]
    needed = defaultdict(set)
    for model, res_id in env.execute_query(SQL(" UNION ").join(questions)) if questions else ():
        needed[model].add(res_id)
    return needed

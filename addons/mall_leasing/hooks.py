"""What has to happen around installing and uninstalling the add-on."""

from odoo.tools import SQL

CHILDREN_FIRST = (
    "mall.unit.occupancy",
    "mall.lease",
    "mall.offer",
    "mall.unit",
    "mall.floor",
    "mall.brand",
    "mall.trade.category",
    "mall.property",
)

def uninstall_hook(env):
    """Clear what points at each other across the chapters, and hand the leads back to sales.

    The tables are dropped right after; row by row their foreign keys would refuse it. Leads are no table of ours:
    they stay, in the general stage that says the same about them.
    """
    env.flush_all()
    _unlink_foreign_columns(env)
    env.cr.execute(SQL("UPDATE mall_trade_category SET parent_id = NULL"))
    for model in CHILDREN_FIRST:
        env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(env[model]._table)))
    for is_won in (True, False):
        general = env["crm.stage"].search([("leasing_step", "=", False), ("is_won", "=", is_won)], limit=1)
        leasing = env["crm.stage"].search([("leasing_step", "!=", False), ("is_won", "=", is_won)])
        env.cr.execute(
            SQL("UPDATE crm_lead SET stage_id = %s WHERE stage_id IN %s", general.id or None, tuple(leasing.ids) or (0,))
        )
    env.invalidate_all(flush=False)


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

"""The life of one add-on in a database of its own: installed alone, then uninstalled, nothing left behind."""

from typing import NamedTuple

from . import addons, databases, odoo_run, paths, suite

# what a database is made of, as far as an add-on can leave something behind; one row a thing
PARTS = {
    "table": "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'",
    "column": "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'",
    "constraint": "SELECT conrelid::regclass || '.' || conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "index": "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'",
    "sequence": "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'",
    "trigger": "SELECT tgrelid::regclass || '.' || tgname FROM pg_trigger WHERE NOT tgisinternal",
    "function": "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    # Odoo names the rows of these two tables after the module of the mixin they come from, deletes them with their
    # model, and leaves those names behind, whichever add-on goes (maintenance, event, ...); the rows count below.
    # The accounts, journals and taxes of a company are named `account.<company>_...`; a company with books stays.
    "external id": "SELECT module || '.' || name FROM ir_model_data WHERE module != '__export__'"
                   " AND NOT (module = 'account' AND name ~ '^[0-9]+_')"
                   " AND NOT (model IN ('ir.model.inherit', 'ir.model.fields.selection') AND module NOT IN ({own}))",
    "inheritance": "SELECT m.model || ' from ' || p.model FROM ir_model_inherit i JOIN ir_model m ON m.id = i.model_id"
                   " JOIN ir_model p ON p.id = i.parent_id",
    "model": "SELECT model FROM ir_model",
    "field": "SELECT model || '.' || name FROM ir_model_fields",
    "selection value": "SELECT f.model || '.' || f.name || '=' || s.value FROM ir_model_fields_selection s"
                       " JOIN ir_model_fields f ON f.id = s.field_id",
    "access right": "SELECT name || ' ' || id FROM ir_model_access",
    "rule": "SELECT name || ' ' || id FROM ir_rule",
    "view": "SELECT coalesce(key, name) || ' ' || id FROM ir_ui_view",
    "scheduled action": "SELECT cron_name || ' ' || id FROM ir_cron",
    "parameter": "SELECT key FROM ir_config_parameter",
    "installed module": "SELECT name FROM ir_module_module WHERE state != 'uninstalled' AND state != 'uninstallable'",
}
# made by the server while it runs, whatever is installed
PASSING = ("parameter database.", "parameter web.base.", "parameter mail.", "parameter base.")


class Life(NamedTuple):
    """What was seen: the add-on's state when installed, complaints of the log, what changed from before to after."""

    state: str
    complaints: list
    left_behind: list
    taken_away: list


def snapshot(server, database, name):
    """Return every part of a database as `kind name` texts.

    :param name: the add-on whose traces are looked for.
    """
    found = set()
    for kind, query in PARTS.items():
        query = query.replace("{own}", f"'{name}'")
        found |= {f"{kind} {row}" for row in server.sql(database, query).split("\n") if row}
    return {part for part in found if not part.startswith(PASSING)}


def prepare(server, name, demo):
    """Make the database that holds what the add-on needs from outside, if it is not there yet."""
    suite.prepare_foundation(server, addons.foreign_needs(name), demo)


def live(server, name, demo):
    """Install an add-on on nothing but what it needs, uninstall it, and compare.

    :param bool demo: with demo data.
    :return: `Life`.
    :raises SetupError: if Odoo gives up on the way.
    """
    database = f"mall_life_{name}_{'demo' if demo else 'plain'}"
    databases.clone(server, suite.foundation_name(addons.foreign_needs(name), demo), database)
    log = odoo_run.log_file(f"life_{name}_{'demo' if demo else 'plain'}")
    config = odoo_run.write_config(server, database, database, max_cron_threads=0, with_demo=demo, http_port=0)
    own = addons.own_needs(name)
    if own:
        odoo_run.install(config, log, own)
    before = snapshot(server, database, name)
    odoo_run.install(config, log, [name])
    state = server.sql(database, f"SELECT state FROM ir_module_module WHERE name = '{name}'")
    words = [paths.PYTHON, paths.VENV / "bin/odoo", "module", "uninstall", "-c", config, "-d", database, name]
    code = odoo_run.call_command(words, config, log)
    after = snapshot(server, database, name)
    complaints = odoo_run.complaints(log) + ([f"uninstalling ended with code {code}"] if code else [])
    databases.drop(server, database)
    return Life(state, complaints, sorted(after - before), sorted(before - after))

"""`make test`: the databases tests start from, and one pytest run over them.

Templates are made once and kept:

- per add-on of the suite, a database with the add-ons from outside that it stands on (with and without demo
  data); the lifecycle test clones these;
- one with the whole suite, demo data and the add-ons that only tests need; its name ends with a digest of the
  add-ons' files, so that it is made anew when they change.
"""

import sys

from . import accounts, addons, databases, odoo_run, paths, postgres, setup, stamps
from .process import run, say

TEMPLATE, TEST_DATABASE = "mall_template", "mall_test"


def main(arguments):
    """Prepare what is missing and run pytest.

    :param arguments: for pytest.
    :return int: pytest's exit code.
    """
    with setup.one_at_a_time("test"):
        with setup.one_at_a_time():
            setup.prepare()
            server = postgres.connect("postgres-test", durable=False)
            databases.clone(server, prepare_template(server), TEST_DATABASE)
        say("test database ready")
        return run_pytest(server, arguments)


def run_pytest(server, arguments):
    """Run pytest as Odoo's account.

    :return int: its exit code; no test at all is a failure.
    """
    results = accounts.give(paths.VAR / "test", accounts.odoo_account())
    config = odoo_run.write_config(server, TEST_DATABASE, "test", max_cron_threads=0, screenshots=results / "screenshots",
                                   log_handler=":WARNING", http_port=0)  # fmt: skip
    settings = odoo_run.options(config, PYTHONPATH=paths.ROOT, HYPOTHESIS_STORAGE_DIRECTORY=results / "hypothesis",
                                MALL_TEST_RESULTS=results)  # fmt: skip
    python = [paths.PYTHON, "-m", "pytest", "--odoo-http", "--odoo-log-level=warn"]
    sys.stdout.flush()
    return run([*python, *arguments], **{**settings, "cwd": paths.ROOT}).returncode


def prepare_template(server):
    """Return the name of the database with the whole suite and demo data, making it if it is not there."""
    names = [*addons.in_order(), *sorted(addons.folders(paths.TEST_ADDONS))]
    key = stamps.digest(*(addons.fingerprint(name) for name in names), foundation_key(addons.in_order(), demo=True))
    name = f"{TEMPLATE}_{key[:12]}"
    if databases.exists(server, name):
        return name
    drop_older(server, TEMPLATE + "_")
    needs = sorted({need for addon in names for need in foreign_needs_of(addon)})
    base = prepare_foundation(server, needs, demo=True)
    say(f"test template: {', '.join(names)}")
    make(server, name, names, demo=True, source=base, log_name="template")
    return name


def foreign_needs_of(name):
    """Return what an add-on needs from outside the suite; those only for tests count by their own list."""
    if name in addons.folders():
        return addons.foreign_needs(name)
    manifest = addons.manifest(addons.every_folder()[name])
    return [need for need in manifest.get("depends", []) if need not in addons.every_folder() and need != "base"]


def foundation_key(needs, demo):
    """Return the digest of all that a database of add-ons from outside is made from."""
    odoo = [path.read_text() for path in sorted(paths.STAMPS.glob("*")) if path.name in ("odoo", "python")]
    return stamps.digest(*odoo, *sorted(needs), demo, odoo_run.LANGUAGES, (paths.ROOT / "odoo.conf"))


def foundation_name(needs, demo):
    """Return the name of the database with these add-ons from outside."""
    return f"mall_base_{'demo' if demo else 'plain'}_{foundation_key(needs, demo)[:12]}"


def prepare_foundation(server, needs, demo):
    """Return the name of a database with these add-ons from outside, making it if it is not there.

    It is built on that of another add-on which needs a part of them, so that nothing is installed twice.
    """
    name = foundation_name(needs, demo)
    if not databases.exists(server, name):
        smaller = [part for part in known_needs() if set(part) < set(needs)]
        source = prepare_foundation(server, max(smaller, key=len), demo) if smaller else None
        say(f"base for tests, {'with' if demo else 'without'} demo data: {', '.join(needs)}")
        make(server, name, needs, demo, source, log_name=name.rpartition("_")[0] + f"_{len(needs)}")
    return name


def known_needs():
    """Return what the suite's add-ons need from outside, each list once."""
    return sorted({tuple(addons.foreign_needs(name)) for name in addons.in_order()})


def make(server, name, install, demo, source, log_name):
    """Make a database under a passing name and rename it when it is whole.

    :param source: database to clone, or None to begin from nothing.
    """
    half = f"{name}_half"
    databases.drop(server, half)
    if source:
        databases.clone(server, source, half)
    else:
        databases.create(server, half)
    log = odoo_run.log_file(log_name)
    config = odoo_run.write_config(server, half, "template", max_cron_threads=0, with_demo=demo, http_port=0)
    odoo_run.install(config, log, install or ["base"])
    databases.drop(server, name)
    databases.rename(server, half, name)


def drop_older(server, prefix):
    """Drop the databases of earlier states, whose names begin with this prefix."""
    for name in server.sql("postgres", f"SELECT datname FROM pg_database WHERE datname LIKE '{prefix}%'").split():
        databases.drop(server, name)

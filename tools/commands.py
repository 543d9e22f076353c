"""One function a command; each returns its exit code."""

import os
import shutil

from . import accounts, benchmarks, databases, odoo_run, paths, postgres, serve, setup, suite, translations
from .errors import SetupError
from .process import run, say


def serve_suite(_arguments):
    """Set up what is missing and serve."""
    return serve.main()


def test(arguments):
    """Run every test; `arguments` go to pytest."""
    return suite.main(arguments)


def set_up(_arguments):
    """Set up without a database."""
    with setup.one_at_a_time():
        setup.prepare()
    say("ready")
    return 0


def shell(_arguments):
    """Open Odoo's Python shell on the served database."""
    with setup.one_at_a_time():
        setup.prepare()
    server, name = postgres.connect(), serve.database_name()
    if not databases.exists(server, name):
        raise SetupError("There is no database yet: call `make run` first.")
    config = odoo_run.write_config(server, name, "shell", log_handler=":WARNING")
    return run([paths.PYTHON, paths.VENV / "bin/odoo", "shell", "-c", config, "--no-http", "-d", name], **odoo_run.options(config)).returncode


def stop(_arguments):
    """Stop what runs."""
    return serve.stop()


def clean(_arguments):
    """Stop what runs and remove everything the set-up made."""
    serve.stop()
    bases = [postgres.Cluster(kind).base for kind in ("postgres", "postgres-test")]
    for folder in (*bases, paths.VAR, paths.VENV):
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def lint(_arguments):
    """Run ruff over everything and pylint-odoo over the add-ons."""
    with setup.one_at_a_time():
        setup.prepare()
    ruff = run([paths.VENV / "bin/ruff", "check", "--no-cache", "."], cwd=paths.ROOT).returncode
    folders = sorted(str(path.parent) for path in paths.ADDONS.glob("*/__manifest__.py"))
    home = accounts.give(paths.VAR / "home", None)
    env = {**os.environ, "PYLINTHOME": str(home / "pylint")}
    pylint = run([paths.VENV / "bin/pylint", "--rcfile", paths.ROOT / ".pylintrc", *folders], cwd=paths.ROOT, env=env).returncode if folders else 0
    if not ruff and not pylint:
        say("lint: nothing to complain about")
    return 1 if ruff or pylint else 0


def i18n(_arguments):
    """Write the .pot files anew and merge them into the translations."""
    return translations.main()


def bench(arguments):
    """Run the benchmarks."""
    return benchmarks.main(arguments)


BY_NAME = {"run": serve_suite, "test": test, "setup": set_up, "shell": shell, "stop": stop, "clean": clean,
           "lint": lint, "i18n": i18n, "bench": bench}  # fmt: skip

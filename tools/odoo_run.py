"""How Odoo is called: its configuration file, its account, its log."""

import configparser
import os
import re
import subprocess

from . import accounts, addons, expected_log, odoo_source, paths, python_env
from .errors import SetupError
from .process import explain, run, say

# the first one becomes the language of new users; without en_US in the list Odoo switches English off
LANGUAGES = "en_US,zh_TW,zh_CN"
COMPLAINT = re.compile(r"^\d{4}-\d\d-\d\d \S+ \d+ (?:WARNING|ERROR|CRITICAL) \S+ ([^:]+): (.*)$")


def addons_path():
    """Return the folders Odoo searches for add-ons: ours, those for tests, OCA's, a checkout's."""
    ours = [folder for folder in (paths.ADDONS, paths.TEST_ADDONS) if addons.folders(folder)]
    oca = python_env.site_packages() / "odoo" / "addons"
    return [*ours, *([oca] if oca.is_dir() else []), *odoo_source.addons_folders()]


def write_config(server, database, name, **settings):
    """Write Odoo's configuration file for one database.

    :param name: of the file, under `var/config`.
    :param settings: what differs from `odoo.conf` of the checkout.
    :return: its path.
    """
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(paths.ROOT / "odoo.conf")
    options = parser["options"]
    data = accounts.give(paths.VAR / "data", accounts.odoo_account())
    found = {"addons_path": ",".join(map(str, addons_path())), "data_dir": data, "db_host": server.host, "db_port": server.port,
             "db_user": server.user, "db_name": database, "dbfilter": f"^{re.escape(database)}$",
             "bin_path": paths.BIN, **({"db_password": server.password} if server.password else {}), **settings}  # fmt: skip
    options.update({key: str(value) for key, value in found.items()})
    path = accounts.give(paths.VAR / "config", accounts.odoo_account()) / f"{name}.conf"
    with open(path, "w") as file:
        parser.write(file)
    give_file(path)
    return path


def give_file(path):
    """Let Odoo's account read a file that may hold a password, and nobody else."""
    path.chmod(0o600)
    account = accounts.odoo_account()
    if account is not None:
        os.chown(path, account.pw_uid, account.pw_gid)


def command(config, *arguments):
    """Return the command line of Odoo."""
    return [paths.PYTHON, paths.VENV / "bin" / "odoo", *arguments, "-c", config]


def options(config, **extra):
    """Return the `subprocess` options that run Odoo as its account."""
    env = accounts.odoo_environment(ODOO_RC=config, **extra)
    return {"env": env, "cwd": "/", **accounts.identity(accounts.odoo_account())}


def log_file(name):
    """Return the path of a log under `var/log`, emptied."""
    folder = accounts.give(paths.VAR / "log", accounts.odoo_account())
    path = folder / f"{name}.log"
    path.unlink(missing_ok=True)
    return path


def call(config, log, *arguments):
    """Run Odoo to its end, its output in a log file.

    :param Path log: as of `log_file`.
    :return int: exit code.
    """
    return call_command(command(config, *arguments), config, log)


def call_command(words, config, log):
    """Run one of Odoo's command lines as its account, its output in a log file.

    :return int: exit code.
    """
    with open(log, "a") as output:
        give_file(log)
        return run(words, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, **options(config)).returncode


def install(config, log, new, changed=()):
    """Install add-ons and update others.

    :raises SetupError: if Odoo gives up; the log's last lines are put on the screen.
    """
    words = ["--stop-after-init", "--no-http"]
    words += ["-i", ",".join(new), "--load-language", LANGUAGES] if new else []
    words += ["-u", ",".join(changed)] if changed else []
    if call(config, log, *words):
        raise SetupError(explain(f"Odoo could not install or update the add-ons; its log is {log}.", log.read_text(errors="replace")))


def complaints(log):
    """Return the WARNING and ERROR lines of an Odoo log that nobody expects."""
    found = []
    for line in log.read_text(errors="replace").splitlines():
        match = COMPLAINT.match(line)
        if match and not expected_log.is_expected(match[1], match[2]):
            found.append(line)
    return found


def report_complaints(log):
    """Put the WARNING and ERROR lines of an Odoo log on the screen."""
    for line in complaints(log):
        say(f"  | {line}")

"""Who runs PostgreSQL and Odoo. Both refuse or dislike root, so root lends them an account without rights."""

import functools
import os
import pwd
import subprocess

from . import paths
from .errors import SetupError
from .process import environment, say

CANDIDATES = ("postgres", "nobody")


@functools.cache
def unprivileged():
    """Return the account that serves when root starts us, or None if we are a plain user already.

    :raises SetupError: if the machine has no such account.
    """
    if os.geteuid() != 0:
        return None
    for name in CANDIDATES:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SetupError("PostgreSQL refuses to run as root and there is no account `postgres` or `nobody`: start as a plain user.")


def identity(account):
    """Return the `subprocess` options that run a child as this account; none for None."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def can(account, test, path):
    """Say whether the account passes `test <flag> <path>`, for instance `-x`.

    :param account: as of `unprivileged`; None means ourselves.
    """
    return subprocess.run(["test", test, str(path)], cwd="/", check=False, **identity(account)).returncode == 0


@functools.cache
def odoo_account():
    """Return the account that runs Odoo: the unprivileged one if it can reach the checkout and the interpreter.

    Where it cannot (a checkout or a Python under /root), Odoo runs as root and one sentence says so.
    """
    account = unprivileged()
    if account is None:
        return None
    needed = [("-x", os.path.realpath(paths.PYTHON)), ("-r", paths.PYTHON), ("-r", paths.ADDONS), ("-r", paths.ODOO_SITE)]
    needed += [("-r", os.environ["ODOO_SRC"])] if os.environ.get("ODOO_SRC") else []
    for flag, path in needed:
        if not can(account, flag, path):
            say(f"Odoo runs as root, because the account {account.pw_name} cannot reach {path}.")
            return None
    return account


def give(path, account):
    """Make a folder and give it to the account that will write there; nothing changes for None."""
    path.mkdir(parents=True, exist_ok=True)
    if account is not None and path.stat().st_uid != account.pw_uid:
        for folder, _names, files in os.walk(path):
            for name in [folder, *(os.path.join(folder, file) for file in files)]:
                os.chown(name, account.pw_uid, account.pw_gid, follow_symlinks=False)
    return path


def odoo_environment(**extra):
    """Return the environment of Odoo: our tools first on PATH, a home and a byte-code folder it may write."""
    home = give(paths.VAR / "home", odoo_account())
    path = f"{paths.BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    caches = {"XDG_CACHE_HOME": home / "cache", "XDG_CONFIG_HOME": home / "config", "PYTHONPYCACHEPREFIX": home / "pycache"}
    return environment(HOME=home, PATH=path, **{**caches, **extra})

"""Databases and their file stores: make, clone, drop."""

import os
import shutil

from . import accounts, paths
from .errors import SetupError
from .postgres import EXTENSIONS
from .process import must_run


def data_folder():
    """Return Odoo's data folder, which holds the file stores and sessions."""
    return accounts.give(paths.VAR / "data", accounts.odoo_account())


def filestore(name):
    """Return the folder of a database's files."""
    return data_folder() / "filestore" / name


def exists(server, name):
    """Say whether the server has this database."""
    return bool(server.sql("postgres", f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def drop(server, name):
    """Remove a database and its files, ending open sessions."""
    server.sql("postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', admin=True)
    shutil.rmtree(filestore(name), ignore_errors=True)


def create(server, name):
    """Make an empty database in Unicode, with the extensions Odoo can use where we may add them."""
    server.sql("postgres", f"CREATE DATABASE \"{name}\" OWNER \"{server.user}\" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C'", admin=True)
    for statement in EXTENSIONS:
        try:
            server.sql(name, statement, admin=True)
        except SetupError:
            if server.admin:
                raise  # on a server that was given to us the role may lack the right, and Odoo does without


def clone(server, source, name):
    """Copy a database and its files; the files are hard links, as their content never changes."""
    drop(server, name)
    server.sql("postgres", f'CREATE DATABASE "{name}" OWNER "{server.user}" TEMPLATE "{source}" STRATEGY file_copy', admin=True)
    if filestore(source).is_dir():
        must_run(["cp", "-al", filestore(source), filestore(name)], "The files of the template cannot be linked.",
                 **accounts.identity(accounts.odoo_account()), cwd=os.sep)  # fmt: skip


def rename(server, name, new):
    """Give a database and its files another name."""
    server.sql("postgres", f'ALTER DATABASE "{name}" RENAME TO "{new}"', admin=True)
    if filestore(name).is_dir():
        filestore(name).rename(filestore(new))

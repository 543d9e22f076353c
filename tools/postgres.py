"""The private PostgreSQL cluster: on a unix socket only, started when needed, never as root.

Where `DB_URI` names a server, that one is used instead and nothing is started or stopped.
"""

import glob
import hashlib
import os
import re
import shutil
import socket
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

from . import accounts, paths
from .errors import SetupError
from .process import environment, explain, is_full_disk, must_run, run, say

LOWEST = 15
NO_SERVER = "PostgreSQL 15 or later is needed: install it (Debian: postgresql), or set DB_URI to a server that runs."
SOCKET_LIMIT = 107 - len("/.s.PGSQL.5432")
SETTINGS = {
    "listen_addresses": "''", "unix_socket_permissions": "0700", "max_connections": "100", "shared_buffers": "'256MB'",
    "work_mem": "'16MB'", "maintenance_work_mem": "'128MB'", "wal_level": "minimal", "max_wal_senders": "0",
    "max_wal_size": "'2GB'", "random_page_cost": "1.1", "jit": "off", "log_timezone": "'UTC'", "timezone": "'UTC'",
}  # fmt: skip
UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
EXTENSIONS = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm", "CREATE EXTENSION IF NOT EXISTS unaccent", "ALTER FUNCTION unaccent(text) IMMUTABLE",
)  # fmt: skip


class Server:
    """A PostgreSQL server that answers: where it is, and whom to ask as."""

    def __init__(self, host, port=5432, user="odoo", password=None, admin=None):
        """:param admin: the superuser's name where we have one, else None."""
        self.host, self.port, self.user, self.password, self.admin = str(host), int(port), user, password, admin

    @classmethod
    def from_uri(cls, uri):
        """Return the server of `postgresql://user:password@host:port/database`.

        :raises SetupError: if the text is no such address.
        """
        parts = urlsplit(uri)
        if parts.scheme not in ("postgresql", "postgres") or not parts.username:
            raise SetupError("DB_URI must look like postgresql://user:password@host:5432/database.")
        return cls(parts.hostname or "localhost", parts.port or 5432, unquote(parts.username), unquote(parts.password or "") or None)

    def environment(self, database=None, admin=False):
        """Return the PG* variables that lead psql or Odoo here."""
        user = self.admin if admin and self.admin else self.user
        return {"PGHOST": self.host, "PGPORT": self.port, "PGUSER": user, "PGPASSWORD": self.password, "PGDATABASE": database}

    def sql(self, database, statement, admin=False):
        """Run SQL and return what it prints, one line a row, columns parted by `|`.

        :raises SetupError: with PostgreSQL's own first line.
        """
        psql = shutil.which("psql") or str((find_programs() or Path("/nowhere")) / "psql")
        done = run([psql, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement], stdout=subprocess.PIPE,
                   stderr=subprocess.PIPE, cwd="/", env=environment(**self.environment(database, admin)))  # fmt: skip
        if done.returncode:
            first = next(iter(done.stderr.strip().splitlines()), "no answer")
            raise SetupError(explain(f"PostgreSQL refused: {first.removeprefix('psql: ').removeprefix('error: ')}.", done.stderr if is_full_disk(done.stderr) else ""))
        return done.stdout.strip()

    def stop(self):
        """Do nothing: a server that was given to us is not ours to stop."""


class Cluster(Server):
    """Our own cluster in a folder under `var/`."""

    def __init__(self, kind, durable=True):
        """:param kind: folder name. :param durable: off for tests, whose data may be lost."""
        self.account = accounts.unprivileged()
        self.durable = durable
        self.base = paths.VAR / kind
        if self.account and not self._is_reachable():
            mark = hashlib.sha256(str(self.base).encode()).hexdigest()[:8]
            self.base = Path("/var/tmp") / f"mall-{kind}-{mark}"
        self.data = self.base / "data"
        self.log = self.base / "postgresql.log"
        super().__init__(self._socket_folder(), admin="postgres")

    def _is_reachable(self):
        """Say whether the account can walk to `var/`, which it cannot under a closed home."""
        paths.VAR.mkdir(parents=True, exist_ok=True)
        return accounts.can(self.account, "-x", paths.VAR)

    def _socket_folder(self):
        """Return the folder of the socket, which must have a short path."""
        folder = self.base / "socket"
        if len(str(folder)) <= SOCKET_LIMIT:
            return folder
        return Path("/tmp") / f"mall-pg-{hashlib.sha256(str(self.base).encode()).hexdigest()[:8]}"

    def start(self):
        """Make the cluster if there is none, start it if it is stopped; return it.

        :raises SetupError: no PostgreSQL, full disk, damaged cluster.
        """
        self.programs = find_programs(self._existing_version())
        if self.programs is None:
            raise SetupError(NO_SERVER)
        if not self.is_running():
            self._make()
            self._launch()
        self.sql("postgres", "DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'odoo') THEN"
                             " CREATE ROLE odoo LOGIN CREATEDB; END IF; END$$", admin=True)  # fmt: skip
        return self

    def _existing_version(self):
        """Return the major version of the cluster on disk, which no other version may open, or None."""
        done = self._run(["cat", self.data / "PG_VERSION"], stderr=subprocess.DEVNULL)
        return int(done.stdout) if done.returncode == 0 else None

    def _run(self, command, **options):
        """Run a PostgreSQL program as the account that owns the cluster."""
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.STDOUT)
        env = environment(LC_ALL="C.UTF-8", TZ="UTC", HOME=self.base)
        return run(command, env=env, cwd="/", start_new_session=True, **options, **accounts.identity(self.account))

    def _make(self):
        """Run initdb into a folder that gets its name when it is whole."""
        for folder in (self.base, Path(self.host)):
            accounts.give(folder, self.account).chmod(0o700)
        if self._existing_version() is not None:
            return
        say(f"PostgreSQL cluster ({self.programs})")
        half = self.base / "data.half"
        shutil.rmtree(half, ignore_errors=True)
        done = self._run([self.programs / "initdb", "-D", half, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"])
        if done.returncode:
            raise SetupError(explain("The PostgreSQL cluster cannot be made.", done.stdout))
        settings = {**SETTINGS, **({} if self.durable else UNSAFE), "unix_socket_directories": f"'{self.host}'"}
        with open(half / "postgresql.auto.conf", "a") as conf:
            conf.writelines(f"{name} = {value}\n" for name, value in settings.items())
        half.rename(self.data)

    def _launch(self):
        """Start the server and wait until it answers."""
        done = self._run([self.programs / "pg_ctl", "-D", self.data, "-l", self.log, "-w", "-t", "60", "start"], stdout=subprocess.DEVNULL)
        if done.returncode:
            tail = self._run(["tail", "-n", "8", self.log]).stdout or ""
            raise SetupError(explain(f"PostgreSQL does not start; its log is {self.log}.", tail))

    def is_running(self):
        """Say whether something answers on the socket."""
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(f"{self.host}/.s.PGSQL.{self.port}")
            except OSError:
                return False
        return True

    def stop(self):
        """Stop the server if it runs, ending open sessions."""
        programs = find_programs(self._existing_version())
        if programs and self.is_running():
            self._run([programs / "pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop"])


def find_programs(version=None):
    """Return the folder with initdb and pg_ctl, newest first, or None.

    :param int version: only this major version.
    """
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=version_of_folder, reverse=True)
    on_path = shutil.which("initdb")
    folders += [os.path.dirname(os.path.realpath(on_path))] if on_path else []
    for folder in map(Path, folders):
        if not all(os.access(folder / name, os.X_OK) for name in ("initdb", "pg_ctl", "postgres")):
            continue
        found = version_of_programs(folder)
        if found >= LOWEST and version in (None, found):
            return folder
    return None


def version_of_folder(folder):
    """Return the number in `/usr/lib/postgresql/<number>/bin`, 0 where there is none."""
    found = re.search(r"/postgresql/(\d+)/", folder)
    return int(found[1]) if found else 0


def version_of_programs(folder):
    """Return the major version that `postgres --version` tells, 0 if it tells none."""
    said = must_run([folder / "postgres", "--version"], f"{folder}/postgres does not start.").stdout
    found = re.search(r"(\d+)\.", said)
    return int(found[1]) if found else 0


def connect(kind="postgres", durable=True):
    """Return the server to work with, running: that of `DB_URI`, else our own cluster of this kind."""
    uri = os.environ.get("DB_URI")
    if not uri:
        return Cluster(kind, durable).start()
    server = Server.from_uri(uri)
    server.sql("postgres", "SELECT 1")
    return server

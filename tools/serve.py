"""`make run`: the database with all add-ons, and Odoo answering on 127.0.0.1."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from . import addons, databases, odoo_run, paths, people, postgres, setup, stamps
from .errors import SetupError
from .process import run, say

DEFAULT_PORT = 8069
PATIENCE = 180


def port():
    """Return the port to serve on.

    :raises SetupError: if PORT is no port number.
    """
    text = os.environ.get("PORT") or str(DEFAULT_PORT)
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise SetupError(f"PORT is {text}; it must be a number from 1 to 65535.")
    return int(text)


def check_port(number):
    """Make sure that nobody listens on the port.

    :raises SetupError: if it is busy or reserved.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except PermissionError as error:
            raise SetupError(f"Port {number} is reserved: choose another with PORT=8069.") from error
        except OSError as error:
            raise SetupError(f"Port {number} is busy: stop what listens there or choose another with PORT={number + 1}.") from error


def database_name():
    """Return the name of the served database: that of DB_URI if it names one, else `mall`."""
    return urlsplit(os.environ.get("DB_URI", "")).path.strip("/") or "mall"


def prepare_database(server, name):
    """Bring the database to the state of the add-ons' files: install what is new, update what changed.

    A first installation that was cut short is begun again; it was ours from the start.

    :raises SetupError: if Odoo gives up.
    """
    step = stamps.digest(os.environ.get("DB_URI", ""), name)[:12]
    state = paths.STAMPS / f"database-{step}.json"
    begun = paths.STAMPS / f"database-{step}.begun"
    if begun.exists() and not state.exists():
        databases.drop(server, name)
    if not databases.exists(server, name):
        state.unlink(missing_ok=True)
        begun.touch()
        databases.create(server, name)
    known = json.loads(state.read_text()) if state.exists() else {}
    wanted = {addon: addons.fingerprint(addon) for addon in addons.in_order()}
    new = [addon for addon in wanted if addon not in known]
    changed = [addon for addon in wanted if addon in known and known[addon] != wanted[addon]]
    if new or changed:
        say(f"database {name}: " + "; ".join(f"{verb} {', '.join(names)}" for verb, names in (("install", new), ("update", changed)) if names))
        log = odoo_run.log_file("install")
        odoo_run.install(odoo_run.write_config(server, name, "install"), log, new, changed)
        odoo_run.report_complaints(log)
        state.write_text(json.dumps(wanted))


def apply_language(server, name):
    """Let all users speak LANG_CODE, where it is given.

    :raises SetupError: if Odoo does not know the language.
    """
    language = os.environ.get("LANG_CODE")
    if not language:
        return
    if not language.replace("_", "").replace("@", "").isalnum():
        raise SetupError(f"LANG_CODE is {language}; it must be a code such as zh_TW.")
    if not server.sql(name, f"SELECT 1 FROM res_lang WHERE active AND code = '{language}'"):
        log = odoo_run.log_file("language")
        odoo_run.call(odoo_run.write_config(server, name, "install"), log, "--load-language", language, "--stop-after-init", "--no-http")
        if not server.sql(name, f"SELECT 1 FROM res_lang WHERE active AND code = '{language}'"):
            raise SetupError(f"LANG_CODE is {language}, a language Odoo does not know.")
    people.speak(server, name, language)


def wait_until_it_answers(process, address, told=()):
    """Wait for Odoo's first answer.

    :param told: signals that asked us to stop; one ends the wait.
    :raises SetupError: if it ends or says nothing for too long.
    """
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if told:
            return
        if process.poll() is not None:
            raise SetupError(f"Odoo ended at once; its log is {paths.VAR / 'log/odoo.log'}.")
        with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(f"{address}/web/health", timeout=5):
            return
        time.sleep(0.2)
    raise SetupError(f"Odoo did not answer for {PATIENCE} seconds; its log is {paths.VAR / 'log/odoo.log'}.")


def main():
    """Set up what is missing and serve until Ctrl-C.

    :return int: exit code.
    """
    number = port()
    check_port(number)
    name = database_name()
    with setup.one_at_a_time():
        setup.prepare()
        server = postgres.connect()
        prepare_database(server, name)
        apply_language(server, name)
    config = odoo_run.write_config(server, name, "odoo", http_port=number, gevent_port=number + 3)
    log = odoo_run.log_file("odoo")
    address = f"http://127.0.0.1:{number}"
    with open(log, "a") as output:
        odoo_run.give_file(log)
        arguments = [str(part) for part in odoo_run.command(config)]
        process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
                                   **odoo_run.options(config))  # fmt: skip
    try:
        with until_told_to_stop(process) as told:
            (paths.VAR / "odoo.pid").write_text(str(process.pid))
            wait_until_it_answers(process, address, told)
            if told:
                return 0
            say(f"ready: {address}")
            print("\n".join(["", *people.describe(people.present(server, name)), "", f"  log: {log}   stop: Ctrl-C or make stop", ""]), flush=True)
            return abs(process.wait())
    finally:
        end(process)
        (paths.VAR / "odoo.pid").unlink(missing_ok=True)
        server.stop()
        say("stopped")


@contextlib.contextmanager
def until_told_to_stop(process):
    """Turn Ctrl-C and a polite kill into a clean stop of Odoo; yield the list of such signals."""
    told = []

    def stop(number, _frame):
        told.append(number)
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def end(process):
    """Stop Odoo, by force if it does not listen."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def stop():
    """`make stop`: stop Odoo and the private clusters, as far as they run."""
    pid_file = paths.VAR / "odoo.pid"
    if pid_file.exists() and is_ours(pid_file.read_text()):
        os.kill(int(pid_file.read_text()), signal.SIGTERM)
        for _moment in range(100):
            if not is_ours(pid_file.read_text() if pid_file.exists() else "0"):
                break
            time.sleep(0.2)
    pid_file.unlink(missing_ok=True)
    for kind in ("postgres", "postgres-test"):
        if paths.VAR.exists():
            postgres.Cluster(kind).stop()
    return 0


def is_ours(pid):
    """Say whether this process is the Odoo we started, and not another that got its number."""
    done = run(["cat", f"/proc/{pid.strip() or 0}/cmdline"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return str(paths.VAR / "config/odoo.conf") in done.stdout

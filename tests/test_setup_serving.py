"""Accounts, the database cluster, the served database, starting and stopping."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tools import accounts, addons, errors, paths, postgres, serve


class TestPostgres:
    """A cluster of our own, or the server of DB_URI."""

    def test_no_postgresql_is_one_sentence(self, checkout, monkeypatch):
        monkeypatch.setattr(postgres, "find_programs", lambda version=None: None)
        with pytest.raises(errors.SetupError, match="PostgreSQL 15 or later is needed"):
            postgres.Cluster("postgres").start()

    def test_old_postgresql_does_not_count(self, tmp_path, monkeypatch):
        for name in ("initdb", "pg_ctl", "postgres"):
            program = tmp_path / name
            program.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 13.4 (Debian)'\n")
            program.chmod(0o755)
        monkeypatch.setattr(postgres.glob, "glob", lambda _pattern: [str(tmp_path)])
        monkeypatch.setattr(postgres.shutil, "which", lambda _name: None)
        assert postgres.find_programs() is None

    def test_another_major_version_never_opens_a_cluster(self, tmp_path, monkeypatch):
        for name in ("initdb", "pg_ctl", "postgres"):
            program = tmp_path / name
            program.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 17.2'\n")
            program.chmod(0o755)
        monkeypatch.setattr(postgres.glob, "glob", lambda _pattern: [str(tmp_path)])
        monkeypatch.setattr(postgres.shutil, "which", lambda _name: None)
        assert postgres.find_programs(15) is None
        assert postgres.find_programs(17) == tmp_path

    def test_socket_path_is_never_too_long(self, checkout, monkeypatch):
        monkeypatch.setattr(paths, "VAR", Path("/" + "x" * 120))
        monkeypatch.setattr(postgres.Cluster, "_is_reachable", lambda self: True)
        assert len(postgres.Cluster("postgres").host) <= postgres.SOCKET_LIMIT

    def test_address_of_another_server(self):
        server = postgres.Server.from_uri("postgresql://mall:p%40ss@db.example:5433/suite")
        assert (server.host, server.port, server.user, server.password) == ("db.example", 5433, "mall", "p@ss")

    @pytest.mark.parametrize("uri", ["mysql://a@b/c", "host=b", "postgresql://b/c"])
    def test_wrong_address_is_one_sentence(self, uri):
        with pytest.raises(errors.SetupError, match="DB_URI must look like"):
            postgres.Server.from_uri(uri)

    def test_server_that_does_not_answer_is_one_sentence(self, tmp_path):
        with pytest.raises(errors.SetupError, match="PostgreSQL refused: "):
            postgres.Server(tmp_path).sql("postgres", "SELECT 1")


class TestAccounts:
    """Root lends PostgreSQL and Odoo an account without rights."""

    @pytest.fixture(autouse=True)
    def _forget(self):
        accounts.unprivileged.cache_clear()
        yield
        accounts.unprivileged.cache_clear()

    def test_plain_user_stays(self, monkeypatch):
        monkeypatch.setattr(accounts.os, "geteuid", lambda: 1000)
        assert accounts.unprivileged() is None
        assert accounts.identity(None) == {}

    def test_root_hands_over(self, monkeypatch):
        monkeypatch.setattr(accounts.os, "geteuid", lambda: 0)
        account = accounts.unprivileged()
        assert account.pw_name in accounts.CANDIDATES
        assert accounts.identity(account)["user"] == account.pw_uid != 0

    def test_no_account_is_one_sentence(self, monkeypatch):
        monkeypatch.setattr(accounts.os, "geteuid", lambda: 0)
        monkeypatch.setattr(accounts, "CANDIDATES", ("nobody-of-this-name",))
        with pytest.raises(errors.SetupError, match="refuses to run as root"):
            accounts.unprivileged()


class TestAddons:
    """Add-ons are found, ordered and watched for changes."""

    @pytest.fixture
    def suite(self, checkout, monkeypatch):
        for name, depends in (("alpha", ["beta", "mail"]), ("beta", ["crm"]), ("gamma", [])):
            folder = checkout / "addons" / name
            folder.mkdir(parents=True)
            (folder / "__manifest__.py").write_text(repr({"name": name, "depends": depends}))
        monkeypatch.setattr(addons.folders, "__defaults__", (checkout / "addons",))
        return checkout / "addons"

    def test_each_comes_after_those_it_needs(self, suite):
        assert addons.in_order() == ["beta", "alpha", "gamma"]
        assert addons.own_needs("alpha") == ["beta"]

    def test_needs_from_outside(self, suite):
        assert addons.foreign_needs("alpha") == ["crm", "mail"]

    def test_changed_file_changes_the_fingerprint(self, suite):
        before = addons.fingerprint("gamma")
        (suite / "gamma/models.py").write_text("x = 1")
        assert addons.fingerprint("gamma") != before

    def test_tests_do_not_count(self, suite):
        before = addons.fingerprint("gamma")
        (suite / "gamma/tests").mkdir()
        (suite / "gamma/tests/test_x.py").write_text("x = 1")
        assert addons.fingerprint("gamma") == before


class TestDatabase:
    """The served database follows the add-ons' files."""

    @pytest.fixture
    def served(self, checkout, monkeypatch):
        """Return what was asked of Odoo: (new, changed) pairs; files and databases are pretended."""
        calls, state = [], {"exists": False, "print": {"alpha": "1", "beta": "1"}, "fails": False}

        def install(_config, _log, new, changed=()):
            if state["fails"]:
                raise errors.SetupError("Odoo could not")
            calls.append((list(new), list(changed)))

        monkeypatch.delenv("DB_URI", raising=False)
        paths.STAMPS.mkdir(parents=True)
        monkeypatch.setattr(serve.databases, "exists", lambda _server, _name: state["exists"])
        monkeypatch.setattr(serve.databases, "create", lambda _server, _name: state.update(exists=True))
        monkeypatch.setattr(serve.databases, "drop", lambda _server, _name: state.update(exists=False, dropped=True))
        monkeypatch.setattr(serve.addons, "in_order", lambda: list(state["print"]))
        monkeypatch.setattr(serve.addons, "fingerprint", lambda name: state["print"][name])
        monkeypatch.setattr(serve.odoo_run, "install", install)
        monkeypatch.setattr(serve.odoo_run, "write_config", lambda *_args, **_settings: None)
        monkeypatch.setattr(serve.odoo_run, "log_file", lambda _name: None)
        monkeypatch.setattr(serve.odoo_run, "report_complaints", lambda _log: None)
        return state, calls

    def test_first_start_installs_and_second_does_nothing(self, served):
        _state, calls = served
        serve.prepare_database(None, "mall")
        serve.prepare_database(None, "mall")
        assert calls == [(["alpha", "beta"], [])]

    def test_only_what_changed_is_updated(self, served):
        state, calls = served
        serve.prepare_database(None, "mall")
        state["print"] = {"alpha": "1", "beta": "2", "gamma": "1"}
        serve.prepare_database(None, "mall")
        assert calls[1:] == [(["gamma"], ["beta"])]
        assert "dropped" not in state

    def test_cut_first_installation_begins_again(self, served):
        state, calls = served
        state["fails"] = True
        with pytest.raises(errors.SetupError):
            serve.prepare_database(None, "mall")
        state["fails"] = False
        serve.prepare_database(None, "mall")
        assert state["dropped"]
        assert calls == [(["alpha", "beta"], [])]

    def test_failed_update_keeps_the_data_and_is_tried_again(self, served):
        state, calls = served
        serve.prepare_database(None, "mall")
        state["print"], state["fails"] = {"alpha": "2", "beta": "1"}, True
        with pytest.raises(errors.SetupError):
            serve.prepare_database(None, "mall")
        state["fails"] = False
        serve.prepare_database(None, "mall")
        assert calls[1:] == [([], ["alpha"])]
        assert "dropped" not in state

    def test_a_database_we_did_not_make_is_never_dropped(self, served):
        state, calls = served
        state["exists"] = True
        serve.prepare_database(None, "mall")
        assert "dropped" not in state
        assert calls == [(["alpha", "beta"], [])]


class TestServing:
    """Starting and stopping Odoo."""

    @pytest.fixture
    def sleeper(self):
        process = subprocess.Popen(["sleep", "30"])
        yield process
        process.kill()
        process.wait()

    def test_ctrl_c_stops_odoo_and_is_no_failure(self, sleeper):
        with serve.until_told_to_stop(sleeper) as told:
            os.kill(os.getpid(), signal.SIGINT)
            assert sleeper.wait(10) == -signal.SIGTERM
            serve.wait_until_it_answers(sleeper, "http://127.0.0.1:1", told)
        assert told == [signal.SIGINT]

    def test_odoo_that_ends_at_once_is_one_sentence(self):
        process = subprocess.Popen(["true"])
        process.wait()
        with pytest.raises(errors.SetupError, match="Odoo ended at once; its log is"):
            serve.wait_until_it_answers(process, "http://127.0.0.1:1")

    def test_odoo_that_stays_silent_is_one_sentence(self, sleeper, monkeypatch):
        monkeypatch.setattr(serve, "PATIENCE", 0.1)
        with pytest.raises(errors.SetupError, match="did not answer for 0.1 seconds"):
            serve.wait_until_it_answers(sleeper, "http://127.0.0.1:1")

    def test_another_process_with_our_number_is_left_alone(self, sleeper):
        assert not serve.is_ours(str(sleeper.pid))

    def test_database_of_the_given_server(self, monkeypatch):
        monkeypatch.setenv("DB_URI", "postgresql://mall@db.example/suite")
        assert serve.database_name() == "suite"
        monkeypatch.delenv("DB_URI")
        assert serve.database_name() == "mall"

    @pytest.mark.parametrize("language", ["zh_TW'; DROP TABLE x", "zh-TW"])
    def test_language_must_be_a_code(self, monkeypatch, language):
        monkeypatch.setenv("LANG_CODE", language)
        with pytest.raises(errors.SetupError, match="must be a code such as zh_TW"):
            serve.apply_language(None, "mall")

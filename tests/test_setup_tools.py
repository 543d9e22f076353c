"""The set-up's failures: each is one sentence and an exit code that is not 0; half-done work is taken up again."""

import errno
import logging
import os
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tools import __main__ as entry
from tools import (
    accounts,
    addons,
    apt,
    commands,
    debian,
    errors,
    expected_log,
    letterhead,
    merge_po,
    odoo_run,
    odoo_source,
    paths,
    postgres,
    process,
    pytest_guard,
    python_env,
    serve,
    setup,
    stamps,
    static_repairs,
)


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """Return an empty checkout that the set-up takes for its own."""
    names = {"ROOT": "", "ADDONS": "addons", "TEST_ADDONS": "tests/addons", "REQUIREMENTS": "requirements", "VAR": "var",
             "VENV": ".venv", "PYTHON": ".venv/bin/python", "STAMPS": "var/stamps", "BIN": "var/bin", "DEBIAN_ROOT": "var/debian",
             "ODOO_HOME": "var/odoo", "ODOO_SITE": "var/odoo/usr/lib/python3/dist-packages"}  # fmt: skip
    for name, place in names.items():
        monkeypatch.setattr(paths, name, tmp_path / place)
    (tmp_path / "var").mkdir()
    return tmp_path


@pytest.fixture
def fake_program(tmp_path, monkeypatch):
    """Return a function that puts a shell script of any name first on PATH."""
    folder = tmp_path / "fake-bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    def write(name, body):
        script = folder / name
        script.write_text(f"#!/bin/sh\n{body}\n")
        script.chmod(0o755)
        return script

    return write


def sentence_of(capsys, command, monkeypatch, failure):
    """Run a command that fails so, and return what the person at the terminal reads."""

    def fail(_arguments):
        raise failure

    monkeypatch.setitem(commands.BY_NAME, command, fail)
    code = entry.main([command])
    return code, capsys.readouterr().err


def test_failure_is_one_sentence_and_exit_code_1(capsys, monkeypatch):
    code, text = sentence_of(capsys, "run", monkeypatch, errors.SetupError("The disk is full."))
    assert (code, text) == (1, "The disk is full.\n")


def test_full_disk_anywhere_is_one_sentence(capsys, monkeypatch):
    failure = OSError(errno.ENOSPC, "No space left on device", "/somewhere/file")
    code, text = sentence_of(capsys, "run", monkeypatch, failure)
    assert code == 1
    assert text == "No space left on device: /somewhere/file; mend that and start again.\n"


def test_interruption_says_that_it_resumes(capsys, monkeypatch):
    code, text = sentence_of(capsys, "run", monkeypatch, KeyboardInterrupt())
    assert (code, text) == (130, "Interrupted; start again to go on from here.\n")


def test_a_defect_of_ours_keeps_its_traceback(monkeypatch):
    def fail(_arguments):
        raise ZeroDivisionError

    monkeypatch.setitem(commands.BY_NAME, "run", fail)
    with pytest.raises(ZeroDivisionError):
        entry.main(["run"])


def test_unknown_command_is_refused(capsys):
    assert entry.main(["fly"]) == 2
    assert "usage" in capsys.readouterr().err


def test_old_python_gets_one_sentence(tmp_path):
    """The version is looked at before anything newer is imported."""
    code = "import sys; sys.version_info = (3, 9, 2); sys.argv = ['tools']; import runpy; runpy.run_module('tools', run_name='__main__')"
    env = {**process.environment(), "MALL_SECOND_PYTHON": "1"}
    done = subprocess.run([sys.executable, "-c", code], cwd=paths.ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.strip() == python_env.WRONG_PYTHON


def test_no_fitting_python_gets_one_sentence(checkout, monkeypatch):
    monkeypatch.setattr(python_env, "candidates", lambda: ["/bin/false", "/no/python"])
    with pytest.raises(errors.SetupError, match="Python 3.11 or 3.12"):
        python_env.choose_interpreter()


def test_busy_port_is_named_with_another_to_take():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        number = other.getsockname()[1]
        with pytest.raises(errors.SetupError, match=f"Port {number} is busy.*PORT={number + 1}"):
            serve.check_port(number)


def test_free_port_passes():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        number = other.getsockname()[1]
    serve.check_port(number)


@pytest.mark.parametrize("text", ["web", "0", "65536", "-1"])
def test_port_must_be_a_number(monkeypatch, text):
    monkeypatch.setenv("PORT", text)
    with pytest.raises(errors.SetupError, match=f"PORT is {text}"):
        serve.port()


def test_port_by_default(monkeypatch):
    monkeypatch.delenv("PORT", raising=False)
    assert serve.port() == 8069


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_full_disk_in_a_step(number):
    with pytest.raises(errors.SetupError, match="disk that holds /x is full"), errors.full_disk_explained("/x"):
        raise OSError(number, "full")


def test_other_errors_of_a_step_pass():
    with pytest.raises(PermissionError), errors.full_disk_explained("/x"):
        raise PermissionError(errno.EACCES, "no")


def test_full_disk_in_a_child_is_recognised():
    with pytest.raises(errors.SetupError, match="disk is full"):
        process.must_run(["sh", "-c", "echo 'tar: x: Cannot write: No space left on device'; exit 2"], "Something else.")


def test_failed_child_gets_the_steps_own_sentence(capsys):
    with pytest.raises(errors.SetupError, match="^It did not work.$"):
        process.must_run(["sh", "-c", "echo why; exit 3"], "It did not work.")
    assert "why" in capsys.readouterr().out


def test_missing_program_is_named():
    with pytest.raises(errors.SetupError, match="no-such-program is needed"):
        process.run(["no-such-program"])


def test_too_little_room_is_said_before_anything_is_loaded(checkout, monkeypatch):
    monkeypatch.setattr(setup, "ROOM", 10**18)
    with pytest.raises(errors.SetupError, match="GB left"):
        setup.check_room()


def test_child_does_not_inherit_another_server(monkeypatch):
    monkeypatch.setenv("PGHOST", "elsewhere")
    monkeypatch.setenv("ODOO_RC", "/etc/odoo.conf")
    env = process.environment(PGUSER="odoo", PGPASSWORD=None)
    assert "PGHOST" not in env
    assert "ODOO_RC" not in env
    assert "PGPASSWORD" not in env
    assert env["PGUSER"] == "odoo"


class TestStamps:
    """A step is done once for the same inputs."""

    def test_done_only_for_the_same_inputs(self, checkout):
        stamps.mark_done("step", stamps.digest("a"))
        assert stamps.is_done("step", stamps.digest("a"))
        assert not stamps.is_done("step", stamps.digest("b"))

    def test_parts_do_not_run_together(self):
        assert stamps.digest("ab", "c") != stamps.digest("a", "bc")

    def test_content_of_files_counts(self, tmp_path):
        file = tmp_path / "lock"
        file.write_text("1")
        first = stamps.digest(file)
        file.write_text("2")
        assert stamps.digest(file) != first

    def test_interrupted_step_is_done_again(self, checkout):
        """A step dies before its stamp: the second call begins with a new half-made folder."""
        seen = []

        def fill(half):
            seen.append(sorted(path.name for path in half.iterdir()))
            (half / "rubbish").touch()
            if len(seen) == 1:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            odoo_source.build(fill)
        assert not paths.ODOO_HOME.exists()
        odoo_source.build(fill)
        assert seen == [["usr"], ["usr"]]
        assert (paths.ODOO_HOME / "rubbish").exists()


class TestApt:
    """Packages come through a private state; the mirror is the machine's own."""

    RELEASE = [("http://mirror/debian/", "bookworm"), ("http://mirror/debian/", "bookworm-updates"),
               ("http://mirror/debian-security/", "bookworm-security"), ("http://other/tool/", "bookworm")]  # fmt: skip

    def test_main_archive_and_its_updates(self):
        assert apt.release_archives(self.RELEASE, "bookworm") == self.RELEASE[:3]

    def test_archive_may_be_named_by_its_suite(self):
        named = [("http://mirror/debian/", "stable"), ("http://mirror/debian/", "stable-backports"),
                 ("http://mirror/debian-security/", "stable-security")]  # fmt: skip
        assert apt.release_archives(named, "bookworm") == [named[0], named[2]]

    def test_foreign_archive_alone_is_none(self):
        assert apt.release_archives(self.RELEASE[3:], "bookworm") == []

    def test_no_archive_is_one_sentence(self, checkout):
        with pytest.raises(errors.SetupError, match="apt knows no Debian archive"):
            apt.Archive("release", [])

    def test_no_network_is_one_sentence(self, checkout, fake_program):
        fake_program("apt-get", "echo 'Err: Could not resolve the mirror' >&2; exit 100")
        archive = apt.Archive("sid", [("http://mirror/debian/", "sid")])
        with pytest.raises(errors.SetupError, match="package index of Debian sid cannot be read: check the network"):
            archive.update()

    def test_state_is_private(self, checkout):
        options = " ".join(apt.Archive("sid", [("http://mirror/debian/", "sid")]).options())
        for setting in ("Dir::Etc::sourcelist", "Dir::State::Lists", "Dir::Cache"):
            assert f"{setting}={checkout}/var/apt/sid/" in options

    def test_index_must_be_signed(self, checkout, fake_program):
        fake_program("apt-get", "exit 0")
        archive = apt.Archive("sid", [("http://mirror/debian/", "sid")])
        archive.update()
        assert (archive.home / "sources.list").read_text() == f"deb [signed-by={apt.KEYRING}] http://mirror/debian/ sid main\n"

    def test_closure_reads_what_apt_would_add(self, checkout, fake_program):
        fake_program("apt-get", "echo 'Inst libx (1.0-1 Debian:12 [amd64])'; echo 'Inst liby [1.0] (1:2.0 Debian:12 [all]) []'; echo 'Conf libx (1.0-1)'")
        archive = apt.Archive("release", [("http://mirror/debian/", "bookworm")])
        assert archive.closure(["tool"]) == ["libx=1.0-1", "liby=1:2.0"]

    def test_cut_download_leaves_no_whole_folder(self, checkout, fake_program):
        archive = apt.Archive("sid", [("http://mirror/debian/", "sid")])
        fake_program("apt-get", "echo half > a.deb; exit 100")
        assert not archive.download(["a"], paths.VAR / "debs/odoo")
        assert not (paths.VAR / "debs/odoo").exists()
        fake_program("apt-get", "echo whole > a.deb")
        assert archive.download(["a"], paths.VAR / "debs/odoo")
        assert (paths.VAR / "debs/odoo/a.deb").read_text() == "whole\n"

    def test_full_disk_while_downloading(self, checkout, fake_program):
        fake_program("apt-get", "echo 'E: Write error - write (28: No space left on device)'; exit 100")
        archive = apt.Archive("sid", [("http://mirror/debian/", "sid")])
        with pytest.raises(errors.SetupError, match="disk is full"):
            archive.download(["a"], paths.VAR / "debs/odoo")

    def test_damaged_package_is_named(self, checkout):
        package = checkout / "broken_1_all.deb"
        package.write_text("no package")
        with pytest.raises(errors.SetupError, match="broken_1_all.deb is damaged|broken_1_all.deb cannot be unpacked"):
            apt.unpack(package, checkout)


class TestPython:
    """The environment holds exactly what the locks name."""

    def test_no_network_is_one_sentence(self, checkout, monkeypatch):
        script = checkout / ".venv/bin/python"
        script.parent.mkdir(parents=True)
        script.write_text("#!/bin/sh\ncase \"$*\" in *install*) echo 'Connection refused'; exit 1;; esac\n")
        script.chmod(0o755)
        (checkout / "requirements").mkdir()
        (checkout / "requirements.txt").touch()
        monkeypatch.setattr(python_env, "choose_interpreter", lambda: sys.executable)
        with pytest.raises(errors.SetupError, match="Python packages cannot be installed: check the network"):
            python_env.prepare()
        assert not (paths.STAMPS / "python").exists()

    def test_every_pin_is_exact_and_hashed(self):
        for lock in python_env.lock_files():
            lines = lock.read_text().replace("\\\n", " ").splitlines()
            pins = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
            assert pins
            assert all("==" in pin and "--hash=sha256:" in pin for pin in pins), lock

    def test_one_file_names_every_lock(self):
        text = (paths.ROOT / "requirements.txt").read_text()
        assert {line.split()[1] for line in text.splitlines() if line.startswith("-r")} == {
            str(lock.relative_to(paths.ROOT)) for lock in python_env.lock_files()
        }


class TestOdooSource:
    """Odoo comes from ODOO_SRC, from Debian, or from the public repository."""

    def test_checkout_without_odoo_is_refused(self, tmp_path, monkeypatch):
        monkeypatch.setenv("ODOO_SRC", str(tmp_path))
        with pytest.raises(errors.SetupError, match="holds no Odoo 19.0"):
            odoo_source.override()

    def test_other_series_is_refused(self, tmp_path, monkeypatch):
        (tmp_path / "odoo").mkdir()
        (tmp_path / "odoo/release.py").write_text("version_info = (18, 0, 0)")
        monkeypatch.setenv("ODOO_SRC", str(tmp_path))
        with pytest.raises(errors.SetupError, match="holds no Odoo 19.0"):
            odoo_source.override()

    def test_checkout_is_taken(self, tmp_path, monkeypatch):
        (tmp_path / "odoo").mkdir()
        (tmp_path / "addons").mkdir()
        (tmp_path / "odoo/release.py").write_text("version_info = (19, 0, 0, FINAL, 0, '')")
        monkeypatch.setenv("ODOO_SRC", str(tmp_path))
        assert odoo_source.override() == tmp_path.resolve()
        assert odoo_source.addons_folders() == [tmp_path.resolve() / "addons"]

    def test_no_mirror_leads_to_the_repository(self, checkout, monkeypatch):
        monkeypatch.setattr(apt, "configured_archives", list)
        assert not odoo_source.fetch_packages()

    def test_neither_mirror_nor_repository_is_one_sentence(self, checkout, fake_program):
        fake_program("git", "exit 128")
        with pytest.raises(errors.SetupError, match="set ODOO_SRC to an Odoo 19.0 checkout"):
            odoo_source.clone_repository(checkout)

    def test_metadata_names_what_we_install(self, checkout):
        site = checkout / "half" / paths.ODOO_SITE.relative_to(paths.ODOO_HOME)
        site.mkdir(parents=True)
        odoo_source.write_metadata(checkout / "half", ["Requires-Dist: psycopg2", "Requires-Dist: PyPDF2>=1", "Requires-Dist: lxml"])
        lines = (site / "odoo-19.0.dist-info/METADATA").read_text().splitlines()
        assert lines[-3:] == ["Requires-Dist: psycopg2-binary", "Requires-Dist: pypdf", "Requires-Dist: lxml"]

    def test_only_the_suites_languages_stay(self, tmp_path):
        folder = tmp_path / "web/i18n"
        folder.mkdir(parents=True)
        for name in ("zh_TW.po", "zh_CN.po", "zh.po", "de.po", "web.pot"):
            (folder / name).touch()
        odoo_source.drop_translations(tmp_path)
        assert {path.name for path in folder.iterdir()} == {"zh_TW.po", "zh_CN.po", "zh.po", "web.pot"}

    def test_links_become_files_and_dead_ones_go(self, tmp_path):
        static = tmp_path / "web/static/lib"
        static.mkdir(parents=True)
        (tmp_path / "jquery.js").write_text("jquery")
        (static / "jquery.js").symlink_to("../../../jquery.js")
        (static / "gone.js").symlink_to("../nowhere.js")
        assert static_repairs.replace_links(tmp_path) == [static / "gone.js"]
        assert (static / "jquery.js").read_text() == "jquery"
        assert not (static / "jquery.js").is_symlink()
        assert not (static / "gone.js").is_symlink()

    def test_installed_odoo_has_no_dead_link(self):
        addons_folder = paths.ODOO_SITE / "odoo/addons"
        if odoo_source.override() is None and addons_folder.is_dir():
            assert [path for path in addons_folder.glob("*/static/**/*") if path.is_symlink()] == []


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


class TestTools:
    """wkhtmltopdf, Chromium and the font."""

    def test_tool_on_path_is_taken(self, checkout, fake_program):
        script = fake_program("wkhtmltopdf", "echo 'wkhtmltopdf 0.12.6 (with patched qt)'")
        assert debian.program_on_path("wkhtmltopdf") == str(script)
        assert debian.is_patched(script)
        assert "wkhtmltopdf" not in debian.missing_packages()

    def test_our_own_script_is_not_taken_for_the_tool(self, checkout, monkeypatch):
        paths.BIN.mkdir()
        script = paths.BIN / "wkhtmltopdf"
        script.write_text("#!/bin/sh\n")
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", str(paths.BIN))
        assert debian.program_on_path("wkhtmltopdf") is None

    def test_plain_build_is_recognised(self, fake_program):
        assert not debian.is_patched(fake_program("wkhtmltopdf", "echo 'wkhtmltopdf 0.12.6'"))


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


class TestLetterhead:
    """Headers and footers stand where the patched wkhtmltopdf puts them."""

    WORDS = ["--disable-local-file-access", "--quiet", "--viewport-size", "1280x1024", "--page-size", "A4", "--margin-top", "52.0",
             "--header-spacing", "52", "--margin-bottom", "32.0", "--cookie", "session_id", "abc", "--header-html", "h.html",
             "body.html", "out.pdf"]  # fmt: skip

    def test_plain_build_never_sees_what_it_refuses(self):
        options = letterhead.build_parser().parse_args(self.WORDS)
        assert letterhead.plain_arguments(options) == [
            "--disable-local-file-access", "--quiet", "--page-size", "A4", "--cookie", "session_id", "abc",
            "--margin-top", "52.0", "--margin-bottom", "32.0",
        ]  # fmt: skip

    def test_a_margin_of_nothing_is_passed_on(self):
        options = letterhead.build_parser().parse_args(self.WORDS)
        assert letterhead.plain_arguments(options, margin_top=0.0, cookie=None)[4:6] == ["--margin-top", "0.0"]

    def test_header_fills_the_top_and_footer_the_bottom_margin(self):
        options = letterhead.build_parser().parse_args(self.WORDS)
        places = letterhead.frame_places(options, 297.0)
        assert places["header_html"][0] == 0
        assert places["footer_html"] == pytest.approx((100 * 265 / 297, 100 * 32 / 297))

    def test_pages_are_numbered_within_their_document(self):
        queries = letterhead.page_queries(["a.0.html", "b.1.html"], [2, 1])
        assert [query.split("sitepage=")[1] for query in queries] == ["1&sitepages=2", "2&sitepages=2", "1&sitepages=1"]
        assert [query.split("&")[0] for query in queries] == ["page=1", "page=2", "page=3"]

    def test_it_answers_as_a_build_that_can_do_this(self, capsys):
        assert letterhead.main(["/no/program", "--version"]) == 0
        assert "with patched qt" in capsys.readouterr().out

    def test_failure_of_the_plain_build_is_passed_on(self, tmp_path, capsys, fake_program):
        program = fake_program("plain", "echo 'no such host' >&2; exit 1")
        (tmp_path / "body.html").write_text("<html><head></head></html>")
        assert letterhead.main([str(program), str(tmp_path / "body.html"), str(tmp_path / "out.pdf")]) == 1
        assert "no such host" in capsys.readouterr().err


class TestGuard:
    """What is logged without being expected is kept; what is skipped without leave fails."""

    def test_warning_is_kept_once(self):
        collector = pytest_guard.Collector()
        collector.handle(logging.makeLogRecord({"name": "odoo.x", "levelno": logging.WARNING, "levelname": "WARNING", "msg": "no %s", "args": ("use",)}))
        assert collector.take() == ["WARNING odoo.x: no use"]
        assert collector.take() == []

    def test_expected_line_is_not_kept(self, monkeypatch):
        entry = expected_log.Expected("odoo.x", "^no use$", "a reason")
        monkeypatch.setattr(expected_log, "EXPECTED", (entry,))
        collector = pytest_guard.Collector()
        collector.handle(logging.makeLogRecord({"name": "odoo.x", "levelno": logging.ERROR, "levelname": "ERROR", "msg": "no use"}))
        assert collector.take() == []

    def test_complaints_of_a_log(self, tmp_path):
        log = tmp_path / "odoo.log"
        log.write_text("2026-11-23 21:23:59,537 24 WARNING db odoo.tools.config: bad option \n2026-11-23 21:23:59,537 24 INFO db odoo.x: fine \n")
        assert odoo_run.complaints(log) == ["2026-11-23 21:23:59,537 24 WARNING db odoo.tools.config: bad option "]

    def test_every_expected_line_has_a_reason(self):
        assert all(entry.reason for entry in expected_log.EXPECTED)
        assert all(reason for _part, reason in pytest_guard.ALLOWED_SKIPS)

    def test_skip_and_stray_warning_fail_a_run(self, tmp_path):
        (tmp_path / "conftest.py").write_text("pytest_plugins = ['tools.pytest_guard']")
        (tmp_path / "test_x.py").write_text(
            "import logging, pytest, unittest\n"
            "def test_good(): pass\n"
            "def test_logs(): logging.getLogger('odoo.x').warning('stray')\n"
            "def test_skips(): pytest.skip('no browser')\n"
            "class TestCase(unittest.TestCase):\n"
            "    def test_raises_skip(self): raise unittest.SkipTest('Chrome executable not found')\n"
            "    def test_expects(self):\n"
            "        with self.assertLogs('odoo.x', 'WARNING'): logging.getLogger('odoo.x').warning('wanted')\n"
        )
        done = subprocess.run([sys.executable, "-m", "pytest", "-p", "no:odoo", "-p", "no:cacheprovider", "-q", str(tmp_path)],
                              cwd=tmp_path, env=process.environment(PYTHONPATH=paths.ROOT), capture_output=True, text=True, check=False)  # fmt: skip
        assert done.returncode == 1
        assert "3 failed, 2 passed" in done.stdout
        assert "skipped without leave: Chrome executable not found" in done.stdout
        assert "WARNING odoo.x: stray" in done.stdout


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


class TestTranslations:
    """Merging a template changes what changed, and nothing the second time."""

    TEMPLATE = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"POT-Creation-Date: 2026-11-23 10:00+0000\\n"\n\n'
        '#. module: mall_leasing\n#: model:x\nmsgid "Unit"\nmsgstr ""\n\n#. module: mall_leasing\n#: model:y\nmsgid "Floor"\nmsgstr ""\n'
    )
    CHINESE = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Unit"\nmsgstr "單位"\n\nmsgid "Gone"\nmsgstr "已刪"\n'
    )

    @pytest.fixture
    def merged(self, tmp_path):
        folder = tmp_path / "mall_leasing/i18n"
        folder.mkdir(parents=True)
        (tmp_path / "fresh.pot").write_text(self.TEMPLATE)
        (folder / "zh_TW.po").write_text(self.CHINESE)
        merge_po.main(str(tmp_path / "fresh.pot"), str(folder), "zh_TW")
        return tmp_path, folder

    def test_translations_stay_new_terms_come_old_ones_go(self, merged):
        text = (merged[1] / "zh_TW.po").read_text()
        assert 'msgid "Unit"\nmsgstr "單位"' in text
        assert 'msgid "Floor"\nmsgstr ""' in text
        assert "Gone" not in text
        assert text.index('"Floor"') < text.index('"Unit"')
        assert '"Language: zh_TW' in text

    def test_no_dates(self, merged):
        assert "Date" not in (merged[1] / "mall_leasing.pot").read_text()

    def test_second_run_changes_nothing(self, merged, capsys):
        place, folder = merged
        before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
        (place / "fresh.pot").write_text(self.TEMPLATE.replace("10:00", "11:00"))
        merge_po.main(str(place / "fresh.pot"), str(folder), "zh_TW")
        assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()} == before
        assert "mall_leasing zh_TW: 2 terms, 1 without translation" in capsys.readouterr().out

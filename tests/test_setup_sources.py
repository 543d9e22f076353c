"""Where everything comes from: Debian's archive, the package index, Odoo's source, the tools on PATH."""

import stat
import sys

import pytest

from tools import apt, debian, errors, odoo_source, paths, python_env, static_repairs


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

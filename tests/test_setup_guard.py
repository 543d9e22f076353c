"""What tests and translators lean on: the guard of Odoo's log, the headers of PDFs, the merge of translations."""

import logging
import subprocess
import sys

import pytest

from tools import expected_log, letterhead, merge_po, odoo_run, paths, process, pytest_guard


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

    def test_models_of_test_addons_are_no_tests(self):
        folder = paths.TEST_ADDONS / "test_x"
        assert pytest_guard.pytest_ignore_collect(folder / "models/test_document.py")
        assert pytest_guard.pytest_ignore_collect(folder / "tests/test_flow.py") is None
        assert pytest_guard.pytest_ignore_collect(folder) is None

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

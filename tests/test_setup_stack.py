"""The stack the tests stand on: Odoo 19 with the whole suite, a clean log, no asset error, a browser that starts."""

import importlib.util
import shutil

import odoo.release
from odoo.tests import HttpCase, TransactionCase, tagged

from tools import addons, odoo_run, paths, people


def test_series():
    assert odoo.release.series == "19.0"


def test_browser_and_its_socket_are_there():
    """Without either Odoo skips every tour."""
    assert shutil.which("chromium") or shutil.which("google-chrome")
    assert importlib.util.find_spec("websocket")


def test_installing_the_suite_logs_no_warning():
    log = paths.VAR / "log" / "template.log"
    assert "Modules loaded." in log.read_text()
    assert odoo_run.complaints(log) == []


@tagged("post_install", "-at_install")
class TestStack(TransactionCase):
    """The test database holds what `make run` serves."""

    def test_every_addon_is_installed(self):
        modules = self.env["ir.module.module"].search([("name", "in", list(addons.every_folder()))])
        self.assertEqual(set(modules.mapped("name")), set(addons.every_folder()))
        self.assertEqual(set(modules.mapped("state")), {"installed"})

    def test_chinese_is_loaded(self):
        codes = {code for code, _name in self.env["res.lang"].get_installed()}
        self.assertLessEqual({"en_US", "zh_TW", "zh_CN"}, codes)
        crm = self.env.ref("base.module_crm")
        self.assertEqual(crm.with_context(lang="en_US").shortdesc, "CRM")
        self.assertEqual(crm.with_context(lang="zh_TW").shortdesc, "客戶關係管理")

    def test_demo_people_log_in_with_their_login_as_password(self):
        known = self.env["res.users"].search([("login", "in", list(people.ROLES))])
        for user in known:
            info = user.with_user(user)._check_credentials(
                {"type": "password", "login": user.login, "password": user.login}, {"interactive": True}
            )
            self.assertEqual(info["uid"], user.id)


@tagged("post_install", "-at_install")
class TestPages(HttpCase):
    """Pages and their asset bundles come without an error; the guard watches the log."""

    def test_bundles_compile(self):
        for bundle in ("web.assets_web", "web.assets_frontend", "web.report_assets_common", "web.assets_tests"):
            for kind in ("css", "js"):
                content = self.env["ir.qweb"]._get_asset_bundle(bundle, css=kind == "css", js=kind == "js")
                attachment = content.css() if kind == "css" else content.js()
                self.assertTrue(attachment, f"{bundle} {kind}")

    def test_login_page_and_jquery(self):
        self.assertEqual(self.url_open("/web/login").status_code, 200)
        self.assertEqual(self.url_open("/web/static/lib/jquery/jquery.js").status_code, 200)

    def test_barcode(self):
        image = self.env["ir.actions.report"].barcode("QR", "https://127.0.0.1", width=200, height=200)
        self.assertTrue(image.startswith(b"\x89PNG"))
        self.assertTrue(self.env["ir.actions.report"].barcode("Code128", "L1-001").startswith(b"\x89PNG"))

    def test_backend_opens_in_the_browser(self):
        self.browser_js("/odoo", "console.log('test successful')", "odoo.isReady === true", login="admin")

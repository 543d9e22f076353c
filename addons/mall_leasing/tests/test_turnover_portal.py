from freezegun import freeze_time

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .turnover_common import TurnoverCase


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10")
class TestTurnoverPortal(TurnoverCase, HttpCase):
    """L4.1: the tenant declares sales in the portal and sees how rent is made of them; nobody else's."""

    def _post(self, lease, login, token=None, **form):
        self.authenticate(login, login)
        data = {"csrf_token": token or http.Request.csrf_token(self), "month": "2027-01-01", "gross": "1,050,000", **form}
        response = self.url_open(f"/my/sales/{lease.id}/declare", data=data)
        self.env.invalidate_all()
        return response

    def test_l4_1_tenant_declares_in_the_portal_once(self):
        """The form takes figures as people write them; the second click is answered like the first."""
        lease = self._lease_in_force()
        form = {f"exclusion_{self.vat.id}": "50,000", "tickets": "1200"}
        for _click in (1, 2):
            answer = self._post(lease, "t_tenant", **form)
            self.assertIn("Thank you", answer.text)
        declaration = lease.declaration_ids
        self.assertEqual((len(declaration), declaration.state, declaration.source), (1, "declared", "portal"))
        self.assertEqual((declaration.amount_net, declaration.ticket_count), (1_000_000, 1200))
        self.assertEqual(declaration.declared_by_id, self.tenant)

    def test_l4_1_bad_figures_are_answered_with_one_sentence(self):
        """What was typed stays in the form; nothing is declared."""
        lease = self._lease_in_force()
        for form, words in (
            ({"gross": "a lot"}, "enter a number"),
            ({"gross": "-5"}, "cannot be below 0"),
            ({"month": "2027-03-01"}, "the month is not over"),
            ({"month": "2026-12-01"}, "outside the term"),
            ({"gross": "10", f"exclusion_{self.vat.id}": "11"}, "would be negative"),
        ):
            with self.subTest(form):
                answer = self._post(lease, "t_tenant", **form)
                self.assertIn(words, answer.text)
        self.assertFalse(lease.declaration_ids)

    def test_l4_1_other_tenants_and_forged_forms_reach_nothing(self):
        """Another tenant gets no page, no form, no paper; a form from elsewhere is refused."""
        lease = self._lease_in_force()
        self._declare(lease, "2027-01", 1_000_000)
        settlement = self._prepare(lease).filtered(lambda one: one.state == "draft")
        with mute_logger("odoo.http"):
            self.assertEqual(self._post(lease, "t_tenant", month="2027-02-01", token="forged").status_code, 400)
            self.assertEqual(self.url_open(f"/my/settlements/{settlement.id}").status_code, 404, "not confirmed yet")
        self._confirm(settlement)
        with mute_logger("odoo.http"):
            self.assertEqual(self._post(lease, "t_other_tenant", month="2027-02-01").status_code, 404)
            for path in (f"/my/sales/{lease.id}", f"/my/settlements/{settlement.id}"):
                self.assertEqual(self.url_open(path).status_code, 404, path)
        self.assertNotIn(lease.name, self.url_open("/my/sales").text)
        self.assertEqual(len(lease.declaration_ids), 1)

    def test_l4_1_tenant_sees_settlement_step_by_step(self):
        """The page shows each step and what was agreed; the paper is served."""
        lease = self._lease_in_force()
        self._declare(lease, "2027-01", 1_000_000)
        self._confirm(self._prepare(lease).filtered(lambda one: one.state == "draft"))
        self.authenticate("t_tenant", "t_tenant")
        page = self.url_open("/my/sales").text
        for words in ("31 of 365 days", lease.settlement_ids.sorted("id")[0].name, "January 2027", "Sales of February 2027"):
            self.assertIn(words, page)
        counters = self.make_jsonrpc_request("/my/counters", {"counters": ["turnover_lease_count"]})
        self.assertEqual(counters["turnover_lease_count"], 1)

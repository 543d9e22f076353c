"""The suite's first story, played in a browser by the people of the demonstration mall."""

import calendar
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import fields
from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestFirstLease(HttpCase):
    """From a client who wants a shop to the first invoice: L3.1, L3.2, L4.1, L4.2."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.partner"].search([("user_ids", "!=", False)]).lang = "en_US"
        cls.lead = cls.env.ref("mall_leasing.lead_blue_magpie")
        cls.unit = cls.env.ref("mall_leasing.unit_1f_08")

    def _get_lease(self):
        self.env.invalidate_all()
        return self.lead.lease_ids

    def _bill(self, day):
        """Run the contract add-on's own scheduled action as of a day."""
        with freeze_time(day):
            self.env.ref("contract.contract_cron_for_invoice").method_direct_trigger()

    def test_l4_2_first_lease_from_lead_to_first_invoice(self):
        """Negotiation, letter of intent, legal review, leadership, both signatures; then billed by days."""
        self.start_tour("/odoo/leasing-pipeline", "first_lease_specialist", login="leasing_specialist")
        lease = self._get_lease()
        self.assertEqual(lease.offer_id.state, "accepted")
        self.assertEqual(self.unit.with_context(mall_date=lease.date_start).state, "let")

        self.start_tour("/odoo", "first_lease_legal", login="legal")
        self.start_tour("/odoo", "first_lease_leader", login="leader")
        frozen = self._get_lease().document_attachment_id.raw
        self.assertTrue(frozen.startswith(b"%PDF"))

        self.start_tour("/my/leases", "first_lease_tenant", login="tenant")
        self.assertEqual(self._get_lease().tenant_signed_by, "Wu Ya-ting")
        self.start_tour("/odoo", "first_lease_countersign", login="leader")
        self.assertEqual(self._get_lease().state, "active")
        self.assertEqual(lease.document_attachment_id.raw, frozen)
        self.assertEqual(self.lead.stage_id, self.env.ref("mall_leasing.stage_follow_up"))
        self._assert_first_month_billed(lease)

    def _assert_first_month_billed(self, lease):
        """The first invoice covers the 16th to the end of the month, by days, rent and fee apart."""
        self._bill(lease.date_start - relativedelta(days=1))
        self.assertFalse(self.env["account.move"].search([("mall_lease_id", "=", lease.id)]))
        self._bill(lease.date_start)
        invoice = self.env["account.move"].search([("mall_lease_id", "=", lease.id)])
        length = calendar.monthrange(lease.date_start.year, lease.date_start.month)[1]
        share = Decimal(length - 15) / length
        expected = [float(round(Decimal("126.4") * price * share)) for price in (4500, 300)]
        self.assertEqual(invoice.invoice_line_ids.mapped("price_subtotal"), expected)
        self.assertEqual(invoice.invoice_date, fields.Date.to_date(lease.date_start))
        self.assertEqual(invoice.partner_id.commercial_partner_id, self.env.ref("mall_leasing.partner_tenant"))

import hashlib
import io
import unicodedata
from datetime import date

from odoo.tests import HttpCase, tagged
from odoo.tools.pdf import PdfFileReader

from ..exceptions import UnitTaken
from ..lease_reasons import LeaseMoveRefused
from .lease_common import LeaseBuilders, LeaseCase, PrintsBlank

CHINESE = "藍鵲咖啡股份有限公司"


@tagged("-at_install", "post_install")
class TestLeaseDocument(LeaseCase):
    """L4.1: each side's rights and obligations explicit; L4.2: the very document approved is the one signed."""

    def _get_html(self, lease):
        report = self.env["ir.actions.report"]
        return report._render_qweb_html("mall_leasing.action_report_mall_lease", lease.ids)[0].decode()

    def test_l4_1_document_says_what_was_agreed(self):
        """Parties, premises, term, charges with their steps, deposit and terms stand in the document."""
        self.tenant_partner.name = CHINESE
        lease = self._draft(terms="<p>乙方應於每月五日前給付租金。</p>")
        text = self._get_html(lease)
        for part in (CHINESE, "Test Mall Company", "Test Mall", "1F-01", "Base Rent", "Management Fee", "乙方應於每月五日前給付租金"):
            self.assertIn(part, text)
        for amount in ("50,000", "55,000", "150,000"):
            self.assertIn(amount, text)

    def test_l4_1_prices_are_listed_from_day_to_day(self):
        """The steps of a charge cover the term without gap or overlap; 0 is rent free."""
        lease = self._draft()
        rent = lease.charge_ids[0]
        rent.step_ids = [(0, 0, {"date_from": "2027-11-01", "amount": 0})]
        rows = rent._get_price_rows()
        self.assertEqual(
            [(row["date_from"], row["date_to"], row["amount"]) for row in rows],
            [
                (date(2027, 1, 1), date(2027, 6, 30), 50000),
                (date(2027, 7, 1), date(2027, 10, 31), 55000),
                (date(2027, 11, 1), date(2027, 12, 31), 0),
            ],
        )
        self.assertIn("rent free", self._get_html(lease))

    def test_l4_2_document_is_frozen_at_full_approval(self):
        """File and fingerprint exist from full approval on, not before, and match."""
        lease = self._lease_in("leadership_approval")
        self.assertFalse(lease.document_attachment_id)
        self._approve(lease, self.leader)
        content = lease.document_attachment_id.raw
        self.assertTrue(content.startswith(b"%PDF"))
        self.assertEqual(lease.document_sha256, hashlib.sha256(content).hexdigest())

    def test_l4_2_signed_copy_holds_document_and_signatures(self):
        """The signed copy is the frozen document and one page with both signatures."""
        lease = self._lease_in("active")
        self.assertTrue(lease._is_document_intact(), "the frozen document itself is left as it is")
        copy = PdfFileReader(io.BytesIO(lease.signed_attachment_id.raw))
        frozen = PdfFileReader(io.BytesIO(lease.document_attachment_id.raw))
        self.assertEqual(copy.getNumPages(), frozen.getNumPages() + 1)
        report = self.env["ir.actions.report"]
        page = report._render_qweb_html("mall_leasing.action_report_mall_lease_signature", lease.ids)[0].decode()
        for part in (lease.document_sha256, "Wu Ya-ting", self.leader.name, "data:image/png;base64"):
            self.assertIn(part, page)

    def test_l4_1_company_sets_its_standard_terms(self):
        """A new lease starts with the company's own words where it has some."""
        self.company.mall_lease_terms = "<p>House rules apply.</p>"
        values = self._as(self.env["mall.lease"], self.specialist).default_get(["terms"])
        self.assertEqual(str(values["terms"]), "<p>House rules apply.</p>")

    # === mail === #

    def test_l4_2_tenant_is_asked_to_sign(self):
        """With full approval the tenant gets the link and the fingerprint; the chatter says to whom."""
        lease = self._lease_in("leadership_approval")
        before = self.env["mail.mail"].search([])
        self._approve(lease, self.leader)
        mail = self.env["mail.mail"].search([]) - before
        mail = mail.filtered(lambda mail: mail.recipient_ids == self.tenant_partner)
        self.assertEqual(len(mail), 1)
        self.assertIn(lease.name, mail.subject)
        self.assertIn(f"/my/leases/{lease.id}?access_token={lease.sudo().access_token}", mail.body_html)
        self.assertIn(lease.document_sha256, mail.body_html)
        self.assertIn("tenant@example.com", " ".join(lease.message_ids.mapped("body")))

    def test_l4_2_tenant_gets_the_signed_copy(self):
        """With the countersignature the tenant gets the signed copy by mail."""
        lease = self._lease_in("tenant_signed")
        before = self.env["mail.mail"].search([])
        self._countersign(lease)
        mail = self.env["mail.mail"].search([]) - before
        mail = mail.filtered(lambda mail: mail.recipient_ids == self.tenant_partner)
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.attachment_ids.raw, lease.signed_attachment_id.raw)

    def test_tenant_without_address_is_said(self):
        """No e-mail address: the lease goes on, and the chatter says what is left to do by hand."""
        self.tenant_partner.email = False
        lease = self._lease_in("to_sign")
        self.assertIn("no e-mail address", " ".join(lease.message_ids.mapped("body")))

    def test_deleted_template_stops_no_approval(self):
        """An administrator deleted the template: the lease goes on, and the chatter says so."""
        self.env.ref("mall_leasing.mail_template_lease_to_sign").unlink()
        lease = self._lease_in("to_sign")
        self.assertIn("template was deleted", " ".join(lease.message_ids.mapped("body")))

    def test_leaders_are_asked_to_countersign(self):
        """The tenant's signature puts the lease on the leaders' list, the countersignature takes it off."""
        lease = self._lease_in("tenant_signed")
        todo = lease.activity_ids.filtered(lambda activity: activity.user_id == self.leader)
        self.assertEqual(todo.activity_type_id, self.env.ref("mall_leasing.mail_activity_data_countersign"))
        self._countersign(lease)
        self.assertFalse(lease.activity_ids)


@tagged("-at_install", "post_install")
class TestLeasePaper(LeaseBuilders, HttpCase):
    """The document as the printing program makes it, with styles fetched from the running server."""

    def test_l4_2_paper_shows_chinese_terms_and_signed_copy(self):
        """Name and terms in Chinese can be read in the file that is signed, and in the signed copy."""
        self.env["ir.config_parameter"].set_param("report.url", self.base_url())
        self.tenant_partner.name = CHINESE
        lease = self._lease_in("active", terms="<p>乙方應於每月五日前給付租金。</p>")
        for attachment in (lease.document_attachment_id, lease.signed_attachment_id):
            text = "".join(page.extract_text() for page in PdfFileReader(io.BytesIO(attachment.raw)).pages)
            # Some fonts map common characters to their radical twins: the eye sees no difference, a search does.
            text = "".join(unicodedata.normalize("NFKC", text).split())
            for part in (CHINESE, "乙方應於每月五日前給付租金", "50,000", "1F-01"):
                self.assertIn(part, text)
        self.assertIn(lease.document_sha256, text)


@tagged("-at_install", "post_install")
class TestLeaseOccupancy(PrintsBlank, LeaseBuilders):
    """One unit, one occupant, from submission on; the lease's hold follows its terms."""

    def _get_periods(self, lease):
        return [(row.kind, str(row.date_from), str(row.date_to)) for row in lease.occupancy_ids]

    def test_l4_1_submission_takes_the_units(self):
        """A draft takes nothing, a submitted lease its units, from the handover day."""
        lease = self._draft(date_handover="2026-12-01")
        self.assertFalse(lease.occupancy_ids)
        self._submit(lease)
        self.assertEqual(self._get_periods(lease), [("lease", "2026-12-01", "2027-12-31")])

    def test_l4_1_second_lease_of_a_taken_unit_is_refused(self):
        """Two leases of a unit in the same term: the second is not submitted."""
        self._lease_in("legal_review")
        second = self._draft()
        with self.assertRaises(UnitTaken):
            self._submit(second)
        self.assertEqual(second.state, "draft")

    def test_occupancy_follows_the_terms(self):
        """Changed dates or units before signature move the occupancy along."""
        lease = self._lease_in("to_sign")
        other = self._create_unit(code="1F-02")
        self._change(lease, {"date_end": "2028-06-30", "unit_ids": [(6, 0, other.ids)]})
        self.assertEqual(self._get_periods(lease), [("lease", "2027-01-01", "2028-06-30")])
        self.assertEqual(lease.occupancy_ids.unit_id, other)

    def test_activation_sets_the_opening_day(self):
        """Fit-out until the opening day, trading from it on."""
        lease = self._lease_in("active", date_opening="2027-03-01")
        self.assertEqual(str(lease.occupancy_ids.date_trading), "2027-03-01")
        self.assertEqual(self.unit.with_context(mall_date="2027-02-28").state, "fit_out")
        self.assertEqual(self.unit.with_context(mall_date="2027-03-01").state, "trading")


@tagged("-at_install", "post_install")
class TestLeaseRentRoll(PrintsBlank, LeaseBuilders):
    """Leases in force are taken over without a second signature, by a manager, in batches."""

    def _get_rows(self, units):
        partners = self.env["res.partner"].create([{"name": f"Roll {unit.code}", "is_company": True} for unit in units])
        return [
            {
                "unit": unit,
                "partner": partner,
                "brand": self.env["mall.brand"],
                "trade_category": self.trade,
                "area": unit.area_net,
                "date_start": date(2025, 1, 1),
                "date_end": date(2028, 12, 31),
                "amount_rent": 30000.0,
                "amount_deposit": 60000.0,
                "date_billing_from": date(2026, 12, 1),
            }
            for unit, partner in zip(units, partners, strict=True)
        ]

    def test_rent_roll_leases_are_active_and_billed(self):
        """Active at once, unit let, contract from the first day the suite bills."""
        [row] = self._get_rows(self.unit)
        lease = self._as(self.env["mall.lease"], self.manager)._create_from_rent_roll([row]).sudo()
        self.assertEqual((lease.state, lease.origin, lease.partner_id), ("active", "rent_roll", row["partner"]))
        self.assertEqual(lease.occupancy_ids.unit_id, self.unit)
        self.assertEqual(lease.amount_rent_month, 30000)
        self.assertEqual(str(lease.contract_id.contract_line_ids.date_start), "2026-12-01")
        self.assertEqual(self.unit.with_context(mall_date="2026-11-23").state, "trading")

    def test_rent_roll_is_for_managers(self):
        """A specialist cannot put leases into force this way."""
        for user in (self.specialist, self.legal, self.leader):
            with self.assertRaises(LeaseMoveRefused) as caught:
                self._as(self.env["mall.lease"], user)._create_from_rent_roll(self._get_rows(self.unit))
            self.assertEqual(caught.exception.reason, "role_manager")

    def test_l4_2_drafted_lease_cannot_pass_as_rent_roll(self):
        """The short way is closed to leases that were drafted here, also to the manager."""
        with self.assertRaises(LeaseMoveRefused) as caught:
            self._as(self._draft(), self.manager)._move_to("active")
        self.assertEqual(caught.exception.reason, "not_rent_roll")

    def test_rent_roll_cost_per_lease_is_bounded(self):
        """2 rows or 22: what each further row costs is what creating its records costs."""
        model = self._as(self.env["mall.lease"], self.manager)

        def count(number, prefix):
            rows = self._get_rows(self._create_units(number, prefix=prefix))
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            model._create_from_rent_roll(rows)
            self.env.cr.flush()
            return self.env.cr.sql_log_count - before

        count(2, "W")
        small, large = count(2, "A"), count(22, "B")
        self.assertLessEqual((large - small) / 20, 2, f"{small} for 2, {large} for 22")

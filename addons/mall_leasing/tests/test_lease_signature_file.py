import base64
import io

from PIL import Image

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..lease_reasons import LeaseFieldGated, LeaseNotSignable, LeaseRefused
from .lease_common import LeaseCase, picture

FILE = {"name": "signature", "res_model": "mall.lease"}


@tagged("-at_install", "post_install")
class TestLeaseSignatureFile(LeaseCase):
    """L4.2: signatures are files, and who may write a lease may write its files; these not."""

    def _get_files(self, lease):
        domain = [("res_model", "=", "mall.lease"), ("res_id", "=", lease.id), ("res_field", "!=", False)]
        return self.env["ir.attachment"].sudo().search(domain)

    def test_l4_2_signature_file_is_not_made_by_hand(self):
        """No file is created as, or turned into, a signature, nor is the frozen document hidden."""
        lease = self._lease_in("to_sign")
        for user in (self.specialist, self.manager):
            files = self._as(self.env["ir.attachment"], user)
            for field in ("tenant_signature", "landlord_signature"):
                with self.assertRaises(LeaseFieldGated):
                    files.create({**FILE, "res_id": lease.id, "res_field": field, "datas": picture()})
                loose = files.create({**FILE, "res_id": lease.id, "datas": picture()})
                with self.assertRaises(LeaseFieldGated):
                    loose.write({"res_field": field})
            with self.assertRaises(LeaseRefused):
                files.browse(lease.document_attachment_id.id).write({"res_field": "other"})

    def test_l4_2_signature_file_is_neither_changed_nor_deleted(self):
        """What was drawn stays, for whoever may write the lease and for the leader."""
        lease = self._lease_in("active")
        files = self._get_files(lease)
        self.assertEqual(set(files.mapped("res_field")), {"tenant_signature", "landlord_signature"})
        before = {file.id: file.raw for file in files}
        for user in (self.specialist, self.manager, self.leader):
            for file in files:
                for attempt in (
                    lambda file: file.write({"datas": picture(10, 10)}),
                    lambda file: file.write({"res_field": False}),
                    lambda file: file.unlink(),
                ):
                    with self.subTest(user=user.login), self.assertRaises(UserError):
                        attempt(self._as(file, user))
        self.assertEqual({file.id: file.raw for file in self._get_files(lease)}, before)

    def test_l4_2_signature_of_any_kind_is_answered_in_one_sentence(self):
        """What a client can send in the place of a name or a picture: numbers, lists, pictures of absurd size."""
        lease = self._lease_in("to_sign")
        stream = io.BytesIO()
        Image.new("1", (20000, 20000)).save(stream, "PNG")
        bomb = base64.b64encode(stream.getvalue()).decode()
        bitmap = io.BytesIO()
        Image.new("RGB", (5, 5)).save(bitmap, "BMP")
        for name, signature, reason in (
            (5, self.signature, "signature_missing"),
            (["Wu"], self.signature, "signature_missing"),
            ("W" * 201, self.signature, "signature_name_long"),
            ("Wu", 5, "signature_unreadable"),
            ("Wu", ["x"], "signature_unreadable"),
            ("Wu", "簽", "signature_unreadable"),
            ("Wu", bomb, "signature_unreadable"),
            ("Wu", base64.b64encode(bitmap.getvalue()).decode(), "signature_unreadable"),
        ):
            with self.subTest(name=str(name)[:9], reason=reason), self.assertRaises(LeaseNotSignable) as caught:
                self._sign(lease, name=name, signature=signature)
            self.assertEqual(caught.exception.reason, reason)

    def test_l4_2_change_of_the_first_billed_day_is_approved(self):
        """From when a tenant pays is money: leadership is asked again, and nothing is signed meanwhile."""
        lease = self._lease_in("to_sign")
        self._change(lease, {"date_billing_from": "2027-12-01"})
        self.assertEqual(lease.state, "leadership_approval")

    def test_one_unit_one_occupant_whatever_the_context_says(self):
        """A released occupancy keeps nothing, also for a client that asks for archived records."""
        lease = self._lease_in("legal_review")
        self._as(lease, self.specialist).write({"unit_ids": [Command.clear()]})
        self.assertFalse(lease.occupancy_ids)
        eager = self._as(lease, self.specialist).with_context(active_test=False)
        eager.write({"unit_ids": [Command.set(self.unit.ids)]})
        self.assertEqual(lease.occupancy_ids.unit_id, self.unit)
        self.assertEqual(self.unit.with_context(mall_date="2027-06-01").state, "let")

    def test_lease_keeps_to_its_company(self):
        """Brand, trade and unit of another company are refused, also to who works for both."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        both = (self.company | company).ids
        self.manager.company_ids = [Command.set(both)]
        mall = self.env["mall.property"].create({"name": "Far Mall", "company_id": company.id})
        floor = self._create_floor(property_id=mall.id)
        values = {
            "brand_id": self.env["mall.brand"].create({"name": "Far", "company_id": company.id}).id,
            "trade_category_id": self.env["mall.trade.category"].create({"name": "Far", "company_id": company.id}).id,
            "unit_ids": [Command.set(self._create_unit("F", property_id=mall.id, floor_id=floor.id).ids)],
        }
        for name, value in values.items():
            lease = self._draft(user=self.manager).with_context(allowed_company_ids=both)
            with self.subTest(name), self.assertRaises(UserError):
                lease.write({name: value})

    def test_l4_1_handover_and_opening_fit_the_term(self):
        """Keys after the last day, or an opening before the keys, are refused on submission."""
        for dates in ({"date_handover": "2028-01-01"}, {"date_opening": "2020-01-01"}, {"date_opening": "2028-01-01"}):
            lease = self._draft(**dates)
            with self.subTest(dates), self.assertRaises(LeaseRefused) as caught:
                self._submit(lease)
            self.assertEqual(caught.exception.reason, "dates_outside_term")

"""Builders of the lease tests: a lease at any point of its way, moved there by the people whose move it is."""

import base64
import io
from unittest.mock import patch

from PIL import Image

from odoo.fields import Command
from odoo.tools.pdf import PdfFileWriter

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from .common import LeasingCommon


def picture(width=60, height=20):
    """Return a small PNG, base64, as the signature form sends it."""
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(stream, "PNG")
    return base64.b64encode(stream.getvalue()).decode()


def blank_pdf(*_args, **_kwargs):
    """Stand in for the printing program: one empty page. What is printed is tested in ``test_lease_document``."""
    writer = PdfFileWriter()
    writer.addBlankPage(width=200, height=200)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


class PrintsBlank:
    """Spare the printing program, a second for each document, where the words on the paper do not matter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for patcher in (
            patch.object(IrActionsReport, "_run_wkhtmltopdf", blank_pdf),
            patch.object(IrActionsReport, "get_wkhtmltopdf_state", lambda self: "ok"),
        ):
            patcher.start()
            cls.addClassCleanup(patcher.stop)


class LeaseBuilders(LeasingCommon):
    """``self._lease_in("to_sign")`` and the steps that lead there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tenant_partner.email = "tenant@example.com"
        cls.unit = cls._create_unit()
        cls.signature = picture()

    def _draft(self, user=None, **values):
        """Return a complete draft of the specialist: base rent with one step, a fee per m2."""
        charges = [
            Command.create(
                {
                    "kind": "base_rent",
                    "amount": 50000,
                    "step_ids": [Command.create({"date_from": "2027-07-01", "amount": 55000})],
                }
            ),
            Command.create({"kind": "management_fee", "basis": "area", "amount": 200}),
        ]
        defaults = {
            "property_id": self.property.id,
            "partner_id": self.tenant_partner.id,
            "unit_ids": [Command.set(self.unit.ids)],
            "trade_category_id": self.trade.id,
            "date_start": "2027-01-01",
            "date_end": "2027-12-31",
            "amount_deposit": 150000,
            "charge_ids": charges,
            "terms": "<p>The landlord lets, the tenant pays.</p>",
        }
        return self._as(self.env["mall.lease"], user or self.specialist).create({**defaults, **values})

    def _lease_in(self, state, **values):
        """Return a lease that its people have brought to a state."""
        lease = self._draft(**values)
        moves = {
            "legal_review": lambda: self._submit(lease),
            "leadership_approval": lambda: self._approve(lease, self.legal),
            "to_sign": lambda: self._approve(lease, self.leader),
            "tenant_signed": lambda: self._sign(lease),
            "active": lambda: self._countersign(lease),
        }
        for target, move in moves.items():
            if lease.state == state:
                break
            move()
            self.assertEqual(lease.state, target)
        return lease

    def _as(self, record, user):
        """Return the record as that user meets it over the wire: own rights, own context."""
        return record.with_user(user).with_context({"allowed_company_ids": self.company.ids, "lang": "en_US"})

    def _submit(self, lease, user=None):
        self._as(lease, user or self.specialist).action_approval_submit()
        self.env.cr.flush()

    def _approve(self, lease, user):
        seen = self._as(lease, user)
        seen.invalidate_recordset(["approval_timeline"])
        seen.action_approval_approve(seen.approval_timeline["pending"]["digest"])
        self.env.cr.flush()

    def _reject(self, lease, user, reason="Too cheap"):
        seen = self._as(lease, user)
        seen.invalidate_recordset(["approval_timeline"])
        seen.action_approval_reject(seen.approval_timeline["pending"]["digest"], reason)
        self.env.cr.flush()

    def _sign(self, lease, user=None, name="Wu Ya-ting", signature=None):
        return self._as(lease, user or self.tenant)._sign_as_tenant(
            name, self.signature if signature is None else signature, "192.0.2.7"
        )

    def _countersign(self, lease, user=None):
        return self._as(lease, user or self.leader)._countersign(self.signature)

    def _change(self, lease, values, user=None):
        """Change a lease as a user does, and end the transaction as a request does."""
        self._as(lease, user or self.specialist).write(values)
        self.env.cr.flush()


class LeaseCase(PrintsBlank, LeaseBuilders):
    """Lease tests that do not look at the paper."""

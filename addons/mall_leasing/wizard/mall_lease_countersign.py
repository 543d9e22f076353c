from odoo import fields, models


class MallLeaseCountersign(models.TransientModel):
    """Where a leader signs for the landlord, with the frozen document and its fingerprint before the eyes."""

    _name = "mall.lease.countersign"
    _description = "Countersign Lease"

    lease_id = fields.Many2one("mall.lease", required=True, readonly=True)
    partner_id = fields.Many2one(related="lease_id.partner_id", related_sudo=False)
    document_sha256 = fields.Char(related="lease_id.document_sha256", related_sudo=False)
    tenant_signed_by = fields.Char(related="lease_id.tenant_signed_by", related_sudo=False)
    tenant_signed_on = fields.Datetime(related="lease_id.tenant_signed_on", related_sudo=False)
    signed_name = fields.Char(default=lambda self: self.env.user.name, readonly=True)
    signature = fields.Image(
        max_width=1024, max_height=1024, help="Drawn, typed or loaded; stands under the lease for ever."
    )

    def action_countersign(self):
        """Sign for the landlord; the lease becomes active.

        Clause: L4.2
        """
        self.ensure_one()
        self.lease_id._countersign(self.signature)
        return {"type": "ir.actions.act_window_close"}

    def action_open_document(self):
        """Open the frozen document."""
        self.ensure_one()
        return self.lease_id.action_open_document()

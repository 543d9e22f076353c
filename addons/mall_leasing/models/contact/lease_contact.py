from odoo import fields, models

from ..client.crm_lead import LEASING


class MallLease(models.Model):
    """The contacts about a lease. Clause: L2.2, LR2.3."""

    _inherit = "mall.lease"

    communication_ids = fields.One2many(
        "mall.communication", "lease_id", string="Communications", groups=LEASING, help="Every contact with the tenant about this lease."
    )
    communication_count = fields.Integer(compute="_compute_communication_count", groups=LEASING)

    def _compute_communication_count(self):
        groups = self.env["mall.communication"]._read_group([("lease_id", "in", self.ids)], ["lease_id"], ["__count"])
        counts = {lease.id: count for lease, count in groups}
        for lease in self:
            lease.communication_count = counts.get(lease.id, 0)

    def action_view_communications(self):
        """Open the contact log of the lease."""
        self.ensure_one()
        return self.env["mall.communication"]._get_action({"default_lease_id": self.id}, [("lease_id", "=", self.id)])

    def action_log_communication(self):
        """Open the quick entry for this lease.

        Clause: L2.2
        """
        self.ensure_one()
        return self.env["mall.communication"]._get_quick_action(
            lease_id=self.id,
            lead_id=self.lead_id.id,
            partner_id=self.partner_id.id,
            unit_id=self.unit_ids.id if len(self.unit_ids) == 1 else False,
        )

from odoo import fields, models


class MallLeaseCancel(models.TransientModel):
    """Ask why leases are given up."""

    _name = "mall.lease.cancel"
    _description = "Cancel Lease"

    lease_ids = fields.Many2many("mall.lease", required=True, readonly=True)
    reason = fields.Text(required=True, help="Kept with the lease and shown in its history.")

    def action_cancel_leases(self):
        """Cancel the leases with the reason given.

        Clause: L4.2
        """
        self.ensure_one()
        self.lease_ids._cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}

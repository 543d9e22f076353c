from odoo import fields, models


class MallLeaseObligationClose(models.TransientModel):
    """Ask for note and evidence, or for the reason, before obligations move."""

    _name = "mall.lease.obligation.close"
    _description = "Close Obligations"

    obligation_ids = fields.Many2many("mall.lease.obligation", required=True, readonly=True)
    mode = fields.Selection(
        [("done", "Done"), ("waive", "Waive"), ("reopen", "Open Again")], required=True, default="done", readonly=True
    )
    note = fields.Text(help="How it was fulfilled; the tenant's own note stands where this is empty.")
    reason = fields.Text(help="Kept with the obligation and shown in its history.")
    attachment_ids = fields.Many2many("ir.attachment", string="Evidence", help="Receipts, photos, certificates.")

    def action_confirm(self):
        """Move the obligations.

        :raises ObligationRefused: naming what is missing
        Clause: LR2.3
        """
        self.ensure_one()
        obligations = self.obligation_ids
        if self.mode == "done":
            obligations._complete(self.note, self.attachment_ids)
        elif self.mode == "waive":
            obligations._waive(self.reason)
        else:
            obligations._reopen(self.reason)
        return {"type": "ir.actions.act_window_close"}

from odoo import fields, models


class MallLeaseTerminationWord(models.TransientModel):
    """Ask for the reason why a termination is given up, or goes on without the tenant."""

    _name = "mall.lease.termination.word"
    _description = "Word on a Termination"

    termination_id = fields.Many2one("mall.lease.termination", required=True, readonly=True)
    purpose = fields.Selection(
        [("cancel", "Give Up"), ("skip", "Go On Without")], required=True, readonly=True, help="What the word is for."
    )
    reason = fields.Text(required=True, help="Kept with the termination and shown in its history.")

    def action_confirm_word(self):
        """Cancel the termination, or carry it on without the tenant, with the reason given.

        :raises TerminationRefused: not by this person, or not now
        Clause: L4.2
        """
        self.ensure_one()
        if self.purpose == "cancel":
            self.termination_id._cancel(self.reason)
        else:
            self.termination_id._skip_acknowledgement(self.reason)
        return {"type": "ir.actions.act_window_close"}

from odoo import api, fields, models

from .termination_reasons import TerminationRefused


class MallLeaseTerminationCheck(models.Model):
    """One point of the hand-back of a unit: its condition, with a photo. Clause: LR2.3."""

    _name = "mall.lease.termination.check"
    _description = "Hand-back Point"
    _order = "termination_id, sequence, id"

    termination_id = fields.Many2one("mall.lease.termination", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="termination_id.company_id", store=True, index=True, precompute=True)
    sequence = fields.Integer(default=10, help="Order on the checklist.")
    name = fields.Char(string="Point", required=True, help="What is looked at.")
    condition = fields.Selection(
        [("good", "In Order"), ("worn", "Fair Wear"), ("damaged", "Damaged"), ("missing", "Missing")],
        help="As found when the unit was handed back; damage is settled against the deposit.",
    )
    note = fields.Char(help="What was found: reading, damage, agreed repair.")
    photo = fields.Image(max_width=1920, max_height=1920, help="What it looked like.")

    @api.model_create_multi
    def create(self, vals_list):
        """Add points while the hand-back is open.

        :raises TerminationRefused: once the hand-back is closed
        """
        checks = super().create(vals_list)
        checks._check_open()
        return checks

    def write(self, vals):
        """Change points while the hand-back is open.

        :raises TerminationRefused: once the hand-back is closed
        """
        self._check_open()
        result = super().write(vals)
        self._check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._check_open()

    def _check_open(self):
        closed = self.termination_id.filtered(lambda termination: termination._is_handback_closed())
        if closed and not self.env.su:
            raise TerminationRefused(self.env, "handback_closed", termination=closed[0].name)

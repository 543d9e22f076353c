from odoo import fields, models
from odoo.fields import Command

from .mall_turnover_term import RELATIONS


class MallOffer(models.Model):
    """The turnover share two sides agreed on becomes the turnover rent of the drafted lease."""

    _inherit = "mall.offer"

    turnover_relation = fields.Selection(
        RELATIONS,
        string="Turnover Share Is Due",
        required=True,
        default="on_top",
        help="On top of base rent, or what the share comes to beyond it.",
    )

    def write(self, vals):
        """Write; how the share relates to base rent is frozen with the other terms once the offer was sent."""
        if "turnover_relation" in vals:
            self._check_draft()
        return super().write(vals)

    def _prepare_lease_values(self):
        """Add the turnover rent to the lease.

        Clause: L4.1
        """
        values = super()._prepare_lease_values()
        if self.turnover_percent:
            values["turnover_term_ids"] = [Command.create(self._prepare_turnover_values())]
        return values

    def _prepare_turnover_values(self):
        """Return the values of the lease's turnover rent: one share, above the breakpoint where one was agreed."""
        self.ensure_one()
        return {
            "relation": self.turnover_relation,
            "breakpoint": "artificial" if self.amount_breakpoint else "none",
            "amount_breakpoint": self.amount_breakpoint,
            "tier_ids": [Command.create({"amount_from": 0, "percent": self.turnover_percent})],
        }

from odoo import api, fields, models


class MallTurnoverReason(models.TransientModel):
    """Ask why sales are sent back to the tenant, or settlements are reversed."""

    _name = "mall.turnover.reason"
    _description = "Reason for a Step of the Turnover Rent"

    declaration_ids = fields.Many2many("mall.sales.declaration", readonly=True)
    settlement_ids = fields.Many2many("mall.turnover.settlement", readonly=True)
    reason = fields.Char(required=True, help="Kept with the record; the tenant reads why sales were sent back.")

    @api.model
    def _open(self, name, declaration_ids=(), settlement_ids=()):
        """Return the action that asks for the reason of a step on these records."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {"default_declaration_ids": list(declaration_ids), "default_settlement_ids": list(settlement_ids)},
        }

    def action_apply(self):
        """Take the step with the reason given.

        Clause: L4.1
        """
        self.ensure_one()
        self.declaration_ids._send_back(self.reason)
        self.settlement_ids._reverse(self.reason)
        return {"type": "ir.actions.act_window_close"}

from odoo import api, fields, models

from ...core.lease import SIGNED_STATES


class MallLease(models.Model):
    """What the screens of a lease show and open."""

    _inherit = "mall.lease"

    unit_count = fields.Integer(compute="_compute_unit_count")
    amount_rent_month = fields.Monetary(
        string="Base Rent per Month",
        compute="_compute_amount_rent_month",
        help="Base rent of a whole month before the first step, company currency, without tax.",
    )
    can_write_terms = fields.Boolean(
        compute="_compute_can_write_terms",
        help="You may change the terms: they are not signed. Approved terms are put before the approvers again.",
    )
    can_cancel = fields.Boolean(
        compute="_compute_can_cancel", help="You may give the lease up: it does not bind both sides yet."
    )

    @api.depends("unit_ids")
    def _compute_unit_count(self):
        for lease in self:
            lease.unit_count = len(lease.unit_ids)

    @api.depends("charge_ids.amount_month", "charge_ids.kind")
    def _compute_amount_rent_month(self):
        for lease in self:
            rents = lease.charge_ids.filtered(lambda charge: charge.kind == "base_rent")
            lease.amount_rent_month = sum(rents.mapped("amount_month"))

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_write_terms(self):
        writable = self._origin._filtered_access("write")
        for lease in self:
            closed = lease.state in SIGNED_STATES | {"cancelled"}
            lease.can_write_terms = not closed and (not lease._origin or lease._origin in writable)

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_cancel(self):
        is_leader = self.env.user.has_group("mall_leasing.group_mall_leasing_leader")
        for lease in self:
            by_leader = lease.state == "tenant_signed" and is_leader
            lease.can_cancel = bool(lease.id) and (lease.can_write_terms or by_leader)

    # === ACTIONS === #

    def action_open_lead(self):
        """Open the negotiation the lease came from."""
        return self._open_record(self.lead_id)

    def action_open_offer(self):
        """Open the accepted offer."""
        return self._open_record(self.offer_id)

    def action_open_contract(self):
        """Open the contract that bills the lease."""
        return self._open_record(self.contract_id)

    def action_open_units(self):
        """Open the units let."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Units of %(lease)s", lease=self.name),
            "res_model": "mall.unit",
            "view_mode": "list,form",
            "domain": [("id", "in", self.unit_ids.ids)],
            "context": {"create": False},
        }

    def _open_record(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }

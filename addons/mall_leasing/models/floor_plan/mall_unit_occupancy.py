from odoo import models


class MallUnitOccupancy(models.Model):
    """What the plan is told of who has a unit; the caller decides on whose right."""

    _inherit = "mall.unit.occupancy"

    def _get_plan_values(self):
        """Return when the unit is taken; no secret."""
        self.ensure_one()
        return {
            "id": self.id,
            "unit_id": self.unit_id.id,
            "kind": self.kind,
            "date_from": self.date_from.isoformat(),
            "date_to": self.date_to.isoformat() if self.date_to else False,
            "date_trading": self.date_trading.isoformat() if self.date_trading else False,
        }

    def _get_plan_occupant(self):
        """Return who has the unit, for those who may read the occupancy."""
        self.ensure_one()
        source = self.lease_id or self.offer_id
        last = self.lease_id.date_last or self.date_expiry
        return {
            "tenant": self.partner_id.name or "",
            "partner_id": self.partner_id.id,
            "brand": source.brand_id.name or "",
            "trade_id": source.trade_category_id.id,
            "date_last": last.isoformat() if last else False,
        }

    def _get_plan_stranger(self):
        """Return what those read who may not know who has the unit."""
        return {
            "tenant": "",
            "partner_id": False,
            "brand": "",
            "trade_id": False,
            "date_last": self.date_to.isoformat() if self.date_to else False,
        }

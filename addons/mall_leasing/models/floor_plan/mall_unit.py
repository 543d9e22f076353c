from odoo import models


class MallUnit(models.Model):
    """What the plan is told of a unit."""

    _inherit = "mall.unit"

    def _get_plan_values(self):
        self.ensure_one()
        return {
            "id": self.id,
            "code": self.code,
            "name": self.name or "",
            "floor_id": self.floor_id.id,
            "area": self.area_net,
            "trade_id": self.trade_category_id.id,
            "rent_asking": self.rent_asking,
            "state": self.state,
        }

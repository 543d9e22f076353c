from odoo import models


class MallFloorShape(models.Model):
    """What the plan is told of a shape."""

    _inherit = "mall.floor.shape"

    def _get_plan_values(self):
        self.ensure_one()
        return {
            "unit_id": self.unit_id.id,
            "kind": self.kind,
            "element_id": self.element_id or False,
            "points": self.points or False,
            "label_position": self.label_position or False,
        }

from odoo import fields, models


class MallProperty(models.Model):
    """The mall's floor plans."""

    _inherit = "mall.property"

    floor_count = fields.Integer(compute="_compute_floor_count", help="Floors of the mall, each with its plan.")

    def _compute_floor_count(self):
        rows = self.env["mall.floor"]._read_group([("property_id", "in", self.ids)], ["property_id"], ["__count"])
        counts = {record.id: count for record, count in rows}
        for record in self:
            record.floor_count = counts.get(record._origin.id, 0)

    def action_open_floor_plan(self):
        """Open the plans of the mall."""
        self.ensure_one()
        return self._open_floor_plan(property_id=self.id)

    def _open_floor_plan(self, **params):
        """Return the action that shows a plan.

        :param params: property_id, and floor_id or unit_id to begin with
        """
        action = self.env["ir.actions.client"]._for_xml_id("mall_leasing.mall_floor_plan_action")
        return {**action, "params": params}

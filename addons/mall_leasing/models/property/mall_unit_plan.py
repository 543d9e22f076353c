from odoo import fields, models
from odoo.exceptions import UserError


class MallUnit(models.Model):
    """A unit on the plan of its floor."""

    _inherit = "mall.unit"

    shape_ids = fields.One2many(
        "mall.floor.shape", "unit_id", string="Shape", copy=False, help="Where the unit is on the floor's plan."
    )

    def write(self, vals):
        """Take units that move to another floor off the plan of the old one."""
        if "floor_id" in vals:
            moved = self.filtered(lambda unit: unit.floor_id.id != vals["floor_id"])
            # sudo: whoever may move the unit takes its shape along; a shape alone on the old plan means nothing
            moved.sudo().shape_ids.unlink()
        return super().write(vals)

    def action_open_floor_plan(self):
        """Open the plan of the unit's floor, the unit picked out."""
        self.ensure_one()
        return self.property_id._open_floor_plan(
            property_id=self.property_id.id, floor_id=self.floor_id.id, unit_id=self.id
        )

    def action_start_offer(self):
        """Open a new lead that wants this unit; its offers come from there.

        :raises UserError: if the unit is archived
        Clause: L3.1
        """
        self.ensure_one()
        if not self.active:
            raise UserError(self.env._("Unit %(unit)s is archived and cannot be offered.", unit=self.code))
        self.env["crm.lead"].check_access("create")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Talks about %(unit)s", unit=self.code),
            "res_model": "crm.lead",
            "views": [(self.env.ref("crm.crm_lead_view_form").id, "form")],
            "target": "current",
            "context": {
                "default_type": "opportunity",
                "default_team_id": self.env["mall.lease"]._get_default_team().id,
                "default_user_id": self.env.uid,
                "default_company_id": self.company_id.id,
                "default_property_id": self.property_id.id,
                "default_unit_ids": [fields.Command.link(self.id)],
                "default_trade_category_id": self.trade_category_id.id,
            },
        }

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MallFloor(models.Model):
    """A storey of a mall."""

    _name = "mall.floor"
    _description = "Floor"
    _order = "property_id, sequence, id"

    name = fields.Char(required=True)
    code = fields.Char(required=True, help="Short sign of the floor, for example B1 or 1F.")
    sequence = fields.Integer(default=10, help="Order of the floors from the lowest up.")
    property_id = fields.Many2one(
        "mall.property", required=True, index=True, ondelete="restrict", help="The mall the floor is part of."
    )
    company_id = fields.Many2one(related="property_id.company_id", store=True, index=True, precompute=True)
    unit_ids = fields.One2many("mall.unit", "floor_id", string="Units")
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(property_id, lower(code))", "This property already has a floor of that code."
    )

    @api.constrains("property_id")
    def _check_property_id(self):
        for floor in self:
            if floor.with_context(active_test=False).unit_ids.property_id - floor.property_id:
                raise ValidationError(
                    self.env._(
                        "Floor %(floor)s has units of another property; move the units first.",
                        floor=floor.display_name,
                    )
                )

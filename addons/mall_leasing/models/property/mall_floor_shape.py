from odoo import api, fields, models

from ...core.floor_plan import shape_flaw
from .plan_reasons import PlanRefused

DRAWN = ("rect", "polygon")


class MallFloorShape(models.Model):
    """Where a unit is on the plan of its floor: an element of the uploaded drawing, or a shape drawn here."""

    _name = "mall.floor.shape"
    _description = "Shape on a Floor Plan"
    _order = "floor_id, unit_id, id"
    _rec_name = "unit_id"

    floor_id = fields.Many2one(
        "mall.floor", required=True, index=True, ondelete="cascade", help="The floor whose plan the shape is on."
    )
    company_id = fields.Many2one(related="floor_id.company_id", store=True, index=True, precompute=True)
    unit_id = fields.Many2one(
        "mall.unit",
        required=True,
        ondelete="cascade",
        domain="[('floor_id', '=', floor_id)]",
        help="The unit the shape stands for; a unit has one shape.",
    )
    kind = fields.Selection(
        [("element", "Element of the Drawing"), ("rect", "Rectangle"), ("polygon", "Polygon")],
        required=True,
        default="rect",
        help="Element: a shape of the uploaded file. Rectangle, Polygon: drawn over the plan.",
    )
    element_id = fields.Char(help="The id of the shape in the uploaded file.")
    points = fields.Json(
        help="Rectangle: x, y, width, height. Polygon: its corners as pairs of x and y. In the units of the plan's view box."
    )
    label_position = fields.Json(help="Where the unit's number stands, as x and y; empty for the middle of the shape.")

    _unit_uniq = models.Constraint("UNIQUE (unit_id)", "A unit has one shape on the plan.")
    _element_uniq = models.UniqueIndex(
        "(floor_id, element_id) WHERE element_id IS NOT NULL", "A shape of the plan stands for one unit."
    )
    _element_or_points = models.Constraint(
        "CHECK ((kind = 'element') = (element_id IS NOT NULL) AND (kind = 'element') = (points IS NULL))",
        "A shape is either an element of the drawing or drawn by its points.",
    )

    @api.constrains("floor_id", "unit_id")
    def _check_unit_id(self):
        """Refuse a unit of another floor."""
        for shape in self:
            if shape.unit_id.floor_id != shape.floor_id:
                raise PlanRefused(self.env, "unit_elsewhere", unit=shape.unit_id.code, floor=shape.floor_id.name)

    @api.constrains("kind", "points", "label_position")
    def _check_points(self):
        """Refuse corners no browser could draw."""
        for shape in self.filtered(lambda shape: shape.kind in DRAWN):
            flaw = shape_flaw(shape.kind, shape.points, shape.label_position or None)
            if flaw:
                raise PlanRefused(self.env, flaw, unit=shape.unit_id.code)

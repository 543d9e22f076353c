import base64
import binascii

from odoo import api, fields, models

from ...core import svg
from ...core.floor_plan import match_units
from .mall_floor_shape import DRAWN
from .plan_reasons import PlanRefused

#: The canvas of a floor that has no drawing, in the plan's own units.
EMPTY_CANVAS = "0 0 1200 800"
#: Written with the drawing and never by themselves.
DERIVED_FIELDS = frozenset({"plan_view_box", "plan_elements", "plan_version", "plan_user_id"})


class MallFloor(models.Model):
    """The plan of a floor: the drawing, always in its clean copy, and which shape on it is which unit.

    The drawing is text and no file: the web server hands out no text fields, so no browser tab ever opens it as an
    image that could run something. The client gets it as data and puts it into the page itself.
    """

    _inherit = "mall.floor"

    plan_svg = fields.Text(
        string="Drawing",
        prefetch=False,
        copy=False,
        help="The clean copy of the uploaded SVG: whatever is written here is read, checked and written anew first.",
    )
    plan_background = fields.Boolean(
        string="Background Only",
        copy=False,
        help="The drawing is only looked at; the units are drawn over it here, so its shapes need no ids.",
    )
    plan_file = fields.Binary(
        string="Upload Drawing (SVG)",
        compute="_compute_plan_file",
        inverse="_inverse_plan_file",
        attachment=False,
        help="An SVG file up to 2 MB, with each unit's shape named by the unit's code. "
        "Files with scripts, links or animations are refused.",
    )
    plan_view_box = fields.Char(
        readonly=True, copy=False, default=EMPTY_CANVAS, help="The plan's area in its own units: x, y, width, height."
    )
    plan_elements = fields.Json(readonly=True, copy=False, help="The named shapes of the drawing: id and label.")
    plan_version = fields.Integer(
        readonly=True, copy=False, default=0, help="Counts the changes of the plan, so that nobody overwrites another's."
    )
    plan_user_id = fields.Many2one(
        "res.users", string="Plan Changed By", readonly=True, copy=False, help="Who last changed the plan."
    )
    shape_ids = fields.One2many("mall.floor.shape", "floor_id", string="Shapes", help="The units on the plan.")
    plan_missing_unit_ids = fields.Many2many(
        "mall.unit",
        string="Units Not on the Plan",
        compute="_compute_plan_missing",
        help="Units of the floor that no shape stands for yet.",
    )
    plan_missing_elements = fields.Char(
        string="Shapes Without Unit",
        compute="_compute_plan_missing",
        help="Named shapes of the drawing that stand for no unit; walls and stairs among them.",
    )

    def _compute_plan_file(self):
        # An upload goes in and never comes out: see the class.
        self.plan_file = False

    def _inverse_plan_file(self):
        for floor in self.filtered("plan_file"):
            floor._set_plan(_decode(floor.plan_file), floor.plan_background)

    @api.depends("shape_ids.unit_id", "shape_ids.element_id", "unit_ids.active", "plan_elements")
    def _compute_plan_missing(self):
        for floor in self:
            floor.plan_missing_unit_ids = floor.unit_ids - floor.shape_ids.unit_id
            taken = set(floor.shape_ids.mapped("element_id"))
            free = [element for element in floor.plan_elements or {} if element not in taken]
            floor.plan_missing_elements = False if floor.plan_background else ", ".join(free)

    # --- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        """Create floors; a drawing among the values is let in clean or not at all.

        :raises PlanRefused: naming what is wrong with the drawing
        """
        return super().create([self._with_clean_plan(vals) for vals in vals_list])

    def write(self, vals):
        """Write floors; a drawing among the values is let in clean or not at all.

        :raises PlanRefused: naming what is wrong with the drawing
        """
        return super().write(self._with_clean_plan(vals))

    @api.model
    def _with_clean_plan(self, vals):
        """Return values in which the drawing is the clean copy, with what follows from it."""
        vals = {name: value for name, value in vals.items() if name not in DERIVED_FIELDS}
        if "plan_svg" not in vals:
            return vals
        if not vals["plan_svg"]:
            return {**vals, "plan_svg": False, "plan_view_box": EMPTY_CANVAS, "plan_elements": False}
        background = vals.get("plan_background", all(self.mapped("plan_background")) if self else False)
        cleaned = svg.clean(str(vals["plan_svg"]).encode(), with_shapes=not background)
        if cleaned.reason:
            raise PlanRefused(self.env, cleaned.reason, line=cleaned.line)
        return {**vals, "plan_svg": cleaned.svg, "plan_view_box": cleaned.view_box, "plan_elements": cleaned.elements}

    # --- the drawing

    def upload_plan(self, version, content, background=False):
        """Take a drawing, and find its units in it.

        :param int version: the plan's version the user looked at
        :param str content: the SVG file, base64
        :param bool background: the drawing is only looked at
        :raises PlanRefused: if the drawing is refused, or somebody changed the plan meanwhile
        """
        self.ensure_one()
        self.check_access("write")
        self._check_version(version)
        self._set_plan(_decode(content), background)

    def remove_plan(self, version):
        """Take the drawing away, with the units found in it; what was drawn here stays.

        :raises PlanRefused: if somebody changed the plan meanwhile
        """
        self.ensure_one()
        self.check_access("write")
        self._check_version(version)
        self.shape_ids.filtered("element_id").unlink()
        self.write({"plan_svg": False, "plan_background": False})
        self._count_change()

    def _set_plan(self, data, background):
        """Keep a drawing and match its shapes to the units: what still fits stays, the rest is found anew."""
        cleaned = svg.clean(data, with_shapes=not background)
        if cleaned.reason:
            raise PlanRefused(self.env, cleaned.reason, line=cleaned.line)
        self.write({"plan_svg": cleaned.svg, "plan_background": background})
        # The clean copy has lost the labels that drawing programs keep beside the id; they help to find the units.
        self._write_derived({"plan_elements": cleaned.elements})
        self._match_shapes()
        self._count_change()

    def _match_shapes(self):
        """Give each unit without a shape the drawing's element of its name."""
        elements = {} if self.plan_background else self.plan_elements or {}
        self.shape_ids.filtered(lambda shape: shape.element_id and shape.element_id not in elements).unlink()
        taken = set(self.shape_ids.mapped("element_id"))
        free = {element: label for element, label in elements.items() if element not in taken}
        units = {unit.code: unit for unit in self.unit_ids - self.shape_ids.unit_id}
        self.env["mall.floor.shape"].create(
            [
                {"floor_id": self.id, "unit_id": units[code].id, "kind": "element", "element_id": element}
                for code, element in match_units(free, units).items()
            ]
        )

    # --- the shapes

    def save_plan(self, version, shapes):
        """Replace the shapes of the floor by those drawn, in one go.

        :param int version: the plan's version the user drew on
        :param list shapes: dicts of unit_id, kind, and element_id or points; label_position at will
        :return: int, the new version
        :raises PlanRefused: if a shape is wrong, or somebody changed the plan meanwhile
        """
        self.ensure_one()
        self.check_access("write")
        self._check_version(version)
        vals_list = self._prepare_shape_values(shapes)
        self.shape_ids.unlink()
        self.env["mall.floor.shape"].create(vals_list)
        self._count_change()
        return self.plan_version

    def _check_version(self, version):
        """Wait for whoever is saving this plan, and refuse to overwrite what they saved.

        :raises PlanRefused: if the plan is no longer the one the user drew on
        """
        self.lock_for_update()
        self.invalidate_recordset(["plan_version", "plan_user_id"])
        if self.plan_version != version:
            # sudo: the name of the colleague who was faster is told, nothing else
            user = self.sudo().plan_user_id.name or self.env._("Somebody")
            raise PlanRefused(self.env, "changed_meanwhile", user=user, floor=self.name)

    def _count_change(self):
        self._write_derived({"plan_version": self.plan_version + 1, "plan_user_id": self.env.uid})

    def _write_derived(self, vals):
        """Write past the own guard what follows from the drawing."""
        return super().write(vals)

    def _prepare_shape_values(self, shapes):
        """Return the values of the shapes drawn, checked against the floor and each other.

        :raises PlanRefused: naming the first that is wrong
        """
        if not isinstance(shapes, list) or not all(isinstance(shape, dict) for shape in shapes):
            raise PlanRefused(self.env, "not_a_shape")
        units = {unit.id: unit for unit in self.with_context(active_test=False).unit_ids}
        seen, vals_list = set(), []
        for shape in shapes:
            vals = self._prepare_shape(shape, units)
            for reason, key in (("unit_twice", vals["unit_id"]), ("element_twice", vals["element_id"])):
                if key and key in seen:
                    raise PlanRefused(self.env, reason, unit=units[vals["unit_id"]].code, element=key)
                seen.add(key)
            vals_list.append(vals)
        return vals_list

    def _prepare_shape(self, shape, units):
        """Return the values of one shape drawn.

        :param dict units: {id: unit} of the floor
        """
        unit = units.get(shape.get("unit_id")) if isinstance(shape.get("unit_id"), int) else None
        if not shape.get("unit_id"):
            raise PlanRefused(self.env, "no_unit")
        if not unit:
            raise PlanRefused(self.env, "unit_elsewhere", unit=str(shape["unit_id"])[:40], floor=self.name)
        kind, element = shape.get("kind"), shape.get("element_id")
        if kind not in ("element", *DRAWN):
            raise PlanRefused(self.env, "not_a_shape")
        if kind == "element" and (not isinstance(element, str) or element not in (self.plan_elements or {})):
            raise PlanRefused(self.env, "element_unknown", floor=self.name, element=str(element)[:40], unit=unit.code)
        return {
            "floor_id": self.id,
            "unit_id": unit.id,
            "kind": kind,
            "element_id": element if kind == "element" else False,
            "points": shape.get("points") if kind in DRAWN else False,
            "label_position": shape.get("label_position") or False,
        }

    # --- what people press

    def action_open_floor_plan(self):
        """Open the plan of the floor."""
        self.ensure_one()
        return self.env["mall.property"]._open_floor_plan(property_id=self.property_id.id, floor_id=self.id)


def _decode(content):
    """Return the bytes of a base64 upload; what is no base64 is taken as it stands and judged as a file."""
    content = content.encode() if isinstance(content, str) else content or b""
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        return content

"""Why a floor plan is refused: code of core/svg.py and core/floor_plan.py -> one sentence, one named error."""

from odoo.tools.translate import LazyTranslate

from odoo.addons.approval_chain.reasons import Refusal

_lt = LazyTranslate(__name__)

REASONS = {
    # the file
    "empty": _lt("The plan is refused because the file is empty: choose an SVG file."),
    "too_large": _lt("The plan is refused because the file is larger than 2 MB: simplify the drawing, or leave pictures out."),
    "not_svg": _lt("The plan is refused because the file is not an SVG drawing: export the plan as SVG."),
    "not_well_formed": _lt("The plan is refused because the file is damaged in line %(line)s: export the plan as SVG again."),
    "entity": _lt("The plan is refused because line %(line)s declares or uses an XML entity: export the plan without them."),
    "script": _lt("The plan is refused because it contains a script in line %(line)s: remove it, a plan is a drawing only."),
    "event_handler": _lt(
        "The plan is refused because it contains an event handler (a script) in line %(line)s: remove it, a plan is a drawing only."
    ),
    "foreign": _lt("The plan is refused because it contains something that is no drawing in line %(line)s: remove it."),
    "animation": _lt("The plan is refused because it contains an animation in line %(line)s: remove it."),
    "external": _lt(
        "The plan is refused because line %(line)s refers to something outside the file: embed pictures as PNG or JPEG, remove links."
    ),
    "too_many": _lt("The plan is refused because it has more than 5,000 elements: simplify the drawing."),
    "too_deep": _lt("The plan is refused because its groups are nested too deep in line %(line)s: ungroup the drawing."),
    "repeated": _lt("The plan is refused because it repeats the element of line %(line)s too often: draw it without copies of copies."),
    "no_size": _lt("The plan is refused because it does not say how large it is: export it with a view box, or with width and height."),
    "no_ids": _lt(
        "The plan is refused because no shape in it has an id: name each unit's shape by the unit's code in the drawing program, "
        "or upload the file as a background and draw the units here."
    ),
    # what is drawn over it
    "no_unit": _lt("Each shape on a plan needs its unit: choose one or remove the shape."),
    "unit_elsewhere": _lt("Unit %(unit)s is not on floor %(floor)s: choose a unit of this floor."),
    "unit_twice": _lt("Unit %(unit)s has more than one shape on the plan: keep one of them."),
    "element_twice": _lt("Shape “%(element)s” of the plan stands for more than one unit: choose one of them."),
    "element_unknown": _lt("The plan of floor %(floor)s has no shape “%(element)s” (any more): choose the shape of unit %(unit)s again."),
    "not_a_shape": _lt("What was sent for the plan is not a list of shapes: open the plan again and draw once more."),
    "not_numbers": _lt("The shape of unit %(unit)s has corners that are no places on the plan: draw it again."),
    "no_area": _lt("The shape of unit %(unit)s has no area: draw it larger."),
    "too_many_points": _lt("The shape of unit %(unit)s has more than 500 corners: draw it with fewer."),
    "changed_meanwhile": _lt(
        "%(user)s has changed the plan of floor %(floor)s since you opened it: open it again and draw your changes on the latest plan."
    ),
}


class PlanRefused(Refusal):
    """A floor plan, or a shape on it, that is not let in."""

    reasons = REASONS

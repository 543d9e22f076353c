from odoo import api, fields, models

PARTIES = [("landlord", "Landlord"), ("tenant", "Tenant")]
ANCHORS = [
    ("signature", "Signature"),
    ("handover", "Handover"),
    ("opening", "Opening"),
    ("start", "Start of Term"),
    ("end", "End of Term"),
    ("fixed", "Fixed Day"),
]
RECURRENCES = [("once", "Once"), ("monthly", "Every Month"), ("quarterly", "Every Quarter"), ("yearly", "Every Year")]
#: What makes up an obligation: who, what, by when.
DUTY_FIELDS = ("party", "name", "anchor", "offset_days", "date_fixed", "recurrence", "needs_evidence")


class MallLeaseDutyMixin(models.AbstractModel):
    """Say who has to do what by when, in the library and on a lease."""

    _name = "mall.lease.duty.mixin"
    _description = "Who Does What by When"
    _inherit = ["mall.bounds.mixin"]

    sequence = fields.Integer(default=10)
    party = fields.Selection(PARTIES, string="Who", required=True, default="tenant", help="The side that has to do it.")
    name = fields.Char(string="What", required=True, help="What has to be done, in one sentence.")
    anchor = fields.Selection(
        ANCHORS,
        string="Counted From",
        required=True,
        default="start",
        help="The day the deadline is counted from. A lease without a day of handover or opening counts from the start "
        "of its term.",
    )
    offset_days = fields.Integer(
        string="Days", help="Days after that day by which it has to be done; negative for days before it."
    )
    date_fixed = fields.Date(string="Day", help="The day itself, where it is not counted from another.")
    recurrence = fields.Selection(
        RECURRENCES,
        string="How Often",
        required=True,
        default="once",
        help="Once, or again every month, quarter or year until the lease ends.",
    )
    needs_evidence = fields.Boolean(
        string="Evidence", default=True, help="Whoever fulfils it attaches a file that proves it."
    )
    when = fields.Char(compute="_compute_when", help="The deadline in words.")

    @api.depends("anchor", "offset_days", "date_fixed", "recurrence")
    @api.depends_context("lang")
    def _compute_when(self):
        for duty in self:
            duty.when = duty._describe_when()

    def _describe_when(self):
        """Return the deadline in words.

        Clause: L4.1
        """
        self.ensure_one()
        values = {"days": abs(self.offset_days), "anchor": self._get_label("anchor")}
        if self.anchor == "fixed":
            day = fields.Date.to_string(self.date_fixed) if self.date_fixed else "…"
            text = self.env._("by %(day)s", day=day)
        elif not self.offset_days:
            text = self.env._("on the day: %(anchor)s", **values)
        elif self.offset_days < 0:
            text = self.env._("%(days)s days before: %(anchor)s", **values)
        else:
            text = self.env._("within %(days)s days after: %(anchor)s", **values)
        if self.recurrence == "once":
            return text
        return self.env._("%(deadline)s; %(often)s", deadline=text, often=self._get_label("recurrence").lower())

    def _get_label(self, name):
        return dict(self._fields[name]._description_selection(self.env))[self[name]]

    def _get_duty_values(self):
        """Return who, what and by when as plain data.

        :return: dict of ``DUTY_FIELDS``, dates as text
        """
        self.ensure_one()
        values = {name: self[name] for name in DUTY_FIELDS}
        return {**values, "date_fixed": fields.Date.to_string(self.date_fixed) if self.date_fixed else False}

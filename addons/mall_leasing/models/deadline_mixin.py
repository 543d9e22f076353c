from odoo import api, fields, models
from odoo.fields import Domain


class MallDeadlineMixin(models.AbstractModel):
    """Tell what is late: still in its open state after its last day, in the time zone of whoever looks."""

    _name = "mall.deadline.mixin"
    _description = "Open until a Deadline"

    #: The field with the last day, and the state in which it counts.
    _deadline_field = "date_due"
    _deadline_state = "open"

    is_late = fields.Boolean(
        string="Late", compute="_compute_is_late", search="_search_is_late", help="Not done by its day."
    )

    @api.depends(lambda self: ("state", self._deadline_field))
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for record in self:
            day = record[self._deadline_field]
            record.is_late = record.state == self._deadline_state and bool(day) and day < today

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("state", "=", self._deadline_state)
        late &= Domain(self._deadline_field, "<", fields.Date.context_today(self))
        if set(value) >= {True, False}:
            return Domain.TRUE
        return late if True in value else ~late

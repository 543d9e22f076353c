from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.bounds import FIRST_DAY, LAST_DAY, MAX_AMOUNT, MAX_COUNT, is_within

COUNTS, AMOUNTS = ("integer",), ("monetary", "float")


class MallBoundsMixin(models.AbstractModel):
    """Refuse numbers and dates nobody can work with in one sentence, before arithmetic or database stumble over them."""

    _name = "mall.bounds.mixin"
    _description = "Numbers and Dates within Bounds"

    @api.model_create_multi
    def create(self, vals_list):
        """Create records whose numbers and dates are within bounds.

        :raises ValidationError: naming the first field that is not
        """
        for vals in vals_list:
            self._check_bounds(vals)
        return super().create(vals_list)

    def write(self, vals):
        """Write numbers and dates within bounds.

        :raises ValidationError: naming the first field that is not
        """
        self._check_bounds(vals)
        return super().write(vals)

    @api.model
    def _check_bounds(self, vals):
        for name, value in vals.items():
            field = self._fields.get(name)
            if value and field and field.type in (*COUNTS, *AMOUNTS, "date"):
                self._check_bound(field, value)

    @api.model
    def _check_bound(self, field, value):
        """Refuse one value of a number or date field."""
        if isinstance(value, datetime):
            value = value.date()
        try:
            known = {"date": fields.Date.to_date, "integer": int}.get(field.type, float)(value)
        except (TypeError, ValueError, OverflowError):
            known = None
        if known is None or not is_within(known):
            raise ValidationError(
                self.env._(
                    "%(field)s cannot be %(value)s; expected is %(expected)s.",
                    field=field._description_string(self.env),
                    value=str(value)[:40],
                    expected=self._get_expected(field),
                )
            )

    @api.model
    def _get_expected(self, field):
        if field.type == "date":
            return self.env._("a day in the years %(first)s to %(last)s", first=FIRST_DAY.year, last=LAST_DAY.year)
        if field.type in COUNTS:
            return self.env._("a whole number up to %(limit)s", limit=f"{MAX_COUNT:,}")
        return self.env._("a number up to %(limit)s", limit=f"{MAX_AMOUNT:,}")

from odoo import api, fields, models

from ...core.rent_index import month_of
from ...rent_reasons import RentRefused

#: Given by the system; whoever creates a value says index, month, value and why.
SYSTEM_FIELDS = frozenset({"version", "is_current"})


class MallRentIndexValue(models.Model):
    """The value of an index in a month. Values are added, never changed: a correction is a new version."""

    _name = "mall.rent.index.value"
    _description = "Rent Index Value"
    _inherit = ["mall.bounds.mixin"]
    _order = "index_id, date desc, version desc"
    _rec_name = "date"

    index_id = fields.Many2one("mall.rent.index", required=True, index=True, ondelete="restrict", help="The index.")
    company_id = fields.Many2one(related="index_id.company_id", store=True, index=True, precompute=True)
    date = fields.Date(string="Month", required=True, index=True, help="The month the value is for; kept as its first day.")
    value = fields.Float(required=True, digits=(16, 4), help="The value as published.")
    version = fields.Integer(default=1, readonly=True, help="1 as first entered, higher after corrections.")
    is_current = fields.Boolean(
        string="Valid", default=True, readonly=True, index=True, help="Nothing corrects this value: rents are reviewed with it."
    )
    reason = fields.Char(help="Why an earlier value of the month is corrected.")

    _value_positive = models.Constraint("CHECK (value > 0)", "An index value is greater than zero.")
    _version_uniq = models.Constraint("UNIQUE (index_id, date, version)", "Somebody has just entered a value for this month: look at it first.")

    @api.depends("index_id.name", "date", "value", "version")
    def _compute_display_name(self):
        for value in self:
            value.display_name = f"{value.index_id.name} {value.date:%Y-%m}: {value.value:g}" if value.date else value.index_id.name

    # === APPEND ONLY === #

    @api.model_create_multi
    def create(self, vals_list):
        """Add values; one for a month that has a value already corrects it and says why.

        :raises RentRefused: for a correction without a reason
        Clause: L4.1
        """
        vals_list = [{name: value for name, value in vals.items() if name not in SYSTEM_FIELDS} for vals in vals_list]
        for vals in vals_list:
            vals["date"] = month_of(fields.Date.to_date(vals.get("date") or fields.Date.context_today(self)))
        values = super().create(self._number_versions(vals_list))
        values.flush_recordset()  # two who enter the same month at once: the second one is told
        # sudo: who may add values may not change them; that a newer one stands is noted by the system
        values._get_earlier_versions().sudo()._mark_corrected()
        # sudo: open reviews of all leases follow the value, also those the user does not see; nothing of them is shown
        self.env["mall.rent.review"].sudo()._recalculate_open(values.index_id)
        return values

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse: a value is corrected by adding one.

        :raises RentRefused: always
        """
        raise RentRefused(self.env, "index_value_kept", "L4.1", value=self[:1].display_name)

    def _mark_corrected(self):
        return super().write({"is_current": False})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self:
            raise RentRefused(self.env, "index_value_kept", "L4.1", value=self[:1].display_name)

    @api.model
    def _number_versions(self, vals_list):
        """Return the values with the next version of each index and month."""
        keys = {(vals.get("index_id"), vals["date"]) for vals in vals_list}
        domain = [("index_id", "in", [index for index, _day in keys]), ("date", "in", [day for _index, day in keys])]
        groups = self._read_group(domain, ["index_id", "date:day"], ["version:max"])
        versions = {(index.id, fields.Date.to_date(day)): version for index, day, version in groups}
        numbered = []
        for vals in vals_list:
            key = (vals.get("index_id"), vals["date"])
            versions[key] = versions.get(key, 0) + 1
            if versions[key] > 1 and not (vals.get("reason") or "").strip():
                raise RentRefused(self.env, "index_reason_missing", "L4.1", month=f"{vals['date']:%Y-%m}")
            numbered.append({**vals, "version": versions[key], "is_current": True})
        return numbered

    def _get_earlier_versions(self):
        """Return the values that these correct, still marked valid."""
        valid = self.search([("index_id", "in", self.index_id.ids), ("date", "in", self.mapped("date")), ("is_current", "=", True)])
        newest = {}
        for value in valid.sorted("version"):
            newest[value.index_id, value.date] = value
        return valid - self.browse().concat(*newest.values())

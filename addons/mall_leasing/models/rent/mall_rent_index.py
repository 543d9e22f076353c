from odoo import api, fields, models


class MallRentIndex(models.Model):
    """A published index that rents follow, with its monthly values."""

    _name = "mall.rent.index"
    _description = "Rent Index"
    _inherit = ["mail.thread"]
    _order = "name"

    name = fields.Char(required=True, tracking=True, help="The index as the leases call it.")
    source = fields.Char(tracking=True, help="Who publishes it, and where its values are found.")
    base = fields.Char(
        tracking=True, help="The month or year the index is 100 in. A new base is a new index: values of two bases do not compare."
    )
    company_id = fields.Many2one("res.company", index=True, help="Only this company uses the index; empty means all of them.")
    active = fields.Boolean(default=True)
    value_ids = fields.One2many("mall.rent.index.value", "index_id", string="Values", help="One value a month; corrections are added.")
    date_last_value = fields.Date(
        string="Latest Month", compute="_compute_date_last_value", help="The last month there is a value for."
    )

    _name_uniq = models.UniqueIndex("(lower(name), COALESCE(company_id, 0))", "There is an index of this name already.")

    @api.depends("value_ids.date")
    def _compute_date_last_value(self):
        """Find the latest months of all indexes in one query."""
        groups = self.env["mall.rent.index.value"]._read_group([("index_id", "in", self.ids)], ["index_id"], ["date:max"])
        latest = {index.id: day for index, day in groups}
        for index in self:
            index.date_last_value = latest.get(index.id)

    @api.model
    def _get_current_values(self, indexes):
        """Return the valid values of indexes, corrections applied, in one query.

        :return: {(index, first day of the month): mall.rent.index.value}
        """
        values = self.env["mall.rent.index.value"].search_fetch([("index_id", "in", indexes.ids), ("is_current", "=", True)])
        return {(value.index_id, value.date): value for value in values}

    def action_open_values(self):
        """Open all values of the index, corrected ones included."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Values of %(index)s", index=self.name),
            "res_model": "mall.rent.index.value",
            "view_mode": "list",
            "domain": [("index_id", "=", self.id)],
            "context": {"default_index_id": self.id, "search_default_current": 1},
        }

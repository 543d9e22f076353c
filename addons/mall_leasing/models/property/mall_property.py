from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MallProperty(models.Model):
    """A shopping mall: floors, units, and the company that lets them."""

    _name = "mall.property"
    _description = "Property"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    code = fields.Char(help="Short sign of the mall in lists and references.")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        help="The company that lets the units and bills the rent.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        string="Address",
        check_company=True,
        help="Where the mall stands; printed on leases.",
    )
    floor_ids = fields.One2many("mall.floor", "property_id", string="Floors")
    unit_ids = fields.One2many("mall.unit", "property_id", string="Units")
    active = fields.Boolean(default=True)

    # figures
    unit_count = fields.Integer(compute="_compute_unit_figures")
    area_net = fields.Float(
        string="Net Area (m²)",
        digits=(12, 2),
        compute="_compute_unit_figures",
        help="Sum of the units' net areas.",
    )
    area_gross = fields.Float(
        string="Gross Area (m²)",
        digits=(12, 2),
        compute="_compute_unit_figures",
        help="Sum of the units' gross areas.",
    )
    vacant_count = fields.Integer(
        compute="_compute_vacant_count", help="Units that nobody holds or lets today."
    )
    lease_count = fields.Integer(
        compute="_compute_lease_count", help="Active leases of the property that you may see."
    )

    _code_uniq = models.UniqueIndex(
        "(company_id, lower(code)) WHERE code IS NOT NULL AND code <> ''",
        "This company already has a property of that code.",
    )

    @api.depends("unit_ids.area_net", "unit_ids.area_gross", "unit_ids.active")
    def _compute_unit_figures(self):
        rows = self.env["mall.unit"]._read_group(
            [("property_id", "in", self.ids)],
            ["property_id"],
            ["__count", "area_net:sum", "area_gross:sum"],
        )
        figures = {record.id: values for record, *values in rows}
        for record in self:
            record.unit_count, record.area_net, record.area_gross = figures.get(record._origin.id, (0, 0, 0))

    @api.depends_context("mall_date", "tz")
    @api.depends("unit_ids.active", "unit_ids.occupancy_ids.active")
    def _compute_vacant_count(self):
        rows = self.env["mall.unit"]._read_group(
            [("property_id", "in", self.ids), ("state", "=", "vacant")], ["property_id"], ["__count"]
        )
        counts = {record.id: count for record, count in rows}
        for record in self:
            record.vacant_count = counts.get(record._origin.id, 0)

    def _compute_lease_count(self):
        rows = self.env["mall.lease"]._read_group(
            [("property_id", "in", self.ids), ("state", "=", "active")], ["property_id"], ["__count"]
        )
        counts = {record.id: count for record, count in rows}
        for record in self:
            record.lease_count = counts.get(record._origin.id, 0)

    @api.constrains("active")
    def _check_active(self):
        """Refuse to archive a mall that has units in use."""
        archived = self.filtered(lambda record: not record.active)
        # The right to see every unit is lent to find one in use; only the property's own name is told.
        in_use = self.env["mall.unit"].sudo().search([("property_id", "in", archived.ids)]).property_id
        if in_use:
            raise ValidationError(
                self.env._(
                    "%(properties)s cannot be archived before its units are.",
                    properties=", ".join(in_use.mapped("name")),
                )
            )

    # --- what people press

    def action_open_units(self):
        """Open the units of the property."""
        return self._open("mall_leasing.mall_unit_action", [("property_id", "=", self.id)])

    def action_open_vacant_units(self):
        """Open the units nobody holds or lets today."""
        return self._open(
            "mall_leasing.mall_unit_action", [("property_id", "=", self.id), ("state", "=", "vacant")]
        )

    def action_open_leases(self):
        """Open the active leases of the property."""
        return self._open(
            "mall_leasing.mall_lease_action", [("property_id", "=", self.id), ("state", "=", "active")]
        )

    def action_import_rent_roll(self):
        """Open the rent roll import for the property."""
        action = self._open("mall_leasing.mall_rent_roll_import_action", [])
        return {**action, "context": {"default_property_id": self.id, "dialog_size": "extra-large"}}

    def _open(self, xmlid, domain):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {**action, "domain": domain, "context": {"default_property_id": self.id}}

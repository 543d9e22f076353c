from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

UNIT_STATES = [
    ("vacant", "Vacant"),
    ("held", "Held"),
    ("let", "Let"),
    ("fit_out", "Fit-out"),
    ("trading", "Trading"),
]


class MallUnit(models.Model):
    """A space that is let as one: its areas, intended trade, asking rent, and who has it when."""

    _name = "mall.unit"
    _description = "Unit"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _rec_name = "code"
    _rec_names_search = ["code", "name"]
    _order = "property_id, code, id"
    _check_company_auto = True

    # identity
    code = fields.Char(
        required=True, tracking=True, help="The unit's number in the mall; unique in the property."
    )
    name = fields.Char(help="What people call the unit, where it has a name of its own.")
    property_id = fields.Many2one(
        "mall.property", required=True, index=True, ondelete="restrict", help="The mall the unit is part of."
    )
    floor_id = fields.Many2one(
        "mall.floor",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('property_id', '=', property_id)]",
        help="The storey the unit is on.",
    )
    company_id = fields.Many2one(related="property_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    active = fields.Boolean(default=True)

    # what is let
    area_net = fields.Float(
        string="Net Area (m²)",
        digits=(12, 2),
        required=True,
        tracking=True,
        help="Lettable area inside the unit's walls in square metres; rent per m² is counted on it.",
    )
    area_gross = fields.Float(
        string="Gross Area (m²)",
        digits=(12, 2),
        required=True,
        help="Net area plus the unit's share of common space, in square metres.",
    )
    trade_category_id = fields.Many2one(
        "mall.trade.category",
        string="Intended Trade",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="The trade the leasing plan wants here.",
    )
    rent_asking = fields.Monetary(
        string="Asking Rent per m²",
        tracking=True,
        help="Base rent asked per m² of net area and month, company currency, without tax.",
    )

    # who has it when
    occupancy_ids = fields.One2many("mall.unit.occupancy", "unit_id", string="Occupancy")
    state = fields.Selection(
        UNIT_STATES,
        compute="_compute_state",
        search="_search_state",
        help="On the date looked at (today unless another is chosen).\n"
        "Vacant: nobody has it. Held: kept free for an accepted offer. Let: leased, opening day unknown.\n"
        "Fit-out: leased, before its opening day. Trading: open to customers.",
    )

    _code_uniq = models.UniqueIndex(
        "(property_id, lower(code))", "This property already has a unit of that code."
    )
    _area_net_positive = models.Constraint("CHECK (area_net > 0)", "A unit's net area must be above zero.")
    _area_gross_wide = models.Constraint(
        "CHECK (area_gross >= area_net)", "A unit's gross area cannot be smaller than its net area."
    )
    _rent_asking_not_negative = models.Constraint(
        "CHECK (rent_asking >= 0)", "A unit's asking rent cannot be negative."
    )

    @api.depends("occupancy_ids.date_from", "occupancy_ids.date_to", "occupancy_ids.date_trading", "occupancy_ids.active")
    @api.depends_context("mall_date", "tz")
    def _compute_state(self):
        date = self._get_mall_date()
        # The right to read occupancy is lent for the free/busy word alone: who holds a unit stays behind the rules.
        occupancies = self.sudo()._get_occupancy_by_unit(date)
        for unit in self:
            unit.state = occupancies[unit._origin.id]._get_state(date) if unit._origin.id in occupancies else "vacant"

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        date = self._get_mall_date()
        occupancy = self.env["mall.unit.occupancy"]
        domains = [
            Domain("occupancy_ids", "any!", occupancy._get_state_domain(state, date))
            for state in value
            if state and state != "vacant"
        ]
        if "vacant" in value:
            domains.append(Domain("occupancy_ids", "not any!", occupancy._get_date_domain(date)))
        return Domain.OR(domains)

    @api.constrains("floor_id", "property_id")
    def _check_floor_id(self):
        for unit in self:
            if unit.floor_id.property_id != unit.property_id:
                raise ValidationError(
                    self.env._(
                        "Unit %(unit)s: floor %(floor)s is not a floor of %(property)s.",
                        unit=unit.code,
                        floor=unit.floor_id.display_name,
                        property=unit.property_id.display_name,
                    )
                )

    @api.model
    def _get_mall_date(self):
        """Return the date that unit states are asked for.

        :return: context key ``mall_date``, else today in the user's time zone
        :raises UserError: if the key is not a date
        """
        try:
            return fields.Date.to_date(self.env.context.get("mall_date")) or fields.Date.context_today(self)
        except ValueError as error:
            raise UserError(self.env._("The date to look at must be written as YYYY-MM-DD.")) from error

    def _get_occupancy_by_unit(self, date):
        """Return who has each unit on a date, in one query for any number of units.

        :param date date: the day looked at
        :return: ``{unit_id: occupancy}``; a unit nobody has is left out
        """
        occupancy = self.env["mall.unit.occupancy"]
        domain = Domain("unit_id", "in", self._origin.ids) & occupancy._get_date_domain(date)
        found = occupancy.search_fetch(domain, ["unit_id", "kind", "date_trading"])
        return {record.unit_id.id: record for record in found}

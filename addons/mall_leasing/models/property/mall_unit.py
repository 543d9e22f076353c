from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

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
        aggregator="avg",
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
    current_partner_id = fields.Many2one(
        "res.partner",
        string="Occupant",
        compute="_compute_current",
        search="_search_current_partner_id",
        help="Who has the unit on the date looked at, as far as you may know.",
    )
    current_lease_id = fields.Many2one(
        "mall.lease",
        string="Lease",
        compute="_compute_current",
        search="_search_current_lease_id",
        help="The lease that binds the unit on the date looked at, as far as you may know.",
    )
    date_taken_until = fields.Date(
        string="Taken Until",
        compute="_compute_dates",
        help="Last day of the occupancy that covers the date looked at; empty if vacant or without end.",
    )
    date_next_taken = fields.Date(
        string="Next Taken From",
        compute="_compute_dates",
        help="First day of the next hold or lease after the date looked at.",
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
        """Return the domain of the units in any of the states on the date looked at."""
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

    @api.depends("occupancy_ids.date_from", "occupancy_ids.date_to", "occupancy_ids.partner_id", "occupancy_ids.active")
    @api.depends_context("mall_date", "tz", "uid")
    def _compute_current(self):
        # Without sudo: the rules on occupancy decide who may know the occupant.
        occupancies = self._get_occupancy_by_unit(self._get_mall_date())
        leases = self.env["mall.lease"].union(*(row.lease_id for row in occupancies.values()))
        readable = leases._filtered_access("read")
        for unit in self:
            occupancy = occupancies.get(unit._origin.id, self.env["mall.unit.occupancy"])
            unit.current_partner_id = occupancy.partner_id
            unit.current_lease_id = occupancy.lease_id & readable

    @api.model
    def _search_current_partner_id(self, operator, value):
        return self._search_current("partner_id", operator, value)

    @api.model
    def _search_current_lease_id(self, operator, value):
        return self._search_current("lease_id", operator, value)

    @api.model
    def _search_current(self, field, operator, value):
        """Return the domain of units whose occupancy on the date looked at matches, by the user's own right."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        occupancy = self.env["mall.unit.occupancy"]
        covering = occupancy._get_date_domain(self._get_mall_date())
        if operator == "in" and False in value:
            known = covering & Domain(field, "!=", False)
            rest = [item for item in value if item]
            return Domain("occupancy_ids", "not any", known) | Domain(
                "occupancy_ids", "any", covering & Domain(field, "in", rest)
            )
        return Domain("occupancy_ids", "any", covering & Domain(field, operator, value))

    @api.depends("occupancy_ids.date_from", "occupancy_ids.date_to", "occupancy_ids.active")
    @api.depends_context("mall_date", "tz")
    def _compute_dates(self):
        """Tell until when units are taken and when next; two queries for any number of units."""
        date = self._get_mall_date()
        # The right to read occupancy is lent for two dates alone: when a unit is free is no secret, for whom is.
        units = self.sudo()
        occupancies = units._get_occupancy_by_unit(date)
        rows = units.env["mall.unit.occupancy"]._read_group(
            [("unit_id", "in", self._origin.ids), ("date_from", ">", date)], ["unit_id"], ["date_from:min"]
        )
        upcoming = {unit.id: start for unit, start in rows}
        for unit in self:
            occupancy = occupancies.get(unit._origin.id)
            unit.date_taken_until = occupancy and occupancy.date_to
            unit.date_next_taken = upcoming.get(unit._origin.id)

    @api.constrains("floor_id", "property_id")
    def _check_floor_id(self):
        """Refuse a floor of another property."""
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

    @api.constrains("active")
    def _check_active(self):
        """Refuse to archive units somebody has or will have."""
        archived = self.filtered(lambda unit: not unit.active)
        today = fields.Date.context_today(self)
        domain = Domain("unit_id", "in", archived.ids) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", today)
        )
        # The right to see every occupancy is lent to find any; only the unit's own number is told.
        taken = self.env["mall.unit.occupancy"].sudo().search(domain).unit_id
        if taken:
            raise ValidationError(
                self.env._(
                    "A hold or lease stands on these units today or later, so they cannot be archived: %(units)s.",
                    units=", ".join(taken.mapped("code")),
                )
            )

    def write(self, vals):
        """Refuse to move units that were ever held or let: their leases name the property."""
        if "property_id" in vals:
            self.filtered(lambda unit: unit.property_id.id != vals["property_id"])._check_may_move()
        return super().write(vals)

    def _check_may_move(self):
        """Refuse if any of the units has or had an occupant.

        :raises ValidationError: naming the units
        """
        # The right to see every occupancy, released ones too, is lent to find any; only the unit's number is told.
        rows = self.env["mall.unit.occupancy"].sudo().with_context(active_test=False)
        taken = rows.search([("unit_id", "in", self.ids)]).unit_id
        if taken:
            raise ValidationError(
                self.env._(
                    "Units that were ever held or let cannot move to another property: %(units)s.",
                    units=", ".join(taken.mapped("code")),
                )
            )

    # --- what people press

    def action_open_occupancy(self):
        """Open who had, has and will have the unit, released holds included."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mall_leasing.mall_unit_occupancy_action")
        return {**action, "domain": [("unit_id", "=", self.id)], "context": {"active_test": False}}

    def action_open_lease(self):
        """Open the lease that binds the unit today."""
        self.ensure_one()
        return self.current_lease_id._get_records_action()

    # --- the state on a date

    def _field_to_sql(self, alias, field_expr, query=None):
        """Give the computed state an SQL value, so that lists group and sort by it in one query."""
        if field_expr == "state":
            return self._get_state_sql(alias)
        return super()._field_to_sql(alias, field_expr, query)

    @api.model
    def _get_state_sql(self, alias):
        """Return the state on the date looked at as SQL; the mirror of ``mall.unit.occupancy._get_state``."""
        occupancy = self.env["mall.unit.occupancy"]
        columns = ("unit_id", "active", "kind", "date_from", "date_to", "date_trading")
        return SQL(
            """COALESCE((
                SELECT CASE WHEN %(kind)s = 'hold' THEN 'held'
                            WHEN %(date_trading)s IS NULL THEN 'let'
                            WHEN %(date_trading)s > %(date)s THEN 'fit_out'
                            ELSE 'trading' END
                  FROM mall_unit_occupancy AS occupancy
                 WHERE %(unit_id)s = %(unit)s AND %(active)s AND %(date_from)s <= %(date)s
                   AND COALESCE(%(date_to)s, 'infinity') >= %(date)s), 'vacant')""",
            unit=SQL.identifier(alias, "id"),
            date=self._get_mall_date(),
            **{
                name: SQL.identifier("occupancy", name, to_flush=occupancy._fields[name])
                for name in columns
            },
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
        found = occupancy.search_fetch(domain, ["unit_id", "kind", "date_to", "date_trading", "partner_id", "lease_id"])
        return {record.unit_id.id: record for record in found}

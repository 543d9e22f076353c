from odoo import api, fields, models
from odoo.exceptions import ValidationError

LET_STATES = ("let", "fit_out", "trading")


class MallLeasingPlanLineMixin(models.AbstractModel):
    """A row of a leasing plan; it is part of what leadership approves."""

    _name = "mall.leasing.plan.line.mixin"
    _description = "Row of a Leasing Plan"
    _inherit = ["mall.bounds.mixin"]

    plan_id = fields.Many2one("mall.leasing.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")


class MallLeasingPlanGoal(models.Model):
    """How much of a mall is to be let by the end of the quarter. Clause: LR1.3."""

    _name = "mall.leasing.plan.goal"
    _description = "Occupancy Goal"
    _inherit = ["mall.leasing.plan.line.mixin"]
    _order = "plan_id, property_id"
    _check_company_auto = True

    property_id = fields.Many2one("mall.property", required=True, check_company=True, help="The mall.")
    occupancy_percent = fields.Float(
        string="Goal (%)", digits=(5, 2), aggregator="avg", required=True, help="Share of the net area to be let, 0 to 100."
    )
    occupancy_now = fields.Float(
        string="Now (%)", digits=(5, 2), compute="_compute_occupancy_now", help="Share of the net area let today."
    )

    _property_uniq = models.Constraint("UNIQUE (plan_id, property_id)", "A mall has one occupancy goal in a plan.")
    _percent_bounds = models.Constraint(
        "CHECK (occupancy_percent >= 0 AND occupancy_percent <= 100)", "Occupancy is 0 to 100 percent."
    )

    def _compute_occupancy_now(self):
        areas = self._get_areas()
        for goal in self:
            total, let = areas.get(goal.property_id.id, (0, 0))
            goal.occupancy_now = 100 * let / total if total else 0.0

    def _get_areas(self):
        """Return {property id: (net area, net area let today)}; a fixed number of queries."""
        # sudo: how full the mall is must not depend on which units and leases the reader may see
        units = self.env["mall.unit"].sudo().search([("property_id", "in", self.property_id.ids)])
        return {
            mall.id: (
                sum(group.mapped("area_net")),
                sum(group.filtered(lambda unit: unit.state in LET_STATES).mapped("area_net")),
            )
            for mall, group in units.grouped("property_id").items()
        }


class MallLeasingPlanMix(models.Model):
    """What share of a mall's area a trade is to take. Clause: LR1.1."""

    _name = "mall.leasing.plan.mix"
    _description = "Trade Mix Goal"
    _inherit = ["mall.leasing.plan.line.mixin"]
    _order = "plan_id, property_id, share_percent desc"
    _check_company_auto = True

    property_id = fields.Many2one("mall.property", required=True, check_company=True, help="The mall.")
    trade_category_id = fields.Many2one(
        "mall.trade.category", string="Trade", required=True, check_company=True, help="With all trades below it."
    )
    share_percent = fields.Float(
        string="Goal (%)", digits=(5, 2), aggregator="sum", required=True, help="Share of the let net area, 0 to 100."
    )
    share_now = fields.Float(
        string="Now (%)", digits=(5, 2), compute="_compute_share_now", help="Share of the net area let today."
    )

    _trade_uniq = models.Constraint(
        "UNIQUE (plan_id, property_id, trade_category_id)", "A trade has one share of a mall in a plan."
    )
    _percent_bounds = models.Constraint(
        "CHECK (share_percent >= 0 AND share_percent <= 100)", "A share is 0 to 100 percent."
    )

    @api.constrains("share_percent", "property_id", "plan_id", "trade_category_id")
    def _check_shares(self):
        """Refuse shares that claim more than the whole mall; a trade inside another of the list is part of it.

        Clause: LR1.1
        """
        for (_plan, mall), rows in self.plan_id.mix_ids.grouped(lambda row: (row.plan_id, row.property_id)).items():
            trades = rows.trade_category_id
            top = rows.filtered(lambda row, trades=trades: not row._is_inside(trades - row.trade_category_id))
            if sum(top.mapped("share_percent")) > 100.005:
                raise ValidationError(
                    self.env._("The trade mix of %(property)s adds up to more than 100 percent.", property=mall.name)
                )

    def _is_inside(self, trades):
        """Tell whether the trade lies below one of others."""
        path = (self.trade_category_id.parent_path or "").split("/")[:-2]
        return bool({str(trade.id) for trade in trades}.intersection(path))

    def _compute_share_now(self):
        # sudo: what the mall is let for must not depend on which leases the reader may see; shares alone are told
        units = self.env["mall.unit"].sudo().search([("property_id", "in", self.property_id.ids)])
        let = units.filtered(lambda unit: unit.state in LET_STATES).grouped("property_id")
        for row in self:
            row.share_now = row._get_share(let.get(row.property_id, units.browse()))

    def _get_share(self, units):
        """Return the share of the trade, and those below it, in the area of let units, in percent."""
        total = sum(units.mapped("area_net"))
        path = self.trade_category_id.parent_path or "-"
        own = units.filtered(lambda unit: (self._get_trade(unit).parent_path or "").startswith(path))
        return 100 * sum(own.mapped("area_net")) / total if total else 0.0

    def _get_trade(self, unit):
        """Return the trade carried on in a unit: the lease's, else the one it is meant for."""
        return unit.current_lease_id.trade_category_id or unit.trade_category_id

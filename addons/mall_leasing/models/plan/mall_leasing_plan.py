from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.approval_chain.core.chain import ApprovalStepRule

from ...core.quarter import quarter_days, quarter_of

_lt = LazyTranslate(__name__)

LEADER = "mall_leasing.group_mall_leasing_leader"
LEADERSHIP = ApprovalStepRule(
    code="leadership",
    name=_lt("Leadership approval"),
    group=LEADER,
    state="submitted",
    clause="LR1.1",
)
STATES = [
    ("draft", "Draft"),
    ("submitted", "Submitted"),
    ("approved", "Approved"),
    ("running", "Running"),
    ("reported", "Reported"),
    ("closed", "Closed"),
]


class MallLeasingPlan(models.Model):
    """The leasing manager's quarter: strategy, goals and targets, approved above and reported upwards. Clause: LR1.1."""

    _name = "mall.leasing.plan"
    _description = "Leasing Plan"
    _inherit = ["approval.mixin", "mall.bounds.mixin"]
    _order = "year desc, quarter desc, company_id"
    _check_company_auto = True
    _mail_post_access = "read"

    _approval_content_fields = (
        "company_id", "year", "quarter", "strategy",
        "goal_ids.property_id", "goal_ids.occupancy_percent",
        "mix_ids.property_id", "mix_ids.trade_category_id", "mix_ids.share_percent",
        "target_ids.user_id", "target_ids.indicator", "target_ids.target",
    )  # fmt: skip
    _approval_states_released = ("closed",)

    name = fields.Char(compute="_compute_name", store=True, help="The quarter, as everybody calls it.")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, help="Whose plan it is."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    year = fields.Integer(
        required=True,
        default=lambda self: quarter_of(fields.Date.context_today(self))[0],
        aggregator=None,
        help="Calendar year of the quarter.",
    )
    quarter = fields.Selection(
        [("1", "Q1"), ("2", "Q2"), ("3", "Q3"), ("4", "Q4")],
        required=True,
        default=lambda self: str(quarter_of(fields.Date.context_today(self))[1]),
        help="Calendar quarter: Q1 is January to March.",
    )
    date_from = fields.Date(compute="_compute_dates", store=True, string="From", help="First day of the quarter.")
    date_to = fields.Date(compute="_compute_dates", store=True, string="To", help="Last day of the quarter, inclusive.")
    user_id = fields.Many2one(
        "res.users",
        string="Leasing Manager",
        default=lambda self: self.env.user,
        required=True,
        index=True,
        check_company=True,
        tracking=True,
        help="Makes the plan, organises its execution and answers for it.",
    )
    strategy = fields.Html(help="Which trades and clients the quarter goes after, through which channels, and why.")
    goal_ids = fields.One2many(
        "mall.leasing.plan.goal", "plan_id", string="Occupancy Goals", copy=True, help="What share is to be let."
    )
    mix_ids = fields.One2many(
        "mall.leasing.plan.mix", "plan_id", string="Trade Mix", copy=True, help="Which trades are to fill it."
    )
    target_ids = fields.One2many(
        "mall.leasing.plan.target", "plan_id", string="Targets", copy=True, help="What each person is to reach."
    )
    report_ids = fields.One2many(
        "mall.leasing.plan.report", "plan_id", string="Reports", help="What was reported upwards, with its figures."
    )
    proposal_ids = fields.One2many(
        "mall.leasing.plan.proposal", "plan_id", string="Proposals", help="What should be done better, and who decides."
    )
    report_count = fields.Integer(compute="_compute_report_count")
    state = fields.Selection(
        STATES,
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        help="Draft: being drawn up.\n"
        "Submitted: company leadership decides on it.\n"
        "Approved: stands; its quarter has not begun.\n"
        "Running: the quarter is on, strategy and targets are fixed.\n"
        "Reported: the final report went to leadership.\n"
        "Closed: every proposal is answered.",
    )
    date_reminded_start = fields.Date(
        readonly=True, copy=False, help="When somebody was reminded that the quarter runs without an approved plan."
    )
    date_reminded_report = fields.Date(
        readonly=True, copy=False, help="When somebody was reminded that the quarter is over without a report."
    )

    _quarter_uniq = models.Constraint(
        "UNIQUE (company_id, year, quarter)", "This company has a leasing plan for that quarter already."
    )
    _year_bounds = models.Constraint("CHECK (year BETWEEN 2000 AND 2299)", "A plan is made for a year from 2000 to 2299.")

    @api.depends("year", "quarter")
    def _compute_name(self):
        for plan in self:
            plan.name = f"{plan.year} Q{plan.quarter}"

    @api.depends("year", "quarter")
    def _compute_dates(self):
        for plan in self:
            known = plan.quarter and 2000 <= plan.year <= 2299
            plan.date_from, plan.date_to = quarter_days(plan.year, int(plan.quarter)) if known else (False, False)

    @api.depends("report_ids")
    def _compute_report_count(self):
        for plan in self:
            plan.report_count = len(plan.report_ids)

    @api.model
    def _get_approval_protected_fields(self):
        return super()._get_approval_protected_fields() | {"date_reminded_start", "date_reminded_report"}

    def _approval_steps(self):
        return [LEADERSHIP]

    def copy_data(self, default=None):
        """Return the values of a copy for the quarter after the last one planned: a quarter has one plan."""
        default = dict(default or {})
        for plan in self[:1]:
            last = self.search([("company_id", "=", plan.company_id.id)], limit=1)
            year, quarter = last.year, int(last.quarter) % 4 + 1
            default.setdefault("year", year + (quarter == 1))
            default.setdefault("quarter", str(quarter))
        return super().copy_data(default)

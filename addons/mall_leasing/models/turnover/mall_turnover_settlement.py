from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from .turnover_reasons import TurnoverRefused

SETTLEMENT_STATES = [
    ("waiting", "Waiting for Sales"),
    ("draft", "To Confirm"),
    ("confirmed", "Confirmed"),
    ("invoiced", "Invoiced"),
    ("cancelled", "Reversed"),
]
KINDS = [("month", "On Account"), ("year", "Year's End"), ("correction", "Correction")]
OPEN_STATES = ("waiting", "draft")


class MallTurnoverSettlement(models.Model):
    """The turnover rent of a settlement year up to a day, less what was settled before, with every step that led there."""

    _name = "mall.turnover.settlement"
    _description = "Turnover Settlement"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_to desc, id desc"
    _mail_post_access = "read"

    name = fields.Char(string="Number", readonly=True, copy=False, index="trigram", help="Given by the system.")
    lease_id = fields.Many2one("mall.lease", required=True, readonly=True, index=True, ondelete="restrict", help="The lease settled.")
    term_id = fields.Many2one(
        "mall.turnover.term", string="Turnover Rent", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="lease_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="lease_id.currency_id", store=True, precompute=True)
    partner_id = fields.Many2one(related="lease_id.partner_id", string="Tenant", store=True, index=True, precompute=True)
    property_id = fields.Many2one(related="lease_id.property_id", store=True, index=True, precompute=True)
    trade_category_id = fields.Many2one(related="lease_id.trade_category_id", string="Trade", store=True, precompute=True)
    kind = fields.Selection(
        KINDS,
        required=True,
        readonly=True,
        help="On Account: up to the end of a month.\nYear's End: the whole year, or what is left of it.\n"
        "Correction: the difference that corrected sales make.",
    )

    # days
    date_from = fields.Date(string="Counted From", readonly=True, required=True, help="First day of the year that counts.")
    date_to = fields.Date(string="Counted To", readonly=True, required=True, index=True, help="Last day settled so far.")
    date_year_from = fields.Date(string="Year From", readonly=True, required=True, help="First day of the whole year.")
    date_year_to = fields.Date(string="Year To", readonly=True, required=True, help="Last day of the whole year.")
    missing_sales = fields.Char(
        compute="_compute_missing_sales", help="Months without confirmed sales; they are waited for, never counted as zero."
    )
    missing_months = fields.Json(readonly=True)

    # figures since the year began
    amount_gross = fields.Monetary(string="Gross Sales", readonly=True, aggregator=None, help="Since the year began.")
    amount_sales = fields.Monetary(string="Net Sales", readonly=True, aggregator=None, help="Since the year began.")
    amount_share = fields.Monetary(string="Share", readonly=True, aggregator=None, help="The tiers' shares of these sales.")
    amount_base = fields.Monetary(
        string="Base Rent", readonly=True, aggregator=None, help="What counts as base rent for the days counted."
    )
    amount_offset = fields.Monetary(string="Offsets", readonly=True, aggregator=None, help="Credits used.")
    amount_due = fields.Monetary(
        string="Due", readonly=True, aggregator=None, help="Turnover rent since the year began, rounded once."
    )
    amount_settled = fields.Monetary(
        string="Settled Before", readonly=True, aggregator=None, help="By the earlier settlements of the year."
    )
    amount_result = fields.Monetary(
        string="Result", readonly=True, help="To be invoiced; below zero it is credited. Without tax."
    )
    line_ids = fields.One2many("mall.turnover.settlement.line", "settlement_id", string="Steps", readonly=True)
    basis_digest = fields.Char(readonly=True, groups="base.group_user", help="Fingerprint of what the figures are made of.")

    # workflow
    state = fields.Selection(
        SETTLEMENT_STATES,
        default="waiting",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
        group_expand=True,
        help="Waiting for Sales: sales of a month are not confirmed yet.\n"
        "To Confirm: worked out, a leasing manager looks at it.\n"
        "Confirmed: binding; nothing is due.\n"
        "Invoiced: binding, with its invoice or credit note.\n"
        "Reversed: taken back with the reversal of its invoice.",
    )
    confirmed_by_id = fields.Many2one("res.users", string="Confirmed By", readonly=True, help="The leasing manager.")
    confirmed_datetime = fields.Datetime(string="Confirmed On", readonly=True)
    reverse_reason = fields.Char(readonly=True, groups="base.group_user", help="Why it was taken back.")
    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",
        help="Invoice or credit note of the result.",
    )
    reversal_move_id = fields.Many2one(
        "account.move",
        string="Reversal",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",
        help="What takes the invoice back.",
    )

    _days_ordered = models.Constraint(
        "CHECK (date_from <= date_to AND date_year_from <= date_from AND date_to <= date_year_to)",
        "A settlement's days lie inside its year.",
    )
    _point_uniq = models.UniqueIndex(
        "(term_id, date_year_from, date_to) WHERE kind <> 'correction' AND state <> 'cancelled'",
        "Turnover rent is settled up to this day already.",
    )
    _one_correction = models.UniqueIndex(
        "(term_id, date_year_from) WHERE kind = 'correction' AND state IN ('waiting', 'draft')",
        "A correction of this year is open already.",
    )

    @api.depends("missing_months")
    def _compute_missing_sales(self):
        for settlement in self:
            months = map(fields.Date.to_date, settlement.missing_months or ())
            settlement.missing_sales = ", ".join(map(settlement.lease_id._format_sales_month, months))

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Number settlements.

        Clause: L4.1
        """
        for vals in vals_list:
            # sudo: numbers are the system's to give
            vals["name"] = self.env["ir.sequence"].sudo().next_by_code("mall.turnover.settlement")
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        for settlement in self.filtered(lambda one: one.state not in OPEN_STATES):
            settlement._refuse("settlement_kept")

    # === THE YEAR === #

    def _get_earlier_domain(self):
        """Return the domain of the settlements of the same year this one builds on."""
        self.ensure_one()
        return self._get_year_domain() & Domain("id", "<", self.id)

    def _get_later_domain(self):
        self.ensure_one()
        return self._get_year_domain() & Domain("id", ">", self.id)

    def _get_year_domain(self):
        year = Domain("term_id", "=", self.term_id.id) & Domain("date_year_from", "=", self.date_year_from)
        return year & Domain("state", "!=", "cancelled")

    def _lock(self):
        """Have two sessions that act on the same settlements wait for each other; the second sees what the first did."""
        rows = SQL("SELECT id FROM mall_turnover_settlement WHERE id IN %s ORDER BY id FOR UPDATE", tuple(self.ids) or (0,))
        self.env.execute_query(rows)

    # === WORDS === #

    def _get_period(self):
        """Return the days counted, in words."""
        self.ensure_one()
        return self.env._(
            "%(first)s to %(last)s", first=format_date(self.env, self.date_from), last=format_date(self.env, self.date_to)
        )

    def _refuse(self, reason, **values):
        """Raise the named error of a reason. :raises TurnoverRefused: always"""
        label = dict(self._fields["state"]._description_selection(self.env)).get(self.state, "")
        words = {"settlement": self.name or self.env._("The settlement"), "state": label}
        raise TurnoverRefused(self.env, reason, "L4.1", **{**words, **values})

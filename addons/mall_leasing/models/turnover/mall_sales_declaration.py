from odoo import api, fields, models
from odoo.fields import Domain

from ...core.lease import SIGNED_STATES
from .turnover_reasons import TurnoverRefused

DECLARATION_STATES = [
    ("draft", "Draft"),
    ("declared", "Declared"),
    ("confirmed", "Confirmed"),
    ("replaced", "Replaced"),
]
SOURCES = [("portal", "Portal"), ("entry", "Entry"), ("import", "Import")]
#: What was declared; it does not change once it is no draft any more.
FIGURES = frozenset(
    {"lease_id", "month", "amount_gross", "exclusion_ids", "ticket_count", "document", "document_name", "correction_reason"}
)


class MallSalesDeclaration(models.Model):
    """The sales of a shop in a month as declared by its tenant; a correction is a further version, the old one stays."""

    _name = "mall.sales.declaration"
    _description = "Sales Declaration"
    _inherit = ["mail.thread", "mail.activity.mixin", "mall.gated.mixin", "mall.bounds.mixin"]
    _order = "month desc, lease_id, version desc"
    _mail_post_access = "read"
    _gated_fields = frozenset(
        {"version", "previous_id", "source", "state", "declared_by_id", "declared_datetime", "confirmed_by_id",
         "confirmed_datetime", "return_reason"}
    )  # fmt: skip

    lease_id = fields.Many2one(
        "mall.lease",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('state', 'in', ('active', 'ended')), ('turnover_term_ids', '!=', False)]",
        help="The lease of the shop.",
    )
    company_id = fields.Many2one(related="lease_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="lease_id.currency_id")
    partner_id = fields.Many2one(related="lease_id.partner_id", string="Tenant", store=True, index=True, precompute=True)
    property_id = fields.Many2one(related="lease_id.property_id", store=True, index=True, precompute=True)
    month = fields.Date(
        required=True, index=True, default=lambda self: self._default_month(), help="Any day of the month; the first is kept."
    )
    version = fields.Integer(default=1, readonly=True, copy=False, aggregator=None, help="1, then counted up by corrections.")
    previous_id = fields.Many2one(
        "mall.sales.declaration",
        string="Corrects",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The version this one corrects; it is kept.",
    )
    correction_reason = fields.Char(help="Why the former version was wrong.")

    # figures
    amount_gross = fields.Monetary(string="Gross Sales", tracking=True, help="All sales of the month as the tills say.")
    exclusion_ids = fields.One2many(
        "mall.sales.declaration.exclusion", "declaration_id", string="Taken Off", copy=True, help="What is no sale."
    )
    amount_excluded = fields.Monetary(string="Taken Off (Total)", compute="_compute_amount_net", store=True)
    amount_net = fields.Monetary(
        string="Net Sales", compute="_compute_amount_net", store=True, help="What the turnover rent is counted on."
    )
    # A large shop writes more receipts than a count may be: see core.bounds.
    ticket_count = fields.Float(string="Receipts", digits=(12, 0), help="Number of receipts, where the tenant gives it.")
    source = fields.Selection(
        SOURCES, default="entry", required=True, readonly=True, copy=False, help="How the figures came in."
    )
    document = fields.Binary(copy=False, help="Proof: till report or auditor's certificate.")
    document_name = fields.Char(copy=False)
    hint = fields.Char(
        compute="_compute_hint",
        groups="base.group_user",
        help="How far the sales lie from the former months' where that is unusual; a question to ask, no accusation.",
    )

    # workflow
    state = fields.Selection(
        DECLARATION_STATES,
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        help="Draft: being entered, or sent back to the tenant.\n"
        "Declared: the tenant stands by it, the house checks it.\n"
        "Confirmed: checked; turnover rent is counted on it.\n"
        "Replaced: corrected by a later version.",
    )
    declared_by_id = fields.Many2one("res.users", string="Declared By", readonly=True, copy=False, help="Who declared it.")
    declared_datetime = fields.Datetime(string="Declared On", readonly=True, copy=False)
    confirmed_by_id = fields.Many2one(
        "res.users", string="Confirmed By", readonly=True, copy=False, groups="base.group_user", help="Who checked it."
    )
    confirmed_datetime = fields.Datetime(string="Confirmed On", readonly=True, copy=False, groups="base.group_user")
    return_reason = fields.Char(string="Sent Back", readonly=True, copy=False, help="Why the house sent it back.")

    _month_first = models.Constraint("CHECK (EXTRACT(DAY FROM month) = 1)", "Sales are declared for whole months.")
    _not_negative = models.Constraint(
        "CHECK (COALESCE(amount_gross, 0) >= 0 AND COALESCE(ticket_count, 0) >= 0)", "Sales and receipts cannot be negative."
    )
    _version_uniq = models.Constraint("UNIQUE (lease_id, month, version)", "This version of the month's sales exists already.")
    _one_open = models.UniqueIndex(
        "(lease_id, month) WHERE state IN ('draft', 'declared')", "Sales of this month are being declared already."
    )
    _one_standing = models.UniqueIndex("(lease_id, month) WHERE state = 'confirmed'", "Sales of this month are confirmed already.")

    @api.model
    def _default_month(self):
        return fields.Date.start_of(fields.Date.subtract(fields.Date.context_today(self), months=1), "month")

    # === COMPUTE === #

    @api.depends("lease_id.name", "month", "version")
    def _compute_display_name(self):
        for declaration in self:
            declaration.display_name = self.env._(
                "%(month)s, %(lease)s (version %(version)s)",
                month=declaration._format_month(),
                lease=declaration.lease_id.name or "",
                version=declaration.version,
            )

    @api.depends("amount_gross", "exclusion_ids.amount")
    def _compute_amount_net(self):
        for declaration in self:
            declaration.amount_excluded = sum(declaration.exclusion_ids.mapped("amount"))
            declaration.amount_net = declaration.amount_gross - declaration.amount_excluded

    # === CHECKS === #

    @api.constrains("lease_id", "month")
    def _check_month(self):
        """Refuse months that are not over, and months in which the shop was not let."""
        today = fields.Date.context_today(self)
        for declaration in self:
            # sudo: the lease's days and state alone, for whoever may declare for it
            lease, month = declaration.lease_id.sudo(), declaration.month
            last = min(fields.Date.end_of(month, "month"), lease.date_last)
            if lease.state not in SIGNED_STATES - {"tenant_signed"}:
                declaration._refuse("not_declarable")
            if last < month or fields.Date.end_of(month, "month") < lease.date_start:
                declaration._refuse("month_outside")
            if last >= today:
                declaration._refuse("month_future")

    @api.constrains("amount_gross", "exclusion_ids")
    def _check_figures(self):
        for declaration in self:
            if declaration.currency_id.compare_amounts(declaration.amount_net, 0) < 0:
                gross = declaration.currency_id.format(declaration.amount_gross)
                declaration._refuse("net_negative", gross=gross)
            declaration._check_exclusions()

    def _check_exclusions(self):
        """Refuse to take off what the turnover rent of the month does not provide for."""
        # sudo: the agreed kinds are part of the lease the declaration is for
        term = self.lease_id.sudo()._get_turnover_term(self.month)
        strange = self.exclusion_ids.filtered("amount").kind_id - term.exclusion_kind_ids
        if strange:
            self._refuse("exclusion_not_agreed" if term else "exclusion_without_term", kind=strange[0].name)

    @api.model
    def _check_versions(self, vals_list):
        """Refuse a second version of a month beside an open one, or one that does not say what it corrects."""
        keys = {(vals.get("lease_id"), fields.Date.to_date(vals.get("month"))) for vals in vals_list}
        # sudo: whether the month has a version counts, not whether the user sees it
        standing = self.sudo().search(
            Domain("lease_id", "in", [lease for lease, _month in keys])
            & Domain("month", "in", [month for _lease, month in keys])
            & Domain("state", "!=", "replaced")
        )
        by_key = standing.grouped(lambda declaration: (declaration.lease_id.id, declaration.month))
        for vals in vals_list:
            found = by_key.get((vals.get("lease_id"), fields.Date.to_date(vals.get("month"))), self.browse())
            for declaration in found.filtered(lambda one: one.state != "confirmed"):
                declaration._refuse("version_open")
            if found and not vals.get("previous_id"):
                found[:1]._refuse("version_exists")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Open declarations, each for the first day of its month.

        :raises TurnoverRefused: month not over or outside the lease, negative net, second open version
        Clause: L4.1
        """
        vals_list = [self._with_month(vals) for vals in self._with_defaults(vals_list)]
        self.check_access("create")
        # first: whoever may not write the lease is told nothing about its sales
        self.env["mall.lease"].browse({vals["lease_id"] for vals in vals_list if vals.get("lease_id")}).check_access("write")
        self._check_versions(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """Write drafts; what was declared does not change any more.

        :raises TurnoverRefused: for figures of a declared version
        """
        self.check_access("write")
        if FIGURES.intersection(vals):
            self._check_open()
        return super().write(self._with_month(vals))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_declared(self):
        for declaration in self:
            if declaration.state != "draft" or declaration.declared_datetime:
                declaration._refuse("version_kept")

    def _with_defaults(self, vals_list):
        month = self.env.context.get("default_month") or self._default_month()
        lease = self.env.context.get("default_lease_id")
        return [{"month": month, **({"lease_id": lease} if lease else {}), **vals} for vals in vals_list]

    @api.model
    def _with_month(self, vals):
        month = vals.get("month") and self._check_month_value(vals["month"])
        return {**vals, "month": fields.Date.start_of(month, "month")} if month else vals

    @api.model
    def _check_month_value(self, value):
        self._check_bounds({"month": value})
        return fields.Date.to_date(value)

    def _check_open(self):
        for declaration in self.filtered(lambda one: one.state != "draft"):
            declaration._refuse("version_frozen")

    # === WORDS === #

    def _format_month(self):
        self.ensure_one()
        return self.env["mall.lease"]._format_sales_month(self.month) if self.month else ""

    def _refuse(self, reason, **values):
        """Raise the named error of a reason. :raises TurnoverRefused: always"""
        # sudo: the number of the lease alone is told to who was about to declare for it
        words = {"month": self._format_month(), "lease": self.lease_id.sudo().name, "state": self._get_state_label()}
        raise TurnoverRefused(self.env, reason, **{**words, **values})

    def _get_state_label(self):
        return dict(self._fields["state"]._description_selection(self.env)).get(self.state, "")

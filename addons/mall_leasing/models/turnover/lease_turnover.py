from babel.dates import format_skeleton

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import babel_locale_parse, get_lang

from ...core.turnover import MonthSales, charge_for
from .turnover_reasons import TurnoverRefused

DUE_DAY, OUTLIER_PERCENT = 5, 50


class MallLease(models.Model):
    """The turnover rent of a lease: its terms, the sales it is counted on, what counts as base rent."""

    _inherit = "mall.lease"

    turnover_term_ids = fields.One2many(
        "mall.turnover.term", "lease_id", string="Turnover Rent", copy=True, help="Share of the sales that is due as rent."
    )
    declaration_ids = fields.One2many("mall.sales.declaration", "lease_id", string="Sales Declarations")
    settlement_ids = fields.One2many("mall.turnover.settlement", "lease_id", string="Turnover Settlements")
    declaration_count = fields.Integer(compute="_compute_turnover_counts", groups="base.group_user")
    settlement_count = fields.Integer(compute="_compute_turnover_counts", groups="base.group_user")
    can_write_turnover = fields.Boolean(
        compute="_compute_can_write_turnover",
        help="You may change the turnover rent: the lease is not signed, or it was signed on paper, you are a leasing "
        "manager, and no settlement was confirmed yet.",
    )

    def _compute_turnover_counts(self):
        """Count declarations and settlements of all leases in two queries, as far as the user may see them."""
        for name, model in (("declaration_count", "mall.sales.declaration"), ("settlement_count", "mall.turnover.settlement")):
            groups = self.env[model]._read_group([("lease_id", "in", self.ids)], ["lease_id"], ["__count"])
            counts = {lease.id: count for lease, count in groups}
            for lease in self:
                lease[name] = counts.get(lease._origin.id, 0)

    @api.depends("can_write_terms", "settlement_ids.state")
    @api.depends_context("uid")
    def _compute_can_write_turnover(self):
        paper = self._origin._get_paper_leases()
        for lease in self:
            lease.can_write_turnover = lease.can_write_terms or lease._origin in paper

    # === TERMS === #

    def _check_approval_submit(self):
        """Refuse to put an unusable turnover rent before the approvers."""
        self._check_turnover_terms()
        return super()._check_approval_submit()

    def _check_turnover_terms(self):
        """Refuse turnover rents nobody could settle.

        :raises TurnoverRefused: naming the flaw
        Clause: L4.1
        """
        for term in self.turnover_term_ids:
            flaw = term.lease_id.date_start and term._find_flaw()
            if flaw:
                raise TurnoverRefused(self.env, flaw, "L4.1", lease=term.lease_id.display_name)

    def _check_terms_open(self, names):
        """Leave the turnover rent of leases from paper open to leasing managers until it was settled once."""
        own = self._get_terms_fields().intersection(names) == {"turnover_term_ids"}
        return super(MallLease, self - self._get_paper_leases() if own else self)._check_terms_open(names)

    def _get_paper_leases(self):
        """Return the leases whose turnover rent the user may still take over from paper.

        A rent roll brings base rent only; what else was signed on paper is entered by a leasing manager.
        """
        # sudo: origin, state and settlements decide; the manager's right to write the lease is checked beside them
        leases = self.sudo().filtered(lambda lease: lease.origin == "rent_roll" and lease.state == "active")
        if not leases or not self.env.user.has_group("mall_leasing.group_mall_leasing_manager"):
            return self.browse()
        leases = leases.with_env(self.env)._filtered_access("write")
        binding = Domain("lease_id", "in", leases.ids) & Domain("state", "in", ("confirmed", "invoiced", "cancelled"))
        settled = self.env["mall.turnover.settlement"].sudo().search(binding).lease_id  # sudo: as above
        return self.browse(leases.ids) - self.browse(settled.ids)

    def _note_paper_turnover(self):
        """Write into the history of leases in force who entered which turnover rent, once a transaction.

        What was signed on paper passes no approval here: it is checked by then, when all of its rows are entered.
        """
        signed = self.sudo().filtered(lambda lease: lease.origin == "rent_roll" and lease.state == "active")  # sudo: state
        noted = self.env.cr.precommit.data.setdefault("mall_leasing.paper_turnover", set())
        if signed and not noted:
            self.env.cr.precommit.add(self._log_paper_turnover)
        noted.update(signed.ids)

    def _log_paper_turnover(self):
        leases = self.browse(self.env.cr.precommit.data.pop("mall_leasing.paper_turnover", ())).exists()
        leases._check_turnover_terms()
        bodies = {lease.id: lease._get_paper_note() for lease in leases}
        # sudo: the note is the system's, about what its own guard let through
        leases.sudo()._message_log_batch(bodies=bodies, author_id=self.env.user.partner_id.id)

    def _get_paper_note(self):
        sentences = " ".join(self.turnover_term_ids._get_sentences()) or self.env._("none")
        return self.env._("Turnover rent taken over from paper: %(terms)s", terms=sentences)

    def _get_turnover_anchor(self):
        """Return the day lease years are counted from: an amended lease keeps the years of the lease it goes back to."""
        self.ensure_one()
        lease = self.sudo()  # sudo: one day of the chain, for whoever may read the turnover rent
        while lease.kind == "amendment":
            lease = lease.predecessor_id
        return lease.date_start

    def _get_turnover_term(self, day):
        """Return the turnover rent that stands on any day of the month of a day; empty if none does."""
        self.ensure_one()
        first, last = fields.Date.start_of(day, "month"), fields.Date.end_of(day, "month")
        return self.turnover_term_ids.filtered(
            lambda term: (not term.date_from or term.date_from <= last) and (not term.date_to or term.date_to >= first)
        )[:1]

    # === WHAT A SETTLEMENT IS MADE OF === #

    def _get_turnover_sales(self, date_from, date_to):
        """Return the confirmed sales of the months that days from first to last touch. Override to add sources.

        :param date date_from: first day
        :param date date_to: last day
        :return: {lease: {first day of month: core.turnover.MonthSales}}; months without confirmed sales are left out
        """
        domain = (
            Domain("lease_id", "in", self.ids)
            & Domain("state", "=", "confirmed")
            & Domain("month", ">=", fields.Date.start_of(date_from, "month"))
            & Domain("month", "<=", date_to)
        )
        # sudo: rent is counted on all confirmed sales, whoever prepares the settlement
        rows = self.env["mall.sales.declaration"].sudo().search(domain)
        rows.exclusion_ids.kind_id.mapped("name")
        sales = {lease: {} for lease in self}
        for row in rows:
            sales[row.lease_id.with_env(self.env)][row.month] = row._get_month_sales()
        return sales

    def _get_charged(self, kinds, first, last):
        """Return what charges of some kinds come to for the days from first to last, exactly.

        :param set kinds: kinds of ``mall.lease.charge``
        :return: Fraction, company currency without tax
        Clause: L4.1
        """
        self.ensure_one()
        charges = self.charge_ids.filtered(lambda charge: charge.kind in kinds and charge.basis in ("flat", "area"))
        return sum(
            charge_for(
                first,
                last,
                (charge.date_from or self.date_start, charge.date_to or self.date_end),
                charge._get_price_steps(),
            )
            for charge in charges
        )

    # === SETTINGS AND WORDS === #

    @api.model
    def _get_setting(self, name, default):
        # sudo: two numbers of the house's settings, read for whoever needs them
        value = self.env["ir.config_parameter"].sudo().get_param(name)
        return int(value) if str(value or "").isdigit() and int(value) else default

    @api.model
    def _get_sales_due_day(self):
        """Return the day of the month by which the sales of the month before have to be declared."""
        return min(max(self._get_setting("mall_leasing.sales_due_day", DUE_DAY), 1), 28)

    @api.model
    def _get_sales_outlier_percent(self):
        """Return from which deviation on sales are called unusual, in percent."""
        return max(self._get_setting("mall_leasing.sales_outlier_percent", OUTLIER_PERCENT), 1)

    @api.model
    def _format_sales_month(self, month):
        """Return a month in words, in the order of the user's language."""
        return format_skeleton("yMMMM", month, locale=babel_locale_parse(get_lang(self.env).code))

    # === ACTIONS === #

    def action_open_declarations(self):
        """Open the sales declared for the lease."""
        return self._open_turnover("mall.sales.declaration", self.env._("Sales of %(lease)s", lease=self.name))

    def action_open_settlements(self):
        """Open the turnover settlements of the lease."""
        return self._open_turnover("mall.turnover.settlement", self.env._("Settlements of %(lease)s", lease=self.name))

    def _open_turnover(self, model, name):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "list,form,pivot,graph",
            "domain": [("lease_id", "=", self.id)],
            "context": {"default_lease_id": self.id},
        }


class MallSalesDeclaration(models.Model):
    _inherit = "mall.sales.declaration"

    def _get_month_sales(self):
        """Return the declaration as ``core.turnover.MonthSales``."""
        self.ensure_one()
        return MonthSales(
            month=self.month,
            gross=self.amount_gross,
            net=self.amount_net,
            exclusions=tuple((line.kind_id.id, line.amount) for line in self.exclusion_ids if line.amount),
            ref=f"{self._name},{self.id}",
            version=self.version,
        )



from decimal import Decimal

from babel.dates import format_skeleton

from odoo import api, fields, models
from odoo.tools import SQL, float_repr, format_date
from odoo.tools.misc import babel_locale_parse, get_lang

from ...core.change import prices_from
from ...core.rent_index import index_change, indexed_amount
from ...cron_batches import work_off
from ...rent_reasons import RentRefused

MANAGER = "mall_leasing.group_mall_leasing_manager"
OPEN_STATES = ("waiting", "proposed")


class MallRentReview(models.Model):
    """One review of a charge by its index: proposed by the system, decided once by a leasing manager. Clause: L4.1."""

    _name = "mall.rent.review"
    _description = "Rent Review"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"

    charge_id = fields.Many2one("mall.lease.charge", required=True, readonly=True, index=True, ondelete="restrict", help="The charge reviewed.")
    lease_id = fields.Many2one(related="charge_id.lease_id", store=True, index=True, precompute=True)
    lease_state = fields.Selection(related="lease_id.state", string="Lease Status")
    partner_id = fields.Many2one(related="lease_id.partner_id", string="Tenant")
    user_id = fields.Many2one(related="lease_id.user_id", string="Specialist")
    company_id = fields.Many2one(related="lease_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="lease_id.currency_id")
    index_id = fields.Many2one("mall.rent.index", required=True, readonly=True, index=True, ondelete="restrict", help="The index followed.")
    number = fields.Integer(readonly=True, help="0 for the first review of the charge.")
    date = fields.Date(string="Effective", required=True, readonly=True, index=True, help="First day of the new amount.")
    date_old = fields.Date(string="Month Before", readonly=True, help="Month of the value the new one is set against.")
    date_new = fields.Date(string="Month Compared", readonly=True, help="Month whose value the review takes.")
    value_base = fields.Float(
        readonly=True, digits=(16, 4), help="Value the review before was confirmed with; 0 for a first review, which takes the index's own."
    )
    value_old = fields.Float(readonly=True, digits=(16, 4), aggregator=None, help="Index value of the month before.")
    value_new = fields.Float(readonly=True, digits=(16, 4), aggregator=None, help="Index value of the month compared.")
    percent_index = fields.Float(string="Index (%)", readonly=True, digits=(16, 4), aggregator=None, help="Change of the index.")
    percent_applied = fields.Float(
        string="Applied (%)", readonly=True, digits=(16, 4), aggregator=None, help="Part of it that the rent follows: share, cap and floor."
    )
    amount_old = fields.Monetary(string="Amount Before", readonly=True, help="Amount in force on that day without this review.")
    amount_new = fields.Monetary(string="New Amount", readonly=True, help="Amount from that day on, once confirmed; rounded once.")
    calculation = fields.Text(compute="_compute_calculation", help="How the new amount comes about, in words.")
    state = fields.Selection(
        [("waiting", "Waiting for the Index"), ("proposed", "Proposed"), ("confirmed", "Confirmed"), ("rejected", "Rejected")],
        default="waiting",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
        help="Waiting for the Index: a value is missing.\nProposed: a leasing manager decides.\n"
        "Confirmed: the new amount is billed.\nRejected: the amount stays; the next review makes up for it.",
    )
    decided_by_id = fields.Many2one("res.users", string="Decided By", readonly=True, help="The leasing manager who decided.")
    decided_datetime = fields.Datetime(string="Decided On", readonly=True, help="When that was.")
    reason = fields.Char(string="Reason", readonly=True, tracking=True, help="Why the review was rejected.")

    _once_a_day = models.Constraint("UNIQUE (charge_id, date)", "This charge is reviewed on this day already.")

    @api.depends("charge_id.name", "lease_id.name", "date")
    def _compute_display_name(self):
        for review in self:
            review.display_name = self.env._(
                "Review of %(charge)s of %(lease)s on %(date)s",
                charge=review.charge_id.name or "",
                lease=review.lease_id.name or "",
                date=format_date(self.env, review.date) if review.date else "",
            )

    @api.depends("state", "value_old", "value_new", "amount_old", "amount_new")
    @api.depends_context("lang")
    def _compute_calculation(self):
        for review in self:
            review.calculation = review._describe_waiting() if review.state == "waiting" else review._describe_figures()

    def _describe_waiting(self):
        month = self.date_new if self.value_old else self.date_old
        return self.env._("Waits for the value of %(index)s for %(month)s.", index=self.index_id.name, month=self._format_month(month))

    def _describe_figures(self):
        return self.env._(
            "%(index)s went from %(old)s (%(month_old)s) to %(new)s (%(month_new)s): %(change)s %%. "
            "By share, cap and floor the rent follows by %(applied)s %%. %(amount_old)s becomes %(amount_new)s from %(date)s on.",
            index=self.index_id.name,
            old=f"{self.value_old:g}",
            month_old=self._format_month(self.date_old),
            new=f"{self.value_new:g}",
            month_new=self._format_month(self.date_new),
            change=f"{self.percent_index:+.4g}",
            applied=f"{self.percent_applied:+.4g}",
            amount_old=self.currency_id.format(self.amount_old),
            amount_new=self.currency_id.format(self.amount_new),
            date=format_date(self.env, self.date),
        )

    def _format_month(self, day):
        return format_skeleton("yMMM", day, locale=babel_locale_parse(get_lang(self.env).code))

    # === PROPOSING === #

    @api.model
    def _cron_propose(self):
        """Propose the reviews that are due, in batches; run again it finds what is left. Clause: L4.1"""
        charges = self.env["mall.lease.charge"]
        work_off(charges.search(charges._get_indexed_domain()), lambda some: some._propose_reviews())

    @api.model
    def _recalculate_open(self, indexes):
        """Work out anew what is not decided yet, after values of indexes were entered or corrected."""
        reviews = self.search([("index_id", "in", indexes.ids), ("state", "in", OPEN_STATES)])
        values = indexes._get_current_values(indexes) if reviews else {}
        for review in reviews:
            charge = review.charge_id
            figures = charge._calculate_review(review.date, review.date_old, review.date_new, review.value_base, values)
            review.write(figures)

    def _accounts_for(self, vals):
        """Tell whether this review is confirmed and says exactly what a new step says."""
        if len(self) != 1 or self.state != "confirmed" or vals.get("source") != "index":
            return False
        same = vals.get("charge_id") == self.charge_id.id and fields.Date.to_date(vals.get("date_from")) == self.date
        return same and not self.currency_id.compare_amounts(vals.get("amount", 0.0), self.amount_new)

    # === DECIDING === #

    def action_confirm(self):
        """Make the new amounts those that are billed. What both sides signed is carried out, not changed.

        :raises RentRefused: not a leasing manager, decided already, a value is missing, or the lease is over
        Clause: L4.1
        """
        self._lock_for_decision()
        for review in self:
            review._check_confirmable()
        # sudo: nobody writes reviews or steps of signed leases by hand; that a manager decides was checked just now
        reviews = self.sudo()
        reviews._decide("confirmed")
        self.env["mall.lease.charge.step"].sudo().create([review._prepare_step() for review in reviews])  # sudo: as above
        for review in reviews:
            review._note(self.env._("Rent review confirmed by %(user)s: %(words)s", user=self.env.user.name, words=review.calculation))
        reviews.charge_id._propose_reviews()
        return True

    def action_open_reject(self):
        """Ask why these reviews are rejected."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reject Rent Review"),
            "res_model": "mall.rent.review.reject",
            "view_mode": "form",
            "target": "new",
            "context": {"default_review_ids": self.ids},
        }

    def _reject(self, reason):
        """Let the amounts stand; the next review compares with the last one that was confirmed.

        :raises RentRefused: without a reason, not a leasing manager, or decided already
        Clause: L4.1
        """
        self._lock_for_decision()
        for review in self:
            if not (reason or "").strip():
                review._refuse("review_reason_missing")
        reviews = self.sudo()  # sudo: as in action_confirm
        reviews._decide("rejected", reason=reason.strip() if reason else False)
        for review in reviews:
            review._note(self.env._("Rent review of %(date)s rejected: %(reason)s", date=format_date(self.env, review.date), reason=reason))
        reviews.charge_id._propose_reviews()

    def _lock_for_decision(self):
        """Let one decide at a time; whoever comes second meets the decision.

        :raises RentRefused: not a leasing manager, or decided already
        """
        self.check_access("read")
        if not self.env.user.has_group(MANAGER):
            self[:1]._refuse("role_review")
        self.env.execute_query(SQL("SELECT id FROM mall_rent_review WHERE id IN %s ORDER BY id FOR UPDATE", tuple(self.ids) or (0,)))
        self.invalidate_recordset(["state"])
        for review in self:
            if review.state not in OPEN_STATES:
                review._refuse("review_closed")

    def _check_confirmable(self):
        self.ensure_one()
        if self.lease_id.state != "active" or self.date > self.lease_id.date_last:
            self._refuse("review_lease_over")
        if self.state == "waiting":
            month = self.date_new if self.value_old else self.date_old
            self._refuse("review_waiting", index=self.index_id.name, month=self._format_month(month))

    def _decide(self, state, **values):
        self.write({"state": state, "decided_by_id": self.env.uid, "decided_datetime": fields.Datetime.now(), **values})

    def _prepare_step(self):
        """Return the values of the step that carries this review out."""
        self.ensure_one()
        return {
            "charge_id": self.charge_id.id,
            "date_from": self.date,
            "amount": self.amount_new,
            "source": "index",
            "review_id": self.id,
        }

    def _note(self, body):
        """Write into the history of the lease what was decided, in the name of whoever did."""
        self.lease_id._message_log(body=body, author_id=self.env.user.partner_id.id)

    def _refuse(self, reason, **values):
        # sudo: only the name of the review is told
        raise RentRefused(self.env, reason, "L4.1", review=self.sudo().display_name, **values)


class MallLeaseCharge(models.Model):
    _inherit = "mall.lease.charge"

    def _calculate_review(self, day, month_old, month_new, value_base, values):
        """Return the figures of a review as far as the index has its values.

        :param date day: first day of the new amount
        :param value_base: value the review before was confirmed with, 0 for none
        :param dict values: {(index, month): mall.rent.index.value}
        :return: values of ``mall.rent.review``
        Clause: L4.1
        """
        self.ensure_one()
        nothing = self.env["mall.rent.index.value"]
        old = value_base or values.get((self.index_id, month_old), nothing).value
        new = values.get((self.index_id, month_new), nothing).value
        if not (old and new):
            return {"state": "waiting", "value_old": old, "value_new": new}
        terms = self._get_index_terms()
        change = index_change(terms, *(Decimal(float_repr(value, 4)) for value in (old, new)))
        amount, _later = prices_from(self._get_prices(), day)
        rounding = Decimal(str(self.currency_id.rounding))
        return {
            "state": "proposed",
            "value_old": old,
            "value_new": new,
            "percent_index": float(change.raw),
            "percent_applied": float(change.applied),
            "amount_old": amount,
            "amount_new": float(indexed_amount(Decimal(str(amount)), change, rounding)),
        }

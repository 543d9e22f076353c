from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import format_date

from ...core.rent_index import IndexTerms, compared_month, month_of, next_review, review_day

#: What a lease says about a charge and its index; part of what leadership approves.
INDEX_FIELDS = (
    "index_id",
    "date_index_base",
    "date_review_first",
    "review_interval",
    "index_lag",
    "index_share",
    "has_index_cap",
    "index_cap",
    "has_index_floor",
    "index_floor",
)
#: Reviews are proposed so many days before the new amount holds.
LEAD_DAYS = 30


class MallLeaseCharge(models.Model):
    """A charge that follows an index: its terms, and the steps that came of them. Clause: L4.1."""

    _inherit = "mall.lease.charge"
    _check_company_auto = True

    index_id = fields.Many2one(
        "mall.rent.index",
        string="Index",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The index the amount follows; empty for an amount that changes by agreed steps only.",
    )
    date_index_base = fields.Date(string="Base Month", help="Month whose index value the first review compares with.")
    date_review_first = fields.Date(string="First Review", help="Day from which the first new amount holds.")
    review_interval = fields.Integer(string="Review Every (Months)", default=12, help="Months from one review to the next.")
    index_lag = fields.Integer(
        string="Months Back",
        default=0,
        help="The value compared is the one of so many months before the month of the review; indexes are published late.",
    )
    index_share = fields.Float(
        string="Share of the Change (%)", digits=(16, 4), default=100.0, help="So much of the index's change is passed on."
    )
    has_index_cap = fields.Boolean(string="Capped", help="A review does not change the amount by more than the cap.")
    index_cap = fields.Float(string="Cap (%)", digits=(16, 4), help="Largest change of one review, in percent.")
    has_index_floor = fields.Boolean(string="Floored", help="A review does not change the amount by less than the floor.")
    index_floor = fields.Float(
        string="Floor (%)", digits=(16, 4), help="Smallest change of one review, in percent: 0 means that the rent never falls."
    )
    step_ids = fields.One2many(domain=[("source", "=", "fixed")])
    index_step_ids = fields.One2many(
        "mall.lease.charge.step",
        "charge_id",
        string="Steps by Index",
        domain=[("source", "=", "index")],
        readonly=True,
        copy=False,
        help="New amounts that followed from the index; they carry out what was agreed and are no change of it.",
    )
    review_ids = fields.One2many("mall.rent.review", "charge_id", string="Reviews", groups="base.group_user")

    _index_terms_whole = models.Constraint(
        "CHECK (index_id IS NULL OR (basis <> 'once' AND date_index_base IS NOT NULL AND date_review_first IS NOT NULL))",
        "A charge that follows an index is paid by the month and names the base month and the first review.",
    )
    _index_terms_sound = models.Constraint(
        "CHECK (index_id IS NULL OR (review_interval > 0 AND index_lag >= 0 AND index_share > 0))",
        "Reviews are at least a month apart, look back and pass on more than 0 percent.",
    )
    _index_limits_ordered = models.Constraint(
        "CHECK (NOT (has_index_cap AND has_index_floor) OR index_cap >= index_floor)", "The cap of an index cannot lie below its floor."
    )

    @api.depends("step_ids", "index_step_ids")
    def _compute_step_count(self):
        for charge in self:
            charge.step_count = len(charge.step_ids) + len(charge.index_step_ids)

    # === PRICES === #

    def _get_prices(self):
        """Return {first day: amount}; a step by index stands above an agreed one of the same day."""
        return super()._get_prices() | {step.date_from: step.amount for step in self.index_step_ids}

    def _get_index_terms(self):
        """Return what was agreed as ``core.rent_index.IndexTerms``."""
        self.ensure_one()
        return IndexTerms(
            base_month=month_of(self.date_index_base),
            first_review=self.date_review_first,
            interval=self.review_interval,
            lag=self.index_lag,
            share=Decimal(str(self.index_share)),
            cap=Decimal(str(self.index_cap)) if self.has_index_cap else None,
            floor=Decimal(str(self.index_floor)) if self.has_index_floor else None,
        )

    def _get_index_sentence(self):
        """Return in words how the charge follows its index, as the document says it. Clause: L4.1"""
        self.ensure_one()
        index = self.sudo().index_id  # sudo: the name of the index stands in the lease its reader has before him
        limits = [
            (self.has_index_cap, self.env._("a review changes the amount by at most %(percent)s %%", percent=f"{self.index_cap:g}")),
            (self.has_index_floor, self.env._("a review changes the amount by at least %(percent)s %%", percent=f"{self.index_floor:g}")),
        ]
        sentence = self.env._(
            "%(charge)s follows %(index)s: reviewed on %(first)s and every %(months)s months after, on the value of %(lag)s months "
            "before, set against the value of the last review, at first of %(base)s; %(share)s %% of the change is passed on",
            charge=self.name,
            index=index.name,
            first=format_date(self.env, self.date_review_first),
            months=self.review_interval,
            lag=self.index_lag,
            base=self.env["mall.rent.review"]._format_month(self.date_index_base),
            share=f"{self.index_share:g}",
        )
        return "; ".join([sentence, *(words for agreed, words in limits if agreed)]) + "."

    # === PROPOSING === #

    @api.model
    def _get_indexed_domain(self):
        """Return the domain of the charges in force that follow an index."""
        return [("index_id", "!=", False), ("lease_id.state", "=", "active")]

    def _propose_reviews(self):
        """Propose the next review of each charge that has none to be decided; a fixed number of queries for any number.

        One review at a time: the next one builds on what becomes of it.

        :return: the new reviews
        Clause: L4.1
        """
        # sudo: the system proposes, on charges and reviews of every team; people decide by their own right
        charges = self.sudo().try_lock_for_update().filtered_domain(self._get_indexed_domain())
        reviews = self.env["mall.rent.review"].sudo()  # sudo: as above
        known = reviews.search([("charge_id", "in", charges.ids)], order="number").grouped("charge_id")
        values = self.env["mall.rent.index"].sudo()._get_current_values(charges.index_id)  # sudo: as above
        rows = [charge._prepare_review(known.get(charge, reviews), values) for charge in charges]
        return reviews.create([row for row in rows if row])

    def _prepare_review(self, known, values):
        """Return the values of the next review, or None where none is to be proposed.

        :param known: reviews of this charge so far, by number
        :param dict values: {(index, month): mall.rent.index.value}
        """
        self.ensure_one()
        terms = self._get_index_terms()
        number = next_review(terms, max(known.mapped("number"), default=-1), None)
        day = review_day(terms, number)
        horizon = fields.Date.add(self.lease_id._get_today(), days=LEAD_DAYS)
        if known.filtered(lambda review: review.state in ("waiting", "proposed")) or day > min(horizon, self.lease_id.date_last):
            return None
        last = known.filtered(lambda review: review.state == "confirmed")[-1:]
        row = {
            "charge_id": self.id,
            "index_id": self.index_id.id,
            "number": number,
            "date": day,
            "date_old": last.date_new or terms.base_month,
            "date_new": compared_month(terms, number),
            "value_base": last.value_new,
        }
        return row | self._calculate_review(day, row["date_old"], row["date_new"], last.value_new, values)

    # === WHAT A SUCCESSOR TAKES OVER === #

    def _prepare_successor_values(self, day, kind):
        """Carry the index on from where the last confirmed review left it."""
        values = super()._prepare_successor_values(day, kind)
        if not self.index_id:
            return values
        terms = self._get_index_terms()
        # sudo: reviews decide what goes on, whoever drafts
        decided = self.sudo().review_ids.filtered(lambda review: review.state in ("confirmed", "rejected") and review.date <= day)
        last = decided.filtered(lambda review: review.state == "confirmed").sorted("number")[-1:]
        number = next_review(terms, max(decided.mapped("number"), default=-1), day)
        return values | {"date_index_base": last.date_new or self.date_index_base, "date_review_first": review_day(terms, number)}

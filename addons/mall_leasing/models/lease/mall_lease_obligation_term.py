from odoo import api, fields, models

from ...clause_reasons import ClauseRefused
from ...core.obligation import get_due, next_time


class MallLeaseObligationTerm(models.Model):
    """What a side has agreed to do: approved, signed, then frozen. Its times become obligations."""

    _name = "mall.lease.obligation.term"
    _description = "Agreed Obligation"
    _inherit = ["mall.lease.terms.mixin", "mall.lease.duty.mixin"]
    _order = "lease_id, clause_line_id, sequence, id"
    _terms_field = "obligation_term_ids"
    _version_identity = ("party", "name")

    lease_id = fields.Many2one(
        "mall.lease",
        required=True,
        index=True,
        ondelete="cascade",
        copy=False,
        help="The lease it is part of; that of its article, if it has one.",
    )
    company_id = fields.Many2one(related="lease_id.company_id", store=True, index=True, precompute=True)
    clause_line_id = fields.Many2one(
        "mall.lease.clause.line",
        string="Article",
        index="btree_not_null",
        ondelete="cascade",
        help="The article it follows from; empty where it was agreed by itself.",
    )

    _name_not_empty = models.Constraint("CHECK (name <> '')", "An obligation says what has to be done.")

    @api.constrains("clause_line_id", "lease_id")
    def _check_article(self):
        for term in self:
            if term.clause_line_id and term.clause_line_id.lease_id != term.lease_id:
                raise ClauseRefused(self.env, "line_elsewhere", "L4.1", what=term.name)

    @api.constrains("anchor", "date_fixed")
    def _check_day(self):
        for term in self:
            if term.anchor == "fixed" and not term.date_fixed:
                raise ClauseRefused(self.env, "day_missing", "L4.1", what=term.name)

    @api.model_create_multi
    def create(self, vals_list):
        """Add obligations to leases whose terms are open; under an article they belong to its lease.

        :raises LeaseTermsFrozen: if the lease is signed
        Clause: L4.1
        """
        lines = self.env["mall.lease.clause.line"].sudo()  # sudo: which lease counts; the right on it is checked as ever
        for vals in vals_list:
            if vals.get("clause_line_id") and not vals.get("lease_id"):
                vals["lease_id"] = lines.browse(vals["clause_line_id"]).lease_id.id
        return super().create(vals_list)

    def _check_leases_open(self, vals_list):
        """Refuse to put obligations under articles of signed leases too."""
        super()._check_leases_open(vals_list)
        lines = self.env["mall.lease.clause.line"].browse(
            [vals["clause_line_id"] for vals in vals_list if vals.get("clause_line_id")]
        )
        # sudo: the state of the lease alone decides, whoever asks
        lines.sudo().lease_id._check_terms_open({self._terms_field})

    # === DAYS === #

    def _get_anchor_day(self):
        """Return the day the deadline is counted from.

        Clause: L4.1
        """
        self.ensure_one()
        lease = self.lease_id
        signed = lease.landlord_signed_on and fields.Datetime.context_timestamp(lease, lease.landlord_signed_on).date()
        return {
            "signature": signed or lease._get_today(),
            "handover": lease.date_handover or lease.date_start,
            "opening": lease.date_opening or lease.date_start,
            "start": lease.date_start,
            "end": lease.date_end,
            "fixed": self.date_fixed,
        }[self.anchor]

    def _get_time(self, time):
        """Return the day the obligation falls due for the given time, 0 being the first."""
        self.ensure_one()
        return get_due(self._get_anchor_day(), self.recurrence, self.offset_days, time)

    def _get_identity(self):
        """Return what tells the obligation from others of a lease, and is the same in the lease that replaces it."""
        self.ensure_one()
        return self.party, self.name

    def _find_time(self, first):
        """Return which time is the first to fall due from a day on, None if there is none before the lease ends."""
        self.ensure_one()
        return next_time(self._get_anchor_day(), self.recurrence, self.offset_days, first, self.lease_id.date_last)

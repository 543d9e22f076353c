from odoo import fields, models

#: What legal answers for: parties, premises, term, words.
LEGAL_CONTENT = (
    "company_id",
    "partner_id",
    "tenant_legal_name",
    "tenant_vat",
    "tenant_address",
    "property_id",
    "unit_ids",
    "area",
    "brand_id",
    "trade_category_id",
    "date_start",
    "date_end",
    "date_handover",
    "date_opening",
    "terms",
    "document_lang",
    "clause_line_ids.sequence",
    "clause_line_ids.clause_id",
    "clause_line_ids.heading",
    "clause_line_ids.text",
    "obligation_term_ids.party",
    "obligation_term_ids.name",
    "obligation_term_ids.anchor",
    "obligation_term_ids.offset_days",
    "obligation_term_ids.date_fixed",
    "obligation_term_ids.recurrence",
    "obligation_term_ids.needs_evidence",
    "kind",
    "predecessor_id",
    "change_reason",
    "has_guarantee",
    "date_guarantee_to",
    "notice_days",
    "option_ids.kind",
    "option_ids.party",
    "option_ids.date_notice",
    "option_ids.term_months",
    "option_ids.name",
)
#: What leadership answers for on top of that: the money.
MONEY_CONTENT = (
    "amount_deposit",
    "payment_term_id",
    "date_billing_from",
    "charge_ids.kind",
    "charge_ids.name",
    "charge_ids.product_id",
    "charge_ids.basis",
    "charge_ids.amount",
    "charge_ids.date_due",
    "charge_ids.date_from",
    "charge_ids.date_to",
    "charge_ids.index_id",
    "charge_ids.date_index_base",
    "charge_ids.date_review_first",
    "charge_ids.review_interval",
    "charge_ids.index_lag",
    "charge_ids.index_share",
    "charge_ids.has_index_cap",
    "charge_ids.index_cap",
    "charge_ids.has_index_floor",
    "charge_ids.index_floor",
    "charge_ids.step_ids.date_from",
    "charge_ids.step_ids.amount",
    "turnover_term_ids.date_from",
    "turnover_term_ids.date_to",
    "turnover_term_ids.relation",
    "turnover_term_ids.year_basis",
    "turnover_term_ids.frequency",
    "turnover_term_ids.breakpoint",
    "turnover_term_ids.amount_breakpoint",
    "turnover_term_ids.tier_ids.amount_from",
    "turnover_term_ids.tier_ids.percent",
    "turnover_term_ids.counts_management_fee",
    "turnover_term_ids.counts_promotion_fee",
    "turnover_term_ids.counts_other",
    "turnover_term_ids.exclusion_kind_ids",
    "turnover_term_ids.offset_ids.sequence",
    "turnover_term_ids.offset_ids.kind",
    "turnover_term_ids.offset_ids.name",
    "turnover_term_ids.offset_ids.amount",
    "turnover_term_ids.offset_ids.percent",
    "turnover_term_ids.offset_ids.amount_cap",
    "turnover_term_ids.amount_minimum",
    "turnover_term_ids.amount_maximum",
)


class MallLease(models.Model):
    """Legal review, then leadership approval, both bound to the terms as they stand. Clause: L4.2."""

    _inherit = "mall.lease"

    _approval_content_fields = LEGAL_CONTENT + MONEY_CONTENT
    _approval_state_after = "to_sign"
    _approval_states_released = ("cancelled",)

    # What the house says about a lease among itself: the tenant reads the lease, not this.
    approval_timeline = fields.Json(groups="base.group_user")
    approval_digest = fields.Char(groups="base.group_user")

    def _approval_steps(self):
        """Return legal review and leadership approval."""
        return self._get_legal_and_leadership(LEGAL_CONTENT)

    def _check_approval_submit(self):
        """Refuse incomplete leases with one sentence, and take their units, before anybody is asked."""
        super()._check_approval_submit()
        for lease in self:
            lease._check_move("legal_review", None, {})
        # sudo: when a lease was submitted is the gate's own stamp; who submits was checked just now
        self.sudo()._gate_write({"submitted_datetime": fields.Datetime.now()})
        self._secure_occupancy()

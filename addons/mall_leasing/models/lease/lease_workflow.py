from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...core.lease import TOO_EARLY, TRANSITIONS, is_outside, obstacle
from ...core.rent import first_overlap
from ...cron_batches import work_off
from ...lease_reasons import LeaseMoveRefused, LeaseNotSignable

#: Reason code -> whether it holds for a lease that is about to take the values. Each stands in ``lease_reasons``.
OBSTACLES = {
    "tenant_missing": lambda lease, values: not lease.partner_id,
    "unit_missing": lambda lease, values: not lease.unit_ids,
    "unit_elsewhere": lambda lease, values: lease.unit_ids.property_id != lease.property_id,
    "unit_inactive": lambda lease, values: not all(lease.unit_ids.mapped("active")),
    "charge_missing": lambda lease, values: not lease._get_base_rents(),
    "charge_outside_term": lambda lease, values: lease._has_charge_outside_term(),
    "rent_overlap": lambda lease, values: bool(lease._get_rent_overlap()),
    "dates_outside_term": lambda lease, values: lease._has_dates_outside_term(),
    "terms_missing": lambda lease, values: not lease._has_terms(),
    "approval_missing": lambda lease, values: not lease._is_approved(),
    "reason_missing": lambda lease, values: not (values.get("cancel_reason") or "").strip(),
    "not_rent_roll": lambda lease, values: lease.origin != "rent_roll",
    "document_missing": lambda lease, values: not lease.document_attachment_id,
    "document_altered": lambda lease, values: not lease._is_document_intact(),
    "signature_missing": lambda lease, values: not lease._has_signature(values),
    "term_running": lambda lease, values: lease.date_last >= lease._get_today(),
}

ROLE_GROUPS = {
    "drafter": "mall_leasing.group_mall_leasing_specialist",
    "manager": "mall_leasing.group_mall_leasing_manager",
    "leader": "mall_leasing.group_mall_leasing_leader",
}


class MallLease(models.Model):
    """The one gate every lease passes from state to state."""

    _inherit = "mall.lease"

    moved_by_id = fields.Many2one(
        "res.users",
        string="Last Moved By",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Who brought the lease into its present state.",
    )
    moved_datetime = fields.Datetime(
        string="Last Moved On", readonly=True, copy=False, groups="base.group_user", help="When that was."
    )
    cancel_reason = fields.Text(
        readonly=True, copy=False, tracking=True, groups="base.group_user", help="Why the lease was given up."
    )

    # === THE GATE === #

    def _move_to(self, state, actor=None, **values):
        """Bring leases into a state: check the table, the actor's role and what stands in the way, then stamp.

        Costs a fixed number of queries for any number of leases that need no document.

        :param str state: target; a lease that is there already is left alone
        :param str actor: ``approval`` or ``clock`` where a machinery acts; empty where the current user does
        :param values: what is written together with the state
        :return: the leases that moved
        :raises LeaseMoveRefused: with the code of what is missing
        Clause: L4.2
        """
        # sudo: who may not even read a lease is refused by its role below, in words
        former = {lease.with_env(self.env): lease.state for lease in self.sudo() if lease.state != state}
        leases = self.browse(lease.id for lease in former)
        for lease in leases:
            lease._check_move(state, actor, values)
        stamps = {"moved_by_id": self.env.uid, "moved_datetime": fields.Datetime.now()}
        # sudo: approvers, tenant and leader may not write leases; what they may do was checked just now
        leases.sudo()._gate_write({**stamps, **values, "state": state})
        leases._after_move(former, state)
        return leases

    def _check_move(self, state, actor, values):
        self.ensure_one()
        # sudo: the checks read all of the lease and its units, whoever acts; nothing of it is shown
        lease = self.sudo()
        rule, first = TRANSITIONS.get((lease.state, state)), TOO_EARLY.get((lease.state, state))
        if first:
            self._refuse(first, "L4.2")
        if not rule:
            self._refuse("no_such_move", source=lease._get_state_label(), target=lease._get_state_label(state))
        if not self._has_role(rule.role, actor):
            self._refuse(f"role_{rule.role}", rule.clause)
        reason = obstacle(rule, lambda code: OBSTACLES[code](lease, values))
        if reason:
            self._refuse(reason, rule.clause, **lease._get_refusal_values(reason))

    def _has_role(self, role, actor):
        """Tell whether the actor of a move is the one the table asks for.

        ``approval`` and ``clock`` are claimed by private methods only; what an approval claims is proven again
        by the obstacle ``approval_missing``. A drafter may also be moved by the approval chain on submission.
        """
        self.ensure_one()
        if role in ("approval", "clock"):
            return actor == role
        if role == "tenant":
            return self._is_tenant(self.env.user)
        needs = "read" if role == "leader" else "write"
        return self.env.user.has_group(ROLE_GROUPS[role]) and self.has_access(needs)

    def _refuse(self, reason, clause="", **values):
        """Raise the named error of a reason.

        :raises LeaseMoveRefused: always; LeaseNotSignable where it is about document or signature
        """
        signing = reason.startswith(("document_", "signature_")) or reason in ("approval_missing", "role_tenant", "tenant_first")
        error = LeaseNotSignable if signing else LeaseMoveRefused
        # sudo: only the number of the lease is named
        raise error(self.env, reason, clause, lease=self.sudo().display_name, **values)

    def _get_refusal_values(self, reason):
        """Return what else the sentence of a reason names. Override to add to it."""
        self.ensure_one()
        return {"day": format_date(self.env, self._get_rent_overlap())} if reason == "rent_overlap" else {}

    def _get_state_label(self, state=None):
        return dict(self._fields["state"]._description_selection(self.env))[state or self.state]

    def _after_move(self, former, state):
        """Do what entering a state entails. Override ``_after_move_<state>(former)`` to add to it.

        :param dict former: {lease: state it came from}
        """
        leaving_signature = self.filtered(lambda lease: former[lease] == "to_sign" and state != "tenant_signed")
        leaving_signature._void_document()
        getattr(self, f"_after_move_{state}", lambda former: None)(former)

    # === WHAT STANDS IN THE WAY === #

    def _has_charge_outside_term(self):
        self.ensure_one()
        term = (self.date_start, self.date_end)
        windows = [charge._get_agreed_window() for charge in self.charge_ids]
        windows += [(step.date_from, None) for step in self.charge_ids.step_ids]
        return any(is_outside(window, term) for window in windows)

    def _get_base_rents(self):
        """Return the base rents paid by the month: of a sum paid once no shop lives."""
        self.ensure_one()
        return self.charge_ids.filtered(lambda charge: charge.kind == "base_rent" and charge.basis != "once")

    def _get_rent_overlap(self):
        """Return the first day for which two base rents are agreed, or None."""
        self.ensure_one()
        windows = [charge._get_agreed_window() for charge in self._get_base_rents()]
        return first_overlap([(first or self.date_start, last or self.date_end) for first, last in windows])

    def _has_dates_outside_term(self):
        self.ensure_one()
        handover = self.date_handover or self.date_start
        window = (min(handover, self.date_start), self.date_end)
        return handover > self.date_end or is_outside((self.date_opening, None), window)

    def _has_terms(self):
        self.ensure_one()
        return bool(self.terms and self.terms.striptags().strip())

    def _has_signature(self, values):
        return any(values.get(f"{side}_signature") and values.get(f"{side}_signed_on") for side in ("tenant", "landlord"))

    @api.model
    def _get_today(self):
        """Return today's date in the time zone of the current user. Override where a mall's day differs."""
        return fields.Date.context_today(self)

    # === ACTIONS === #

    def action_open_cancel(self):
        """Ask why the leases are given up, then cancel them."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cancel Lease"),
            "res_model": "mall.lease.cancel",
            "view_mode": "form",
            "target": "new",
            "context": {"default_lease_ids": self.ids},
        }

    def _cancel(self, reason):
        """Give leases up before they bind both sides; their units become free.

        :param str reason: why; kept with the lease
        :raises LeaseMoveRefused: without a reason, or once both sides have signed
        Clause: L4.2
        """
        for lease in self:
            lease._move_to("cancelled", cancel_reason=reason)

    def _after_move_cancelled(self, former):
        self._get_open_steps()._move_to("superseded")
        self._close_approval_activities()
        self._release_occupancy(self.env._("Lease cancelled."))

    def _after_move_active(self, former):
        """Bind both sides: the unit is let, billing begins, the deal is won."""
        self._set_trading_days()
        self._create_contract()
        self._advance_leads("follow_up")

    # === THE END === #

    @api.model
    def _get_expired_domain(self):
        """Return the domain of the active leases whose last day has passed."""
        return Domain("state", "=", "active") & Domain("date_last", "<", self._get_today())

    @api.model
    def _cron_end_leases(self):
        """End the leases whose last day has passed, in batches; run again it finds what is left.

        Clause: LR2.3
        """
        work_off(self.search(self._get_expired_domain()), lambda leases: leases._end_expired())

    def _end_expired(self):
        """End the leases among these that no other session has ended or holds at this moment."""
        self.try_lock_for_update().filtered_domain(self._get_expired_domain())._move_to("ended", actor="clock")

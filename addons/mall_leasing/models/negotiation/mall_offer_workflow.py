from dataclasses import dataclass

from odoo import fields, models
from odoo.exceptions import AccessError

from ...core.offer import find_flaws
from ...exceptions import OfferIncomplete, OfferMoveRefused
from .offer_reasons import OFFER_REASONS

SPECIALIST = "mall_leasing.group_mall_leasing_specialist"


@dataclass(frozen=True)
class Rule:
    """Who may make a move, which method may still refuse it, and the clause it stands on."""

    role: str
    clause: str
    guard: str = ""


TRANSITIONS = {
    ("draft", "sent"): Rule(SPECIALIST, "L3.1", "_guard_complete"),
    ("draft", "withdrawn"): Rule(SPECIALIST, "L3.1"),
    ("sent", "superseded"): Rule(SPECIALIST, "L3.2"),
    ("sent", "accepted"): Rule(SPECIALIST, "L3.2", "_guard_complete"),
    ("sent", "declined"): Rule(SPECIALIST, "L3.2"),
    ("sent", "withdrawn"): Rule(SPECIALIST, "L3.2"),
    ("accepted", "withdrawn"): Rule(SPECIALIST, "L3.2", "_guard_no_lease"),
}


class MallOffer(models.Model):
    """The way of an offer: a table of moves and one gate."""

    _inherit = "mall.offer"

    # --- buttons

    def action_send(self):
        """Put the terms to the other side and freeze them; where the lead has no client yet, make one of it.

        :raises OfferIncomplete: if something is missing
        Clause: L3.1
        """
        self.check_access("write")
        for offer in self.filtered(lambda offer: offer.state == "draft" and not offer.partner_id):
            offer._assign_partner()
        return self._move_to("sent")

    def action_accept(self):
        """Record the agreement: a letter of intent that holds the units until the hold's last day.

        :raises OfferIncomplete: if something is missing or the validity has passed
        :raises UnitTaken: if another party has a unit in the term
        Clause: L3.2
        """
        self.ensure_one()
        if self.state == "accepted":
            return True
        with self.env.cr.savepoint():  # accepted and held, or neither, also for callers that catch the refusal
            self._move_to("accepted")
            # The move goes to the database first: of two sessions that accept the same offer the second then
            # waits, starts over and finds it accepted, instead of losing a race for the unit against its twin.
            self.flush_recordset(["state"])
            self._place_hold()
            self.lead_id._advance_to_stage("intent")
        return True

    def action_decline(self):
        """Record that the other side refused the terms.

        Clause: L3.2
        """
        return self._move_to("declined")

    def action_withdraw(self):
        """Take the offer back; an accepted one gives its units free.

        :raises OfferMoveRefused: if a lease is drafted from it
        Clause: L3.2
        """
        return self._move_to("withdrawn")

    def action_counter(self):
        """Answer the terms: copy them to the next round, put forward by the other side.

        A second click opens the round the first one made.

        :return: action that opens the new round
        Clause: L3.2
        """
        self.ensure_one()
        answer = self.search([("previous_id", "=", self.id), ("state", "=", "draft")], limit=1)
        if not answer:
            self._move_to("superseded")
            self.flush_recordset(["state"])
            answer = self.copy({"proposed_by": "tenant" if self.proposed_by == "landlord" else "landlord"})
            answer._gate_write({"previous_id": self.id})
        return answer._get_form_action()

    # --- the gate

    def _move_to(self, state):
        """Move offers to a state: check the table, the role and the guard, then stamp who and when.

        :param str state: key of OFFER_STATES
        :raises OfferMoveRefused: if the table has no such move or a guard refuses it
        :raises AccessError: if the user lacks the role
        Clause: L3.1, L3.2
        """
        self.check_access("write")
        for source, offers in self.grouped("state").items():
            rule = TRANSITIONS.get((source, state))
            if not rule:
                raise OfferMoveRefused(offers[0]._get_no_move_sentence(state))
            offers._check_role(rule)
            if rule.guard:
                getattr(offers, rule.guard)(rule)
        # What the units were listed and planned at is worked out while the offer still is a draft; then it is frozen.
        self.flush_recordset(["area", "amount_rent_asking", "amount_rent_budget"])
        if state == "withdrawn":
            self._release_holds(self.env._("The offer was withdrawn."))
        self._gate_write(
            {"state": state, "state_user_id": self.env.uid, "state_datetime": fields.Datetime.now()}
        )
        return True

    def _check_role(self, rule):
        """Refuse users without the move's role; the system itself needs none."""
        if not self.env.su and not self.env.user.has_group(rule.role):
            # Whoever lacks the role may not read groups either; only the role's name is told.
            role = self.env.ref(rule.role).sudo().full_name
            raise AccessError(
                self.env._("This takes the role %(role)s. (%(clause)s)", role=role, clause=rule.clause)
            )

    def _guard_complete(self, rule):
        """Refuse offers whose terms have gaps, contradict each other or are no longer valid."""
        today = fields.Date.context_today(self)
        for offer in self:
            flaws = find_flaws(offer._get_terms(), today)
            if flaws:
                raise OfferIncomplete(offer._get_flaws_sentence(flaws, rule))

    def _guard_no_lease(self, rule):
        """Refuse to take back what a lease is already drafted from."""
        for offer in self:
            lease = offer._get_standing_lease()
            if lease:
                raise OfferMoveRefused(
                    self.env._(
                        "%(offer)s cannot be withdrawn: lease %(lease)s was drafted from it. "
                        "Whoever drafted the lease cancels it first. (%(clause)s)",
                        offer=offer.name,
                        lease=lease.name,
                        clause=rule.clause,
                    )
                )

    # --- sentences and small steps

    def _get_no_move_sentence(self, state):
        labels = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "%(offer)s is in the state %(current)s and cannot be moved to %(target)s. (L3.2)",
            offer=self.name,
            current=labels[self.state],
            target=labels[state],
        )

    def _get_flaws_sentence(self, flaws, rule):
        return self.env._(
            "%(offer)s is not ready: %(flaws)s. The leasing specialist completes it, "
            "in a new round once it was sent. (%(clause)s)",
            offer=self.name,
            flaws="; ".join(self.env._(OFFER_REASONS[flaw]) for flaw in flaws),
            clause=rule.clause,
        )

    def _assign_partner(self):
        """Take the client from the lead, made of its contact details where it has none yet."""
        self.ensure_one()
        lead = self.lead_id
        if not lead.partner_id and (lead.partner_name or lead.contact_name):
            lead._handle_partner_assignment(create_missing=True)
        self.partner_id = lead.partner_id

    def _get_form_action(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

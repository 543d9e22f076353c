import re
from datetime import date, timedelta
from pathlib import Path

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError
from odoo.models import MAGIC_COLUMNS
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mall_leasing.core import offer as core_offer
from odoo.addons.mall_leasing.exceptions import (
    OfferForged,
    OfferFrozen,
    OfferIncomplete,
    OfferMoveRefused,
    OfferRoundOpen,
)
from odoo.addons.mall_leasing.models.negotiation.mall_offer import GATED, OFFER_STATES, OPEN_STATES, TERMS
from odoo.addons.mall_leasing.models.negotiation.mall_offer_workflow import TRANSITIONS
from odoo.addons.mall_leasing.models.negotiation.offer_reasons import OFFER_REASONS

from .offer_common import TODAY, OfferCommon

# Values that make each flaw, laid over a complete offer.
FLAWS = {
    "no_partner": {"partner_id": False},
    "no_units": {"unit_ids": [(5,)]},
    "no_start": {"date_start": False},
    "no_term": {"term_months": 0},
    "no_rent": {"amount_rent": 0},
    "validity_passed": {"date_validity": "2026-11-22"},
    "step_outside_term": {"rent_step_ids": [(0, 0, {"date_from": "2028-01-01", "amount": 1})]},
    "rent_free_too_long": {"rent_free_months": 12},
    "handover_late": {"date_handover": "2027-01-02"},
    "opening_outside_term": {"date_opening": "2028-01-01"},
}


@tagged("post_install", "-at_install")
class TestOfferWorkflow(OfferCommon):
    """L3.1, L3.2: rounds of talks until both sides agree."""

    def test_l3_2_transitions_name_real_states_and_guards(self):
        states = {state for state, _label in OFFER_STATES}
        for (source, target), rule in TRANSITIONS.items():
            self.assertLessEqual({source, target}, states)
            self.assertTrue(self.env.ref(rule.role))
            self.assertRegex(rule.clause, r"^L3\.[12]$")
            self.assertTrue(not rule.guard or hasattr(self.env["mall.offer"], rule.guard))

    def test_l3_2_diagram_shows_the_same_moves(self):
        """docs/offer.plantuml draws exactly the moves the gate knows."""
        text = (Path(__file__).parent.parent / "docs" / "offer.plantuml").read_text()
        drawn = re.findall(r"^(\w+) --> (\w+) : (L\S+)$", text, re.MULTILINE)
        self.assertEqual(sorted(drawn), sorted((*move, rule.clause) for move, rule in TRANSITIONS.items()))

    def test_l3_2_every_field_is_a_term_or_gated_or_free_on_purpose(self):
        """A field added later must not stay writable after sending by oversight."""
        fields = self.env["mall.offer"]._fields
        own = {name for name, field in fields.items() if field.store and field._module == "mall_leasing"}
        free = {"lead_id", *MAGIC_COLUMNS, *(name for name in own if fields[name].type == "one2many")}
        self.assertFalse(own - TERMS - GATED - free)
        self.assertLessEqual(TERMS | GATED, set(fields))

    def test_l3_1_offer_is_numbered_by_year_and_opens_round_one(self):
        offer = self._create_offer()
        self.assertRegex(offer.name, r"^O/2026/\d{4}$")
        self.assertEqual((offer.round, offer.state, offer.proposed_by), (1, "draft", "landlord"))

    def test_l3_1_every_flaw_refuses_sending_with_its_own_sentence(self):
        for code, values in FLAWS.items():
            offer = self._create_offer(lead_id=self._create_lead(partner_id=False).id)
            offer.write(values)
            with self.subTest(code), self.assertRaises(OfferIncomplete) as refusal:
                offer.with_user(self.specialist).action_send()
            self.assertIn(self.env._(OFFER_REASONS[code]), str(refusal.exception))
            self.assertRegex(str(refusal.exception), r"specialist completes it.*L3\.1")

    def test_l3_1_units_of_another_mall_refuse_sending(self):
        mall = self.env["mall.property"].create({"name": "Second Mall", "code": "SM"})
        offer = self._create_offer(property_id=mall.id)
        with self.assertRaisesRegex(OfferIncomplete, "not all in the offer's mall"):
            offer.action_send()

    def test_l3_1_catalogue_covers_exactly_the_codes_of_the_core(self):
        self.assertEqual(set(OFFER_REASONS), {*FLAWS, "other_property"})
        self.assertTrue(core_offer.find_flaws(core_offer.OfferTerms(), date(2026, 1, 1)))

    def test_l3_1_sending_makes_a_client_of_the_lead(self):
        lead = self._create_lead(partner_id=False, partner_name="Red Panda Tea Ltd.", email_from="a@redpanda.example.com")
        offer = self._create_offer(lead_id=lead.id, partner_id=False)
        offer.with_user(self.specialist).action_send()
        self.assertEqual(offer.partner_id.name, "Red Panda Tea Ltd.")
        self.assertEqual(lead.partner_id, offer.partner_id)

    def test_l3_1_sending_stamps_who_and_when(self):
        offer = self._create_offer()
        offer.with_user(self.colleague).action_send()
        self.assertEqual(offer.state_user_id, self.colleague)
        self.assertEqual(offer.state_datetime.date(), TODAY)

    def test_l3_1_units_of_one_batch_are_sent_together(self):
        offers = self._create_offer() + self._create_offer()
        offers.action_send()
        self.assertEqual(set(offers.mapped("state")), {"sent"})

    def test_l3_2_only_one_open_round_per_lead(self):
        for move in (None, "action_send", "action_accept"):
            offer = self._create_offer()
            for name in ["action_send", "action_accept"][: {None: 0, "action_send": 1, "action_accept": 2}[move]]:
                getattr(offer, name)()
            self.assertIn(offer.state, OPEN_STATES)
            with self.assertRaisesRegex(OfferRoundOpen, f"open offer {offer.name}"):
                self._create_offer(lead_id=offer.lead_id.id)
            offer.action_withdraw()

    def test_l3_2_next_round_is_counted_up_once_the_last_is_closed(self):
        offer = self._create_sent_offer()
        offer.action_decline()
        self.assertEqual(self._create_offer(lead_id=offer.lead_id.id).round, 2)

    def test_l3_2_counter_offer_supersedes_and_switches_sides(self):
        offer = self._create_sent_offer(rent_step_ids=[(0, 0, {"date_from": "2027-07-01", "amount": 1900})])
        action = offer.with_user(self.specialist).action_counter()
        answer = self.env["mall.offer"].browse(action["res_id"])
        self.assertEqual(offer.state, "superseded")
        self.assertEqual((answer.round, answer.proposed_by, answer.state), (2, "tenant", "draft"))
        self.assertEqual(answer.previous_id, offer)
        self.assertEqual(answer.rent_step_ids.mapped("amount"), [1900])
        self.assertEqual(answer.unit_ids, offer.unit_ids)

    def test_l3_2_second_click_on_counter_offer_opens_the_first_ones_round(self):
        offer = self._create_sent_offer()
        self.assertEqual(offer.action_counter()["res_id"], offer.action_counter()["res_id"])
        self.assertEqual(len(offer.lead_id.offer_ids), 2)

    def test_l3_2_terms_of_a_sent_offer_are_frozen(self):
        offer = self._create_sent_offer(rent_step_ids=[(0, 0, {"date_from": "2027-07-01", "amount": 1900})])
        step = offer.rent_step_ids
        as_specialist = offer.with_user(self.specialist)
        attempts = {
            "rent": lambda: as_specialist.write({"amount_rent": 1}),
            "units": lambda: as_specialist.write({"unit_ids": [(5,)]}),
            "step through the offer": lambda: as_specialist.write({"rent_step_ids": [(1, step.id, {"amount": 1})]}),
            "step itself": lambda: step.with_user(self.specialist).write({"amount": 1}),
            "new step": lambda: step.with_user(self.specialist).create(
                {"offer_id": offer.id, "date_from": "2027-08-01", "amount": 1}
            ),
            "step removed": lambda: step.with_user(self.specialist).unlink(),
            "offer removed": as_specialist.unlink,
        }
        for name, attempt in attempts.items():
            with self.subTest(name), self.assertRaisesRegex(OfferFrozen, "make a counter-offer"):
                attempt()

    def test_l3_2_step_cannot_be_moved_into_a_sent_offer(self):
        offer = self._create_sent_offer()
        draft = self._create_offer(rent_step_ids=[(0, 0, {"date_from": "2027-07-01", "amount": 1900})])
        with self.assertRaises(OfferFrozen):
            draft.rent_step_ids.with_user(self.specialist).write({"offer_id": offer.id})

    def test_l3_2_moves_outside_the_table_refused_with_a_sentence(self):
        withdrawn = self._create_offer()
        withdrawn.action_withdraw()
        for offer, method in (
            (self._create_offer(), "action_accept"),
            (self._create_offer(), "action_decline"),
            (self._create_offer(), "action_counter"),
            (withdrawn, "action_send"),
            (self._create_sent_offer(), "action_send"),
            (self._create_offer(), "action_draft_lease"),
        ):
            with self.subTest(method), self.assertRaisesRegex(OfferMoveRefused, offer.name):
                getattr(offer.with_user(self.specialist), method)()

    def test_l3_2_validity_counts_its_last_day(self):
        cases = ((TODAY - timedelta(days=1), False), (TODAY, True), (TODAY + timedelta(days=1), True))
        for number, (validity, accepted) in enumerate(cases):
            unit = self._create_unit(f"V-{number}")
            offer = self._create_sent_offer(unit_ids=[(6, 0, unit.ids)])
            offer._gate_write({"date_validity": validity})
            if accepted:
                self.assertTrue(offer.action_accept())
            else:
                self.assertRaisesRegex(OfferIncomplete, "valid only until", offer.action_accept)

    def test_l3_1_money_and_time_cannot_be_negative(self):
        for values in ({"amount_rent": -1}, {"term_months": -1}, {"rent_free_days": -1}, {"turnover_percent": 101}):
            with self.subTest(values), mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
                self._create_offer(**values).flush_recordset()


@tagged("post_install", "-at_install")
class TestOfferForging(OfferCommon):
    """DESIGN rules 1, 2: the workflow cannot be walked around through RPC."""

    def test_l3_2_writing_the_workflow_s_fields_refused(self):
        offer = self._create_sent_offer()
        for values in (
            {"state": "accepted"},
            {"date_hold_expiry": "2027-12-31"},
            {"round": 7},
            {"state_user_id": self.manager.id},
            {"user_id": self.outsider.id},
            {"team_id": self.other_team.id},
            {"name": "O/0"},
            {"amount_rent_total": 1},
            {"area": 1},
        ):
            for user in (self.specialist, self.manager):
                with self.subTest(values), self.assertRaisesRegex(OfferForged, "cannot be written by hand"):
                    self._rpc(user, "mall.offer", "write", offer.ids, values)

    def test_l3_2_context_of_the_gate_does_not_open_it(self):
        offer = self._create_sent_offer()
        for key in (True, "GATE_KEY", {}, object.__name__):
            with self.assertRaises(OfferForged):
                self._rpc(
                    self.specialist,
                    "mall.offer",
                    "write",
                    offer.ids,
                    {"state": "accepted"},
                    context={"mall_offer_gate": key},
                )

    def test_l3_2_state_on_creation_refused_by_value_default_and_import(self):
        lead = self._create_lead()
        values = {"lead_id": lead.id}
        with self.assertRaises(OfferForged):
            self._rpc(self.specialist, "mall.offer", "create", [{**values, "state": "accepted"}])
        with self.assertRaises(OfferForged):
            self._rpc(self.specialist, "mall.offer", "create", [values], context={"default_state": "accepted"})
        with self.assertRaises(OfferForged):
            self._rpc(
                self.specialist, "mall.offer", "create", [values], context={"default_date_hold_expiry": "2030-01-01"}
            )
        answer = self._rpc(
            self.specialist, "mall.offer", "load", ["lead_id/.id", "state"], [[str(lead.id), "accepted"]]
        )
        self.assertFalse(answer["ids"])
        self.assertFalse(lead.offer_ids)

    def test_l3_2_user_default_for_the_state_is_ignored(self):
        self.env["ir.default"].with_user(self.specialist).set("mall.offer", "state", "accepted", user_id=True)
        [offer_id] = self._rpc(self.specialist, "mall.offer", "create", [{"lead_id": self._create_lead().id}])
        self.assertEqual(self.env["mall.offer"].browse(offer_id).state, "draft")

    def test_l3_2_copy_of_an_accepted_offer_is_a_draft_without_hold(self):
        offer = self._create_accepted_offer()
        with self.assertRaises(OfferRoundOpen):
            self._rpc(self.specialist, "mall.offer", "copy", offer.ids)
        offer.action_withdraw()
        [copy_id] = self._rpc(self.specialist, "mall.offer", "copy", offer.ids)
        copy = self.env["mall.offer"].browse(copy_id)
        self.assertEqual((copy.state, copy.round, copy.date_hold_expiry), ("draft", 2, False))

    def test_l3_2_offer_cannot_change_its_lead(self):
        offer = self._create_offer()
        with self.assertRaisesRegex(OfferForged, "stays with the lead"):
            self._rpc(self.specialist, "mall.offer", "write", offer.ids, {"lead_id": self._create_lead().id})

    def test_l3_2_nobody_writes_occupancy_or_private_methods_by_rpc(self):
        offer = self._create_accepted_offer()
        for user in (self.specialist, self.manager):
            with self.assertRaises(AccessError):
                self._rpc(user, "mall.unit.occupancy", "write", offer.occupancy_ids.ids, {"date_expiry": "2030-01-01"})
            for method in ("_move_to", "_gate_write", "_place_hold", "_cron_expire_holds"):
                with self.assertRaises(AccessError, msg=method):
                    self._rpc(user, "mall.offer", method, offer.ids)

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from ..exceptions import UnitTaken
from ..lease_reasons import LeaseMoveRefused, LeaseNotSignable
from .change_common import ChangeCase, day


@tagged("-at_install", "post_install")
@freeze_time("2027-03-10")
class TestChangeTakeover(ChangeCase):
    """L4.1, L4.2: a successor comes into force and takes the place of its predecessor."""

    def test_l4_2_amendment_goes_the_whole_way(self):
        """Legal, leadership, tenant, landlord: in force from its day, the old lease until the day before."""
        lease = self._lease_in("active")
        amendment = self._bring_to(self._amend(lease), "active")
        self.assertEqual((lease.state, lease.date_terminated, lease.date_last), ("active", day("2027-03-31"), day("2027-03-31")))
        self.assertEqual(self._get_days(lease), {"1F-01": (day("2027-01-01"), day("2027-03-31"))})
        self.assertEqual(self._get_days(amendment), {"1F-01": (day("2027-04-01"), day("2027-12-31"))})
        self.assertEqual(lease.superseded_by_id, amendment)
        self.assertEqual(lease.sudo().contract_id.contract_line_ids.mapped("date_end"), [day("2027-03-31")] * 2)
        self.assertEqual(amendment.sudo().contract_id.contract_line_ids.mapped("recurring_next_date"), [day("2027-04-01")] * 2)
        with freeze_time("2027-04-01"):
            lease._end_expired()
        self.assertEqual((lease.state, lease.end_reason, amendment.state), ("ended", "amended", "active"))

    def test_l4_2_late_amendment_ends_its_predecessor_at_once(self):
        """Signed after its effective day, nothing waits for the night."""
        lease = self._lease_in("active")
        self._bring_to(self._amend(lease, "2027-03-01"), "active")
        self.assertEqual((lease.state, lease.end_reason, lease.date_last), ("ended", "amended", day("2027-02-28")))

    def test_l4_1_shop_trades_on_under_the_amendment(self):
        """The opening day goes with the unit."""
        lease = self._lease_in("active", date_opening="2027-01-05")
        self._bring_to(self._amend(lease), "active")
        self.assertEqual(self.unit.with_context(mall_date="2027-04-02").state, "trading")

    def test_l4_1_amendment_reserves_only_what_is_added(self):
        """Before it is in force: the added unit, and the days beyond the old term; nothing of what the tenant has."""
        lease = self._lease_in("active")
        amendment = self._amend(lease)
        added = self._create_unit(code="1F-02")
        amendment.write({"unit_ids": [Command.link(added.id)], "date_end": "2028-03-31"})
        self._submit(amendment)
        self.assertEqual(
            self._get_days(amendment),
            {"1F-01": (day("2028-01-01"), day("2028-03-31")), "1F-02": (day("2027-04-01"), day("2028-03-31"))},
        )
        self.assertEqual(self._get_days(lease), {"1F-01": (day("2027-01-01"), day("2027-12-31"))})
        for user in (self.legal, self.leader):
            self._approve(amendment, user)
        self._sign(amendment)
        self._countersign(amendment)
        both = (day("2027-04-01"), day("2028-03-31"))
        self.assertEqual(self._get_days(amendment), {"1F-01": both, "1F-02": both})

    def test_l4_1_added_unit_of_another_is_refused_on_submission(self):
        """Another's unit is not to be had, said before anybody reviews."""
        lease = self._lease_in("active")
        added = self._create_unit(code="1F-02")
        self._occupy(added)
        amendment = self._amend(lease)
        amendment.write({"unit_ids": [Command.link(added.id)]})
        with self.assertRaises(UnitTaken):
            self._submit(amendment)

    def test_l4_1_unit_given_back_is_free_from_the_day(self):
        """An amendment that lets one unit less frees it from its first day on."""
        second = self._create_unit(code="1F-02")
        lease = self._lease_in("active", unit_ids=[Command.set((self.unit | second).ids)])
        amendment = self._amend(lease)
        amendment.write({"unit_ids": [Command.unlink(second.id)]})
        self._bring_to(amendment, "active")
        self.assertEqual(second.with_context(mall_date="2027-03-31").state, "let")
        self.assertEqual(second.with_context(mall_date="2027-04-01").state, "vacant")

    def test_l4_1_renewal_reserves_on_submission_and_follows(self):
        """The next term is taken at once; the old lease ends by itself and the deposit goes on."""
        lease = self._lease_in("active")
        lease._book_deposit("received", 150000, reference="bank")
        renewal = self._renew(lease)
        self._submit(renewal)
        self.assertEqual(self._get_days(renewal), {"1F-01": (day("2028-01-01"), day("2028-12-31"))})
        for user in (self.legal, self.leader):
            self._approve(renewal, user)
        self._sign(renewal)
        self._countersign(renewal)
        self.assertEqual((lease.state, lease.date_terminated), ("active", False))
        self.assertEqual((lease.amount_deposit_held, renewal.amount_deposit_held), (150000, 0))
        with freeze_time("2028-01-01"):
            lease._end_expired()
        self.assertEqual((lease.state, lease.end_reason), ("ended", "expired"))
        self.assertEqual((lease.amount_deposit_held, renewal.amount_deposit_held), (0, 150000))

    def test_l4_1_renewal_in_talks_outlives_an_amendment(self):
        """An amendment in between changes nothing for the renewal, nor for the deposit that ends up with it."""
        lease = self._lease_in("active")
        lease._book_deposit("received", 150000, reference="bank")
        renewal = self._bring_to(self._renew(lease), "tenant_signed")
        amendment = self._bring_to(self._amend(lease), "active")
        self._countersign(renewal)
        self.assertEqual(renewal.state, "active")
        with freeze_time("2028-01-01"):
            (amendment | lease)._end_expired()
        self.assertEqual((lease | amendment | renewal).mapped("amount_deposit_held"), [0, 0, 150000])

    def test_l4_2_assignment_takes_the_outgoing_tenant_s_consent(self):
        """Approved and signed by the new tenant it still waits for the outgoing one."""
        lease = self._lease_in("active")
        assignment = self._bring_to(self._assign(lease), "tenant_signed")
        self.assertTrue(assignment.is_waiting_for_consent)
        with self.assertRaises(LeaseMoveRefused) as caught:
            self._countersign(assignment)
        self.assertEqual(caught.exception.reason, "consent_missing")
        for user in (self.other_tenant, self.specialist, self.leader):
            with self.subTest(user.login), self.assertRaises(LeaseMoveRefused) as caught:
                self._consent(assignment, user)
            self.assertEqual(caught.exception.reason, "role_outgoing")
        self.assertTrue(self._consent(assignment))
        self.assertFalse(self._consent(assignment, name="Again"), "a second click changes nothing")
        self._countersign(assignment)
        self.assertEqual((assignment.state, assignment.consent_signed_by, assignment.consent_signed_by_id), ("active", "Wu Ya-ting", self.tenant))
        self.assertEqual(self._get_days(assignment), {"1F-01": (day("2027-04-01"), day("2027-12-31"))})
        with freeze_time("2027-04-01"):
            lease._end_expired()
        self.assertEqual(lease.end_reason, "assigned")

    def test_l4_2_consent_falls_with_the_document_it_was_given_to(self):
        """Talked about again, the consent is gone with the document."""
        assignment = self._bring_to(self._assign(self._lease_in("active")), "to_sign")
        self._consent(assignment)
        self._change(assignment, {"has_guarantee": True})
        self.assertEqual((assignment.state, assignment.consent_signed_on, assignment.consent_signature), ("legal_review", False, False))

    def test_l4_2_consent_before_approval_is_refused(self):
        """Nobody consents to what the house has not approved."""
        assignment = self._bring_to(self._assign(self._lease_in("active")), "leadership_approval")
        with self.assertRaises(LeaseNotSignable) as caught:
            self._consent(assignment)
        self.assertEqual(caught.exception.reason, "approval_missing")

    def test_l4_2_second_replacement_finds_its_lease_replaced(self):
        """An amendment in force: the assignment of the old lease has to be drafted anew."""
        lease = self._lease_in("active")
        assignment = self._bring_to(self._assign(lease), "tenant_signed")
        self._consent(assignment)
        self._bring_to(self._amend(lease, "2027-05-01"), "active")
        with self.assertRaises(LeaseMoveRefused) as caught:
            self._countersign(assignment)
        self.assertEqual(caught.exception.reason, "predecessor_over")
        self.assertEqual(assignment.state, "tenant_signed")

    def test_chain_is_shown_in_order_of_time(self):
        """First lease, amendment, amendment of the amendment: one chain, one root, numbers that tell."""
        lease = self._lease_in("active")
        first = self._bring_to(self._amend(lease), "active")
        second = self._bring_to(self._amend(first, "2027-06-01"), "active")
        self.assertEqual(second.chain_ids, lease | first | second)
        self.assertEqual((second.root_id, second.name), (lease, f"{lease.name}-A2"))
        self.assertEqual(lease.chain_count, 3)
        self.assertEqual(lease._get_current(), second)
        found = self.env["mall.lease"].search(lease.action_open_chain()["domain"])
        self.assertEqual(found, lease | first | second)

    def test_chain_costs_the_same_for_many(self):
        """Lists show chains with a fixed number of queries."""
        costs = []
        for count in (2, 22):
            leases = self.env["mall.lease"].concat(*(self._draft(unit_ids=False) for _index in range(count)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            leases.mapped("chain_count"), leases.mapped("superseded_by_id"), leases.mapped("can_change")
            costs.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(costs[1] - costs[0], 3, costs)


@tagged("-at_install", "post_install")
@freeze_time("2027-03-10")
class TestDraftKeepsNoUnit(ChangeCase):
    """L3.2: a lease that goes back to draft gives its unit back; only the hold of the offer keeps it, until it expires."""

    def test_l3_2_withdrawn_lease_releases_its_unit(self):
        """Without an offer that holds it, the unit is free at once and the drafter is told."""
        lease = self._lease_in("legal_review")
        self._as(lease, self.specialist).action_approval_withdraw()
        self.assertFalse(self._get_days(lease))
        self.assertIn("1F-01", lease.activity_ids.mapped("summary")[0])
        self.assertEqual(lease.activity_ids.user_id, self.specialist)

    def test_l3_2_rejected_lease_may_lose_its_unit(self):
        """Somebody else may take it; the second submission is told so."""
        lease = self._lease_in("leadership_approval")
        self._reject(lease, self.leader)
        self._occupy(self.unit)
        with self.assertRaises(UnitTaken):
            self._submit(lease)
        self.assertEqual(lease.state, "draft")

    def test_l3_2_dates_of_a_draft_take_no_unit(self):
        """Editing the dates of a withdrawn draft does not take the unit back by the way."""
        lease = self._lease_in("legal_review")
        self._as(lease, self.specialist).action_approval_withdraw()
        self._change(lease, {"date_end": "2027-11-30"})
        self.assertFalse(self._get_days(lease))

    def test_l3_2_unit_goes_back_to_the_hold_until_it_expires(self):
        """The accepted offer's hold stands again with its own last day, and expires like any other."""
        offer = self._as(
            self._create_offer(unit_ids=[(6, 0, self.unit.ids)], amount_rent=1500, date_start="2027-05-01"), self.specialist
        )
        offer.action_send()
        offer.action_accept()
        lease = self.env["mall.lease"].browse(offer.action_draft_lease()["res_id"])
        self._submit(lease)
        self.assertFalse(offer.is_held)
        self._as(lease, self.specialist).action_approval_withdraw()
        hold = self.env["mall.unit.occupancy"].search([("unit_id", "=", self.unit.id)])
        self.assertEqual((hold.kind, hold.offer_id, hold.date_expiry), ("hold", offer, offer.date_hold_expiry))
        self._submit(lease)
        self.assertEqual(self._get_days(lease), {"1F-01": (day("2027-05-01"), lease.date_end)})
        self._as(lease, self.specialist).action_approval_withdraw()
        with freeze_time("2027-06-30"):
            offer._expire_holds()
        self.assertFalse(self.env["mall.unit.occupancy"].search([("unit_id", "=", self.unit.id)]))

    def test_l3_2_expired_hold_is_not_revived(self):
        """Withdrawn after the hold's last day, the unit is free."""
        offer = self._as(
            self._create_offer(unit_ids=[(6, 0, self.unit.ids)], amount_rent=1500, date_start="2027-05-01"), self.specialist
        )
        offer.action_send()
        offer.action_accept()
        lease = self.env["mall.lease"].browse(offer.action_draft_lease()["res_id"])
        self._submit(lease)
        with freeze_time("2027-04-20"):
            self._as(lease, self.specialist).action_approval_withdraw()
        self.assertFalse(self.env["mall.unit.occupancy"].search([("unit_id", "=", self.unit.id)]))

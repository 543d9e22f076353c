from datetime import timedelta

import psycopg2
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ApprovalCase

MONDAY = fields.Date.to_date("2026-11-23")


@tagged("post_install", "-at_install")
class TestApprovalDelegation(ApprovalCase):
    """An absent approver has a delegate, on the days named, and nobody else has one through that."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Delegation = cls.env["approval.delegation"]
        (cls.legal | cls.clerk | cls.colleague).tz = "UTC"

    def _delegate(self, absent=None, delegate=None, days=(0, 4), user=None):
        absent, delegate = absent or self.legal, delegate or self.colleague
        return self.Delegation.with_user(user or absent).create(
            {
                "from_user_id": absent.id,
                "to_user_id": delegate.id,
                "date_from": MONDAY + timedelta(days=days[0]),
                "date_to": MONDAY + timedelta(days=days[1]),
                "reason": "Leave",
            }
        )

    def test_delegate_decides_on_the_days_named_only(self):
        """The day before no, the first and the last day yes, the day after no."""
        self._delegate(days=(0, 1))
        cases = {"2026-11-22": False, "2026-11-23": True, "2026-11-24": True, "2026-11-25": False}
        document = self._create_submitted()
        for day, may in cases.items():
            with self.subTest(day), freeze_time(f"{day} 12:00:00"):
                seen = self._as(document, self.colleague)
                self.env.invalidate_all()
                self.assertEqual(seen.approval_can_decide, may)
                self.assertEqual(bool(seen.search_count([("approval_can_decide", "=", True), ("id", "=", seen.id)])), may)

    def test_days_are_those_of_the_absent_persons_clock(self):
        """23 November has begun in Taipei while it is 22 November in London."""
        self.legal.tz = "Asia/Taipei"
        self._delegate()
        document = self._create_submitted()
        with freeze_time("2026-11-22 17:00:00"):
            self.assertTrue(self._as(document, self.colleague).approval_can_decide)

    def test_decision_in_the_place_of_somebody(self):
        """The step says who decided, and for whom."""
        self._delegate()
        document = self._create_submitted()
        with freeze_time("2026-11-23 12:00:00"):
            self.assertEqual(self._as(document, self.colleague).approval_timeline["pending"]["on_behalf_of"], self.legal.name)
            self._approve(document, self.colleague)
        step = self.Step.search([("res_id", "=", document.id), ("code", "=", "legal")])
        self.assertEqual((step.decided_by_id, step.on_behalf_of_id), (self.colleague, self.legal))
        self.assertIn(self.legal.name, document.sudo().message_ids[0].body)

    def test_absent_approver_may_still_decide(self):
        self._delegate()
        document = self._create_submitted()
        with freeze_time("2026-11-23 12:00:00"):
            self._approve(document, self.legal)
        self.assertEqual(document.state, "head_approval")

    def test_delegation_is_not_transitive(self):
        """What was delegated to you cannot be delegated further."""
        third = self._new_user("ap_third", "base.group_user")
        self._delegate()
        self._delegate(self.colleague, third)
        document = self._create_submitted()
        with freeze_time("2026-11-23 12:00:00"), self.assertRefused("not_approver"):
            self._approve(document, third)

    def test_submitters_delegate_cannot_approve_for_the_submitter(self):
        """Authority derived from the submitter is void."""
        self._new_user("ap_legal_2", "test_approval_chain.group_test_approval_legal")
        self._delegate()
        document = self._create_submitted(user=self.legal)
        with freeze_time("2026-11-23 12:00:00"), self.assertRefused("not_approver"):
            self._approve(document, self.colleague)

    def test_submitter_cannot_approve_as_delegate(self):
        """Nobody approves what they submitted, not even for somebody else."""
        self._delegate(delegate=self.clerk)
        document = self._create_submitted()
        with freeze_time("2026-11-23 12:00:00"), self.assertRefused("own_request"):
            self._approve(document, self.clerk)

    def test_delegate_reads_the_step_while_it_lasts(self):
        self._delegate()
        document = self._create_submitted()
        for day, count in (("2026-11-23", 1), ("2026-12-23", 0)):
            with freeze_time(f"{day} 12:00:00"):
                steps = self.Step.with_user(self.colleague).search_count([("res_id", "=", document.id)])
                self.assertEqual(steps, count)

    def test_delegate_is_told(self):
        self._delegate()
        with freeze_time("2026-11-23 12:00:00"):
            document = self._create_submitted()
        self.assertEqual(self._activity_users(document), self.legal | self.colleague)

    def test_users_arrange_their_own_only(self):
        """Nobody takes authority by writing a delegation for somebody else; a manager may arrange it."""
        manager = self._new_user("ap_manager", "approval_chain.group_approval_chain_manager")
        with self.assertRaises(AccessError):
            self._delegate(user=self.colleague)
        own = self._delegate(self.colleague, self.clerk)
        with self.assertRaises(AccessError):
            own.with_user(self.colleague).write({"from_user_id": self.legal.id, "to_user_id": self.clerk.id})
        with self.assertRaises(AccessError):
            own.with_user(self.clerk).write({"date_to": "2027-12-31"})
        self.assertTrue(self._delegate(user=manager))

    def test_manager_cannot_take_authority(self):
        """A manager arranges for others, not for their own benefit."""
        manager = self._new_user("ap_manager", "approval_chain.group_approval_chain_manager")
        with self.assertRaisesRegex(ValidationError, "yourself"):
            self._delegate(delegate=manager, user=manager)
        arranged = self._delegate(user=manager, days=(10, 12))
        with self.assertRaisesRegex(ValidationError, "yourself"):
            arranged.with_user(manager).to_user_id = manager
        self.assertTrue(self._delegate(manager, self.colleague))

    def test_internal_active_users_only(self):
        portal = self._new_user("ap_portal", "base.group_portal")
        gone = self._new_user("ap_gone", "base.group_user")
        gone.active = False
        for user in (portal, gone):
            with self.subTest(user.login), self.assertRaises(ValidationError):
                self._delegate(delegate=user)

    @mute_logger("odoo.sql_db")
    def test_impossible_delegations_are_refused_by_the_database(self):
        """To oneself, backwards, or twice on one day."""
        self._delegate(days=(0, 4))
        cases = [
            ({"days": (4, 8)}, psycopg2.errors.ExclusionViolation),
            ({"absent": self.head, "delegate": self.head}, psycopg2.errors.CheckViolation),
            ({"absent": self.head, "days": (4, 0)}, psycopg2.errors.CheckViolation),
        ]
        for values, error in cases:
            with self.subTest(values), self.assertRaises(error):
                self._delegate(**values)
        self.assertTrue(self._delegate(days=(5, 8)))

    def test_delegation_that_has_begun_is_kept(self):
        """It explains past decisions; it is ended, not deleted."""
        with freeze_time("2026-11-23 12:00:00"):
            with self.assertRaises(ValidationError):
                self._delegate().unlink()
            self.assertTrue(self._delegate(days=(10, 12)).unlink())

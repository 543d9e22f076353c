from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestApprovalActivity(ApprovalCase):
    """Each approver is told in turn, and no longer than needed; no approver disappears with work waiting."""

    def test_approvers_are_told_in_turn(self):
        """All members of the role, never the submitter."""
        second = self._new_user("ap_legal_2", "test_approval_chain.group_test_approval_legal")
        document = self._create_submitted()
        self.assertEqual(self._activity_users(document), self.legal | second)
        self._approve(document, self.legal)
        self.assertEqual(self._activity_users(document), self.head)
        self._approve(document, self.head)
        self.assertFalse(self._activity_users(document))

    def test_submitting_member_is_not_told(self):
        second = self._new_user("ap_legal_2", "test_approval_chain.group_test_approval_legal")
        document = self._create_submitted(user=second)
        self.assertEqual(self._activity_users(document), self.legal)

    def test_deciders_activity_is_kept_as_done(self):
        """The decision stays in the approver's own record of work."""
        document = self._create_submitted()
        self._approve(document, self.legal)
        done = (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search([("res_model", "=", document._name), ("res_id", "=", document.id), ("user_id", "=", self.legal.id)])
        )
        self.assertEqual((len(done), done.active), (1, False))

    def test_change_tells_again_and_closes_what_is_outdated(self):
        document = self._create_submitted()
        self._approve(document, self.legal)
        document.line_ids[0].amount = 1
        self._commit()
        self.assertEqual(self._activity_users(document), self.legal)

    def test_rejection_closes_activities(self):
        document = self._create_submitted()
        self._reject(document, self.legal)
        self.assertFalse(self._activity_users(document))

    def test_requester_is_notified_of_the_approval(self):
        document = self._create_submitted()
        self._approve(document, self.legal, "<b>Fine</b>")
        message = document.sudo().message_ids[0]
        self.assertEqual(message.author_id, self.legal.partner_id)
        self.assertIn(self.clerk.partner_id, message.notified_partner_ids)
        self.assertIn("&lt;b&gt;Fine", message.body)

    def test_company_of_the_document_limits_the_approvers(self):
        """A member who does not belong to the company is neither asked nor allowed."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        there = self._new_user(
            "ap_legal_there",
            "test_approval_chain.group_test_approval_legal",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        document = self._create_submitted()
        self.assertEqual(self._activity_users(document), self.legal)
        step = self.Step.search([("res_id", "=", document.id), ("state", "=", "pending")])
        self.assertFalse(step.with_user(there).sudo().waiting_for_me)
        self.assertFalse(self.Step.with_user(there).search([("id", "=", step.id)]))
        self.assertNotIn(there, step._get_authorities({}))

    def test_only_approver_cannot_be_archived(self):
        """Work never vanishes: the sentence says what is waiting."""
        self._create_submitted(name="Big lease")
        with self.assertRefused("last_approver") as refused:
            self.legal.active = False
        self.assertIn("Legal review (Big lease)", refused.message)
        with self.assertRefused("last_approver"):
            self.head.action_archive()

    def test_approver_with_a_colleague_can_be_archived(self):
        self._create_submitted()
        self._new_user("ap_legal_2", "test_approval_chain.group_test_approval_legal")
        self.legal.active = False
        self.assertFalse(self.legal.active)

    def test_approver_with_nothing_open_can_be_archived(self):
        self._create_granted()
        (self.legal | self.head).action_archive()
        self.assertFalse(self.legal.active)

    def test_named_approver_cannot_be_archived(self):
        self._create_submitted(approver_id=self.colleague.id)
        with self.assertRefused("last_approver"):
            self.colleague.active = False

    def test_last_approver_beside_the_submitter_cannot_be_archived(self):
        """Who submitted could not decide: that member does not count."""
        second = self._new_user("ap_legal_2", "test_approval_chain.group_test_approval_legal")
        self._create_submitted(user=second)
        with self.assertRefused("last_approver"):
            self.legal.active = False

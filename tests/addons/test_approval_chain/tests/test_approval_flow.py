from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestApprovalFlow(ApprovalCase):
    """The ordinary course: submit, decide in order, reject, submit again, withdraw."""

    def test_steps_are_decided_in_order_and_grant(self):
        """Steps go in order; the last approval grants."""
        document = self._create_submitted()
        self.assertEqual(document.state, "legal_review")
        self._approve(document, self.legal, "Checked")
        self.assertEqual(document.state, "head_approval")
        self._approve(document, self.head)
        self.assertEqual(document.state, "to_sign")
        self.assertEqual(document.log, "granted;")
        self.assertEqual(self._steps(document), [(1, "legal", "approved"), (1, "head", "approved")])

    def test_decision_is_stamped(self):
        """A decision says who, when, on what and why."""
        document = self._create_submitted()
        digest = self._digest(document, self.legal)
        self._approve(document, self.legal, "  Checked ")
        step = self.Step.search([("res_id", "=", document.id), ("code", "=", "legal")])
        self.assertEqual(step.decided_by_id, self.legal)
        self.assertEqual((step.comment, step.content_digest, step.clause), ("Checked", digest, "T1"))
        self.assertTrue(step.decided_on)
        self.assertFalse(step.on_behalf_of_id)

    def test_later_step_cannot_be_decided_first(self):
        """Skipping the order is refused."""
        document = self._create_submitted()
        with self.assertRefused("not_approver"):
            self._approve(document, self.head)
        self.assertEqual(document.state, "legal_review")

    def test_nobody_approves_what_they_submitted(self):
        """A member of the deciding role who submits cannot decide."""
        other = self._new_user("ap_legal_2", "test_approval_chain.group_test_approval_legal")
        document = self._create_submitted(user=self.legal)
        with self.assertRefused("own_request") as refused:
            self._approve(document, self.legal)
        self.assertIn("Clause T1", refused.message)
        self._approve(document, other)
        self.assertEqual(document.state, "head_approval")

    def test_submission_nobody_could_decide_is_refused(self):
        """The only member of the role cannot submit, and is told."""
        document = self._create_document(user=self.legal)
        with self.assertRefused("no_approver"):
            document.action_approval_submit()

    def test_submission_without_the_named_approver_is_refused(self):
        """A step for one person needs that person to be active."""
        person = self._new_user("ap_person", "base.group_user")
        document = self._create_document(approver_id=person.id)
        person.active = False
        with self.assertRefused("no_approver"):
            document.action_approval_submit()

    def test_step_of_a_named_person(self):
        """A step by user field is put to that person alone."""
        document = self._create_granted_but_person()
        with self.assertRefused("not_approver"):
            self._approve(document, self.head)
        self._approve(document, self.colleague)
        self.assertEqual(document.state, "to_sign")

    def _create_granted_but_person(self):
        document = self._create_submitted(approver_id=self.colleague.id)
        self._approve(document, self.legal)
        self._approve(document, self.head)
        return document

    def test_submission_asks_the_adopter_first(self):
        """The adopter's own check refuses with its own sentence."""
        document = self._create_document(line_ids=[])
        with self.assertRaisesRegex(ValidationError, "no lines yet"):
            document.action_approval_submit()

    def test_submitted_twice_is_refused(self):
        document = self._create_submitted()
        with self.assertRefused("not_at_start"):
            document.action_approval_submit()

    def test_rejection_needs_a_reason(self):
        document = self._create_submitted()
        with self.assertRefused("reason_missing"):
            self._reject(document, self.legal, "   ")

    def test_rejection_returns_the_document_and_tells_why(self):
        """Rejected: back at the start, later steps not asked, the requester told with the reason."""
        document = self._create_submitted()
        self._approve(document, self.legal)
        self._reject(document, self.head, "Rent below market")
        self.assertEqual((document.state, document.log), ("draft", "rejected head;"))
        message = document.sudo().message_ids[0]
        self.assertIn("Rent below market", message.body)
        self.assertIn(self.clerk.partner_id, message.notified_partner_ids)

    def test_resubmission_asks_the_rejected_step_only(self):
        """An approval whose content is unchanged stands."""
        document = self._create_submitted()
        self._approve(document, self.legal)
        self._reject(document, self.head)
        document.amount_limit = 1500
        document.action_approval_submit()
        self.assertEqual(document.state, "head_approval")
        self.assertEqual(self._steps(document)[2:], [(2, "head", "pending")])
        self._approve(document, self.head)
        self.assertEqual(document.state, "to_sign")

    def test_resubmission_asks_what_changed_too(self):
        """A changed content is asked again from its first step."""
        document = self._create_submitted()
        self._approve(document, self.legal)
        self._reject(document, self.head)
        document.line_ids[0].amount = 150
        document.action_approval_submit()
        self.assertEqual(document.state, "legal_review")
        self.assertEqual(self._steps(document)[2:], [(2, "legal", "pending"), (2, "head", "waiting")])

    def test_withdrawal_and_resubmission(self):
        """The submitter takes the document back; what stands is not asked again."""
        document = self._create_submitted()
        self._approve(document, self.legal)
        document.action_approval_withdraw()
        self.assertEqual((document.state, document.log), ("draft", "withdrawn;"))
        self.assertFalse(self._activity_users(document))
        document.action_approval_submit()
        self.assertEqual(document.state, "head_approval")

    def test_withdrawal_is_the_submitters(self):
        document = self._create_submitted()
        with self.assertRefused("not_submitter"):
            self._as(document, self.colleague).action_approval_withdraw()
        self.assertFalse(self._as(document, self.colleague).approval_can_withdraw)

    def test_withdrawal_of_a_draft_is_refused(self):
        with self.assertRefused("not_withdrawable"):
            self._create_document().action_approval_withdraw()

    def test_second_decision_is_refused_with_the_first_ones_name(self):
        """A double click decides once."""
        document = self._create_granted()
        with self.assertRefused("already_decided") as refused:
            self._as(document, self.head).action_approval_approve("0" * 64)
        self.assertIn("ap_head", refused.message)

    def test_decision_on_a_draft_is_refused(self):
        with self.assertRefused("nothing_pending"):
            self._as(self._create_document(), self.legal).action_approval_approve("0" * 64)

    def test_own_transition_needs_the_approvals(self):
        """The adopter's gate names the steps, who decides them, and the clauses."""
        document = self._create_submitted()
        with self.assertRefused("not_granted") as refused:
            document.action_sign()
        self.assertIn("Clause T1, T2", refused.message)
        self._approve(document, self.legal)
        self._approve(document, self.head)
        document.action_sign()
        self.assertEqual(document.state, "active")

    def test_decision_needs_read_access(self):
        """An approver without access to the document cannot decide on it."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        document = self._create_submitted()
        digest = self._digest(document, self.legal)
        document.sudo().company_id = company
        with self.assertRaises(AccessError):
            self._as(document, self.legal).action_approval_approve(digest)

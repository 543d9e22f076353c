from odoo.tests import HttpCase, tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestApprovalTour(ApprovalCase, HttpCase):
    """The chain as people see it."""

    def test_story_in_the_browser(self):
        """Submit, approve, find it under My Approvals, reject with a reason."""
        document = self._create_document(name="Tour terms")
        self.start_tour("/odoo/test-approval-documents", "approval_timeline_submit", login="ap_clerk")
        self.start_tour("/odoo/my-approvals", "approval_my_approvals", login="ap_legal")
        self.start_tour("/odoo/test-approval-documents", "approval_timeline_approve", login="ap_legal")
        self.start_tour("/odoo/test-approval-documents", "approval_timeline_reject", login="ap_head")
        document.invalidate_recordset()
        self.assertEqual((document.state, document.log), ("draft", "rejected head;"))

    def test_change_is_shown(self):
        """The approver sees what changed since the approval."""
        document = self._create_granted(name="Tour terms")
        document.line_ids[0].amount = 150
        self._commit()
        self.start_tour("/odoo/test-approval-documents", "approval_timeline_changed", login="ap_legal")
        self.assertEqual(document.state, "legal_review")

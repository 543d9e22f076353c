from odoo import SUPERUSER_ID
from odoo.fields import Command
from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestApprovalChange(ApprovalCase):
    """Approval is bound to content: what changed is asked again, by whichever way it changed."""

    def test_change_of_one_steps_content_asks_that_step_only(self):
        """The step whose content is unchanged stands."""
        document = self._create_granted()
        document.amount_limit = 900
        self._commit()
        self.assertEqual(document.state, "head_approval")
        self.assertEqual(self._steps(document)[2:], [(2, "head", "pending")])
        self.assertEqual(document.log, "granted;reopened head;")

    def test_change_of_both_steps_content_asks_both(self):
        document = self._create_granted()
        document.line_ids[0].amount = 90
        self._commit()
        self.assertEqual(document.state, "legal_review")
        self.assertEqual(
            self._steps(document),
            [(1, "legal", "approved"), (1, "head", "approved"), (2, "legal", "pending"), (2, "head", "waiting")],
        )

    def test_change_of_the_earlier_step_leaves_the_later_standing(self):
        """After the earlier step is approved again, the document is granted again."""
        document = self._create_granted()
        document.partner_id = self.env["res.partner"].create({"name": "Ann"})
        self._commit()
        self.assertEqual(self._steps(document)[2:], [(2, "legal", "pending")])
        self._approve(document, self.legal)
        self.assertEqual(document.state, "to_sign")

    def test_change_outside_the_content_asks_nothing(self):
        document = self._create_granted()
        document.note = "x"
        document.line_ids[0].remark = "y"
        self._commit()
        self.assertEqual(document.state, "to_sign")
        self.assertEqual(len(self._steps(document)), 2)

    def test_content_no_step_answers_for_asks_nothing(self):
        """A content field that is in no step's part is shown, not approved."""
        document = self._create_granted()
        document.kind = "long"
        self._commit()
        self.assertEqual(document.state, "to_sign")

    def test_line_written_directly_by_somebody_else(self):
        """A child line written without its document: the writer is the one who asks again."""
        document = self._create_granted()
        self._as(document.line_ids[-1], self.colleague).write({"amount": 1})
        self._commit()
        self.assertEqual(document.state, "legal_review")
        step = self.Step.search([("res_id", "=", document.id), ("state", "=", "pending")])
        self.assertEqual((step.requested_by_id, step.submitter_id), (self.colleague, self.clerk))

    def test_line_added_removed_archived_moved(self):
        """Each way to change the set of lines is noticed."""
        other = self._create_document()
        ways = {
            "added": lambda doc: doc.line_ids.create({"document_id": doc.id, "amount": 5}),
            "removed": lambda doc: doc.line_ids[0].unlink(),
            "archived": lambda doc: doc.line_ids[0].action_archive(),
            "moved": lambda doc: doc.line_ids[0].write({"document_id": other.id}),
            "command": lambda doc: doc.write({"line_ids": [Command.delete(doc.line_ids[0].id)]}),
        }
        for way, change in ways.items():
            with self.subTest(way):
                document = self._create_granted()
                change(document)
                self._commit()
                self.assertEqual(document.state, "legal_review")

    def test_line_replaced_by_an_equal_one_changes_nothing(self):
        """Values count, not database ids."""
        document = self._create_granted()
        document.write({"line_ids": [Command.clear(), *self._equal_lines()]})
        self._commit()
        self.assertEqual(document.state, "to_sign")

    def _equal_lines(self):
        return [Command.create({"name": "Service", "amount": 200}), Command.create({"name": "Rent", "amount": 100})]

    def test_import_that_changes_content_asks_again(self):
        document = self._create_granted()
        result = document.load([".id", "amount_limit"], [[str(document.id), "7"]])
        self.assertFalse(result["messages"])
        self._commit()
        self.assertEqual(document.state, "head_approval")

    def test_change_and_back_in_one_transaction_is_no_change(self):
        document = self._create_granted()
        document.amount_limit = 1
        document.amount_limit = 1000
        self._commit()
        self.assertEqual(document.state, "to_sign")

    def test_change_back_later_reinstates_nothing(self):
        """An approval that fell does not rise by itself: the approver is asked, and sees no difference."""
        document = self._create_granted()
        document.amount_limit = 1
        self._commit()
        document.amount_limit = 1000
        self._commit()
        self.assertEqual(document.state, "head_approval")
        document.invalidate_recordset(["approval_timeline"])
        [pending] = document.approval_timeline["rounds"][0]["steps"]
        self.assertEqual((pending["state"], pending["differences"]), ("pending", []))
        self._approve(document, self.head)
        self.assertEqual(document.state, "to_sign")

    def test_change_back_before_resubmission_stands(self):
        """Back at the start nothing is asked yet: an approval of exactly this content stands."""
        document = self._create_submitted()
        self._approve(document, self.legal)
        self._reject(document, self.head)
        document.name = "Other"
        self._commit()
        document.name = "Terms"
        self._commit()
        document.action_approval_submit()
        self.assertEqual(document.state, "head_approval")

    def test_requester_may_correct_an_undecided_question(self):
        """While nobody decided, the submitter's corrections open no round."""
        document = self._create_submitted()
        document.line_ids[0].amount = 50
        self._commit()
        self.assertEqual(self._steps(document), [(1, "legal", "pending"), (1, "head", "waiting")])
        self._approve(document, self.legal)
        self.assertEqual(document.state, "head_approval")

    def test_somebody_elses_change_of_an_undecided_question_makes_them_the_asker(self):
        """Who changes what is being decided cannot decide it."""
        document = self._create_submitted()
        self._as(document, self.legal).write({"name": "My terms"})
        self._commit()
        self.assertEqual(self._steps(document)[2:], [(2, "legal", "pending"), (2, "head", "waiting")])
        with self.assertRefused("own_request"):
            self._approve(document, self.legal)

    def test_change_by_the_system_leaves_the_requester(self):
        """A scheduled job asks in nobody's name: the person who asked before still does."""
        document = self._create_granted()
        document.with_user(SUPERUSER_ID).write({"amount_limit": 5})
        self._commit()
        step = self.Step.search([("res_id", "=", document.id), ("state", "=", "pending")])
        self.assertEqual((step.code, step.requested_by_id), ("head", self.clerk))

    def test_decision_on_content_that_changed_meanwhile_is_refused(self):
        """An approver decides on what was seen."""
        document = self._create_submitted()
        seen = self._digest(document, self.legal)
        document.line_ids[0].amount = 1
        with self.assertRefused("content_changed"):
            self._as(document, self.legal).action_approval_approve(seen)
        with self.assertRefused("content_changed"):
            self._as(document, self.legal).action_approval_reject(False, "no")

    def test_content_in_force_is_locked(self):
        """Beyond the chain approved content can no longer be changed."""
        document = self._create_granted()
        document.action_sign()
        self._commit()
        document.note = "allowed"
        self._commit()
        with self.assertRefused("content_locked") as refused:
            document.line_ids[0].amount = 1
            self._commit()
        self.assertIn("Amount", refused.message)

    def test_content_of_a_released_document_is_free(self):
        document = self._create_granted()
        document.action_cancel()
        document.amount_limit = 1
        self._commit()
        self.assertEqual(document.state, "cancelled")

    def test_gate_in_the_same_transaction_sees_the_change(self):
        """Change and sign at once: refused, though nothing was committed between."""
        document = self._create_granted()
        document.amount_limit = 1
        with self.assertRefused("not_granted"):
            document.action_sign()

    def test_gate_sees_a_change_behind_the_orm(self):
        """Rows changed in SQL pass no trigger, but no gate."""
        document = self._create_granted()
        self.env.flush_all()
        self.env.cr.execute("UPDATE test_approval_document SET amount_limit = 1 WHERE id = %s", [document.id])
        self.env.invalidate_all()
        with self.assertRefused("not_granted"):
            document.action_sign()

    def test_step_no_longer_called_for_is_withdrawn(self):
        """A pending step that the document no longer has does not block it."""
        document = self._create_submitted(approver_id=self.colleague.id)
        self._approve(document, self.legal)
        self._approve(document, self.head)
        document.write({"approver_id": False, "kind": "long"})
        self._commit()
        self.assertEqual(document.state, "to_sign")
        self.assertEqual(self._steps(document)[-1], (1, "person", "superseded"))

    def test_step_newly_called_for_is_asked(self):
        document = self._create_granted()
        document.write({"approver_id": self.colleague.id, "kind": "long"})
        self._commit()
        self.assertEqual(self._steps(document)[-1], (2, "person", "pending"))

    def test_reopening_is_logged(self):
        document = self._create_granted()
        document.amount_limit = 900
        self._commit()
        self.assertIn("Amount Limit", document.sudo().message_ids[0].body)

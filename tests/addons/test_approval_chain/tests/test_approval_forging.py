from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestApprovalForging(ApprovalCase):
    """Each way to forge a decision, tried as the lowest role that sees the document."""

    def setUp(self):
        super().setUp()
        self.document = self._create_submitted()
        self.step = self.Step.search([("res_id", "=", self.document.id), ("code", "=", "legal")])

    def test_steps_are_read_only_for_everybody(self):
        """Neither the submitter nor an approver nor an administrator may write, create or delete a step."""
        admin = self._new_user("ap_admin", "base.group_system,approval_chain.group_approval_chain_manager")
        values = {"res_model": self.document._name, "res_id": self.document.id, "round": 1, "sequence": 1}
        for user in (self.clerk, self.legal, admin):
            step = self._as(self.step, user)
            with self.subTest(user.login), mute_logger("odoo.addons.base.models.ir_model"):
                with self.assertRaises(AccessError):
                    step.write({"state": "approved"})
                with self.assertRaises(AccessError):
                    step.create({**values, "code": "legal", "state": "approved"})
                with self.assertRaises(AccessError):
                    step.unlink()
                with self.assertRaises(AccessError):
                    step.web_save({"state": "approved"}, {})

    def test_content_snapshot_is_read_by_nobody(self):
        """The stored terms do not leave the server."""
        admin = self._new_user("ap_admin", "base.group_system,approval_chain.group_approval_chain_manager")
        step = self._as(self.step, admin)
        self.assertTrue(self.step.sudo().content)
        with self.assertRaises(AccessError):
            step.read(["content"])
        self.assertNotIn("content", step.read()[0])
        self.assertNotIn("content", step.fields_get())
        with self.assertRaises(AccessError):
            step.search([("content", "!=", False)])

    def test_decided_steps_are_kept(self):
        """Not even superuser code deletes a decision."""
        self._approve(self.document, self.legal)
        with self.assertRefused("step_kept"):
            self.step.sudo().unlink()
        with self.assertRefused("step_moved"):
            self.step.sudo()._move_to("rejected")

    def test_decided_documents_are_kept(self):
        """Deleting the document would delete its history."""
        self._approve(self.document, self.legal)
        with self.assertRefused("history_kept"):
            self.document.unlink()

    def test_undecided_documents_can_be_deleted(self):
        """A request nobody answered goes with its document."""
        document_id = self.document.id
        self.document.unlink()
        self.assertFalse(self.Step.search([("res_id", "=", document_id), ("res_model", "=", "test.approval.document")]))

    def test_state_is_not_written(self):
        for values in ({"state": "to_sign"}, {"state": "draft"}, {"state": "cancelled", "note": "x"}):
            with self.subTest(values), self.assertRefused("protected_field"):
                self.document.write(values)

    def test_writing_the_state_it_has_is_harmless(self):
        self.document.write({"state": "legal_review", "note": "x"})
        self.assertEqual((self.document.state, self.document.note), ("legal_review", "x"))

    def test_approval_fields_are_not_written(self):
        for name in ("approval_digest", "approval_token"):
            with self.subTest(name), self.assertRefused("protected_field"):
                self.document.write({name: "0" * 64})
            with self.subTest(name), self.assertRefused("protected_field"):
                self._create_document(**{name: "0" * 64})

    def test_created_beyond_the_start_is_refused(self):
        with self.assertRefused("protected_field"):
            self._create_document(state="to_sign")

    def test_default_from_the_context_is_refused(self):
        """default_state is a value like any other."""
        with self.assertRefused("protected_field"):
            self.Document.with_user(self.clerk).with_context(default_state="to_sign").create({"name": "Forged"})

    def test_no_context_key_opens_the_state(self):
        """Context keys known to switch checks off elsewhere switch nothing off here."""
        keys = ("skip_validation_check", "tracking_disable", "install_mode", "import_file", "mail_activity_automation_skip")
        document = self.document.with_context(**dict.fromkeys(keys, True))
        with self.assertRefused("protected_field"):
            document.write({"state": "to_sign"})
        document.line_ids[0].write({"amount": 1})
        self._commit()
        self._approve(self.document, self.legal)
        self._as(self.document.line_ids[0], self.colleague).with_context(tracking_disable=True).amount = 2
        self._commit()
        self.assertEqual(self.document.state, "legal_review")

    def test_copy_starts_at_the_beginning(self):
        """A copy has the content, not the approvals."""
        self._approve(self.document, self.legal)
        copy = self.document.copy()
        self.assertEqual(copy.state, "draft")
        self.assertEqual(len(copy.line_ids), 2)
        self.assertFalse(self._steps(copy))
        self.assertFalse(copy.approval_timeline["rounds"])

    def test_copy_with_a_state_is_refused(self):
        with self.assertRefused("protected_field"):
            self.document.copy({"state": "to_sign"})

    def test_import_beyond_the_start_is_refused(self):
        """An import says in a sentence what it may not do, and changes nothing."""
        for fields, row in ((["name", "state"], ["New", "to_sign"]), ([".id", "state"], [str(self.document.id), "To Sign"])):
            with self.subTest(fields):
                result = self.document.browse().load(fields, [row])
                self.assertFalse(result["ids"])
                self.assertIn("changed by its own buttons only", result["messages"][0]["message"])
        self.assertEqual(self.document.state, "legal_review")

    def test_through_a_parent_is_refused(self):
        """The roundabout way through a one2many of another model."""
        folder = self.env["test.approval.folder"].with_user(self.clerk).create({"name": "Folder"})
        commands = [
            [Command.update(self.document.id, {"state": "to_sign"})],
            [Command.create({"name": "Forged", "state": "to_sign"})],
        ]
        self.document.folder_id = folder
        for command in commands:
            with self.subTest(command), self.assertRefused("protected_field"):
                folder.web_save({"document_ids": command}, {"document_ids": {}})

    def test_form_saves_an_ordinary_draft(self):
        """The protection is not in the way of honest work."""
        with Form(self.Document.with_user(self.clerk)) as form:
            form.name = "By form"
            with form.line_ids.new() as line:
                line.amount = 5
        self.assertEqual(form.record.state, "draft")

    def test_private_gates_are_no_rpc_methods(self):
        """What RPC may call is the four actions."""
        from odoo.service.model import get_public_method

        for name in ("_set_approval_state", "_grant_approval", "_advance_approval", "_ask_approval"):
            with self.subTest(name), self.assertRaises(AccessError):
                get_public_method(self.document, name)
        self.assertTrue(get_public_method(self.document, "action_approval_approve"))

    def test_closing_the_activity_approves_nothing(self):
        """Activities tell, they do not decide."""
        for close in ("action_feedback", "unlink"):
            with self.subTest(close):
                document = self._create_submitted()
                activity = document.sudo().activity_ids
                getattr(activity.with_user(self.clerk), close)()
                self._commit()
                self.assertEqual(document.state, "legal_review")
                self.assertTrue(self._as(document, self.legal).approval_can_decide)

    def test_outsider_cannot_decide(self):
        with self.assertRefused("not_approver"):
            self._approve(self.document, self.colleague)

    def test_manager_decides_nothing(self):
        """The manager of approvals is no approver."""
        manager = self._new_user("ap_manager", "approval_chain.group_approval_chain_manager")
        with self.assertRefused("not_approver"):
            self._approve(self.document, manager)

    def test_steps_are_read_by_those_concerned_only(self):
        """The submitter and the approvers read a step, a colleague does not, the timeline all who read the document."""
        readers = {
            user.login: bool(self.Step.with_user(user).search([("id", "=", self.step.id)]))
            for user in (self.clerk, self.legal, self.head, self.colleague)
        }
        self.assertEqual(readers, {"ap_clerk": True, "ap_legal": True, "ap_head": False, "ap_colleague": False})
        with self.assertRaises(AccessError):
            self._as(self.step, self.colleague).read(["comment"])
        self.assertTrue(self._as(self.document, self.colleague).approval_timeline["rounds"])

    def test_portal_and_public_read_nothing(self):
        portal = self._new_user("ap_portal", "base.group_portal")
        for user in (portal, self.env.ref("base.public_user")):
            for model in ("approval.step", "approval.delegation"):
                self.assertFalse(self.env[model].with_user(user).has_access("read"))

    def test_superseded_step_cannot_be_decided_through_its_digest(self):
        """An old digest opens nothing once another round was asked."""
        digest = self._digest(self.document, self.legal)
        self._as(self.document, self.colleague).write({"name": "Other"})
        self._commit()
        with self.assertRefused("content_changed"):
            self._as(self.document, self.legal).action_approval_approve(digest)

    def test_activity_type_is_kept(self):
        """Without its activity type no approver would be told."""
        with self.assertRaises(UserError):
            self.env.ref("approval_chain.mail_activity_data_approval").unlink()

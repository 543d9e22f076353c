from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.approval_chain.reasons import ApprovalError
from odoo.addons.approval_chain.tests.race_common import RaceCase

TRIES = 8


@tagged("post_install", "-at_install")
class TestApprovalRace(RaceCase):
    """Two sessions at the same moment: one decision, and never one on other content."""

    context = {"lang": "en_US"}

    @classmethod
    def _create_data(cls, env):
        legal = "test_approval_chain.group_test_approval_legal"
        logins = {"race_clerk": "base.group_user", "race_legal_1": legal, "race_legal_2": legal}
        logins["race_head"] = "test_approval_chain.group_test_approval_head"
        cls.users = {login: new_test_user(env, login, groups=groups).id for login, groups in logins.items()}
        cls.documents = []

    @classmethod
    def _remove_data(cls):
        with cls.registry.cursor() as cr:
            env = cls._get_env(cr)
            # decided documents are kept for ever, so the test's own leave by SQL
            cr.execute("DELETE FROM mail_activity WHERE res_model = 'test.approval.document' AND res_id IN %s", [tuple(cls.documents)])
            cr.execute("DELETE FROM mail_message WHERE model = 'test.approval.document' AND res_id IN %s", [tuple(cls.documents)])
            cr.execute("DELETE FROM mail_followers WHERE res_model = 'test.approval.document' AND res_id IN %s", [tuple(cls.documents)])
            cr.execute("DELETE FROM approval_step WHERE res_model = 'test.approval.document' AND res_id IN %s", [tuple(cls.documents)])
            cr.execute("DELETE FROM test_approval_document WHERE id IN %s", [tuple(cls.documents)])
            env["res.users"].browse(cls.users.values()).unlink()

    def _create_submitted(self):
        with self.registry.cursor() as cr:
            env = self._get_env(cr, self.users["race_clerk"])
            document = env["test.approval.document"].create({"name": "Race", "line_ids": [Command.create({"amount": 1})]})
            document.action_approval_submit()
            self.documents.append(document.id)
        with self.registry.cursor() as cr:
            env = self._get_env(cr, self.users["race_legal_1"])
            return document.id, env["test.approval.document"].browse(document.id).approval_timeline["pending"]["digest"]

    def _race_as(self, *acts):
        """Run ``acts`` (login, function of an environment) at once; return the code each was refused with, or None."""
        answers = self._race(*((self.users[login], function) for login, function in acts))
        return [answer.reason if isinstance(answer, ApprovalError) else answer for answer in answers]

    def _read(self, document_id):
        with self.registry.cursor() as cr:
            env = self._get_env(cr)
            document = env["test.approval.document"].browse(document_id)
            decided = env["approval.step"].search_count([("res_id", "=", document_id), ("state", "=", "approved"), ("code", "=", "legal")])
            standing = not [fact for fact in document._get_approval_chains()[document].facts if fact.state == "approved" and not fact.same]
            return document.state, decided, standing

    def test_two_approvers_at_once_decide_once(self):
        """Exactly one decision; the other gets a sentence."""
        for attempt in range(TRIES):
            with self.subTest(attempt):
                document_id, digest = self._create_submitted()

                def approve(env, document_id=document_id, digest=digest):
                    env["test.approval.document"].browse(document_id).action_approval_approve(digest)

                refusals = self._race_as(("race_legal_1", approve), ("race_legal_2", approve))
                self.assertEqual(refusals.count(None), 1, refusals)
                self.assertLessEqual(set(refusals), {None, "busy", "already_decided", "not_approver"})
                self.assertEqual(self._read(document_id), ("head_approval", 1, True))

    def test_document_in_use_is_refused_with_a_sentence(self):
        """While another session works on the document, nobody waits and nothing is decided."""
        document_id, digest = self._create_submitted()
        with self.registry.cursor() as holder, self.registry.cursor() as cr:
            self._get_env(holder)["test.approval.document"].browse(document_id).lock_for_update()
            env = self._get_env(cr, self.users["race_legal_1"])
            with self.assertRaises(ApprovalError) as refused:
                env["test.approval.document"].browse(document_id).action_approval_approve(digest)
        self.assertEqual(refused.exception.reason, "busy")
        self.assertEqual(self._read(document_id), ("legal_review", 0, True))

    def test_double_click_decides_once(self):
        """The same approver in two requests."""
        document_id, digest = self._create_submitted()

        def approve(env):
            env["test.approval.document"].browse(document_id).action_approval_approve(digest)

        refusals = self._race_as(("race_legal_1", approve), ("race_legal_1", approve))
        self.assertEqual(refusals.count(None), 1, refusals)
        self.assertEqual(self._read(document_id)[1], 1)

    def test_approval_and_change_at_once_leave_nothing_stale(self):
        """Whoever commits first, no approval stands for content that is not there."""
        for attempt in range(TRIES):
            with self.subTest(attempt):
                document_id, digest = self._create_submitted()

                def approve(env, document_id=document_id, digest=digest):
                    env["test.approval.document"].browse(document_id).action_approval_approve(digest)

                def change(env, document_id=document_id):
                    env["test.approval.document"].browse(document_id).line_ids.write({"amount": 2})

                def add(env, document_id=document_id):
                    env["test.approval.document.line"].create({"document_id": document_id, "amount": 3})

                self._race_as(("race_legal_1", approve), ("race_clerk", (change, add)[attempt % 2]))
                state, _decided, standing = self._read(document_id)
                self.assertTrue(standing)
                self.assertEqual(state, "legal_review")

from contextlib import contextmanager
from types import SimpleNamespace

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.approval_chain.reasons import ApprovalError


class ApprovalCase(TransactionCase):
    """Personas and builders: a clerk submits, legal and the head decide in this order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._new_user("ap_clerk", "base.group_user")
        cls.colleague = cls._new_user("ap_colleague", "base.group_user")
        cls.legal = cls._new_user("ap_legal", "test_approval_chain.group_test_approval_legal")
        cls.head = cls._new_user("ap_head", "test_approval_chain.group_test_approval_head")
        cls.Step = cls.env["approval.step"]
        cls.Document = cls.env["test.approval.document"]

    @classmethod
    def _new_user(cls, login, groups, **values):
        return new_test_user(cls.env, login, groups=groups, **{"lang": "en_US", **values})

    def _create_document(self, user=None, **values):
        """Return a draft of ``user`` (the clerk) with two lines of 100 and 200."""
        lines = [Command.create({"name": name, "amount": amount}) for name, amount in (("Rent", 100), ("Service", 200))]
        defaults = {"name": "Terms", "amount_limit": 1000, "line_ids": lines}
        return self.Document.with_user(user or self.clerk).create({**defaults, **values})

    def _create_submitted(self, **values):
        document = self._create_document(**values)
        document.action_approval_submit()
        self._commit()
        return document

    def _create_granted(self, **values):
        document = self._create_submitted(**values)
        self._approve(document, self.legal)
        self._approve(document, self.head)
        return document

    def _as(self, record, user):
        return record.with_user(user)

    def _digest(self, document, user):
        """Return the digest ``user`` sees in the timeline of ``document``."""
        seen = self._as(document, user)
        seen.invalidate_recordset(["approval_timeline"])
        return (seen.approval_timeline["pending"] or {}).get("digest")

    def _approve(self, document, user, comment=""):
        return self._as(document, user).action_approval_approve(self._digest(document, user), comment)

    def _reject(self, document, user, reason="Too low"):
        return self._as(document, user).action_approval_reject(self._digest(document, user), reason)

    def _commit(self):
        """Do what happens before a commit."""
        self.env.cr.flush()

    def _steps(self, document, **fields):
        steps = self.Step.search([("res_model", "=", document._name), ("res_id", "=", document.id)], order="id")
        return [(step.round, step.code, step.state) for step in steps]

    def _activity_users(self, document):
        return document.sudo().activity_ids.user_id

    @contextmanager
    def assertRefused(self, reason):
        """Expect an ApprovalError with this reason; yields an object whose ``message`` is its sentence."""
        refused = SimpleNamespace(message="")
        with self.assertRaises(ApprovalError):
            try:
                yield refused
            except ApprovalError as error:
                refused.message, refused.reason = str(error), error.reason
                raise
        self.assertEqual(refused.reason, reason)

from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestApprovalCost(ApprovalCase):
    """What is done on many documents costs about what it costs on two."""

    #: SQL writes go in packets of 100 rows: 200 documents may cost a few queries more, never one each
    PACKETS = 30

    def _create_many(self, count):
        documents = self._create_document().browse()
        for _index in range(count):
            documents |= self._create_document()
        self._commit()
        return documents

    def _count(self, action):
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        action()
        self._commit()
        return self.env.cr.sql_log_count - before

    def _grant(self, documents):
        """Grant in bulk what the gates would grant one by one."""
        documents.action_approval_submit()
        steps = self.Step.search([("res_model", "=", documents._name), ("res_id", "in", documents.ids)]).sudo()
        steps.filtered(lambda step: step.code == "legal")._move_to("approved", decided_on="2026-11-23", decided_by_id=self.legal.id)
        head = steps.filtered(lambda step: step.code == "head")
        head._move_to("pending")
        head._move_to("approved", decided_on="2026-11-23", decided_by_id=self.head.id)
        documents._close_approval_activities()
        documents._set_approval_state("to_sign")
        self._commit()

    def test_bulk_write_on_drafts_is_flat(self):
        """A bulk write of documents that nobody submitted."""
        costs = {}
        for count in (2, 22, 200):
            documents = self._create_many(count)
            costs[count] = self._count(lambda docs=documents, n=count: docs.write({"amount_limit": n}))
        self.assertLessEqual(costs[22], costs[2])
        self.assertLessEqual(costs[200], costs[2] + 6, costs)

    def test_bulk_write_on_approved_is_flat(self):
        """A bulk write that makes every approval fall: rounds, states, activities, notes."""
        costs = {}
        for count in (2, 22, 200):
            documents = self._create_many(count)
            self._grant(documents)
            costs[count] = self._count(lambda docs=documents, n=count: docs.write({"amount_limit": n}))
            self.assertEqual(set(documents.mapped("state")), {"head_approval"})
        self.assertLessEqual(costs[22], costs[2] + 4, costs)
        self.assertLessEqual(costs[200], costs[2] + self.PACKETS, costs)

    def test_bulk_submission_is_flat(self):
        costs = {}
        for count in (2, 22):
            documents = self._create_many(count)
            costs[count] = self._count(documents.action_approval_submit)
        self.assertLessEqual(costs[22], costs[2] + 4, costs)

    def test_lists_are_flat(self):
        """Timelines, buttons and the list of steps for many documents."""
        costs = {}
        for count in (2, 22):
            documents = self._as(self._create_many(count), self.legal)
            self._as(documents, self.clerk).action_approval_submit()
            fields = ["approval_timeline", "approval_can_decide", "approval_can_withdraw"]
            steps = self.Step.with_user(self.legal).search([("res_id", "in", documents.ids)])
            names = ["name", "waiting_for_me", "concerns_me", "res_name"]
            costs[count] = (
                self._count(lambda docs=documents, names=fields: docs.read(names)),
                self._count(lambda rows=steps, names=names: rows.read(names)),
            )
        self.assertLessEqual(costs[22][0], costs[2][0] + 1, costs)
        self.assertLessEqual(costs[22][1], costs[2][1] + 1, costs)

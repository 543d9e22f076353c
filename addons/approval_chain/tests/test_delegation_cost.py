from odoo import fields
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestDelegationCost(TransactionCase):
    """Who decides for whom today is looked up at each gate, so it costs the same however many are away."""

    def _create_delegations(self, count):
        users = [new_test_user(self.env, f"ap_away_{count}_{index}", groups="base.group_user") for index in range(count + 1)]
        today = fields.Date.today()
        self.env["approval.delegation"].create(
            [
                {"from_user_id": user.id, "to_user_id": users[0].id, "date_from": today, "date_to": today, "reason": "Leave"}
                for user in users[1:]
            ]
        )
        return users[0]

    def _count_lookup(self, delegate):
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        delegates = self.env["approval.delegation"]._get_active_delegates([("to_user_id", "=", delegate.id)])
        return self.env.cr.sql_log_count - before, len(delegates)

    def test_lookup_is_flat(self):
        """2 absent people against 22."""
        few, two = self._count_lookup(self._create_delegations(2))
        many, twenty_two = self._count_lookup(self._create_delegations(22))
        self.assertEqual((two, twenty_two), (2, 22))
        self.assertEqual(many, few)

    def test_lookup_stays_within_its_queries(self):
        """Find the delegations, read them, then the absent users and their time zones."""
        delegate = self._create_delegations(5)
        self.env.invalidate_all()
        with self.assertQueryCount(4):
            self.env["approval.delegation"]._get_active_delegates([("to_user_id", "=", delegate.id)])

from odoo.tests import new_test_user, tagged

from odoo.addons.approval_chain.tests.race_common import RaceCase

from ..deposit_reasons import DepositRefused
from .common import LEASING

TRIES = 5


@tagged("post_install", "-at_install")
class TestDepositRace(RaceCase):
    """L4.1: two people give the same deposit away at the same moment."""

    context = {**RaceCase.context, "mail_create_nolog": True, "no_reset_password": True}

    @classmethod
    def _create_data(cls, env):
        users = env["res.users"].union(*[new_test_user(env, f"racing_m{name}", LEASING + "manager") for name in ("a", "b")])
        partner = env["res.partner"].create({"name": "Racing Tenant"})
        lease = env["mall.lease"].create({"partner_id": partner.id, "date_start": "2040-01-01", "date_end": "2040-12-31"})
        cls.users, cls.partner_id, cls.lease_id = users.ids, partner.id, lease.id

    @classmethod
    def _remove_data(cls):
        with cls.registry.cursor() as cr:
            cr.execute("DELETE FROM mall_lease WHERE id = %s", [cls.lease_id])
            env = cls._get_env(cr)
            partners = env["res.users"].browse(cls.users).partner_id | env["res.partner"].browse(cls.partner_id)
            env["res.users"].browse(cls.users).unlink()
            partners.unlink()

    def _hold(self, amount):
        with self.registry.cursor() as cr:
            self._get_env(cr)["mall.lease"].browse(self.lease_id)._book_deposit("received", amount)

    def _book(self, kind, amount):
        return lambda env: env["mall.lease"].browse(self.lease_id)._book_deposit(kind, amount)

    def _read_held(self):
        with self.registry.cursor() as cr:
            lease = self._get_env(cr)["mall.lease"].browse(self.lease_id)
            return lease.amount_deposit_held, sum(lease.deposit_entry_ids.mapped("amount_signed"))

    def test_l4_1_two_refunds_at_once_never_exceed_what_is_held(self):
        """Of all tries: one goes through, the other is told what is left, and the ledger never falls below nothing."""
        for _try in range(TRIES):
            self._hold(1000.0)
            answers = self._race(*[(user, self._book("refunded", 700.0)) for user in self.users])
            refusals = [answer for answer in answers if isinstance(answer, DepositRefused)]
            self.assertEqual([refusal.reason for refusal in refusals], ["exceeds_held"], answers)
            self.assertEqual(self._read_held(), (300.0, 300.0))
            with self.registry.cursor() as cr:
                self._get_env(cr)["mall.lease"].browse(self.lease_id)._book_deposit("refunded", 300.0)

    def test_l4_1_two_receipts_at_once_both_count(self):
        self._race(*[(user, self._book("received", 10.0)) for user in self.users])
        self.assertEqual(self._read_held(), (20.0, 20.0))
        with self.registry.cursor() as cr:
            self._get_env(cr)["mall.lease"].browse(self.lease_id)._book_deposit("refunded", 20.0)

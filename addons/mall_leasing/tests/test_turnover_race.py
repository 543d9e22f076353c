from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from odoo.addons.approval_chain.tests.race_common import RaceCase


@tagged("post_install", "-at_install")
class TestTurnoverRace(RaceCase):
    """L4.1: a settlement confirmed in two sessions at the same moment is invoiced once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # That the figures are still true is tested elsewhere: here only the invoice counts.
        cls.startClassPatcher(patch.object(cls.registry["mall.turnover.settlement"], "_work_out", lambda records: iter(())))

    @classmethod
    def _create_data(cls, env):
        partner = env["res.partner"].create({"name": "Racing Turnover Co.", "is_company": True})
        user = new_test_user(env, "racing_confirmer", groups="mall_leasing.group_mall_leasing_manager")
        tier = Command.create({"amount_from": 0, "percent": 5})
        lease = env["mall.lease"].create(
            {
                "partner_id": partner.id,
                "company_id": user.company_id.id,
                "date_start": "2030-01-01",
                "date_end": "2030-12-31",
                "turnover_term_ids": [Command.create({"tier_ids": [tier]})],
            }
        )
        lease._gate_write({"state": "active"})
        days = {"date_from": "2030-01-01", "date_to": "2030-01-31", "date_year_from": "2030-01-01", "date_year_to": "2030-12-31"}
        term = {"lease_id": lease.id, "term_id": lease.turnover_term_ids.id, "kind": "month"}
        settlement = env["mall.turnover.settlement"].create({**term, **days, "state": "draft", "amount_result": 100})
        cls.ids = {"settlement": settlement.id, "lease": lease.id, "user": user.id}
        cls.partner_ids = (partner | user.partner_id).ids

    @classmethod
    def _remove_data(cls):
        with cls.registry.cursor() as cr:
            env = cls._get_env(cr)
            moves = env["account.move"].search([("mall_lease_id", "=", cls.ids["lease"])])
            # What was confirmed is kept by the rules of the house, which this clean-up is not part of.
            cr.execute(SQL("DELETE FROM mall_turnover_settlement WHERE id = %s", cls.ids["settlement"]))
            moves.with_context(force_delete=True).unlink()
            for model in ("mall.turnover.settlement", "mall.lease"):
                res_ids = [cls.ids["settlement"], cls.ids["lease"]]
                env["mail.message"].search([("model", "=", model), ("res_id", "in", res_ids)]).unlink()
            cr.execute(SQL("DELETE FROM mall_lease WHERE id = %s", cls.ids["lease"]))
            env.invalidate_all()
            env["res.users"].browse(cls.ids["user"]).unlink()
            env["res.partner"].browse(cls.partner_ids).unlink()

    def test_l4_1_two_sessions_invoice_a_settlement_once(self):
        """Both sessions see it unconfirmed; one confirms, the other starts over and finds it done."""

        def confirm(env):
            return env["mall.turnover.settlement"].browse(self.ids["settlement"]).action_confirm()

        answers = self._race((self.ids["user"], confirm), (self.ids["user"], confirm))
        self.assertEqual(answers, [None, None])
        with self.registry.cursor() as cr:
            env = self._get_env(cr)
            moves = env["account.move"].search([("mall_lease_id", "=", self.ids["lease"])])
            settlement = env["mall.turnover.settlement"].browse(self.ids["settlement"])
            self.assertEqual((len(moves), settlement.state, settlement.move_id), (1, "invoiced", moves))

from odoo.tests import new_test_user, tagged

from odoo.addons.approval_chain.tests.race_common import RaceCase

from .common import LEASING


@tagged("post_install", "-at_install")
class TestResearchRace(RaceCase):
    """L1.1: two specialists make a lead of one finding at the same moment."""

    context = {**RaceCase.context, "mail_create_nolog": True, "no_reset_password": True}

    @classmethod
    def _create_data(cls, env):
        users = env["res.users"].union(
            *[new_test_user(env, f"racing_finder_{name}", LEASING + "specialist") for name in ("a", "b")]
        )
        team = env["crm.team"].create({"name": "Racing Finders", "is_leasing": True, "member_ids": [(6, 0, users.ids)]})
        research = env["mall.market.research"].create({"name": "Race", "team_id": team.id, "user_id": users[0].id})
        finding = env["mall.market.research.finding"].create({"research_id": research.id, "name": "Raced Brand"})
        cls.users, cls.team_id, cls.finding_id = users.ids, team.id, finding.id
        cls.data = [("mall.market.research", research.ids), ("crm.team", team.ids), ("res.users", users.ids)]
        cls.partner_ids = users.partner_id.ids

    @classmethod
    def _remove_data(cls):
        with cls.registry.cursor() as cr:
            env = cls._get_env(cr)
            env["crm.lead"].with_context(active_test=False).search([("team_id", "=", cls.team_id)]).unlink()
            for model, ids in cls.data:
                env[model].browse(ids).unlink()
            env["res.partner"].browse(cls.partner_ids).unlink()

    def test_l1_1_two_sessions_make_one_lead_of_one_finding(self):
        def press(env):
            return env["mall.market.research.finding"].browse(self.finding_id).action_create_lead()["res_id"]

        first, second = self._race(*[(user, press) for user in self.users])
        self.assertEqual(first, second)
        with self.registry.cursor() as cr:
            leads = self._get_env(cr)["crm.lead"].search([("team_id", "=", self.team_id)])
            self.assertEqual(len(leads), 1)
            self.assertEqual(leads.finding_id.id, self.finding_id)

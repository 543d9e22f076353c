from odoo.exceptions import AccessError
from odoo.tests import tagged

from .market_common import MarketCommon

DEPARTMENT = ("mall_site_visit_action", "mall_market_research_finding_action", "mall_channel_report_action",
              "mall_leasing_forecast_report_action")  # fmt: skip
SHARED = ("mall_market_research_action", "mall_market_research_competitor_action", "mall_leasing_plan_action",
          "mall_leasing_plan_target_action")  # fmt: skip
UPWARDS = ("mall_leasing_plan_report_action", "mall_leasing_plan_proposal_action")
SETTING = ("mall_channel_cost_action", "mall_site_visit_criterion_action")


@tagged("post_install", "-at_install")
class TestMarketViews(MarketCommon):
    """DESIGN section 4: each role opens its screens of market and plan, and none of the others."""

    def _open(self, user, name):
        """Return the views of an action as the client asks for them, and read a page of its records."""
        action = self.env["ir.actions.act_window"].with_user(user)._for_xml_id(f"mall_leasing.{name}")
        model = self._as(self.env[action["res_model"]], user)
        answer = model.get_views([*action["views"], (False, "search")], {"toolbar": True, "load_filters": True})
        model.web_search_read([], {"display_name": {}}, limit=5)
        return action, answer["views"]

    def test_l1_1_lr1_1_every_role_opens_its_screens(self):
        roles = (
            (self.specialist, DEPARTMENT + SHARED),
            (self.manager, DEPARTMENT + SHARED + UPWARDS + SETTING),
            (self.leader, SHARED + UPWARDS),
        )
        for user, names in roles:
            for name in names:
                with self.subTest(user=user.login, action=name):
                    action, views = self._open(user, name)
                    self.assertEqual(set(views), {kind for _view, kind in action["views"]} | {"search"})

    def test_l1_1_lr1_1_nobody_reads_what_is_not_theirs(self):
        hidden = [name for name in DEPARTMENT if "finding" not in name]  # findings are part of published research
        for user, names in ((self.leader, hidden), (self.specialist, UPWARDS), (self.legal, DEPARTMENT + SHARED)):
            for name in names:
                with self.subTest(user=user.login, action=name), self.assertRaises(AccessError):
                    self._open(user, name)

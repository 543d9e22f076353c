from odoo.tests import Form, tagged

from .offer_common import OfferCommon


@tagged("post_install", "-at_install")
class TestPipelineViews(OfferCommon):
    """LR2.1: the screens a specialist works on."""

    def _open_action(self, user, xmlid):
        action = self.env["ir.actions.act_window"].with_user(user)._for_xml_id(xmlid)
        options = {"toolbar": True, "load_filters": True}
        views = [*action["views"], (action["search_view_id"] and action["search_view_id"][0], "search")]
        return action, self.env[action["res_model"]].with_user(user).get_views(views, options)

    def test_lr2_1_pipeline_and_offers_open_for_each_leasing_role(self):
        for user in (self.specialist, self.manager):
            for xmlid in ("mall_leasing.crm_lead_action", "mall_leasing.mall_offer_action"):
                action, answer = self._open_action(user, xmlid)
                self.assertEqual(
                    set(answer["views"]), {kind for _view, kind in action["views"]} | {"search"}, xmlid
                )

    def test_lr2_1_pipeline_shows_leasing_leads_only(self):
        action, _views = self._open_action(self.manager, "mall_leasing.crm_lead_action")
        self.assertEqual(action["domain"], "[('is_leasing', '=', True)]")

    def test_l2_1_pipeline_has_the_six_columns_though_empty(self):
        lead = self._create_lead()
        other = self.env["crm.stage"].create({"name": "Stage of All Teams"})
        groups = self.env["crm.lead"].with_context(mall_leasing_pipeline=True, read_group_expand=True).with_user(
            self.specialist
        ).web_read_group([("id", "=", lead.id)], ["stage_id"], [])
        shown = [group["stage_id"][0] for group in groups["groups"]]
        self.assertEqual(shown, self.env["crm.stage"].search([("leasing_step", "!=", False)]).ids)
        self.assertNotIn(other.id, shown)

    def test_lr2_1_lead_form_creates_a_complete_file(self):
        context = {"default_team_id": self.team.id, "default_type": "opportunity"}
        with Form(self.env["crm.lead"].with_user(self.specialist).with_context(**context)) as form:
            form.name = "Coffee on the ground floor"
            form.brand_name = "Blue Magpie"
            form.unit_ids.add(self.unit)
            form.area_wanted_min, form.area_wanted_max = 80, 120
            form.medium_id = self.env.ref("mall_leasing.utm_medium_trade_fair")
        self.assertEqual(form.record.property_id, self.property)
        self.assertEqual(form.record.trade_category_id, self.trade)
        self.assertEqual(form.record.company_id, self.company)

    def test_l3_1_offer_form_takes_over_what_the_lead_wants(self):
        lead = self._create_lead(unit_ids=[(6, 0, self.unit.ids)], trade_category_id=self.trade.id)
        action = lead.with_user(self.specialist).action_open_offer()
        self.assertFalse(action["res_id"])
        with Form(self.env["mall.offer"].with_user(self.specialist).with_context(**action["context"])) as form:
            self.assertEqual(form.area, 100)
            self.assertEqual(form.property_id, self.property)
            form.date_start, form.term_months, form.amount_rent = "2027-01-01", 24, 1900
            self.assertEqual(str(form.date_end), "2028-12-31")
            with form.rent_step_ids.new() as step:
                step.date_from, step.amount = "2028-01-01", 2000
        self.assertEqual(form.record.partner_id, self.tenant_partner)
        self.assertEqual(form.record.amount_rent_total, 12 * 100 * 1900 + 12 * 100 * 2000)
        self.assertEqual(lead.with_user(self.specialist).action_open_offer()["res_id"], form.record.id)

    def test_lr2_1_lists_and_kanban_cost_the_same_for_2_and_22(self):
        kanban = {
            "name": {}, "amount_budget": {}, "offer_count": {}, "lease_count": {},
            "partner_id": {"fields": {"display_name": {}}}, "unit_ids": {"fields": {"display_name": {}}},
        }  # fmt: skip
        offers = {
            "name": {}, "is_held": {}, "amount_net_effective": {}, "asking_difference_percent": {},
            "partner_id": {"fields": {"display_name": {}}}, "unit_ids": {"fields": {"display_name": {}}},
        }  # fmt: skip
        records = self._create_accepted_offers(22)
        for model, ids, spec in (
            ("crm.lead", records.lead_id.ids, kanban),
            ("mall.offer", records.ids, offers),
        ):
            few, many = (self._count_queries(model, ids[:count], spec) for count in (2, 22))
            self.assertEqual(few, many, model)

    def _count_queries(self, model, ids, spec):
        records = self.env(user=self.specialist)[model]
        records.web_search_read([("id", "in", ids)], spec)  # the user's rules and the registry's caches
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        records.web_search_read([("id", "in", ids)], spec)
        return self.env.cr.sql_log_count - before

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.mall_leasing.exceptions import OfferMoveRefused, StageNotProven
from odoo.addons.mall_leasing.models.client.crm_stage import LEASING_STEPS

from .offer_common import OfferCommon


@tagged("post_install", "-at_install")
class TestPipelineStages(OfferCommon):
    """L1-L5: a lead walks the regulation's six stages, and only on proof."""

    def test_l2_1_channels_of_the_regulation_exist(self):
        """L2.1: telemarketing, web promotion, trade fairs, referrals."""
        channels = self.env["utm.medium"].search([("is_leasing_channel", "=", True)])
        self.assertLessEqual({"Telemarketing", "Web Promotion", "Trade Fair", "Referral"}, set(channels.mapped("name")))

    def test_l2_1_every_leasing_team_has_the_six_stages_in_order(self):
        stages = self.env["crm.stage"].search([("team_ids", "in", self.other_team.ids)])
        self.assertEqual(stages.mapped("leasing_step"), [step for step, _label in LEASING_STEPS])
        self.assertEqual(stages.filtered("is_won").leasing_step, "follow_up")

    def test_l2_1_new_lead_begins_with_research(self):
        lead = self._create_lead()
        self.assertTrue(lead.is_leasing)
        self.assertEqual(lead.stage_id.leasing_step, "research")
        self.assertEqual(lead.company_id, self.company)

    def test_l2_1_lead_is_an_opportunity_although_sales_qualify_leads_first(self):
        self.specialist.group_ids += self.env.ref("crm.group_use_lead")
        lead = self.env["crm.lead"].with_user(self.specialist).create({"name": "Walked in", "team_id": self.team.id})
        self.assertEqual(lead.type, "opportunity")

    def test_l2_1_unassigned_lead_of_a_team_without_company_has_one(self):
        team = self._create_team("Everywhere", self.colleague.browse(), company_id=False)
        lead = self._create_lead(team_id=team.id, user_id=False, partner_id=False, company_id=False)
        self.assertEqual(lead.company_id, self.company)

    def test_lr1_3_leasing_team_with_clients_cannot_be_deleted(self):
        lead = self._create_lead()
        with self.assertRaisesRegex(UserError, "still has 1 leads"):
            self.team.with_user(self.manager).unlink()
        lead.team_id = self.other_team
        self.team.with_user(self.manager).unlink()
        self.assertEqual(len(self.env["crm.stage"].search([("team_ids", "in", self.other_team.ids)])), 6)

    def test_l3_1_joining_a_leasing_team_brings_a_leasing_stage(self):
        sales = self.env["crm.team"].create({"name": "Sales of Anything", "company_id": self.company.id})
        lead = self._create_lead(team_id=sales.id, user_id=False)
        self.assertFalse(lead.stage_id.leasing_step)
        lead.team_id = self.team
        self.assertEqual(lead.stage_id.leasing_step, "research")

    def test_l3_1_negotiation_needs_no_proof(self):
        lead = self._create_lead()
        lead.with_user(self.specialist).stage_id = self._stage("negotiation")
        self.assertEqual(lead.stage_id.leasing_step, "negotiation")

    def test_l3_2_letter_of_intent_refused_without_accepted_offer(self):
        lead = self._create_sent_offer().lead_id
        with self.assertRaisesRegex(StageNotProven, r"no offer is accepted yet.*specialist.*L3\.2"):
            lead.with_user(self.specialist).write({"stage_id": self._stage("intent").id})

    def test_l4_1_contract_refused_without_lease(self):
        lead = self._create_accepted_offer().lead_id
        with self.assertRaisesRegex(StageNotProven, r"no lease is drafted yet.*L4\.1"):
            lead.with_user(self.specialist).write({"stage_id": self._stage("contract").id})

    def test_l5_1_follow_up_refused_without_active_lease(self):
        offer = self._create_accepted_offer()
        offer.action_draft_lease()
        with self.assertRaisesRegex(StageNotProven, r"no lease is active yet.*L4\.2"):
            offer.lead_id.with_user(self.manager).write({"stage_id": self._stage("follow_up").id})

    def test_l5_1_winning_by_click_refused_without_active_lease(self):
        with self.assertRaises(StageNotProven):
            self._create_lead().with_user(self.manager).action_set_won()

    def test_l4_1_stage_refused_on_creation_by_value_and_by_context(self):
        stage = self._stage("contract")
        Lead = self.env["crm.lead"].with_user(self.specialist)
        values = {"name": "Born signed", "team_id": self.team.id}
        with self.assertRaises(StageNotProven):
            Lead.create({**values, "stage_id": stage.id})
        with self.assertRaises(StageNotProven):
            Lead.with_context(default_stage_id=stage.id).create(values)

    def test_l4_1_stage_of_sales_refused_for_leasing_lead(self):
        won = self.env["crm.stage"].create({"name": "Sold Somehow", "is_won": True})
        with self.assertRaisesRegex(StageNotProven, "no stage of leasing"):
            self._create_lead().with_user(self.specialist).write({"stage_id": won.id})

    def test_l4_1_stage_and_team_in_one_write_do_not_slip_through(self):
        sales = self.env["crm.team"].create({"name": "Sales of Anything", "company_id": self.company.id})
        lead = self._create_lead(team_id=sales.id, user_id=False)
        with self.assertRaises(StageNotProven):
            lead.write({"team_id": self.team.id, "stage_id": self._stage("follow_up").id})

    def test_l3_2_moving_back_is_allowed(self):
        lead = self._create_accepted_offer().lead_id
        lead.with_user(self.specialist).stage_id = self._stage("development")
        self.assertEqual(lead.stage_id.leasing_step, "development")
        lead.with_user(self.specialist).stage_id = self._stage("intent")
        self.assertEqual(lead.stage_id.leasing_step, "intent")

    def test_l3_1_offers_and_leases_move_the_lead_forward_only(self):
        offer = self._create_offer()
        lead = offer.lead_id
        self.assertEqual(lead.stage_id.leasing_step, "negotiation")
        offer.action_send()
        offer.action_accept()
        self.assertEqual(lead.stage_id.leasing_step, "intent")
        offer.action_draft_lease()
        self.assertEqual(lead.stage_id.leasing_step, "contract")
        lead._advance_to_stage("intent")
        self.assertEqual(lead.stage_id.leasing_step, "contract")

    def test_l5_1_active_lease_wins_the_lead_whoever_signs(self):
        """The leader who countersigns may not write leads; the lead moves on all the same."""
        lead = self._create_lead()
        self._create_lease(lead_id=lead.id, unit_ids=[(6, 0, self.unit.ids)])
        self.env.flush_all()
        self.env.cr.execute("UPDATE mall_lease SET state = 'active' WHERE lead_id = %s", [lead.id])
        self.env.invalidate_all()
        lead.with_user(self.leader)._advance_to_stage("follow_up")
        self.assertEqual(lead.won_status, "won")
        self.assertEqual(lead.probability, 100)

    def test_l3_2_lead_of_another_department_is_left_alone(self):
        sales = self.env["crm.team"].create({"name": "Sales of Anything", "company_id": self.company.id})
        lead = self._create_lead(team_id=sales.id, user_id=False)
        lead._advance_to_stage("intent")
        self.assertFalse(lead.stage_id.leasing_step)

    def test_l3_2_giving_a_lead_up_withdraws_its_offer_and_frees_the_unit(self):
        offer = self._create_accepted_offer()
        offer.lead_id.with_user(self.specialist).action_set_lost()
        self.assertEqual(offer.state, "withdrawn")
        self.assertFalse(offer.is_held)
        self.assertEqual(offer.lead_id.won_status, "lost")

    def test_l4_1_lead_with_a_lease_cannot_be_given_up(self):
        offer = self._create_accepted_offer()
        offer.action_draft_lease()
        with self.assertRaisesRegex(OfferMoveRefused, "lease .* was drafted from it"):
            offer.lead_id.with_user(self.specialist).action_set_lost()

    def test_l2_2_merging_files_takes_the_offers_along(self):
        first, second = self._create_lead(name="File A"), self._create_lead(name="File B", area_wanted_min=50)
        offer = self._create_sent_offer(lead_id=second.id)
        head = (first + second).with_user(self.manager).merge_opportunity()
        self.assertEqual(head.offer_ids, offer)
        self.assertEqual(head.area_wanted_min, 50)
        self.assertIn(self.unit, offer.unit_ids)

    def test_l2_2_merging_files_with_two_open_offers_refused(self):
        leads = self._create_sent_offer().lead_id + self._create_sent_offer().lead_id
        with self.assertRaisesRegex(UserError, "Only one open offer may remain"):
            leads.with_user(self.manager).merge_opportunity()

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .offer_common import OfferCommon


@tagged("post_install", "-at_install")
class TestPipelinePrivacy(OfferCommon):
    """DESIGN rule 6: a client's file belongs to its team; all through RPC as the lowest role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls._create_lead()
        cls.unassigned = cls._create_lead(name="Nobody's yet", user_id=False)

    def _can_read(self, user, lead):
        return bool(self._rpc(user, "crm.lead", "search_count", [("id", "=", lead.id)]))

    def test_lr2_1_specialist_reads_own_and_unassigned_leads_of_the_team(self):
        self.assertTrue(self._can_read(self.specialist, self.lead))
        self.assertTrue(self._can_read(self.specialist, self.unassigned))

    def test_lr2_1_specialist_works_on_the_team_s_leads(self):
        self._rpc(self.colleague, "crm.lead", "write", self.lead.ids, {"area_wanted_min": 30})
        self.assertEqual(self.lead.area_wanted_min, 30)

    def test_lr2_1_specialist_of_another_team_sees_nothing(self):
        """Nor the unassigned leads, which the core shows to every salesperson."""
        for lead in (self.lead, self.unassigned):
            self.assertFalse(self._can_read(self.outsider, lead))
            with self.assertRaises(AccessError):
                self._rpc(self.outsider, "crm.lead", "read", lead.ids, ["name"])
            with self.assertRaises(AccessError):
                self._rpc(self.outsider, "crm.lead", "write", lead.ids, {"user_id": self.outsider.id})

    def test_lr2_1_salespeople_of_other_departments_see_no_leasing_file(self):
        self.assertFalse(self._can_read(self.salesperson, self.lead))
        self.assertFalse(self._can_read(self.salesperson, self.unassigned))

    def test_lr2_1_salespeople_keep_their_own_leads(self):
        sales = self.env["crm.team"].create({"name": "Sales of Anything", "company_id": self.company.id})
        lead = self._create_lead(team_id=sales.id, user_id=False)
        teamless = self._create_lead(team_id=False, user_id=False)
        self.assertTrue(self._can_read(self.salesperson, lead))
        self.assertTrue(self._can_read(self.salesperson, teamless))

    def test_lr2_1_salespeople_work_on_their_leads_as_before(self):
        """Reading all fields, losing, winning and merging touch no offer, lease or unit they may not read."""
        sales = self.env["crm.team"].create({"name": "Sales of Anything", "company_id": self.company.id})
        first, second, third = [self._create_lead(team_id=sales.id, user_id=False, name=name) for name in "ABC"]
        self.assertNotIn("offer_ids", self._rpc(self.salesperson, "crm.lead", "read", first.ids, [])[0])
        for name in ("offer_ids", "offer_count", "lease_ids", "unit_ids"):
            with self.assertRaises(AccessError, msg=name):
                self._rpc(self.salesperson, "crm.lead", "read", first.ids, [name])
        self._rpc(self.salesperson, "crm.lead", "action_set_lost", third.ids)
        head = (first + second).with_user(self.salesperson).merge_opportunity()
        self._rpc(self.salesperson, "crm.lead", "action_set_won", head.ids)
        self.assertEqual((third.won_status, head.won_status), ("lost", "won"))

    def test_lr1_1_manager_and_team_leader_read_the_lead(self):
        self.assertTrue(self._can_read(self.manager, self.lead))
        self.team.user_id = self.outsider
        self.assertTrue(self._can_read(self.outsider, self.lead))

    def test_lr2_1_manager_of_another_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Other Mall Company"})
        manager = self._create_user(
            "t_other_manager",
            "mall_leasing.group_mall_leasing_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        offer = self._create_offer(lead_id=self.lead.id)
        self.assertFalse(self._can_read(manager, self.lead))
        self.assertFalse(self._rpc(manager, "mall.offer", "search_count", [("id", "=", offer.id)]))

    def test_lr2_1_portal_user_gets_neither_leads_nor_offers(self):
        offer = self._create_sent_offer(lead_id=self.lead.id)
        for record in (self.lead, offer, offer.rent_step_ids):
            with self.assertRaises(AccessError):
                self._rpc(self.tenant, record._name, "search_read", [], ["id"])
        with self.assertRaises(AccessError):
            self._rpc(self.tenant, "mall.offer", "action_accept", offer.ids)

    def test_lr2_1_specialist_of_another_team_can_neither_read_nor_accept_an_offer(self):
        offer = self._create_sent_offer(lead_id=self.lead.id, rent_step_ids=[(0, 0, {"date_from": "2027-06-01", "amount": 2000})])
        for record in (offer, offer.rent_step_ids):
            self.assertFalse(self._rpc(self.outsider, record._name, "search_count", [("id", "=", record.id)]))
            with self.assertRaises(AccessError):
                self._rpc(self.outsider, record._name, "read", record.ids, ["company_id"])
        for method in ("action_accept", "action_decline", "action_withdraw", "action_counter", "action_release_hold"):
            with self.assertRaises(AccessError, msg=method):
                self._rpc(self.outsider, "mall.offer", method, offer.ids)
        self.assertEqual(offer.state, "sent")

    def test_lr2_1_specialist_cannot_open_talks_on_another_team_s_lead(self):
        with self.assertRaises(AccessError):
            self._rpc(self.outsider, "mall.offer", "create", [{"lead_id": self.lead.id}])

    def test_lr2_1_reassigning_the_lead_moves_the_right_to_its_offers(self):
        offer = self._create_offer(lead_id=self.lead.id)
        self.lead.write({"team_id": self.other_team.id, "user_id": self.outsider.id})
        self.assertTrue(self._rpc(self.outsider, "mall.offer", "search_count", [("id", "=", offer.id)]))
        self.assertFalse(self._rpc(self.colleague, "mall.offer", "search_count", [("id", "=", offer.id)]))

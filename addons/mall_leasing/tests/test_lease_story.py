from odoo.tests import tagged

from .lease_common import LeaseCase


@tagged("-at_install", "post_install")
class TestLeaseStory(LeaseCase):
    """L3.2 to L4.2 in one go: from the accepted offer to the lease in force, by four people."""

    def test_l4_2_from_accepted_offer_to_lease_in_force(self):
        """The hold becomes the lease's, the lead follows by itself, the contract bills, the deal is won."""
        lead = self._create_lead(team_id=self.env.ref("mall_leasing.team_leasing").id)
        offer = self._as(
            self._create_offer(lead_id=lead.id, unit_ids=[(6, 0, self.unit.ids)], amount_rent=1500, amount_deposit=300000),
            self.specialist,
        )
        offer.action_send()
        offer.action_accept()
        self.assertEqual(self.unit.with_context(mall_date="2027-06-01").state, "held")
        lease = self.env["mall.lease"].browse(offer.action_draft_lease()["res_id"])
        self.assertEqual((lease.offer_id, lease.lead_id), (offer, lead))
        self.assertEqual(lead.stage_id, self.env.ref("mall_leasing.stage_contract"))
        self._submit(lease)
        self.assertEqual(self.unit.with_context(mall_date="2027-06-01").state, "let")
        self.assertEqual(lease.occupancy_ids.mapped("kind"), ["lease"])
        self._approve(lease, self.legal)
        self._approve(lease, self.leader)
        self._sign(lease)
        self._countersign(lease)
        self.assertEqual(lease.state, "active")
        self.assertEqual(lease.contract_id.contract_line_ids.mall_charge_id, lease.charge_ids)
        self.assertEqual(lead.stage_id, self.env.ref("mall_leasing.stage_follow_up"))

    def test_l4_1_an_offer_has_one_lease(self):
        """A second click opens the lease that is there; a cancelled one makes room."""
        offer = self._as(self._create_offer(unit_ids=[(6, 0, self.unit.ids)], amount_rent=1500), self.specialist)
        offer.action_send()
        offer.action_accept()
        first = offer.action_draft_lease()["res_id"]
        self.assertEqual(offer.action_draft_lease()["res_id"], first)

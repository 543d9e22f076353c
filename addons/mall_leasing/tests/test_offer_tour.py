from odoo.tests import HttpCase, tagged

from .offer_common import OfferCommon


@tagged("post_install", "-at_install")
class TestOfferTour(OfferCommon, HttpCase):
    """L3.1, L3.2: a specialist talks a client from the pipeline to the drafted lease, on the screen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.specialist.lang = "en_US"
        cls.env["crm.stage"].create({"name": "Everybody's Stage"})

    def test_l3_2_talks_on_the_screen_end_in_a_lease(self):
        lead = self._create_lead(name="Coffee at the corner", unit_ids=[(6, 0, self.unit.ids)])
        self.start_tour("/odoo/leasing-pipeline", "mall_leasing_offer", login="t_specialist")
        first, second = lead.offer_ids.sorted("round")
        self.assertEqual((first.state, second.state), ("superseded", "accepted"))
        self.assertEqual(second.amount_rent, 1750)
        self.assertEqual(lead.lease_ids.offer_id, second)
        self.assertEqual(lead.stage_id.leasing_step, "contract")

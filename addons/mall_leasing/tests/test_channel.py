import psycopg2

from odoo.tests import tagged
from odoo.tools import mute_logger

from .market_common import MarketCommon


@tagged("post_install", "-at_install")
class TestChannel(MarketCommon):
    """L2.1: clients are developed through several channels, and each is measured."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.walk_in = cls.env.ref("mall_leasing.utm_medium_walk_in")
        cls.leads = cls.env["crm.lead"].union(*[cls._create_lead(medium_id=cls.medium.id) for _number in range(4)])
        cls._create_lead(medium_id=cls.walk_in.id)

    def _create_cost(self, amount=60000, **values):
        costs = self._as(self.env["mall.channel.cost"], self.manager)
        return costs.create({"medium_id": self.medium.id, "date_month": "2026-11-17", "amount": amount, **values})

    def _read(self, user=None, domain=(), groupby="medium_id"):
        self.env.flush_all()
        report = self._as(self.env["mall.channel.report"], user or self.manager)
        names = ("lead_count", "visit_count", "offer_count", "lease_count", "amount_signed", "amount_cost")
        specs = [f"{name}:sum" for name in names] + ["cost_per_lead:avg", "cost_per_lease:avg", "lease_rate:avg"]
        return {group: values for group, *values in report._read_group(list(domain), [groupby], specs)}

    def test_l2_1_channel_shows_what_it_brought_and_cost(self):
        lead = self.leads[0]
        self._create_visit(lead_id=lead.id).action_done()
        self._create_visit(lead_id=lead.id)  # planned only
        self._create_sent_offer(lead_id=lead.id)
        self._sign_lease(lead_id=lead.id, rent=100000)
        self._create_cost()
        found = self._read()
        self.assertEqual(found[self.medium], [4, 1, 1, 1, 1200000, 60000, 15000, 60000, 0.25])
        self.assertEqual(found[self.walk_in][:6], [1, 0, 0, 0, 0, 0])

    def test_l2_1_ratios_divide_the_sums_and_are_empty_without_leases(self):
        self._create_cost()
        cost_per_lead, cost_per_lease = self._read()[self.medium][6:8]
        self.assertEqual(cost_per_lead, 15000)
        self.assertIs(cost_per_lease, False)

    def test_l2_1_lost_leads_still_count(self):
        self.leads[0].active = False
        self.assertEqual(self._read()[self.medium][0], 4)

    def test_l2_1_rows_open_their_records(self):
        self.env.flush_all()
        report = self._as(self.env["mall.channel.report"], self.manager)
        row = report.search([("event", "=", "lead"), ("medium_id", "=", self.walk_in.id)])
        action = row.action_open_record()
        self.assertEqual(self.env[action["res_model"]].browse(action["res_id"]).medium_id, self.walk_in)

    def test_l2_1_period_property_and_team_narrow_it(self):
        self._backdate(self.leads[:2], "2026-08-10 04:00:00")
        self.leads[3].property_id = self.property
        quarter = [("date", ">=", "2026-10-01"), ("date", "<=", "2026-12-31")]
        self.assertEqual(self._read(domain=[("date", "<", "2026-10-01")])[self.medium][0], 2)
        self.assertIn(self.medium, self._read(domain=[("property_id", "=", self.property.id)]))
        self.assertEqual(self._read(domain=[("property_id", "=", self.property.id)])[self.medium][0], 1)
        self.assertFalse(self._read(domain=[("team_id", "=", self.other_team.id), *quarter]))

    def test_l2_1_cost_is_kept_on_the_first_of_its_month_once(self):
        cost = self._create_cost()
        self.assertEqual(str(cost.date_month), "2026-11-01")
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.UniqueViolation):
            self._create_cost(date_month="2026-11-30")
            self.env.flush_all()
        self._create_cost(property_id=self.property.id)

    def test_l2_1_specialist_sees_the_own_team_s_clients_only(self):
        self.assertEqual(self._read(self.specialist)[self.medium][0], 4)
        self.assertFalse(self._read(self.outsider))

    def test_l2_1_whole_report_takes_one_query_for_2_leads_and_for_22(self):
        few = self._count_queries(self._read)
        for _number in range(18):
            self._create_lead(medium_id=self.medium.id)
        self.assertEqual(self._count_queries(self._read), few)

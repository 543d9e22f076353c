from datetime import date

from odoo.tests import tagged

from .market_common import MarketCommon

FIRST, LAST = date(2026, 10, 1), date(2026, 12, 31)


@tagged("post_install", "-at_install")
class TestLeasingMeasures(MarketCommon):
    """LK1 to LK4: figures per person, each with the records it is made of, one query each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Taipei"
        cls.people = cls.specialist | cls.colleague

    def _measure(self, indicator, first=FIRST, last=LAST, users=None):
        measures = self.env["mall.leasing.measures"].with_company(self.company)
        return getattr(measures, f"_measure_leasing_{indicator}")(users or self.people, first, last)

    def _search(self, model, domain):
        return self.env[model].with_context(active_test=False).search(domain)

    def _create_valid_lead(self, day="2026-11-02 03:00:00", **values):
        if "partner_id" not in values:
            values["partner_id"] = self.env["res.partner"].create({"name": "New Client", "is_company": True}).id
        lead = self._create_lead(**values)
        self.env["mall.communication"]._log([{"lead_id": lead.id, "kind": "call", "summary": "Called"}])
        return self._backdate(lead, day)

    # --- LK1, LK3

    def test_lk1_counts_leases_countersigned_in_the_quarter_by_the_day_of_the_mall(self):
        inside = self._sign_lease("2026-09-30 16:00:00") | self._sign_lease("2026-12-31 15:59:59")  # Taipei: 1 Oct, 31 Dec
        self._sign_lease("2026-09-30 15:59:59")  # still September there
        self._sign_lease("2026-12-31 16:00:00")  # already 2027 there
        self._create_lease()
        found = self._measure("completion")
        self.assertEqual({user: value for user, (value, _domain) in found.items()}, {self.specialist.id: 2, self.colleague.id: 0})
        self.assertEqual(self._search("mall.lease", found[self.specialist.id][1]), inside)
        self.assertFalse(self._search("mall.lease", found[self.colleague.id][1]))

    def test_lk1_renewals_count_amendments_do_not(self):
        first = self._sign_lease()
        self.env.cr.execute("UPDATE mall_lease SET kind = 'amendment', predecessor_id = id WHERE id = %s", [first.id])
        self.env.invalidate_all()
        self.assertEqual(self._measure("completion")[self.specialist.id][0], 0)
        self.env.cr.execute("UPDATE mall_lease SET kind = 'renewal' WHERE id = %s", [first.id])
        self.env.invalidate_all()
        self.assertEqual(self._measure("completion")[self.specialist.id][0], 1)

    def test_lk1_other_companies_do_not_count(self):
        self._sign_lease()
        other = self.env["res.company"].create({"name": "Other Mall"})
        measures = self.env["mall.leasing.measures"].with_company(other)
        self.assertEqual(measures._measure_leasing_completion(self.people, FIRST, LAST)[self.specialist.id][0], 0)

    def test_lk3_adds_up_the_rent_of_the_terms(self):
        self._sign_lease(rent=100000)
        self._sign_lease(rent=50000, date_start="2027-01-01", date_end="2027-06-30")
        self.assertEqual(self._measure("signed_amount")[self.specialist.id][0], 1200000 + 300000)

    def test_lk3_rent_of_the_term_takes_steps_free_time_and_area(self):
        unit = self._create_unit("1F-77")
        step = [(0, 0, {"date_from": "2027-03-01", "amount": 1000}), (0, 0, {"date_from": "2027-07-01", "amount": 1100})]
        charge = {"kind": "base_rent", "basis": "area", "amount": 0, "step_ids": step}
        fee = {"kind": "management_fee", "amount": 9999}
        lease = self._create_lease(unit_ids=[(6, 0, unit.ids)], charge_ids=[(0, 0, charge), (0, 0, fee)])
        self.assertEqual(lease.amount_rent_term, 100 * (4 * 1000 + 6 * 1100))

    def test_lk3_signed_amount_stands_though_the_price_changes_later(self):
        lease = self._sign_lease(rent=100000)
        self.env.cr.execute("UPDATE mall_lease_charge SET amount = 1 WHERE lease_id = %s", [lease.id])
        self.env.invalidate_all()
        lease._compute_amount_rent_term()
        self.assertEqual(lease.amount_rent_term, 1200000)

    # --- LK2

    def test_lk2_counts_first_leads_of_identified_clients_with_a_contact(self):
        valid = self._create_valid_lead()
        found = self._measure("new_clients")[self.specialist.id]
        self.assertEqual(found[0], 1)
        self.assertEqual(self._search("crm.lead", found[1]), valid)

    def test_lk2_offer_sent_makes_the_client_valid_too(self):
        lead = self._create_lead(partner_id=self.env["res.partner"].create({"name": "Offered"}).id)
        self._backdate(lead, "2026-11-02 03:00:00")
        offer = self._create_offer(lead_id=lead.id, partner_id=lead.partner_id.id)
        self.assertEqual(self._measure("new_clients")[self.specialist.id][0], 0)
        offer.action_send()
        self.assertEqual(self._measure("new_clients")[self.specialist.id][0], 1)

    def test_lk2_second_lead_of_a_company_is_no_new_client(self):
        company = self.env["res.partner"].create({"name": "Group", "is_company": True})
        branch = self.env["res.partner"].create({"name": "Branch", "parent_id": company.id})
        self._create_valid_lead("2026-08-02 03:00:00", partner_id=company.id)
        self._create_valid_lead(partner_id=branch.id)
        self.assertEqual(self._measure("new_clients")[self.specialist.id][0], 0)
        self.assertEqual(self._measure("new_clients", date(2026, 7, 1), date(2026, 9, 30))[self.specialist.id][0], 1)

    def test_lk2_leads_without_client_or_contact_do_not_count(self):
        self._backdate(self._create_lead(partner_id=False), "2026-11-02 03:00:00")
        self._backdate(self._create_lead(partner_id=self.tenant_partner.id), "2026-11-02 03:00:00")
        self.assertEqual(self._measure("new_clients")[self.specialist.id][0], 0)

    def test_lk2_lost_leads_count(self):
        self._create_valid_lead().active = False
        found = self._measure("new_clients")[self.specialist.id]
        self.assertEqual((found[0], len(self._search("crm.lead", found[1]))), (1, 1))

    # --- LK4

    def test_lk4_averages_answered_questionnaires_only(self):
        lease = self._sign_lease()
        visits = self.env["mall.return.visit"].create(
            [{"lease_id": lease.id, "date_planned": "2026-11-05", "user_id": self.specialist.id} for _number in range(3)]
        )
        self.env.flush_all()
        for visit, (state, satisfaction) in zip(visits, (("answered", 90), ("answered", 60), ("asked", 0)), strict=True):
            self.env.cr.execute(
                "UPDATE mall_return_visit SET state = 'done', date_done = '2026-11-05', survey_state = %s, satisfaction = %s "
                "WHERE id = %s",
                [state, satisfaction, visit.id],
            )
        self.env.invalidate_all()
        found = self._measure("satisfaction")
        self.assertEqual((found[self.specialist.id][0], found[self.colleague.id][0]), (75, 0))
        self.assertEqual(self._search("mall.return.visit", found[self.specialist.id][1]), visits[:2])

    # --- cost

    def test_lk5_each_figure_takes_one_query_for_2_people_and_for_22(self):
        crowd = self.env["res.users"].union(
            *[self._create_user(f"t_crowd_{number}", "base.group_user") for number in range(20)]
        )
        self._sign_lease()
        for indicator in ("completion", "new_clients", "signed_amount", "satisfaction"):
            few, many = (
                self._count_queries(lambda users=users, name=indicator: self._measure(name, users=users))
                for users in (self.people, self.people | crowd)
            )
            self.assertEqual((few, many), (few, few), indicator)
            self.assertLessEqual(many, 3, indicator)  # the figure itself, and company and zone read once

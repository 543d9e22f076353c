from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.mall_leasing.exceptions import OfferMoveRefused

from .offer_common import OfferCommon


@tagged("post_install", "-at_install")
class TestOfferComparison(OfferCommon):
    """L3.1, L3.2: offers side by side."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        first = cls._create_sent_offer(amount_deposit=500000)
        first.action_counter()
        second = first.lead_id.offer_ids - first
        second.write({"amount_rent": 1500, "rent_free_months": 2})
        cls.lead, cls.rounds = first.lead_id, first + second

    def _compare(self, source, records, user=None):
        return self._rpc(user or self.specialist, "mall.offer", "get_comparison", source, records.ids)

    def _row(self, data, name):
        return next(row for section in data["sections"] for row in section["rows"] if row["name"] == name)

    def test_l3_2_rounds_stand_in_order_with_who_proposed_them(self):
        data = self._compare("crm.lead", self.lead)
        self.assertEqual(data["mode"], "rounds")
        self.assertEqual([column["title"] for column in data["columns"]], ["Round 1", "Round 2"])
        self.assertEqual([column["side"] for column in data["columns"]], ["proposed by Landlord", "proposed by Tenant"])

    def test_l3_2_what_changed_against_the_round_before_is_marked(self):
        data = self._compare("crm.lead", self.lead)
        changed = {row["name"] for section in data["sections"] for row in section["rows"] if row["cells"][1]["changed"]}
        self.assertLessEqual({"amount_rent", "rent_free_months", "amount_net_effective", "amount_present_value"}, changed)
        self.assertFalse(changed & {"amount_deposit", "partner_id", "unit_ids", "date_start", "amount_rent_asking"})
        self.assertFalse(any(row["cells"][0]["changed"] for section in data["sections"] for row in section["rows"]))
        self.assertIn("1,500", self._row(data, "amount_rent")["cells"][1]["lines"][0])

    def test_l3_1_rival_offers_for_a_unit_show_the_best_figure(self):
        rival = self._create_offer(amount_rent=2100)
        data = self._compare("mall.unit", self.unit)
        self.assertEqual(data["mode"], "clients")
        self.assertEqual(data["offer_ids"], (self.rounds[1] + rival).ids)
        for name in ("amount_rent_year", "amount_net_effective", "amount_present_value"):
            self.assertEqual([cell["best"] for cell in self._row(data, name)["cells"]], [False, True], name)
        self.assertFalse(any(cell["best"] for cell in self._row(data, "amount_rent_asking")["cells"]))

    def test_l3_1_equal_figures_are_not_ranked(self):
        rival = self._create_offer(amount_rent=1500, rent_free_months=2)
        data = self._compare("mall.offer", self.rounds[1] + rival)
        self.assertFalse(any(cell["best"] for section in data["sections"] for row in section["rows"] for cell in row["cells"]))

    def test_l3_2_nobody_compares_what_they_may_not_read(self):
        with self.assertRaisesRegex(OfferMoveRefused, "no offer to compare"):
            self._compare("crm.lead", self.lead, self.outsider)
        with self.assertRaises(AccessError):
            self._compare("crm.lead", self.lead, self.tenant)
        with self.assertRaisesRegex(OfferMoveRefused, "chosen from the list"):
            self._compare("res.users", self.specialist)

    def test_l3_2_more_than_fits_side_by_side_is_refused(self):
        offers = self.env["mall.offer"].union(*[self._create_offer() for _number in range(13)])
        with self.assertRaisesRegex(OfferMoveRefused, "At most 12"):
            self._compare("mall.offer", offers)

    def test_l3_1_comparison_costs_the_same_for_2_and_12_offers(self):
        offers = self.env["mall.offer"].union(*[self._create_offer() for _number in range(12)])
        counts = []
        for chosen in (offers[:2], offers[:2], offers):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            offers.browse(chosen.ids).with_user(self.specialist)._get_comparison()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_l3_2_comparison_is_printed(self):
        report = self.env["ir.actions.report"].with_user(self.specialist)
        html = report._render_qweb_html("mall_leasing.report_mall_offer_comparison", self.rounds.ids)[0].decode()
        self.assertIn("Round 2", html)
        self.assertIn("#fff3cd", html)
        action = self.rounds.with_user(self.specialist).action_print_comparison()
        self.assertEqual(action["report_name"], "mall_leasing.report_mall_offer_comparison")

    def test_l3_2_buttons_open_the_comparison(self):
        for record, method, source in (
            (self.lead, "action_compare_rounds", "crm.lead"),
            (self.rounds[0], "action_compare_rounds", "crm.lead"),
            (self.rounds, "action_compare", "mall.offer"),
            (self.unit, "action_compare_offers", "mall.unit"),
        ):
            action = getattr(record.with_user(self.specialist), method)()
            self.assertEqual((action["tag"], action["params"]["source"]), ("mall_leasing.offer_comparison", source))

from lxml import etree

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .offer_common import OfferCommon


@tagged("-at_install", "post_install")
class TestBounds(OfferCommon):
    """Numbers and dates nobody can work with are refused in one sentence, wherever they come from."""

    OFFER = {
        "term_months": (10**6, 10**12),
        "rent_free_months": (10**8,),
        "rent_free_days": (10**8,),
        "amount_rent": (1e300, float("inf"), float("nan"), "much"),
        "amount_deposit": (1e300,),
        "date_start": ("9999-12-01", "0001-01-01", "2027-13-45"),
    }

    def test_offer_out_of_bounds_is_refused(self):
        """On creating and on writing, naming the field."""
        offer = self._create_offer(unit_ids=[(6, 0, self.unit.ids)])
        for name, values in self.OFFER.items():
            label = offer._fields[name]._description_string(self.env)
            for value in values:
                with self.subTest(name=name, value=value), self.assertRaises(ValidationError) as caught:
                    self._rpc(self.specialist, "mall.offer", "write", [offer.id], {name: value})
                self.assertIn(label, str(caught.exception))
                with self.subTest(name=name, value=value), self.assertRaises(ValidationError):
                    self._create_offer(**{name: value})

    def test_form_survives_what_is_being_typed(self):
        """An onchange with absurd numbers shows no figures, and no error."""
        spec = {"date_end": {}, "amount_rent_total": {}}
        for values in (
            {"term_months": 10**9, "date_start": "2027-01-01"},
            {"term_months": 12, "date_start": "9999-12-01"},
            {"term_months": 12, "date_start": "2027-01-01", "rent_free_days": 10**9},
            {"term_months": 12, "date_start": "2027-01-01", "amount_rent": 1e300},
        ):
            with self.subTest(values):
                form = {"lead_id": self._create_lead().id, **values}
                answer = self._rpc(self.specialist, "mall.offer", "onchange", [], form, list(values), spec)
                self.assertFalse(answer["value"].get("amount_rent_total"))

    def test_lease_out_of_bounds_is_refused(self):
        """Dates and deposit of the lease, amounts of its charges and steps."""
        charge = {"kind": "base_rent", "amount": 1}
        for values in (
            {"date_end": "9999-12-31"},
            {"date_handover": "0001-01-01"},
            {"amount_deposit": 1e300},
            {"charge_ids": [(0, 0, {**charge, "amount": 1e300})]},
            {"charge_ids": [(0, 0, {**charge, "step_ids": [(0, 0, {"date_from": "2027-02-01", "amount": 1e300})]})]},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self._create_lease(**values)

    def test_new_offer_has_a_word_for_its_name_and_starts_from_the_asking_rent(self):
        """Before it is saved an offer is New; a price per m2 that nobody gave is the listed one."""
        defaults = self._rpc(self.specialist, "mall.offer", "onchange", [], {}, [], {"name": {}})
        self.assertEqual(defaults["value"]["name"], "New")
        values = {"lead_id": self._create_lead().id, "unit_ids": [(6, 0, self.unit.ids)]}
        offer = self.env["mall.offer"].create(values)
        self.assertEqual((offer.amount_rent, offer.property_id), (2000.0, self.property))
        self.assertRegex(offer.name, r"^O/")
        for given, expected in (({"amount_rent": 1500}, 1500), ({"rent_basis": "flat"}, 0), ({"turnover_percent": 8}, 0)):
            offer.action_withdraw()
            offer = self.env["mall.offer"].create({**values, **given})
            self.assertEqual(offer.amount_rent, expected)

    def test_what_is_given_for_one_field_leaves_the_others_to_the_lead(self):
        """Naming the units does not keep brand, trade, mall and client of the lead from the offer."""
        brand = self.env["mall.brand"].create({"name": "Test Brand"})
        lead = self._create_lead(brand_id=brand.id, trade_category_id=self.trade.id, property_id=self.property.id)
        offer = self.env["mall.offer"].create({"lead_id": lead.id, "unit_ids": [(6, 0, self.unit.ids)]})
        self.assertEqual(
            (offer.partner_id, offer.brand_id, offer.trade_category_id, offer.property_id),
            (self.tenant_partner, brand, self.trade, self.property),
        )

    def test_enrichment_is_not_offered_on_leasing_leads(self):
        """Where the add-on that sells company data is installed, its button is hidden on clients of leasing."""
        arch = self.env["crm.lead"].get_view(view_type="form")["arch"]
        buttons = etree.fromstring(arch).findall(".//button[@name='iap_enrich']")
        if "iap_enrich" not in dir(type(self.env["crm.lead"])):
            self.assertFalse(buttons)
            return
        self.assertTrue(buttons)
        for button in buttons:
            self.assertIn("is_leasing", button.get("invisible"))

"""Invoices made complete are the invoices an ordinary create makes: to the cent and to the column. Clause: L4.1."""

from unittest.mock import patch

from odoo import Command
from odoo.tests import TransactionCase, tagged

#: What tells one record from another, or when it was made.
OWN = {"id", "move_id", "create_date", "write_date", "access_token", "matching_number", "analytic_line_ids"}


class EqualCase(TransactionCase):
    """Make invoices in both ways and compare them."""

    CURRENCY = "base.USD"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True, "lang": "en_US"})
        cls._use_company("Equal Mall", cls.env.ref(cls.CURRENCY))
        cls.tenant = cls.env["res.partner"].create({"name": "Jade Spoon Ltd.", "is_company": True})
        cls.tag = cls.env["account.account.tag"].create({"name": "+box 1", "applicability": "taxes"})
        cls.tag_tax = cls.env["account.account.tag"].create({"name": "+box 2", "applicability": "taxes"})

    @classmethod
    def _use_company(cls, name, currency):
        """Work in a new company with a chart of accounts of its own."""
        currency.active = True
        cls.company = cls.env["res.company"].create({"name": name, "currency_id": currency.id, "country_id": cls.env.ref("base.us").id})
        cls.env.user.company_ids += cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.env["account.chart.template"].try_loading("generic_coa", company=cls.company, install_demo=False)
        cls.company = cls.company.with_env(cls.env)
        cls.company.currency_id = currency
        cls.Move = cls.env["account.move"]
        cls.journal = cls.env["account.journal"].search([("type", "=", "sale"), ("company_id", "=", cls.company.id)], limit=1)
        cls.revenue = cls._account("410001", "income")
        cls.tax_account = cls._account("210001", "liability_current")

    @classmethod
    def _account(cls, code, kind, **values):
        return cls.env["account.account"].create({"name": f"Account {code}", "code": code, "account_type": kind, **values})

    # === BUILDERS === #

    def _tax(self, name, amount=5.0, **values):
        """Build a sale tax whose base and tax carry tags."""
        shares = [
            Command.create({"repartition_type": "base", "tag_ids": [Command.set(self.tag.ids)]}),
            Command.create(
                {
                    "repartition_type": "tax",
                    "account_id": self.tax_account.id,
                    "tag_ids": [Command.set(self.tag_tax.ids)],
                }
            ),
        ]
        return self.env["account.tax"].create(
            {"name": name, "amount": amount, "type_tax_use": "sale", "invoice_repartition_line_ids": shares, **values}
        )

    def _service(self, name, taxes=()):
        return self.env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "property_account_income_id": self.revenue.id,
                "taxes_id": [Command.set([tax.id for tax in taxes])],
            }
        )

    def _values(self, *lines, **values):
        """Build the values of one invoice of (service, price) lines, as the billing run prepares them."""
        return {
            "move_type": "out_invoice",
            "company_id": self.company.id,
            "partner_id": self.tenant.id,
            "ref": "L/1",
            "currency_id": self.company.currency_id.id,
            "invoice_date": "2026-10-01",
            "date": "2026-10-01",
            "auto_post": "at_date",
            "journal_id": self.journal.id,
            "invoice_origin": "L/1",
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": service.id,
                        "product_uom_id": service.uom_id.id,
                        "name": f"{service.name} October",
                        "quantity": 1,
                        "discount": 0.0,
                        "price_unit": price,
                        "sequence": 10,
                        "display_type": "product",
                    }
                )
                for service, price in lines
            ],
            **values,
        }

    def _columns(self, record):
        """Return every stored value of a record but its own marks."""
        values = record.read([name for name, field in record._fields.items() if field.store and name not in OWN], load=None)[0]
        values.pop("id")  # read() adds it unasked
        return {name: value for name, value in values.items() if not (record._name == "account.move" and name.endswith("line_ids"))}

    def _differences(self, one, other):
        """Return the columns in which two invoices or their items differ, items in their order."""
        self.env.flush_all()
        pairs = [(one, other), *zip(one.line_ids.sorted("id"), other.line_ids.sorted("id"), strict=True)]
        found = []
        for left, right in pairs:
            mine, theirs = self._columns(left), self._columns(right)
            found += [(left._name, name, mine[name], theirs[name]) for name in mine if mine[name] != theirs[name]]
        return found

    def _assert_equal(self, *values, fast=True):
        """Make the invoices both ways, compare them as drafts, post them, compare again."""
        whole = []
        with patch.object(type(self.Move), "_complete_one", autospec=True, side_effect=type(self.Move)._complete_one) as spy:
            ours = self.Move._create_lease_invoices([{**vals} for vals in values])
            whole = spy.call_args_list
        self.assertEqual(bool(whole), fast, "the complete way was taken where the ordinary one was due, or not taken")
        ordinary = self.Move.create([{**vals} for vals in values])
        for one, other in zip(ours, ordinary, strict=True):
            self.assertEqual(self._differences(one, other), [])
            self.assertTrue(one.line_ids)
        (ours + ordinary).auto_post = "no"
        for one, other in zip(ours, ordinary, strict=True):
            (one + other).name = False
            one.action_post()
            other.action_post()
            numbers = {"name", "sequence_number", "payment_reference", "move_name", "made_sequence_gap", "access_url"}
            rest = [row for row in self._differences(one, other) if row[1] not in numbers]
            # The reference a customer pays under is the invoice's own number, on its due lines too.
            rest = [row for row in rest if not (row[0] == "account.move.line" and row[1] == "name")]
            self.assertEqual(rest, [])


@tagged("post_install", "-at_install")
class TestBillingEqual(EqualCase):
    """Fixtures of tax, due dates and fiscal position, each made twice and compared."""

    def test_l4_1_items_equal_without_tax(self):
        """No tax at all, several lines."""
        service = self._service("Rent")
        self._assert_equal(self._values((service, 30000), (service, 123.45)))

    def test_l4_1_items_equal_price_excluded_and_included(self):
        """Five percent on top, and five percent inside the price, on odd amounts."""
        on_top = self._service("Rent", [self._tax("on top")])
        inside = self._service("Fee", [self._tax("inside", price_include_override="tax_included")])
        self._assert_equal(self._values((on_top, 19000.01), (inside, 777.77), (inside, 0.37)))

    def test_l4_1_items_equal_several_taxes_and_bases(self):
        """Two taxes on one line, one of them on top of the other, another line with one of them only."""
        first = self._tax("first", 7.0, include_base_amount=True, sequence=1)
        second = self._tax("second", 3.3, sequence=2)
        self._assert_equal(
            self._values((self._service("Rent", [first, second]), 3333.33), (self._service("Fee", [second]), 41.05))
        )

    def test_l4_1_items_equal_group_of_taxes(self):
        """A tax that is a group of taxes with tags of their own."""
        children = self._tax("child a", 2.5) + self._tax("child b", 2.5)
        group = self.env["account.tax"].create(
            {"name": "group", "amount_type": "group", "type_tax_use": "sale", "children_tax_ids": [Command.set(children.ids)]}
        )
        self._assert_equal(self._values((self._service("Rent", [group]), 1999.99)))

    def test_l4_1_items_equal_rounded_globally(self):
        """Taxes rounded on the invoice, not on the line: three lines that each lose a fraction."""
        self.company.tax_calculation_rounding_method = "round_globally"
        service = self._service("Rent", [self._tax("on top", 5.5)])
        self._assert_equal(self._values(*[(service, 0.85)] * 3, (service, 17.17)))

    def test_l4_1_items_equal_in_several_instalments(self):
        """A payment term with a part now, a part at month end: two receivable lines."""
        term = self.env["account.payment.term"].create(
            {
                "name": "30 % now, the rest later",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 30, "nb_days": 0}),
                    Command.create({"value": "percent", "value_amount": 70, "nb_days": 25, "delay_type": "days_after_end_of_month"}),
                ],
            }
        )
        service = self._service("Rent", [self._tax("on top")])
        self._assert_equal(self._values((service, 1000.01), invoice_payment_term_id=term.id))
        self.tenant.property_payment_term_id = term
        self._assert_equal(self._values((service, 999.99)))

    def test_l4_1_items_equal_with_fiscal_position(self):
        """A tenant whose fiscal position exchanges tax and account."""
        tax, other = self._tax("home"), self._tax("abroad", 0.0)
        position = self.env["account.fiscal.position"].create({"name": "abroad"})
        other.write({"fiscal_position_ids": [Command.link(position.id)], "original_tax_ids": [Command.link(tax.id)]})
        abroad = self._account("410002", "income")
        position.account_ids = [Command.create({"account_src_id": self.revenue.id, "account_dest_id": abroad.id})]
        self.tenant.property_account_position_id = position
        self._assert_equal(self._values((self._service("Rent", [tax]), 5000)))

    def test_l4_1_items_equal_for_many_at_once(self):
        """Twelve invoices of different lines and amounts in one call keep their order."""
        rent, fee = self._service("Rent", [self._tax("on top")]), self._service("Fee")
        many = [self._values((rent, 1000.0 + number), *[(fee, 10.1)] * (number % 3)) for number in range(12)]
        self._assert_equal(*many)

    # === THE ORDINARY WAY WHERE IT IS DUE === #

    def test_l4_1_foreign_currency_goes_the_ordinary_way(self):
        """Another currency than the company's is left to Odoo."""
        foreign = self.env.ref("base.EUR")
        foreign.active = True
        self._assert_equal(self._values((self._service("Rent"), 100), currency_id=foreign.id), fast=False)

    def test_l4_1_early_discount_goes_the_ordinary_way(self):
        """A term with a discount for early payment asks for lines of its own."""
        term = self.env["account.payment.term"].create(
            {"name": "2 % in 10 days", "early_discount": True, "discount_percentage": 2, "discount_days": 10}
        )
        values = self._values((self._service("Rent", [self._tax("on top")]), 1000), invoice_payment_term_id=term.id)
        [ours, ordinary] = self.Move._create_lease_invoices([{**values}]) + self.Move.create([{**values}])
        self.assertEqual(self._differences(ours, ordinary), [])

    def test_l4_1_cash_basis_tax_goes_the_ordinary_way(self):
        """A tax owed on payment moves through accounts of its own."""
        transition = self._account("210002", "liability_current", reconcile=True)
        self.company.tax_exigibility = True
        tax = self._tax("on payment", tax_exigibility="on_payment", cash_basis_transition_account_id=transition.id)
        values = self._values((self._service("Rent", [tax]), 1000))
        self._assert_equal(values, fast=False)


@tagged("post_install", "-at_install")
class TestBillingEqualWholeUnits(EqualCase):
    """A currency that knows whole units only."""

    CURRENCY = "base.TWD"

    def test_l4_1_items_equal_currency_without_decimals(self):
        """Taxes on top and inside, rounded to the dollar."""
        self.company.currency_id.rounding = 1
        service = self._service("Rent", [self._tax("5 %"), self._tax("inside", 3, price_include_override="tax_included")])
        self._assert_equal(self._values((service, 30010), (service, 333), (service, 7)))

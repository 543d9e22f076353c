"""Lists that grow long in daily work cost as many queries for 22 rows as for 2, with every column they show."""

from lxml import etree

from odoo.fields import Command
from odoo.tests import tagged

from .lease_common import LeaseCase

MANY = 22


@tagged("post_install", "-at_install")
class TestListsFlat(LeaseCase):
    """Each model's own list view, read as the web client reads it, as the specialist in charge of all rows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"].create([{"name": f"Tenant {number}", "is_company": True} for number in range(MANY)])
        cls.units = cls._create_units(MANY)
        cls.offers = cls.env["mall.offer"].concat(*(cls._create_offer(**cls._own(number)) for number in range(MANY)))
        cls.leases = cls.env["mall.lease"].create(
            [
                {
                    **cls._own(number),
                    "property_id": cls.property.id,
                    "user_id": cls.specialist.id,
                    "trade_category_id": cls.trade.id,
                    "date_start": "2026-01-01",
                    "date_end": "2027-12-31",
                    "amount_deposit": 1000,
                    "charge_ids": [Command.create({"kind": "base_rent", "amount": 50000})],
                    "turnover_term_ids": [Command.create({"tier_ids": [Command.create({"percent": 8})]})],
                }
                for number in range(MANY)
            ]
        )
        cls.leases._gate_write({"state": "active"})
        for lease in cls.leases:
            cls._occupy(lease.unit_ids, date_from=lease.date_start, date_to=lease.date_end, lease_id=lease, partner_id=lease.partner_id)

    @classmethod
    def _own(cls, number):
        """Return what each row has for itself: nothing is read cheaper because two rows share it."""
        return {"partner_id": cls.partners[number].id, "unit_ids": [Command.set(cls.units[number].ids)]}

    def _each_lease(self, model, **values):
        return self.env[model].sudo().create([{"lease_id": lease.id, **values} for lease in self.leases])

    def _log_calls(self):
        logged = [
            {"lead_id": offer.lead_id.id, "partner_id": offer.partner_id.id, "summary": "Called", "user_id": self.specialist.id}
            for offer in self.offers
        ]
        return self.env["mall.communication"]._log(logged)

    def _settle(self):
        days = {"date_from": "2026-01-01", "date_to": "2026-01-31", "date_year_from": "2026-01-01", "date_year_to": "2026-12-31"}
        rows = [{"lease_id": lease.id, "term_id": lease.turnover_term_ids.id, "kind": "month", **days} for lease in self.leases]
        return self.env["mall.turnover.settlement"].create(rows)

    def _get_rows(self):
        """Return {model: its 22 rows}."""
        return {
            "mall.lease": self.leases,
            "mall.unit": self.units,
            "mall.unit.occupancy": self.env["mall.unit.occupancy"].search([("lease_id", "in", self.leases.ids)]),
            "crm.lead": self.offers.lead_id,
            "mall.offer": self.offers,
            "mall.communication": self._log_calls(),
            "mall.lease.critical.date": self._each_lease("mall.lease.critical.date", date="2027-03-01", detail="Sign"),
            "mall.lease.obligation": self._each_lease(
                "mall.lease.obligation", name="Insure the shop", party="tenant", date_due="2027-03-01", user_id=self.specialist.id
            ),
            "mall.sales.declaration": self._each_lease("mall.sales.declaration", month="2026-01-01", amount_gross=1),
            "mall.turnover.settlement": self._settle(),
            "mall.return.visit": self._each_lease(
                "mall.return.visit", date_planned="2027-03-01", user_id=self.specialist.id
            ),
            "mall.move.in": self._each_lease("mall.move.in"),
            "mall.tenant.request": self._each_lease(
                "mall.tenant.request", name="Sign", description="Larger", date_due="2027-03-01"
            ),
            "mall.lease.termination": self._each_lease(
                "mall.lease.termination", initiator="mutual", reason="Agreed", date_notice="2026-12-01", date_last="2027-03-01"
            ),
            "mall.lease.deposit.entry": self._each_lease(
                "mall.lease.deposit.entry", date="2026-12-01", kind="received", amount=1000
            ),
        }  # fmt: skip

    def test_lists_cost_the_same_for_2_and_22(self):
        for model, rows in self._get_rows().items():
            with self.subTest(model):
                self.assertEqual(len(rows), MANY)
                reader = self._as(self.env[model], self.specialist)
                spec = self._get_list_spec(reader)
                self.assertTrue(spec)
                # the first reading fills the caches of the registry and of the user's rules
                _first, few, many = (self._count(reader, rows[:count].ids, spec) for count in (MANY, 2, MANY))
                self.assertLessEqual(many, few)

    def _get_list_spec(self, model):
        """Return what the web client asks for to show the model's list: relations by their name."""
        arch = model.get_views([(False, "list")])["views"]["list"]["arch"]
        names = [node.get("name") for node in etree.fromstring(arch).iterchildren("field")]
        related = {"fields": {"display_name": {}}}
        return {name: related if model._fields[name].relational else {} for name in names}

    def _count(self, model, ids, spec):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        answer = model.web_search_read([("id", "in", ids)], spec)
        self.assertEqual(len(answer["records"]), len(ids))
        return self.env.cr.sql_log_count - before

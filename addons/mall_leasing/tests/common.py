"""Personas and builders of the leasing tests: ``self._create_unit(area_net=80)`` and the like."""

from odoo.tests import TransactionCase, new_test_user

LEASING = "mall_leasing.group_mall_leasing_"


class LeasingCommon(TransactionCase):
    """A company with one mall, one floor and the people who work with it; password = login."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")  # the words the tests look for, whatever the database speaks
        quiet = {"lang": "en_US", "tracking_disable": True, "no_reset_password": True}
        cls.env = cls.env(context={**cls.env.context, **quiet})
        cls.company = cls.env["res.company"].create({"name": "Test Mall Company"})
        cls.env.user.company_ids += cls.company
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.company.ids))
        cls.company = cls.company.with_env(cls.env)
        cls.manager = cls._create_user("t_manager", LEASING + "manager")
        cls.specialist = cls._create_user("t_specialist", LEASING + "specialist")
        cls.legal = cls._create_user("t_legal", LEASING + "legal")
        cls.leader = cls._create_user("t_leader", LEASING + "leader")
        cls.tenant_partner = cls.env["res.partner"].create(
            {"name": "Test Tenant Co.", "is_company": True, "lang": "en_US"}
        )
        cls.tenant = cls._create_user("t_tenant", "base.group_portal")
        cls.tenant.partner_id.parent_id = cls.tenant_partner
        cls.property = cls.env["mall.property"].create({"name": "Test Mall", "code": "TM"})
        cls.floor = cls._create_floor()
        cls.trade = cls.env["mall.trade.category"].create({"name": "Test Coffee"})

    @classmethod
    def _create_user(cls, login, groups, **values):
        values = {"company_id": cls.company.id, "company_ids": [(6, 0, cls.company.ids)], "lang": "en_US", **values}
        return new_test_user(cls.env, login, groups=groups, **values)

    @classmethod
    def _create_floor(cls, **values):
        return cls.env["mall.floor"].create(
            {"name": "Ground Floor", "code": "1F", "property_id": cls.property.id, **values}
        )

    @classmethod
    def _create_unit(cls, code="1F-01", **values):
        return cls.env["mall.unit"].create(cls._prepare_unit_values(code=code, **values))

    @classmethod
    def _create_units(cls, count, prefix="U", **values):
        """Return units U-001, U-002, ... made in one go."""
        return cls.env["mall.unit"].create(
            [cls._prepare_unit_values(code=f"{prefix}-{number:03}", **values) for number in range(1, count + 1)]
        )

    @classmethod
    def _prepare_unit_values(cls, **values):
        return {
            "property_id": cls.property.id,
            "floor_id": cls.floor.id,
            "area_net": 100.0,
            "area_gross": 120.0,
            "rent_asking": 2000.0,
            "trade_category_id": cls.trade.id,
            **values,
        }

    @classmethod
    def _create_lead(cls, **values):
        return cls.env["crm.lead"].create(
            {
                "name": "Test deal",
                "type": "opportunity",
                "partner_id": cls.tenant_partner.id,
                "company_id": cls.company.id,
                "user_id": cls.specialist.id,
                **values,
            }
        )

    @classmethod
    def _create_offer(cls, **values):
        if "lead_id" not in values:
            values["lead_id"] = cls._create_lead().id
        return cls.env["mall.offer"].create(
            {
                "property_id": cls.property.id,
                "partner_id": cls.tenant_partner.id,
                "date_start": "2027-01-01",
                "term_months": 12,
                **values,
            }
        )

    @classmethod
    def _create_lease(cls, **values):
        return cls.env["mall.lease"].create(
            {
                "property_id": cls.property.id,
                "partner_id": cls.tenant_partner.id,
                "user_id": cls.specialist.id,
                "date_start": "2027-01-01",
                "date_end": "2027-12-31",
                **values,
            }
        )

    @classmethod
    def _occupy(cls, units, kind="lease", date_from="2027-01-01", date_to="2027-12-31", **source):
        """Reserve units as the system does for a lease or an offer, made on the fly unless given."""
        if kind == "lease" and "lease_id" not in source:
            source["lease_id"] = cls._create_lease(unit_ids=[(6, 0, units.ids)])
        if kind == "hold" and "offer_id" not in source:
            source["offer_id"] = cls._create_offer(unit_ids=[(6, 0, units.ids)])
        source.setdefault("partner_id", cls.tenant_partner)
        return cls.env["mall.unit.occupancy"].sudo()._reserve(units, kind, date_from, date_to, **source)

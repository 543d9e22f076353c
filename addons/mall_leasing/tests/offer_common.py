"""Builders of the pipeline and offer tests: two leasing teams, leads in any stage, offers at any point of their way."""

from datetime import date

from odoo.service.model import call_kw
from odoo.tests import freeze_time

from .common import LEASING, LeasingCommon

TODAY = date(2026, 11, 23)


class OfferCommon(LeasingCommon):
    """A leasing team with the specialist and a colleague, a second team, a salesperson of another department."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        clock = freeze_time(TODAY)
        clock.start()
        cls.addClassCleanup(clock.stop)
        cls.colleague = cls._create_user("t_colleague", LEASING + "specialist")
        cls.outsider = cls._create_user("t_outsider", LEASING + "specialist")
        cls.salesperson = cls._create_user("t_sales", "sales_team.group_sale_salesman_all_leads")
        cls.team = cls._create_team("Test Leasing", cls.specialist + cls.colleague)
        cls.other_team = cls._create_team("Test Leasing North", cls.outsider)
        cls.unit = cls._create_unit("1F-08")

    @classmethod
    def _create_team(cls, name, members, **values):
        return cls.env["crm.team"].create(
            {
                "name": name,
                "is_leasing": True,
                "company_id": cls.company.id,
                "member_ids": [(6, 0, members.ids)],
                **values,
            }
        )

    @classmethod
    def _create_lead(cls, **values):
        return super()._create_lead(**{"team_id": cls.team.id, **values})

    @classmethod
    def _create_offer(cls, **values):
        if "unit_ids" not in values:
            values["unit_ids"] = [(6, 0, cls.unit.ids)]
        return super()._create_offer(**{"amount_rent": 1800.0, "rent_basis": "area", **values})

    @classmethod
    def _create_sent_offer(cls, **values):
        offer = cls._create_offer(**values)
        offer.action_send()
        return offer

    @classmethod
    def _create_accepted_offer(cls, **values):
        offer = cls._create_sent_offer(**values)
        offer.action_accept()
        return offer

    @classmethod
    def _create_accepted_offers(cls, count, prefix="H"):
        """Return accepted offers, each on a unit of its own."""
        return cls.env["mall.offer"].union(
            *[cls._create_accepted_offer(unit_ids=[(6, 0, unit.ids)]) for unit in cls._create_units(count, prefix)]
        )

    def _stage(self, step):
        return self.env["crm.stage"].search([("leasing_step", "=", step)])

    def _rpc(self, user, model, method, *args, context=None, **kwargs):
        """Call a model as the web client does, with a user's rights and a context of the user's choice."""
        self.env.flush_all()
        self.env.invalidate_all()
        kwargs["context"] = {"lang": "en_US", **(context or {})}
        return call_kw(self.env(user=user, context={})[model], method, list(args), kwargs)

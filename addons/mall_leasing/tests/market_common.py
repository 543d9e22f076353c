"""Builders of the market and plan tests: research, visits, plans and the records their figures are made of."""

from datetime import datetime

from odoo.fields import Command

from .offer_common import OfferCommon


class MarketCommon(OfferCommon):
    """The people of the offer tests, in the last quarter of 2026, with what they know of the market."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["approval.delegation"].search([]).unlink()
        cls.medium = cls.env.ref("mall_leasing.utm_medium_trade_fair")

    @classmethod
    def _create_research(cls, user=None, **values):
        user = user or cls.specialist
        defaults = {
            "name": "Tea around the harbour",
            "property_id": cls.property.id,
            "user_id": user.id,
            "team_id": cls.team.id,
            "conclusions": "<p>Open a tea bar.</p>",
            "source_ids": [Command.create({"name": "Own count"})],
        }
        return cls.env["mall.market.research"].create({**defaults, **values})

    @classmethod
    def _create_finding(cls, research=None, **values):
        research = research or cls._create_research()
        defaults = {"name": "Paper Crane", "contact_name": "Tsai", "trade_category_id": cls.trade.id}
        return cls.env["mall.market.research.finding"].create({"research_id": research.id, **defaults, **values})

    @classmethod
    def _create_visit(cls, **values):
        defaults = {
            "name": "Tea House",
            "user_id": cls.specialist.id,
            "team_id": cls.team.id,
            "datetime_start": datetime(2026, 11, 20, 2, 0),
            "basics": "Run by the owner",
            "outlook": "Growing",
            "competition": "Two chains",
        }
        return cls.env["mall.site.visit"].create({**defaults, **values})

    @classmethod
    def _create_plan(cls, **values):
        defaults = {
            "year": 2026,
            "quarter": "4",
            "user_id": cls.manager.id,
            "strategy": "<p>Fill the basement.</p>",
            "target_ids": [Command.create({"user_id": cls.specialist.id, "indicator": "completion", "target": 4})],
        }
        return cls.env["mall.leasing.plan"].create({**defaults, **values})

    def _as(self, records, user):
        """Return records as that user meets them over the wire."""
        return records.with_user(user).with_context({"allowed_company_ids": self.company.ids, "lang": "en_US"})

    def _approve(self, plan):
        """Let manager and leader bring a plan to approval."""
        self._as(plan, self.manager).action_approval_submit()
        self.env.cr.flush()
        seen = self._as(plan, self.leader)
        seen.invalidate_recordset(["approval_timeline"])
        seen.action_approval_approve(seen.approval_timeline["pending"]["digest"])
        self.env.cr.flush()
        return plan

    def _create_running_plan(self, **values):
        return self._approve(self._create_plan(**values))

    def _sign_lease(self, signed_on="2026-11-10 03:00:00", rent=100000, kind="new", **values):
        """Return a lease countersigned on a day, without its long way there, which has tests of its own."""
        charge = Command.create({"kind": "base_rent", "amount": rent})
        lease = self._create_lease(**{"team_id": self.team.id, "charge_ids": [charge], **values})
        lease.flush_recordset()
        self.env.cr.execute(
            "UPDATE mall_lease SET landlord_signed_on = %s, state = 'active' WHERE id = %s", [signed_on, lease.id]
        )
        lease.invalidate_recordset()
        return lease

    def _backdate(self, records, day):
        """Say that records were made on another day; the ORM stamps them itself."""
        records.flush_recordset()
        table = records._table
        self.env.cr.execute(f"UPDATE {table} SET create_date = %s WHERE id IN %s", [day, tuple(records.ids)])
        records.invalidate_recordset(["create_date"])
        return records

    def _count_queries(self, function):
        """Return how many queries a call costs once the registry's own caches are warm."""
        for _round in range(2):  # the second without records at hand, for what is read only then
            function()
            self.env.flush_all()
            self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        return self.env.cr.sql_log_count - before

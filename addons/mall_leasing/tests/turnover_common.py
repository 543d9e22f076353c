"""Builders of the turnover tests: a lease in force with a turnover rent, its sales declared and confirmed."""

from odoo.fields import Command

from .lease_common import LeaseCase


class TurnoverCase(LeaseCase):
    """A lease of 2027: base rent 50,000 a month, 10 % of sales above 6,000,000 a year."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vat = cls.env.ref("mall_leasing.sales_exclusion_kind_vat")
        cls.returns = cls.env.ref("mall_leasing.sales_exclusion_kind_returns")
        cls.env["account.journal"].create(
            {"name": "Sales", "code": "TSAL", "type": "sale", "company_id": cls.company.id}
        )
        cls.income = cls.env["account.account"].create(
            {"name": "Turnover Rent", "code": "TURN1", "account_type": "income", "company_ids": cls.company.ids}
        )
        cls.receivable = cls.env["account.account"].create(
            {"name": "Receivable", "code": "RECV1", "account_type": "asset_receivable", "company_ids": cls.company.ids, "reconcile": True}
        )
        product = cls.env.ref("mall_leasing.product_turnover_rent").with_company(cls.company)
        product.property_account_income_id = cls.income
        product.taxes_id = False
        other = cls.env["res.partner"].create({"name": "Other Tenant", "is_company": True})
        cls.other_tenant = cls._create_user("t_other_tenant", "base.group_portal")
        cls.other_tenant.partner_id.parent_id = other
        for partner in (cls.tenant_partner, other):
            partner.with_company(cls.company).property_account_receivable_id = cls.receivable

    def _term_values(self, **values):
        return {
            "breakpoint": "artificial",
            "amount_breakpoint": 6_000_000,
            "tier_ids": [Command.create({"amount_from": 0, "percent": 10})],
            "exclusion_kind_ids": [Command.set((self.vat | self.returns).ids)],
            **values,
        }

    def _lease_in_force(self, partner=None, state="active", **term):
        """Return a lease in force with a turnover rent, put there past the gate: the way there is tested elsewhere."""
        lease = self.env["mall.lease"].create(
            {
                "property_id": self.property.id,
                "partner_id": (partner or self.tenant_partner).id,
                "user_id": self.specialist.id,
                "unit_ids": [Command.set(self.unit.ids)],
                "date_start": "2027-01-01",
                "date_end": "2028-12-31",
                "terms": "<p>Terms</p>",
                "charge_ids": [Command.create({"kind": "base_rent", "amount": 50000})],
                "turnover_term_ids": [Command.create(self._term_values(**term))],
            }
        )
        lease._gate_write({"state": state})
        return lease

    def _declare(self, lease, month, gross, exclusions=(), user=None, confirm=True):
        declaration = self._as(self.env["mall.sales.declaration"], user or self.specialist).create(
            {
                "lease_id": lease.id,
                "month": f"{month}-01",
                "amount_gross": gross,
                "exclusion_ids": [Command.create({"kind_id": kind.id, "amount": amount}) for kind, amount in exclusions],
            }
        )
        declaration.action_declare()
        if confirm:
            declaration.action_confirm()
        return declaration

    def _correct(self, declaration, gross):
        version = self.env["mall.sales.declaration"].browse(self._as(declaration, self.specialist).action_correct()["res_id"])
        version = self._as(version, self.specialist)
        version.amount_gross = gross
        version.action_declare()
        version.action_confirm()
        return version

    def _prepare(self, lease):
        lease.turnover_term_ids._prepare_settlements()
        return lease.settlement_ids.sorted("id")

    def _confirm(self, settlements, user=None):
        self._as(settlements, user or self.manager).action_confirm()

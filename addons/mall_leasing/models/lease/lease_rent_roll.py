from odoo import Command, api, models

from ...lease_reasons import LeaseMoveRefused


class MallLease(models.Model):
    """Leases taken over from the time before the system: signed on paper, in force already."""

    _inherit = "mall.lease"

    @api.model
    def _create_from_rent_roll(self, rows):
        """Create active leases from the rows of a rent roll, with their occupancy and billing contracts.

        Costs the same number of queries per batch however many rows it has, apart from what creating
        records costs.

        :param list rows: dicts of unit, partner, brand, trade_category (records or False), date_start, date_end,
            date_billing_from (dates), amount_rent, amount_deposit (company currency, rent per month)
        :return: the leases, in the order of the rows
        :raises LeaseMoveRefused: if the user is no leasing manager
        :raises UnitTaken: if a unit has another occupant in the term
        """
        if not self.env.user.has_group("mall_leasing.group_mall_leasing_manager"):
            raise LeaseMoveRefused(self.env, "role_manager", lease=self.env._("The leases"))
        quiet = self.with_context(mail_create_nosubscribe=True, mail_create_nolog=True, tracking_disable=True)
        # Asked once for all rows: whoever works in the team follows the leases up.
        team = self._get_default_team()
        leases = quiet.create([{**self._prepare_rent_roll_values(row), "team_id": team.id} for row in rows])
        # sudo: the origin is the gate's own; the manager's right was checked above
        leases.sudo()._gate_write({"origin": "rent_roll"})
        # sudo: nobody may write occupancy; an imported lease takes its unit like any other
        self.env["mall.unit.occupancy"].sudo()._reserve_batch(
            [lease._prepare_rent_roll_occupancy(row) for lease, row in zip(leases, rows, strict=True)]
        )
        leases._move_to("active")
        return leases.with_env(self.env)

    @api.model
    def _prepare_rent_roll_values(self, row):
        """Return the values of the lease of one row. Override to extend."""
        unit = row["unit"]
        return {
            "company_id": unit.company_id.id,
            "property_id": unit.property_id.id,
            "unit_ids": [Command.set(unit.ids)],
            "partner_id": row["partner"].id,
            "brand_id": (row.get("brand") or self.env["mall.brand"]).id,
            "trade_category_id": (row.get("trade_category") or unit.trade_category_id).id,
            "date_start": row["date_start"],
            "date_end": row["date_end"],
            "date_opening": row["date_start"],
            "date_billing_from": row.get("date_billing_from"),
            "amount_deposit": row.get("amount_deposit") or 0.0,
            "user_id": self.env.uid,
            "terms": self.env._("As in the lease signed on paper."),
            "charge_ids": [
                Command.create({"kind": "base_rent", "basis": "flat", "amount": row.get("amount_rent") or 0.0})
            ],
        }

    def _prepare_rent_roll_occupancy(self, row):
        """Return what ``_reserve_batch`` takes for the unit of one row; its shop trades since the lease began."""
        self.ensure_one()
        return {
            "unit_id": row["unit"].id,
            "kind": "lease",
            "date_from": self.date_start,
            "date_to": self.date_end,
            "date_trading": self.date_start,
            "lease_id": self.id,
            "partner_id": self.partner_id.id,
        }

from odoo import api, fields, models
from odoo.tools.misc import formatLang


class MallLease(models.Model):
    """The critical dates of a lease, made from its terms and kept up to date with them. Clause: LR2.3."""

    _inherit = "mall.lease"

    critical_date_ids = fields.One2many(
        "mall.lease.critical.date",
        "lease_id",
        string="Critical Dates",
        copy=False,
        groups="base.group_user",
        help="Days of the lease that must not be missed.",
    )
    open_date_count = fields.Integer(
        string="Open Critical Dates",
        compute="_compute_open_dates",
        groups="base.group_user",
        help="Critical dates nobody has decided about yet.",
    )
    date_next_critical = fields.Date(
        string="Next Critical Date",
        compute="_compute_open_dates",
        groups="base.group_user",
        help="The next day that needs a decision.",
    )
    date_insured_until = fields.Date(
        string="Insured Until",
        copy=False,
        tracking=True,
        groups="base.group_user",
        help="Last day of the tenant's insurance certificate; renewed certificates move it on.",
    )
    insurance_document = fields.Binary(
        string="Insurance Certificate", copy=False, groups="base.group_user", help="The certificate as the tenant handed it in."
    )
    insurance_document_name = fields.Char(copy=False, groups="base.group_user")
    date_guarantee_end = fields.Date(
        string="Guarantee Ends",
        copy=False,
        tracking=True,
        groups="base.group_user",
        help="Last day of the bank guarantee or of the guarantor's promise.",
    )

    @api.depends("critical_date_ids.state", "critical_date_ids.date", "critical_date_ids.active")
    def _compute_open_dates(self):
        """Count open days and find the next, in one query for any number of leases."""
        groups = self.env["mall.lease.critical.date"]._read_group(
            [("lease_id", "in", self.ids), ("state", "=", "open")], ["lease_id"], ["__count", "date:min"]
        )
        found = {lease.id: (count, date) for lease, count, date in groups}
        for lease in self:
            lease.open_date_count, lease.date_next_critical = found.get(lease._origin.id, (0, False))

    def action_view_critical_dates(self):
        """Open the critical dates of the lease."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mall_leasing.mall_lease_critical_date_action")
        return {**action, "domain": [("lease_id", "=", self.id)], "context": {"default_lease_id": self.id}}

    # === KEPT UP TO DATE === #

    def _after_move_active(self, former):
        super()._after_move_active(former)
        self._sync_critical_dates()

    def write(self, vals):
        """Write; what the lease says about insurance and guarantee goes into its critical dates at once."""
        result = super().write(vals)
        if {"date_insured_until", "date_guarantee_end"} & vals.keys():
            self._sync_critical_dates()
        return result

    def _gate_write(self, vals):
        """Write past the gate's guard; a lease closed early or moved on has other critical dates."""
        result = super()._gate_write(vals)
        if "date_terminated" in vals or vals.get("state") in ("ended", "cancelled"):
            self._sync_critical_dates()
        return result

    def _sync_critical_dates(self):
        """Make, move and retire the critical dates of these leases as their terms are now.

        What somebody has decided about stays; a day that moved since is put before them again. Costs a fixed number of
        queries however many leases.

        Clause: LR2.3
        """
        quiet = {"tracking_disable": True, "mail_create_nosubscribe": True, "mail_create_nolog": True}
        # One language, so that figures in the descriptions do not change with whoever looked last.
        # sudo: the days follow the lease, whoever changes it; users cannot write those made from it
        leases = self.sudo().with_context(**quiet, lang="en_US")
        rows = leases.env["mall.lease.critical.date"]
        standing = rows.search([("lease_id", "in", leases.ids), ("source", "!=", False)])
        known = {(row.lease_id.id, row.source): row for row in standing}
        wanted = {
            (lease.id, source): {"lease_id": lease.id, "source": source, **values}
            for lease in leases.filtered(lambda lease: lease.state == "active")
            for source, values in lease._get_critical_dates().items()
        }
        gone = standing.filtered(lambda row: row.state == "open" and (row.lease_id.id, row.source) not in wanted)
        moved = rows.union(*(row for key, row in known.items() if key in wanted and row.date != wanted[key]["date"]))
        over = gone | moved.filtered(lambda row: row.state == "done")
        over._retire()
        today = fields.Date.context_today(self)
        new = wanted.keys() - {key for key, row in known.items() if row not in over}
        rows.create([wanted[key] for key in sorted(new) if wanted[key]["date"] >= today])
        (moved - over)._close_reminders()
        for row in standing - over:
            row._follow(wanted.get((row.lease_id.id, row.source), {}))

    def _get_critical_dates(self):
        """Return the critical dates the terms of one lease bring about. Override to add further kinds.

        :return: {source: {"kind", "date", "detail"}}
        Clause: LR2.3
        """
        self.ensure_one()
        dates = {"expiry": {"kind": "expiry", "date": self.date_last, "detail": self.partner_id.name or ""}}
        for option in self.option_ids:
            values = {"kind": f"option_{option.kind}", "date": option.date_notice, "detail": option.name or ""}
            dates[f"option:{option.id}"] = values
        for step in self.charge_ids.step_ids:
            amount = formatLang(self.env, step.amount, currency_obj=self.currency_id)
            values = {"kind": "rent_step", "date": step.date_from, "detail": f"{step.charge_id.name} {amount}"}
            dates[f"step:{step.charge_id.id}:{step.date_from}"] = values
        for kind, date in (("insurance", self.date_insured_until), ("guarantee", self.date_guarantee_end)):
            if date:
                dates[kind] = {"kind": kind, "date": date, "detail": self.partner_id.name or ""}
        return {source: values for source, values in dates.items() if values["date"] and values["date"] <= self.date_last}

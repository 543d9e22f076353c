from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import format_date

from ..core.change import REPLACING_KINDS


class MallLeaseChange(models.TransientModel):
    """Where an amendment, a renewal or an assignment of a lease in force begins."""

    _name = "mall.lease.change"
    _description = "Change Lease"

    lease_id = fields.Many2one("mall.lease", required=True, readonly=True)
    kind = fields.Selection(
        [("amendment", "Amendment"), ("renewal", "Renewal"), ("assignment", "Assignment")],
        default="amendment",
        required=True,
        help="Amendment: other terms, same tenant.\n"
        "Renewal: a new term after the present one.\n"
        "Assignment: another tenant takes the lease over.",
    )
    date_effective = fields.Date(
        string="From",
        required=True,
        compute="_compute_date_effective",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        help="First day of the new lease. A renewal begins on the day after the last day of this one.",
    )
    date_end = fields.Date(
        string="To",
        required=True,
        compute="_compute_date_end",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        help="Last day of the new lease, inclusive.",
    )
    requested_by = fields.Selection(
        [("landlord", "Landlord"), ("tenant", "Tenant"), ("both", "Both Sides")],
        string="Asked For By",
        default="tenant",
        required=True,
        help="Whose wish the change is.",
    )
    reason = fields.Text(required=True, help="Why; approvers read it and both sides sign it.")
    partner_id = fields.Many2one("res.partner", string="New Tenant", help="Who takes the lease over.")
    has_guarantee = fields.Boolean(
        string="Outgoing Tenant Stays Liable", help="The outgoing tenant guarantees what the new tenant owes."
    )
    date_guarantee_to = fields.Date(
        string="Guarantee Until", help="Last day of the guarantee; empty means until the end of the term."
    )
    message = fields.Char(compute="_compute_message", help="What follows from the day chosen.")

    @api.depends("kind", "lease_id")
    def _compute_date_effective(self):
        for change in self:
            following = fields.Date.add(change.lease_id.date_last, days=1)
            next_month = change.lease_id._get_today() + relativedelta(months=1, day=1)
            change.date_effective = following if change.kind == "renewal" else min(next_month, change.lease_id.date_last)

    @api.depends("kind", "date_effective", "lease_id")
    def _compute_date_end(self):
        """Propose the term that is left, or for a renewal as many months as the lease had."""
        for change in self:
            lease = change.lease_id
            if change.kind == "renewal" and change.date_effective:
                change.date_end = change.date_effective + lease._get_renewal_term() - relativedelta(days=1)
            else:
                change.date_end = lease.date_last

    @api.depends("kind", "date_effective", "lease_id")
    def _compute_message(self):
        for change in self:
            billed = change.lease_id._get_billed_until()
            cuts = change.kind in REPLACING_KINDS and change.date_effective
            change.message = cuts and billed and billed >= change.date_effective and self.env._(
                "Billed until %(billed)s already: from %(day)s on it is credited and billed again at the new terms.",
                billed=format_date(self.env, billed),
                day=format_date(self.env, change.date_effective),
            )

    def action_start_change(self):
        """Draft the amendment, renewal or assignment, and open it.

        :return: action that opens the draft
        :raises LeaseMoveRefused: the lease is not in force, the day does not fit, or such a change is under way
        :raises UnitTaken: another party has a unit in the new term
        Clause: L4.1
        """
        self.ensure_one()
        return self.lease_id._open_record(self.lease_id._start_change(self.kind, **self._prepare_change_values()))

    def _prepare_change_values(self):
        """Return the values in which the successor differs from its lease. Override to carry further ones over."""
        self.ensure_one()
        values = {
            "date_start": self.date_effective,
            "date_end": self.date_end,
            "change_reason": self.reason,
            "change_requested_by": self.requested_by,
        }
        if self.kind == "assignment":
            values.update(
                partner_id=self.partner_id.id,
                has_guarantee=self.has_guarantee,
                date_guarantee_to=self.has_guarantee and self.date_guarantee_to,
            )
        return values

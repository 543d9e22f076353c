"""The bridge from a lease to its ``contract.contract``, which does the invoicing."""

from decimal import Decimal

from odoo import Command, api, fields, models

from ...core.rent import PriceStep, one_off, slice_period

# Machine-made accounting records: no followers, no creation note, no tracking. A tenant who followed the contract
# would see it on the contract portal page with figures that ignore rent steps.
QUIET = {
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "tracking_disable": True,
}


class MallLease(models.Model):
    _inherit = "mall.lease"

    invoice_count = fields.Integer(
        compute="_compute_invoice_count",
        groups="base.group_user",
        help="Number of invoices made for this lease so far.",
    )

    _contract_unique = models.UniqueIndex(
        "(contract_id) WHERE contract_id IS NOT NULL",
        "This billing contract already belongs to another lease.",
    )

    @api.depends("contract_id")
    def _compute_invoice_count(self):
        """Count the invoices of all leases in one query."""
        # Lends the right to count invoices to whoever may read the lease; only the number leaves this method.
        groups = (
            self.env["account.move"]
            .sudo()
            ._read_group(
                [("mall_lease_id", "in", self.ids)],
                ["mall_lease_id"],
                ["__count"],
            )
        )
        counts = {lease.id: count for lease, count in groups}
        for lease in self:
            lease.invoice_count = counts.get(lease._origin.id, 0)

    def action_open_invoices(self):
        """Open the invoices of this lease."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invoices of %(lease)s", lease=self.name),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("mall_lease_id", "=", self.id)],
            "context": {"create": False},
        }

    # === BILLING === #

    def _create_contract(self):
        """Create the billing contract of each lease that has none yet.

        Every charge becomes one line billed in advance per calendar month; the first and last month are prorated when
        invoiced. Contracts and lines are created in one batch, with a flat number of queries. Clause: L4.1

        :return: the new contracts, one per lease without contract, in the leases' order.
        """
        leases = self.filtered(lambda lease: not lease.contract_id)
        journals = leases._get_sale_journals()
        # Lends the accountant's right to create contracts: an active lease has passed legal, leadership and both
        # signatures (or was imported by the leasing manager), and billing what was agreed is no one's choice.
        contracts = (
            self.env["contract.contract"]
            .sudo()
            .with_context(**QUIET)
            .create(
                [{**lease._prepare_contract_values(), "journal_id": journals.get(lease.company_id)} for lease in leases]
            )
        )
        for lease, contract in zip(leases, contracts, strict=True):
            # Same right as above: the link back to the contract just made.
            lease.sudo().contract_id = contract
        return contracts

    def _prepare_contract_values(self):
        """Return the values of this lease's billing contract. Override to extend."""
        self.ensure_one()
        return {
            "name": self.name,
            "code": self.name,
            "mall_lease_id": self.id,
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id,
            "contract_type": "sale",
            "date": self.date_start,
            "date_start": self._get_billing_start(),
            "payment_term_id": self.payment_term_id.id,
            "line_recurrence": True,
            "contract_line_ids": [
                Command.create(charge._prepare_contract_line_values())
                for charge in self.charge_ids
                if charge._is_billable()
            ],
        }

    def _get_sale_journals(self):
        """Return {company: id of its first sale journal}: left to itself each contract would search for its own."""
        # Lends the accountant's right to see journals; only the id goes into the contract.
        groups = (
            self.env["account.journal"]
            .sudo()
            ._read_group(
                [("type", "=", "sale"), ("company_id", "in", self.company_id.ids)], ["company_id"], ["id:recordset"]
            )
        )
        return {company: journals[:1].id for company, journals in groups}

    def _get_billing_start(self):
        """Return the first day this suite bills: later than the lease's start for an imported rent roll."""
        self.ensure_one()
        return max(self.date_start, self.date_billing_from or self.date_start)


class MallLeaseCharge(models.Model):
    _inherit = "mall.lease.charge"

    def _get_price_steps(self, prices=None):
        """Return this charge's monthly prices in time as ``core.rent.PriceStep``, in company currency.

        :param dict prices: {first day: amount}; left out, what is paid
        A price per m2 is multiplied by the lease's area; rounding is left to the invoice. Clause: L4.1
        """
        self.ensure_one()
        area = Decimal(str(self.lease_id.area)) if self.basis == "area" else Decimal(1)
        prices = self._get_prices() if prices is None else prices
        return [PriceStep(day, Decimal(str(amount)) * area) for day, amount in prices.items()]

    def _get_slices(self, date_from, date_to):
        """Return what this charge comes to for the days of a period, as ``core.rent.RentSlice``.

        :param date date_from: first day
        :param date date_to: last day, inclusive
        Clause: L4.1
        """
        self.ensure_one()
        if self.basis == "once":
            return one_off(self.date_due, Decimal(str(self.amount)), date_from, date_to)
        return slice_period(date_from, date_to, self._get_price_steps())

    def _get_billing_window(self):
        """Return the first and last day (inclusive) this charge is billed by the suite."""
        self.ensure_one()
        lease = self.lease_id
        first, last = self._get_agreed_window()
        date_from = max(filter(None, (first, lease._get_billing_start())))
        date_to = min(filter(None, (last, lease.date_last)))
        return date_from, date_to

    def _is_billable(self):
        """Tell whether at least one day of the charge falls into its billing window."""
        date_from, date_to = self._get_billing_window()
        return date_from <= date_to

    def _prepare_contract_line_values(self):
        """Return the values of this charge's contract line. Override to extend."""
        self.ensure_one()
        date_from, date_to = self._get_billing_window()
        return {
            "sequence": self.sequence,
            "mall_charge_id": self.id,
            "product_id": self.product_id.id,
            "name": self.name,
            "quantity": 1,
            "automatic_price": False,
            # Decided on the invoice line, as for any other invoice.
            "analytic_distribution": False,
            "recurring_interval": 1,
            # Calendar months: a lease from the 15th bills 15th to month end first, whole months after.
            "recurring_rule_type": "monthlylastday",
            "recurring_invoicing_type": "pre-paid",
            "date_start": date_from,
            "date_end": date_to,
            "recurring_next_date": date_from,
        }

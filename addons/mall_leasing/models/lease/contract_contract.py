from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.approval_chain.reasons import NamedUserError


class BillingStuck(NamedUserError):
    """A period is due but nothing in the contract moves past it: billing would never end."""


class ContractContract(models.Model):
    _inherit = "contract.contract"

    mall_lease_id = fields.Many2one(
        "mall.lease",
        string="Lease",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Lease this contract bills. The lease sets its lines; they are not edited here.",
    )

    _mall_lease_unique = models.UniqueIndex(
        "(mall_lease_id) WHERE mall_lease_id IS NOT NULL", "This lease already has a billing contract."
    )

    @api.depends("contract_line_ids.recurring_next_date", "contract_line_ids.is_canceled")
    def _compute_recurring_next_date(self):
        """Leave no next date on a lease that is billed to its end: the shipped fallback would bill it again for ever."""
        leases = self.filtered("mall_lease_id")
        super(ContractContract, self - leases)._compute_recurring_next_date()
        for contract in leases:
            lines = contract.contract_line_ids.filtered(lambda line: line.recurring_next_date and not line.is_canceled)
            contract.recurring_next_date = min(lines.mapped("recurring_next_date"), default=False)

    @api.model
    def _get_contracts_to_invoice_domain(self, date_ref=None):
        """Bill leases only once they are in force; a late run still bills what an ended lease owes. Clause: L4.2"""
        domain = super()._get_contracts_to_invoice_domain(date_ref)
        return domain & (Domain("mall_lease_id", "=", False) | Domain("mall_lease_id.state", "in", ("active", "ended")))

    def _raise_stuck(self, day):
        """Say that a contract is due although no line of it is.

        :raises BillingStuck: always
        """
        raise BillingStuck(self.env._("Lease %(lease)s has no billable line on %(day)s.", lease=self.name, day=day))

    def _prepare_invoice(self, date_invoice, journal=None):
        """Mark the invoice with its lease and let accounting's own run post it on its date."""
        values = super()._prepare_invoice(date_invoice, journal=journal)
        if self.mall_lease_id:
            values.update(mall_lease_id=self.mall_lease_id.id, auto_post="at_date", date=date_invoice)
        return values

    # === QUIET BILLING === #

    def _set_start_contract_modification(self):
        """Keep tenants from following the billing contract: they see their lease and invoices in the portal."""
        return super(ContractContract, self.filtered(lambda c: not c.mall_lease_id))._set_start_contract_modification()

    def _invoice_followers(self, invoices):
        """Skip leases: their contracts have no followers to hand on."""
        return super(ContractContract, self.filtered(lambda c: not c.mall_lease_id))._invoice_followers(invoices)

    def _add_contract_origin(self, invoices):
        """Note the origin of lease invoices in one batch instead of one message post per invoice."""
        leases = self.filtered("mall_lease_id")
        super(ContractContract, self - leases)._add_contract_origin(invoices)
        moves = invoices.filtered(lambda move: move.mall_lease_id in leases.mall_lease_id)
        moves._message_log_batch(
            bodies={
                move.id: Markup("<p>%s</p>")
                % self.env._("Billed from lease %(lease)s.", lease=move.mall_lease_id._get_html_link())
                for move in moves
            }
        )

from decimal import Decimal

from odoo import api, fields, models

from ...core.rent import amount_due, slice_period


class MallLease(models.Model):
    """What a lease is worth: the figure behind LK3."""

    _inherit = "mall.lease"

    amount_rent_term = fields.Monetary(
        string="Rent of the Term",
        compute="_compute_amount_rent_term",
        store=True,
        groups="base.group_user",
        help="Base rent of the whole agreed term after steps and rent-free time, company currency, without tax; "
        "it stands as signed, whatever is indexed or terminated later.",
    )

    @api.depends(
        "date_start", "date_end", "area", "charge_ids.kind", "charge_ids.basis", "charge_ids.amount",
        "charge_ids.date_from", "charge_ids.date_to", "charge_ids.step_ids.date_from", "charge_ids.step_ids.amount",
    )  # fmt: skip
    def _compute_amount_rent_term(self):
        for lease in self:
            if not (lease.landlord_signed_on and lease.amount_rent_term):
                charges = lease.charge_ids.filtered(lambda charge: charge.kind == "base_rent")
                lease.amount_rent_term = sum(charge._get_amount_term() for charge in charges)


class MallLeaseCharge(models.Model):
    _inherit = "mall.lease.charge"

    def _get_amount_term(self):
        """Return what the charge comes to over the agreed term.

        :return: float, company currency, without tax
        Clause: LK3
        """
        self.ensure_one()
        lease = self.lease_id
        first, last = self.date_from or lease.date_start, self.date_to or lease.date_end
        if self.basis not in ("flat", "area") or not (first and last):
            return self.amount  # paid once
        rounding = Decimal(str(self.currency_id.rounding or 0.01))
        steps = {step.date_from: step for step in self._get_price_steps(self._get_agreed_prices()) if step.date_from}
        return float(amount_due(slice_period(first, last, list(steps.values())), rounding))

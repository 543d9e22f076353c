from odoo import api, fields, models


class MallLeaseChargeStep(models.Model):
    """A new amount of a charge from a day on; 0 makes the time until the next step free of charge."""

    _name = "mall.lease.charge.step"
    _description = "Lease Charge Step"
    _inherit = ["mall.lease.terms.mixin", "mall.bounds.mixin"]
    _order = "charge_id, date_from"
    _rec_name = "date_from"
    _terms_parent = "charge_id"
    _version_identity = ("date_from",)

    charge_id = fields.Many2one("mall.lease.charge", required=True, index=True, ondelete="cascade")
    lease_id = fields.Many2one(related="charge_id.lease_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="charge_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="charge_id.currency_id")
    date_from = fields.Date(string="From", required=True, help="First day of the new amount.")
    amount = fields.Monetary(help="The amount from that day on; 0 means rent free.")

    _amount_not_negative = models.Constraint("CHECK (amount >= 0)", "A step cannot be negative.")
    _date_uniq = models.Constraint("UNIQUE (charge_id, date_from)", "A charge has one amount a day.")

    @api.constrains("charge_id")
    def _check_charge_by_month(self):
        """Refuse steps of a sum paid once."""
        self.charge_id._check_once_stands_alone()

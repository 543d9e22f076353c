from odoo import api, fields, models


class MallLeaseChargeStep(models.Model):
    """A new amount of a charge from a day on; 0 makes the time until the next step free of charge."""

    _name = "mall.lease.charge.step"
    _description = "Lease Charge Step"
    _inherit = ["mall.bounds.mixin"]
    _order = "charge_id, date_from"
    _rec_name = "date_from"

    charge_id = fields.Many2one("mall.lease.charge", required=True, index=True, ondelete="cascade")
    lease_id = fields.Many2one(related="charge_id.lease_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="charge_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="charge_id.currency_id")
    date_from = fields.Date(string="From", required=True, help="First day of the new amount.")
    amount = fields.Monetary(help="The amount from that day on; 0 means rent free.")

    _amount_not_negative = models.Constraint("CHECK (amount >= 0)", "A step cannot be negative.")
    _date_uniq = models.Constraint("UNIQUE (charge_id, date_from)", "A charge has one amount a day.")

    # === CRUD: steps are part of the terms === #

    @api.model_create_multi
    def create(self, vals_list):
        """Add steps to charges of leases whose terms are open.

        :raises LeaseTermsFrozen: if the lease is signed
        Clause: L4.2
        """
        self._check_leases_open(self.browse(), vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """Change steps of leases whose terms are open; moving one to a signed lease is refused too.

        :raises LeaseTermsFrozen: if the lease is signed
        Clause: L4.2
        """
        self._check_leases_open(self, [vals])
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._check_leases_open(self, [])

    @api.model
    def _check_leases_open(self, steps, vals_list):
        """Refuse to touch the steps of signed leases, those left and those entered."""
        entered = [vals["charge_id"] for vals in vals_list if vals.get("charge_id")]
        # sudo: the state of the lease alone decides, whoever asks
        charges = steps.sudo().charge_id | self.env["mall.lease.charge"].sudo().browse(entered)
        charges.lease_id._check_terms_open({"charge_ids"})

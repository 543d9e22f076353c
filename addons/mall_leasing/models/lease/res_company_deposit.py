from odoo import fields, models


class ResCompany(models.Model):
    """Where a landlord holds the deposits."""

    _inherit = "res.company"

    mall_deposit_account_id = fields.Many2one(
        "account.account",
        string="Account for Deposits",
        domain="[('account_type', 'in', ('liability_current', 'liability_non_current'))]",
        check_company=True,
        help="Liability account on which security deposits of tenants are held.",
    )

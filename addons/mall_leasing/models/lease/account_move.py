from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    mall_lease_id = fields.Many2one(
        "mall.lease",
        string="Lease",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Lease this invoice bills.",
    )

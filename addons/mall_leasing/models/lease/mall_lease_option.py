from odoo import fields, models


class MallLeaseOption(models.Model):
    """A right one side has under the lease: to prolong it or to end it early, if notice is given in time."""

    _name = "mall.lease.option"
    _description = "Lease Option"
    _inherit = ["mall.lease.terms.mixin", "mall.bounds.mixin"]
    _order = "lease_id, date_notice, id"
    _rec_name = "kind"

    lease_id = fields.Many2one("mall.lease", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="lease_id.company_id", store=True, index=True, precompute=True)
    kind = fields.Selection(
        [("renew", "Renewal"), ("terminate", "Early Termination")],
        required=True,
        default="renew",
        help="Renewal: the lease goes on for a further term.\nEarly Termination: the lease ends before its term.",
    )
    party = fields.Selection(
        [("tenant", "Tenant"), ("landlord", "Landlord")],
        required=True,
        default="tenant",
        help="Which side may use the option.",
    )
    date_notice = fields.Date(
        string="Notice By", required=True, help="Last day on which the other side has to be told."
    )
    term_months = fields.Integer(
        string="Months", help="Renewal: length of the further term. Early termination: months from notice to the end."
    )
    name = fields.Char(string="Conditions", help="At which rent, against which payment, with which notice.")

    _months_not_negative = models.Constraint("CHECK (term_months >= 0)", "An option cannot have less than no months.")

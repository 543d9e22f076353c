from odoo import api, fields, models

CHARGE_KINDS = [
    ("base_rent", "Base Rent"),
    ("management_fee", "Management Fee"),
    ("promotion_fee", "Promotion Fee"),
    ("other", "Other"),
]


class MallLeaseCharge(models.Model):
    """A sum the tenant pays every month, with its steps over time."""

    _name = "mall.lease.charge"
    _description = "Lease Charge"
    _order = "lease_id, sequence, id"

    lease_id = fields.Many2one("mall.lease", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="lease_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="lease_id.currency_id")
    sequence = fields.Integer(default=10, help="Order on the lease and on the invoice.")
    kind = fields.Selection(CHARGE_KINDS, required=True, default="base_rent", help="What the money is for.")
    name = fields.Char(
        string="Description",
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        help="What the lease and the invoice say.",
    )
    product_id = fields.Many2one(
        "product.product",
        string="Service",
        required=True,
        compute="_compute_product_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        help="The service billed; account and tax come from it.",
    )
    basis = fields.Selection(
        [("flat", "Per Month"), ("area", "Per m² and Month")],
        required=True,
        default="flat",
        help="Per Month: the amount as it stands. Per m² and Month: times the net area of the lease.",
    )
    amount = fields.Monetary(
        help="Before the first step; company currency, without tax, per month or per m² and month."
    )
    date_from = fields.Date(string="From", help="First day charged; empty means the first day of the term.")
    date_to = fields.Date(string="To", help="Last day charged; empty means the last day of the term.")
    step_ids = fields.One2many(
        "mall.lease.charge.step", "charge_id", string="Steps", copy=True, help="Changes of the amount over time."
    )

    _amount_not_negative = models.Constraint("CHECK (amount >= 0)", "A charge cannot be negative.")
    _dates_ordered = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_to >= date_from)",
        "A charge cannot end before it starts.",
    )

    @api.depends("kind")
    def _compute_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for charge in self:
            charge.name = labels.get(charge.kind) or charge.name

    @api.depends("kind")
    def _compute_product_id(self):
        for charge in self:
            charge.product_id = self.env.ref(f"mall_leasing.product_{charge.kind}", raise_if_not_found=False)

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core.lease import split_term

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
    _inherit = ["mall.lease.terms.mixin", "mall.bounds.mixin"]
    _order = "lease_id, sequence, id"
    #: What tells one charge from another when two leases are compared.
    _version_identity = ("kind", "name")

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
        [("flat", "Per Month"), ("area", "Per m² and Month"), ("once", "Once")],
        required=True,
        default="flat",
        help="Per Month: the amount as it stands. Per m² and Month: times the net area of the lease.\n"
        "Once: the amount is due on one day, in full.",
    )
    amount = fields.Monetary(
        help="Before the first step; company currency, without tax, per month or per m² and month."
    )
    date_due = fields.Date(
        string="Due On",
        compute="_compute_date_due",
        store=True,
        readonly=False,
        precompute=True,
        copy=True,
        help="Day a sum paid once is billed; it lies in the term.",
    )
    date_from = fields.Date(string="From", help="First day charged; empty means the first day of the term.")
    date_to = fields.Date(string="To", help="Last day charged; empty means the last day of the term.")
    step_ids = fields.One2many(
        "mall.lease.charge.step", "charge_id", string="Steps", copy=True, help="Changes of the amount over time."
    )
    amount_month = fields.Monetary(
        string="Per Month",
        compute="_compute_amount_month",
        help="The amount of a whole month before the first step, company currency, without tax.",
    )
    step_count = fields.Integer(compute="_compute_step_count")

    _amount_not_negative = models.Constraint("CHECK (amount >= 0)", "A charge cannot be negative.")
    _dates_ordered = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_to >= date_from)",
        "A charge cannot end before it starts.",
    )

    _once_on_a_day = models.Constraint(
        "CHECK ((basis = 'once') = (date_due IS NOT NULL))", "A sum paid once needs the day it is due on; no other charge has one."
    )

    @api.depends("basis")
    def _compute_date_due(self):
        for charge in self:
            charge.date_due = charge.date_due if charge.basis == "once" else False

    @api.depends("kind")
    def _compute_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for charge in self:
            charge.name = labels.get(charge.kind) or charge.name

    @api.depends("kind")
    def _compute_product_id(self):
        for kind, charges in self.grouped("kind").items():
            charges.product_id = self.env.ref(f"mall_leasing.product_{kind}", raise_if_not_found=False)

    @api.depends("amount", "basis", "lease_id.area")
    def _compute_amount_month(self):
        for charge in self:
            months = {"area": charge.lease_id.area, "once": 0}
            charge.amount_month = charge.amount * months.get(charge.basis, 1)

    @api.depends("step_ids")
    def _compute_step_count(self):
        for charge in self:
            charge.step_count = len(charge.step_ids)

    @api.constrains("basis", "step_ids", "date_from", "date_to")
    def _check_once_stands_alone(self):
        """Refuse steps and a window on a sum paid once: its day says it all."""
        for charge in self.filtered(lambda charge: charge.basis == "once"):
            if charge.step_ids or charge.date_from or charge.date_to:
                raise ValidationError(
                    self.env._("%(charge)s is paid once: it has a day it is due on, but no steps, From or To.", charge=charge.name)
                )

    # === WHAT THE DOCUMENT SAYS === #

    def _get_agreed_window(self):
        """Return (first day, last day) as agreed; either is False where the term decides. A sum paid once has its day."""
        self.ensure_one()
        return (self.date_due, self.date_due) if self.basis == "once" else (self.date_from, self.date_to)

    def _get_agreed_prices(self):
        """Return {first day: amount} as the lease says it, amounts per month or per m² and month."""
        self.ensure_one()
        first = self.date_from or self.lease_id.date_start
        return {first: self.amount} | {step.date_from: step.amount for step in self.step_ids}

    def _get_prices(self):
        """Return {first day: amount} as it is paid. Override to add what follows from the lease without being written in it."""
        return self._get_agreed_prices()

    def _get_price_rows(self, prices=None):
        """Return how much is paid from when to when, from the first day charged to the last.

        :param dict prices: {first day: amount}; left out, what was agreed
        :return: [{"date_from", "date_to", "amount"}], days inclusive, company currency
        Clause: L4.1
        """
        self.ensure_one()
        if self.basis == "once":
            return [{"date_from": self.date_due, "date_to": self.date_due, "amount": self.amount}]
        first = self.date_from or self.lease_id.date_start
        last = self.date_to or self.lease_id.date_end
        prices = prices or self._get_agreed_prices()
        return [
            {"date_from": start, "date_to": end, "amount": prices[start]} for start, end in split_term(prices, first, last)
        ]

from odoo import api, fields, models
from odoo.tools import SQL

from ...core.lease import SIGNED_STATES
from ...lease_reasons import LeaseFieldGated, LeaseRefused, LeaseTermsFrozen

#: Set by the gate and the signatures; nobody writes them, not even code in superuser mode.
GATED_FIELDS = frozenset(
    {
        "state",
        "document_attachment_id",
        "document_sha256",
        "signed_attachment_id",
        "tenant_signature",
        "tenant_signed_by",
        "tenant_signed_by_id",
        "tenant_signed_on",
        "tenant_signed_ip",
        "landlord_signature",
        "landlord_signed_by_id",
        "landlord_signed_on",
        "submitted_datetime",
        "moved_by_id",
        "moved_datetime",
        "cancel_reason",
        "date_terminated",
        "end_reason",
        "consent_signature",
        "consent_signed_by",
        "consent_signed_by_id",
        "consent_signed_on",
        "consent_signed_ip",
    }
)
#: Set by the system; users write none of them.
SYSTEM_FIELDS = GATED_FIELDS | {"name", "origin", "contract_id", "access_token", "kind", "predecessor_id"}

LEASE_STATES = [
    ("draft", "Draft"),
    ("legal_review", "Legal Review"),
    ("leadership_approval", "Leadership Approval"),
    ("to_sign", "To Sign"),
    ("tenant_signed", "Signed by Tenant"),
    ("active", "Active"),
    ("ended", "Ended"),
    ("cancelled", "Cancelled"),
]


class MallLease(models.Model):
    """A lease: who rents which units from when to when at what charges, and how it came to bind both sides."""

    _name = "mall.lease"
    _description = "Lease"
    _inherit = ["mall.leasing.approval.mixin", "portal.mixin", "mall.bounds.mixin"]
    _order = "date_start desc, id desc"
    _rec_names_search = ["name", "partner_id.name", "unit_ids.code"]
    _check_company_auto = True
    _mail_post_access = "read"  # approvers and the tenant ask their questions in the chatter

    # identity
    name = fields.Char(
        string="Number",
        readonly=True,
        copy=False,
        index="trigram",
        help="Given by the system when the lease is drafted.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        help="The landlord.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id", store=True, precompute=True)
    origin = fields.Selection(
        [("deal", "Deal"), ("rent_roll", "Rent Roll")],
        default="deal",
        required=True,
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Deal: negotiated, approved and signed here.\nRent Roll: signed on paper before, taken over by import.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Specialist",
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
        check_company=True,
        groups="base.group_user",
        help="Drafts the lease and follows it up after signature.",
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Team",
        default=lambda self: self._get_default_team(),
        index=True,
        check_company=True,
        groups="base.group_user",
        help="Its members see the lease.",
    )

    # parties and premises
    partner_id = fields.Many2one(
        "res.partner",
        string="Tenant",
        index=True,
        tracking=True,
        check_company=True,
        ondelete="restrict",
        help="The party that rents and signs; the people of its company see the lease in the portal.",
    )
    lead_id = fields.Many2one(
        "crm.lead",
        string="Lead",
        index="btree_not_null",
        check_company=True,
        copy=False,
        groups="base.group_user",
        help="The negotiation the lease came from.",
    )
    offer_id = fields.Many2one(
        "mall.offer",
        string="Accepted Offer",
        index="btree_not_null",
        check_company=True,
        copy=False,
        ondelete="restrict",
        groups="base.group_user",
        help="The offer whose terms the lease was drafted from.",
    )
    brand_id = fields.Many2one(
        "mall.brand",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="The name over the shop's door.",
    )
    trade_category_id = fields.Many2one(
        "mall.trade.category",
        string="Permitted Trade",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="The only trade the tenant may carry on in the unit.",
    )
    property_id = fields.Many2one(
        "mall.property", index=True, check_company=True, ondelete="restrict", help="The mall the units are in."
    )
    unit_ids = fields.Many2many(
        "mall.unit",
        string="Units",
        check_company=True,
        domain="[('property_id', '=', property_id)]",
        context={"active_test": False},
        help="The units let by this lease; one that is archived later stays on it.",
    )
    area = fields.Float(
        string="Net Area (m²)",
        digits=(12, 2),
        compute="_compute_area",
        store=True,
        help="Sum of the units' net areas when they were put on the lease, in square metres; "
        "a later re-measurement does not change a lease.",
    )

    # term
    date_start = fields.Date(
        string="Start",
        required=True,
        index=True,
        default=fields.Date.context_today,
        help="First day of the term.",
    )
    date_end = fields.Date(string="End", required=True, index=True, help="Last day of the agreed term, inclusive.")
    date_terminated = fields.Date(
        string="Closed Early On",
        readonly=True,
        copy=False,
        help="Last day of a lease that ends before its term: terminated, assigned, or replaced by an amendment.",
    )
    date_last = fields.Date(
        string="Last Day",
        compute="_compute_date_last",
        store=True,
        index=True,
        precompute=True,
        help="The day the lease really ends: the end of the term, or earlier where it was closed before that.",
    )
    date_handover = fields.Date(string="Handover", help="Day the tenant gets the keys for the fit-out.")
    date_opening = fields.Date(string="Opening", help="Day the shop has to open.")

    # money
    charge_ids = fields.One2many(
        "mall.lease.charge", "lease_id", string="Charges", copy=True, help="What the tenant pays every month."
    )
    amount_deposit = fields.Monetary(string="Deposit", help="Security deposit, company currency, without tax.")
    payment_term_id = fields.Many2one(
        "account.payment.term",
        string="Payment Terms",
        check_company=True,
        ondelete="restrict",
        help="When an invoice falls due.",
    )
    contract_id = fields.Many2one(
        "contract.contract",
        string="Billing Contract",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",
        help="Bills the charges; made when the lease becomes active.",
    )
    date_billing_from = fields.Date(
        string="Billed From",
        groups="base.group_user",
        help="First day the system bills; empty means the first day of the term. Later for leases taken over "
        "from a rent roll, whose past is billed already.",
    )

    # words
    terms = fields.Html(
        string="Rights and Obligations",
        default=lambda self: self.env.company._get_lease_terms(),
        help="The terms of the lease: what each side may do and must do.",
    )

    # workflow
    state = fields.Selection(
        LEASE_STATES,
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        help="Draft: being written, nobody is bound.\n"
        "Legal Review: a legal reviewer decides on the terms.\n"
        "Leadership Approval: company leadership decides on terms and money.\n"
        "To Sign: approved and frozen, the tenant signs in the portal.\n"
        "Signed by Tenant: waits for the landlord's countersignature.\n"
        "Active: signed by both sides, billed.\n"
        "Ended: the last day has passed.\n"
        "Cancelled: given up before it bound both sides.",
    )

    submitted_datetime = fields.Datetime(
        string="Submitted On",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="When the lease was last put before its approvers; they see it from then on.",
    )

    _dates_ordered = models.Constraint("CHECK (date_end >= date_start)", "A lease cannot end before it starts.")
    _deposit_not_negative = models.Constraint("CHECK (amount_deposit >= 0)", "A deposit cannot be negative.")
    _offer_uniq = models.UniqueIndex(
        "(offer_id) WHERE offer_id IS NOT NULL AND state <> 'cancelled'", "This offer has its lease already."
    )

    @api.depends("unit_ids")
    def _compute_area(self):
        # Not on area_net: what a signed lease says about its area stands although a unit is measured again.
        for lease in self:
            lease.area = sum(lease.unit_ids.mapped("area_net"))

    @api.model
    def _get_default_team(self):
        """Return the leasing team of the current user, else the company's first; empty if there is none."""
        domain = [("is_leasing", "=", True)]
        return self.env["crm.team"]._get_default_team_id(domain=domain).filtered_domain(domain)

    @api.depends("date_end", "date_terminated")
    def _compute_date_last(self):
        for lease in self:
            lease.date_last = min(filter(None, (lease.date_terminated, lease.date_end)), default=False)

    # === CRUD === #

    @api.model
    def _get_approval_protected_fields(self):
        return super()._get_approval_protected_fields() | SYSTEM_FIELDS

    @api.model_create_multi
    def create(self, vals_list):
        """Number new drafts and move their leads to the contract stage.

        :raises LeaseFieldGated: if values say the lease has been moved or signed
        Clause: L4.1
        """
        for vals in vals_list:
            self._check_gated(vals)
        leases = super(MallLease, self._without_gated_defaults()).create(vals_list).with_env(self.env)
        leases._assign_numbers()
        leases._advance_leads("contract")
        return leases

    def write(self, vals):
        """Write, except what the gate sets and what is signed.

        :raises LeaseFieldGated: for state, document and signatures
        :raises LeaseTermsFrozen: for the terms of a signed lease
        Clause: L4.2
        """
        if self.env.su:
            # Others are told so by the approvals, which refuse these fields to everybody else.
            self._check_gated(vals)
        self._check_terms_open(vals)
        return super().write(vals)

    def _gate_write(self, vals):
        """Write past the gate's own guard: for the gate, the document and the signatures only."""
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        for lease in self:
            if lease.state != "draft" or lease.submitted_datetime:
                raise LeaseRefused(self.env, "lease_kept", lease=lease.display_name)

    # === TERMS === #

    @api.model
    def _get_terms_fields(self):
        """Return the names of the fields that make up the terms: approved, signed, then frozen."""
        return {path.partition(".")[0] for path in self._approval_content_fields} | {"date_billing_from", "charge_ids"}

    def _check_terms_open(self, names):
        """Refuse to change terms of leases that are signed or cancelled.

        :param names: names of lease fields about to change
        :raises LeaseTermsFrozen: naming the first of them
        Clause: L4.2
        """
        touched = self._get_terms_fields().intersection(names)
        # sudo: the state alone is read, for whoever is about to write
        closed = touched and self.sudo().filtered(lambda lease: lease.state in SIGNED_STATES | {"cancelled"})
        for lease in closed or ():
            reason = "terms_closed" if lease.state == "cancelled" else "terms_frozen"
            label = self._fields[min(touched)]._description_string(self.env)
            raise LeaseTermsFrozen(self.env, reason, "L4.2", lease=lease.display_name, field=label)

    def _without_gated_defaults(self):
        """Return the model without defaults from the context for what only the gate sets."""
        forged = {f"default_{name}" for name in SYSTEM_FIELDS}
        return self.with_context({key: value for key, value in self.env.context.items() if key not in forged})

    def _check_gated(self, vals):
        """Refuse values of the gate that come from elsewhere; the draft state itself is no news."""
        names = {name for name in GATED_FIELDS.intersection(vals) if vals[name] not in (False, None, "draft")}
        if names or (self and GATED_FIELDS.intersection(vals)):
            label = self._fields[min(names or GATED_FIELDS.intersection(vals))]._description_string(self.env)
            name = self[:1].display_name or self.env["ir.model"]._get(self._name).name
            raise LeaseFieldGated(self.env, "gated_field", field=label, lease=name)

    def _assign_numbers(self):
        """Give new drafts their numbers. Override where a lease takes its number from elsewhere."""
        for lease, number in zip(self, self._get_next_numbers(len(self)), strict=True):
            lease.sudo().name = number  # sudo: the number is the system's to give

    @api.model
    def _get_next_numbers(self, count):
        """Return the next lease numbers, all in one query where the sequence simply counts up.

        :param int count: how many
        :return: list of str
        """
        # sudo: numbers are given by the system; drafters have no right on the sequence's setting
        sequence = self.env["ir.sequence"].sudo().search([("code", "=", "mall.lease")], order="company_id", limit=1)
        if sequence.implementation != "standard" or sequence.use_date_range or sequence.company_id:
            return [self.env["ir.sequence"].sudo().next_by_code("mall.lease") for _index in range(count)]  # sudo: as above
        query = SQL("SELECT nextval(%s) FROM generate_series(1, %s)", f"ir_sequence_{sequence.id:03d}", count)
        return [sequence.get_next_char(number) for (number,) in self.env.execute_query(query)]

    def _advance_leads(self, stage):
        """Move the leads of these leases forward in the pipeline."""
        # sudo: whoever moves the lease, the lead may be another's
        for lead in self.sudo().lead_id:
            lead._advance_to_stage(stage)

from odoo import api, fields, models

from ...core.change import NUMBER_LETTERS

LEASE_KINDS = [
    ("new", "New Lease"),
    ("amendment", "Amendment"),
    ("renewal", "Renewal"),
    ("assignment", "Assignment"),
]
END_REASONS = [
    ("expired", "Term Over"),
    ("amended", "Amended"),
    ("assigned", "Assigned"),
    ("terminated", "Terminated"),
]


class MallLease(models.Model):
    """A lease in the chain of leases that began with one deal: what it replaces and what replaces it."""

    _inherit = "mall.lease"

    kind = fields.Selection(
        LEASE_KINDS,
        default="new",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        help="New Lease: the first of its chain.\n"
        "Amendment: replaces a lease from a day on, at changed terms, with the same tenant.\n"
        "Renewal: follows a lease whose term is over.\n"
        "Assignment: replaces a lease from a day on, with another tenant.",
    )
    predecessor_id = fields.Many2one(
        "mall.lease",
        string="Replaces",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        groups="base.group_user",
        help="The lease that this one amends, renews or takes over.",
    )
    successor_ids = fields.One2many(
        "mall.lease",
        "predecessor_id",
        string="Successors",
        groups="base.group_user",
        help="Amendments, renewals and assignments of this lease, also those that are being talked about.",
    )
    root_id = fields.Many2one(
        "mall.lease",
        string="First Lease",
        compute="_compute_root_id",
        store=True,
        recursive=True,
        index=True,
        groups="base.group_user",
        help="The lease the chain began with; the first lease is its own.",
    )
    chain_ids = fields.Many2many(
        "mall.lease",
        string="Chain",
        compute="_compute_chain_ids",
        groups="base.group_user",
        help="All leases of the chain that you may see, in order of time.",
    )
    chain_count = fields.Integer(compute="_compute_chain_ids", groups="base.group_user")
    superseded_by_id = fields.Many2one(
        "mall.lease",
        string="Replaced By",
        compute="_compute_superseded_by_id",
        groups="base.group_user",
        help="The amendment or assignment in force, or signed, that cuts the term of this lease.",
    )
    end_reason = fields.Selection(
        END_REASONS,
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Why the lease ended: its term was over, or it was amended, assigned or terminated before.",
    )

    # what is agreed about the change itself
    change_reason = fields.Text(
        string="Reason for the Change",
        copy=False,
        help="Why the lease is amended, renewed or assigned; part of what is approved and signed.",
    )
    change_requested_by = fields.Selection(
        [("landlord", "Landlord"), ("tenant", "Tenant"), ("both", "Both Sides")],
        string="Asked For By",
        copy=False,
        groups="base.group_user",
        help="Whose wish the change is.",
    )
    has_guarantee = fields.Boolean(
        string="Outgoing Tenant Stays Liable",
        copy=False,
        help="Assignment: the outgoing tenant guarantees what the new tenant owes.",
    )
    date_guarantee_to = fields.Date(
        string="Guarantee Until",
        copy=False,
        help="Last day of the outgoing tenant's guarantee; empty means until the end of the term.",
    )

    _predecessor_kind = models.Constraint(
        "CHECK ((kind = 'new') = (predecessor_id IS NULL))",
        "Amendments, renewals and assignments name the lease they replace; a new lease names none.",
    )
    _one_open_successor = models.UniqueIndex(
        "(predecessor_id, kind) WHERE predecessor_id IS NOT NULL "
        "AND state IN ('draft', 'legal_review', 'leadership_approval', 'to_sign', 'tenant_signed')",
        "This lease already has such a change under way.",
    )

    # === COMPUTES === #

    @api.depends("predecessor_id.root_id")
    def _compute_root_id(self):
        for lease in self:
            lease.root_id = lease.predecessor_id.root_id or lease._origin

    @api.depends("root_id", "successor_ids")
    @api.depends_context("uid")
    def _compute_chain_ids(self):
        roots = self.root_id.ids
        chains = self.search([("root_id", "in", roots)], order="date_start, id").grouped("root_id") if roots else {}
        for lease in self:
            lease.chain_ids = chains.get(lease.root_id, self.browse())
            lease.chain_count = len(lease.chain_ids)

    @api.depends("successor_ids.state", "successor_ids.kind")
    def _compute_superseded_by_id(self):
        # sudo: that a lease was replaced, and by which, belongs to the lease the reader sees
        successors = self.sudo().successor_ids.filtered(
            lambda lease: lease.kind in ("amendment", "assignment") and lease.state in ("active", "ended")
        )
        by_predecessor = successors.grouped("predecessor_id")
        for lease in self:
            lease.superseded_by_id = by_predecessor.get(lease.sudo()._origin, self.browse())[:1]  # sudo: as above

    # === NUMBERS === #

    def _assign_numbers(self):
        """Give new drafts the next numbers, and successors the number of their chain with a letter.

        Clause: L4.1
        """
        first = self.filtered(lambda lease: lease.kind == "new")
        super(MallLease, first)._assign_numbers()
        for lease in self - first:
            # sudo: the number is the system's to give
            lease.sudo().name = lease.sudo()._get_chain_number()  # sudo: counts the whole chain, shows none of it

    def _get_chain_number(self):
        """Return the number of a successor: cancelled ones keep theirs."""
        self.ensure_one()
        root = self.predecessor_id.root_id
        count = self.search_count([("root_id", "=", root.id), ("kind", "=", self.kind), ("id", "!=", self.id)])
        return f"{root.name}-{NUMBER_LETTERS[self.kind]}{count + 1}"

    # === THE CHAIN === #

    def _get_followers(self):
        """Return {lease: the signed lease that goes on where it ends}, in one query; without those nobody follows.

        In order of time: what a lease hands on may go further still, where several end in one night.
        """
        signed = self.search([("root_id", "in", self.root_id.ids), ("state", "in", ("active", "ended"))], order="date_start")
        starting = {(lease.root_id, lease.date_start): lease for lease in signed}
        following = {lease: (lease.root_id, fields.Date.add(lease.date_last, days=1)) for lease in self.sorted("date_last")}
        return {lease: starting[key] for lease, key in following.items() if key in starting}

    def action_open_chain(self):
        """Open all leases of the chain, in order of time."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Chain of %(lease)s", lease=self.root_id.name),
            "res_model": "mall.lease",
            "view_mode": "list,form,calendar",
            "views": [(self.env.ref("mall_leasing.mall_lease_view_list_chain").id, "list"), (False, "form"), (False, "calendar")],
            "domain": [("root_id", "=", self.root_id.id)],
            "context": {"create": False},
        }

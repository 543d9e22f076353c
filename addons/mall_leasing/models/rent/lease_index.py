from odoo import api, fields, models

from ...core.lease import is_outside
from .mall_lease_charge import INDEX_FIELDS


class MallLease(models.Model):
    """The indexed rent of a lease: its reviews, and its terms taken over from paper."""

    _inherit = "mall.lease"

    review_ids = fields.One2many("mall.rent.review", "lease_id", string="Rent Reviews", groups="base.group_user")
    review_count = fields.Integer(compute="_compute_review_count", groups="base.group_user", help="Rent reviews so far.")
    can_write_index = fields.Boolean(
        compute="_compute_can_write_index",
        help="The lease was signed on paper, you are a leasing manager, and no rent review was confirmed yet: you may enter its index terms.",
    )

    def _compute_review_count(self):
        """Count the reviews of all leases in one query, as far as the user may see them."""
        groups = self.env["mall.rent.review"]._read_group([("lease_id", "in", self.ids)], ["lease_id"], ["__count"])
        counts = {lease.id: count for lease, count in groups}
        for lease in self:
            lease.review_count = counts.get(lease._origin.id, 0)

    @api.depends("state", "origin", "review_ids.state")
    @api.depends_context("uid")
    def _compute_can_write_index(self):
        paper = self._origin._get_index_paper_leases()
        for lease in self:
            lease.can_write_index = lease._origin in paper

    def _get_index_paper_leases(self):
        """Return the leases whose index terms the user may still take over from paper."""
        # sudo: origin, state and reviews decide; the manager's right to write the lease is checked beside them
        leases = self.sudo().filtered(lambda lease: lease.origin == "rent_roll" and lease.state == "active")
        if not leases or not self.env.user.has_group("mall_leasing.group_mall_leasing_manager"):
            return self.browse()
        bound = leases.review_ids.filtered(lambda review: review.state == "confirmed").lease_id
        return (leases - bound).with_env(self.env)._filtered_access("write")

    def _has_charge_outside_term(self):
        term = (self.date_start, self.date_end)
        firsts = self.charge_ids.filtered("index_id").mapped("date_review_first")
        return super()._has_charge_outside_term() or any(is_outside((first, None), term) for first in firsts)

    def action_open_reviews(self):
        """Open the rent reviews of the lease."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mall_leasing.mall_rent_review_action")
        return {**action, "domain": [("lease_id", "=", self.id)], "context": {}}

    def action_open_index_terms(self):
        """Open the charges of a lease signed on paper to enter which index they follow."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Index Terms of %(lease)s", lease=self.name),
            "res_model": "mall.lease.charge",
            "views": [
                (self.env.ref("mall_leasing.mall_lease_charge_view_list_index").id, "list"),
                (self.env.ref("mall_leasing.mall_lease_charge_view_form_index").id, "form"),
            ],
            "domain": [("lease_id", "=", self.id), ("basis", "!=", "once")],
            "context": {"create": False},
        }


class MallLeaseCharge(models.Model):
    _inherit = "mall.lease.charge"

    def write(self, vals):
        """Write; index terms of leases from paper are open to leasing managers until the first confirmed review.

        Reviews that were proposed by the former terms are worked out anew, and the lease notes who entered what.

        :raises LeaseTermsFrozen: for any other change of a signed lease
        Clause: L4.1, L4.2
        """
        if not vals.keys() <= set(INDEX_FIELDS):
            return super().write(vals)
        self.check_access("write")
        leases = self.lease_id._get_index_paper_leases()
        paper = self.filtered(lambda charge: charge.lease_id in leases)
        result = super().write(vals)
        paper._follow_paper_terms()
        return result

    def _check_leases_open(self, vals_list):
        """Leave out leases from paper where index terms alone are entered."""
        if vals_list and all(vals.keys() <= set(INDEX_FIELDS) and vals for vals in vals_list):
            paper = self.lease_id._get_index_paper_leases()
            return super(MallLeaseCharge, self.filtered(lambda charge: charge.lease_id not in paper))._check_leases_open(vals_list)
        return super()._check_leases_open(vals_list)

    def _follow_paper_terms(self):
        """Drop what was proposed by former terms and note the new ones in the lease's history."""
        # sudo: proposals are the system's; nothing that was decided is touched
        open_reviews = self.sudo().review_ids.filtered(lambda review: review.state in ("waiting", "proposed"))
        open_reviews.unlink()
        for charge in self:
            words = charge._get_index_sentence() if charge.index_id else self.env._("%(charge)s follows no index.", charge=charge.name)
            # sudo: the note is the system's, about what its own guard let through
            charge.lease_id.sudo()._message_log(
                body=self.env._("Index terms taken over from paper: %(terms)s", terms=words), author_id=self.env.user.partner_id.id
            )

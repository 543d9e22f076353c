from odoo import api, fields, models

from ...rent_reasons import RentRefused


class MallLeaseChargeStep(models.Model):
    """Steps are agreed when the lease is signed, or follow later from the index it agreed on."""

    _inherit = "mall.lease.charge.step"
    _order = "charge_id, date_from, source"

    source = fields.Selection(
        [("fixed", "Agreed"), ("index", "Index")],
        default="fixed",
        required=True,
        readonly=True,
        copy=False,
        help="Agreed: written into the lease.\nIndex: follows from the index the lease names, confirmed by a leasing manager.",
    )
    review_id = fields.Many2one(
        "mall.rent.review",
        string="Index Review",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",
        help="The review the step was calculated in.",
    )

    # An index may be reviewed on the day of an agreed step: it then works on the agreed amount and stands above it.
    _date_uniq = models.Constraint("UNIQUE (charge_id, date_from, source)", "A charge has one amount a day.")
    _review_uniq = models.UniqueIndex("(review_id) WHERE review_id IS NOT NULL", "This review has its step already.")
    _review_ck = models.Constraint(
        "CHECK ((source = 'index') = (review_id IS NOT NULL))", "A step of an index comes from a review, and no other step does."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Add steps; those of a confirmed review go to signed leases too: they carry out what was signed.

        :raises LeaseTermsFrozen: for any other step on a signed lease
        :raises RentRefused: for a step by index that no confirmed review accounts for
        Clause: L4.1, L4.2
        """
        by_review = [vals for vals in vals_list if vals.get("review_id") or vals.get("source") == "index"]
        for vals in by_review:
            # sudo: what the review says is compared, whoever asks
            review = self.env["mall.rent.review"].sudo().browse(vals.get("review_id") or ()).exists()
            if not review._accounts_for(vals):
                raise RentRefused(self.env, "step_not_reviewed", "L4.1")
        return super().create(vals_list)

    def write(self, vals):
        """Change agreed steps; where a step comes from does not change.

        :raises RentRefused: for source and review
        """
        if {"source", "review_id"} & vals.keys():
            raise RentRefused(self.env, "step_not_reviewed", "L4.1")
        return super().write(vals)

    def _check_leases_open(self, vals_list):
        """Leave out new steps that a confirmed review accounts for to the letter: ``create`` has just compared them."""
        rest = [vals for vals in vals_list if not vals.get("review_id")]
        if self or rest or not vals_list:
            super()._check_leases_open(rest)

from odoo import api, fields, models

from ...market_exceptions import StepRefused
from .mall_site_visit_criterion import BLOCKS

MARKS = [("1", "1 – Poor"), ("2", "2 – Weak"), ("3", "3 – Fair"), ("4", "4 – Good"), ("5", "5 – Excellent")]


class MallSiteVisitLineMixin(models.AbstractModel):
    """A row of a site visit: open until the visit is reported. Clause: L1.2."""

    _name = "mall.site.visit.line.mixin"
    _description = "Row of a Site Visit"

    visit_id = fields.Many2one("mall.site.visit", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="visit_id.company_id", store=True, index=True, precompute=True)

    @api.model_create_multi
    def create(self, vals_list):
        """Create rows of visits that are not reported yet.

        :raises StepRefused: if the visit is done
        """
        rows = super().create(vals_list)
        rows.visit_id._check_not_done()
        return rows

    def write(self, vals):
        """Write rows of visits that are not reported yet.

        :raises StepRefused: if the visit is done
        """
        self.visit_id._check_not_done()
        result = super().write(vals)
        if "visit_id" in vals:
            self.visit_id._check_not_done()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        self.visit_id._check_not_done()


class MallSiteVisitScore(models.Model):
    """The mark of one criterion; empty where it could not be judged. Clause: L1.2."""

    _name = "mall.site.visit.score"
    _description = "Site Visit Mark"
    _inherit = ["mall.site.visit.line.mixin"]
    _order = "visit_id, sequence, id"

    criterion_id = fields.Many2one(
        "mall.site.visit.criterion", required=True, ondelete="restrict", help="What is judged."
    )
    sequence = fields.Integer(related="criterion_id.sequence", store=True)
    block = fields.Selection(
        BLOCKS,
        compute="_compute_from_criterion",
        store=True,
        precompute=True,
        help="The part of the visit the criterion belonged to when the visit was planned.",
    )
    weight = fields.Float(
        digits=(6, 2),
        compute="_compute_from_criterion",
        store=True,
        precompute=True,
        aggregator=None,
        help="How much the criterion counted when the visit was planned; later changes of the weights change no visit.",
    )
    mark = fields.Selection(MARKS, help="1 is poor, 5 excellent; leave it empty where you cannot judge.")
    remark = fields.Char(help="What the mark rests on.")

    _criterion_uniq = models.Constraint("UNIQUE (visit_id, criterion_id)", "A criterion is marked once per visit.")

    @api.depends("criterion_id")
    def _compute_from_criterion(self):
        for line in self:
            line.block, line.weight = line.criterion_id.block, line.criterion_id.weight


class MallSiteVisitPhoto(models.Model):
    """A photo taken on site, with what it shows. Clause: L1.2."""

    _name = "mall.site.visit.photo"
    _description = "Site Visit Photo"
    _inherit = ["mall.site.visit.line.mixin"]
    _order = "visit_id, sequence, id"

    name = fields.Char(string="Caption", help="What the photo shows.")
    sequence = fields.Integer(default=10, help="The first photo is the one on the card.")
    image = fields.Image(required=True, max_width=1920, max_height=1920, help="Taken with the phone or uploaded.")
    image_512 = fields.Image(related="image", max_width=512, max_height=512, store=True, string="Small Photo")


class MallSiteVisit(models.Model):
    """The rows of a visit are asked for by themselves."""

    _inherit = "mall.site.visit"

    @api.model_create_multi
    def create(self, vals_list):
        """Plan visits: ask every criterion of the company, and put them into the calendar."""
        visits = super().create(vals_list)
        visits._ask_criteria()
        visits._sync_calendar()
        return visits

    def _ask_criteria(self):
        """Add an unmarked row for each criterion that is not asked yet; one query for the criteria."""
        # sudo: criteria of the visits' companies, whichever of them are switched on in the user's session
        criteria = self.env["mall.site.visit.criterion"].sudo().search(
            [("company_id", "in", [False, *self.company_id.ids])]
        )
        self.env["mall.site.visit.score"].create([
            {"visit_id": visit.id, "criterion_id": criterion.id}
            for visit in self
            for criterion in criteria - visit.score_ids.criterion_id
            if criterion.company_id.id in (False, visit.company_id.id)
        ])  # fmt: skip

    def _check_not_done(self):
        """Refuse visits that were reported.

        :raises StepRefused: naming the first
        """
        # sudo: the state alone is read, for whoever is about to write
        done = self.sudo().filtered(lambda visit: visit.state == "done")
        if done:
            raise StepRefused(
                self.env._(
                    "The visit to %(place)s is reported and closed; add what came later as a note. (L1.2)",
                    place=done[0].name,
                )
            )

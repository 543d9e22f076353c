from odoo import fields, models

BLOCKS = [("basics", "Basic Facts"), ("outlook", "Market Outlook"), ("competition", "Competition")]


class MallSiteVisitCriterion(models.Model):
    """What a site is judged by, and how much it counts. Clause: L1.2."""

    _name = "mall.site.visit.criterion"
    _description = "Site Visit Criterion"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, help="What is judged: access, visibility, spending power.")
    sequence = fields.Integer(default=10, help="Order on the form.")
    active = fields.Boolean(default=True, help="Archived criteria are not asked on new visits; old visits keep them.")
    company_id = fields.Many2one("res.company", index=True, help="Empty: used by every company.")
    block = fields.Selection(BLOCKS, required=True, default="basics", help="The part of the visit it belongs to.")
    weight = fields.Float(
        digits=(6, 2), default=1.0, required=True, aggregator=None, help="How much it counts against the others."
    )
    guide = fields.Text(translate=True, help="What a 1 looks like and what a 5 looks like.")

    _weight_positive = models.Constraint("CHECK (weight > 0)", "The weight of a criterion must be above zero.")

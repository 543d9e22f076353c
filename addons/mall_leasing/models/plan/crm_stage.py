from odoo import api, fields, models

# How many leads of a stage end in a lease, by experience of the trade; a manager sets the house's own figures.
PERCENT = {"research": 5, "development": 15, "negotiation": 40, "intent": 70, "contract": 90, "follow_up": 100}


class CrmStage(models.Model):
    """How likely a lead of a stage ends in a lease: what the forecast reckons with. Clause: LR1.3."""

    _inherit = "crm.stage"

    leasing_percent = fields.Float(
        string="Leases per 100 Leads",
        digits=(5, 2),
        compute="_compute_leasing_percent",
        store=True,
        readonly=False,
        aggregator=None,
        help="Of 100 leads in this stage, how many end in a lease; 0 for stages of other teams.",
    )

    _leasing_percent_bounds = models.Constraint(
        "CHECK (leasing_percent >= 0 AND leasing_percent <= 100)", "The share of leads that end in a lease is 0 to 100."
    )

    @api.depends("leasing_step")
    def _compute_leasing_percent(self):
        for stage in self:
            stage.leasing_percent = PERCENT.get(stage.leasing_step, 0)

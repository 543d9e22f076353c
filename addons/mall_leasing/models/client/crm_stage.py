from odoo import fields, models

# The regulation's order; a stage's sequence only decides where it is shown.
LEASING_STEPS = [
    ("research", "Research"),
    ("development", "Client Development"),
    ("negotiation", "Negotiation"),
    ("intent", "Letter of Intent"),
    ("contract", "Contract"),
    ("follow_up", "Follow-up"),
]


class CrmStage(models.Model):
    """Bind a stage to the step of the leasing procedure it stands for."""

    _inherit = "crm.stage"

    leasing_step = fields.Selection(
        LEASING_STEPS,
        copy=False,
        help="The step of the leasing procedure this stage stands for; empty for stages of other teams.",
    )

    _leasing_step_uniq = models.UniqueIndex(
        "(leasing_step) WHERE leasing_step IS NOT NULL", "Another stage already stands for that leasing step."
    )

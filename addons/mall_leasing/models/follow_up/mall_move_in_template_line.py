from odoo import fields, models

#: Whose task a formality is.
PARTIES = [("landlord", "Landlord"), ("tenant", "Tenant")]
#: What its day is counted from.
EVENTS = [("signature", "Signature"), ("handover", "Handover"), ("opening", "Opening")]


class MallMoveInTemplateLine(models.Model):
    """A formality of the move-in and its day. Clause: L5.1."""

    _name = "mall.move.in.template.line"
    _description = "Move-in Formality"
    _order = "template_id, sequence, id"

    template_id = fields.Many2one("mall.move.in.template", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="template_id.company_id", store=True, index=True, precompute=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Formality", required=True, translate=True)
    note = fields.Text(string="How", translate=True, help="What has to be brought or done.")
    party = fields.Selection(PARTIES, required=True, default="landlord", help="Who has to do it.")
    event = fields.Selection(EVENTS, required=True, default="signature", help="The day is counted from this event.")
    offset_days = fields.Integer(string="Days", help="Days after the event; negative: before it.")
    required = fields.Boolean(default=True, help="The shop has not landed before it is done.")

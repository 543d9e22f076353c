from odoo import fields, models

#: kind -> (model, method that takes the text)
STEPS = {
    "task_done": ("mall.move.in.task", "action_done"),
    "task_waive": ("mall.move.in.task", "action_waive"),
    "visit_cancel": ("mall.return.visit", "action_cancel"),
    "action_solve": ("mall.return.visit.action", "action_solve"),
    "request_answer": ("mall.tenant.request", "action_answer"),
}


class MallFollowUpNote(models.TransientModel):
    """Ask for the words that go with a step of the follow-up: a result, a reason, a solution. Clause: L5.1, L5.2."""

    _name = "mall.follow.up.note"
    _description = "Follow-up Note"

    kind = fields.Selection(
        [
            ("task_done", "What was done"),
            ("task_waive", "Why it is not needed"),
            ("visit_cancel", "Why the visit is given up"),
            ("action_solve", "What solved the problem"),
            ("request_answer", "Answer to the tenant"),
        ],
        required=True,
        readonly=True,
    )
    record_id = fields.Integer(string="Record", required=True, readonly=True)
    text = fields.Text(string="Words", help="Kept with the record.")

    def action_confirm(self):
        """Take the step with the words given; rights and rules are the step's own."""
        self.ensure_one()
        model, method = STEPS[self.kind]
        getattr(self.env[model].browse(self.record_id), method)(self.text or "")
        return {"type": "ir.actions.act_window_close"}

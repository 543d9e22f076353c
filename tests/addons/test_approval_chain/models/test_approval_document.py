from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.approval_chain.core.chain import ApprovalStepRule

_lt = LazyTranslate(__name__)

LEGAL = ApprovalStepRule(
    code="legal",
    name=_lt("Legal review"),
    group="test_approval_chain.group_test_approval_legal",
    state="legal_review",
    content=("name", "partner_id", "line_ids.name", "line_ids.amount"),
    clause="T1",
)
HEAD = ApprovalStepRule(
    code="head",
    name=_lt("Leadership approval"),
    group="test_approval_chain.group_test_approval_head",
    state="head_approval",
    content=("amount_limit", "line_ids.amount"),
    clause="T2",
)
PERSON = ApprovalStepRule(code="person", name=_lt("Named approver"), user_field="approver_id", state="head_approval", content=("name",))


class TestApprovalDocument(models.Model):
    _name = "test.approval.document"
    _inherit = ["approval.mixin"]
    _description = "Test Approval Document"

    _approval_content_fields = (
        "name",
        "partner_id",
        "amount_limit",
        "kind",
        "date_due",
        "line_ids.name",
        "line_ids.amount",
    )
    _approval_state_after = "to_sign"
    _approval_states_released = ("cancelled",)

    name = fields.Char(required=True)
    note = fields.Text(help="Not part of the content.")
    partner_id = fields.Many2one("res.partner")
    folder_id = fields.Many2one("test.approval.folder")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    approver_id = fields.Many2one("res.users", help="Set: this person decides as a third step.")
    amount_limit = fields.Float(digits=(16, 2))
    kind = fields.Selection([("short", "Short"), ("long", "Long")], default="short")
    date_due = fields.Date()
    line_ids = fields.One2many("test.approval.document.line", "document_id", copy=True)
    log = fields.Text(help="The hooks that ran, for the tests.")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("legal_review", "Legal Review"),
            ("head_approval", "Leadership Approval"),
            ("to_sign", "To Sign"),
            ("active", "Active"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
    )

    def _approval_steps(self):
        return [LEGAL, HEAD, PERSON] if self.approver_id else [LEGAL, HEAD]

    def _check_approval_submit(self):
        for document in self:
            if not document.line_ids:
                raise ValidationError(self.env._("%(name)s has no lines yet: add one.", name=document.name))

    def _log_hook(self, word):
        for document in self.sudo():  # sudo: approvers only read the document
            document.log = f"{document.log or ''}{word};"

    def _on_approval_granted(self):
        self._log_hook("granted")

    def _on_approval_rejected(self, step):
        self._log_hook(f"rejected {step.code}")

    def _on_approval_withdrawn(self):
        self._log_hook("withdrawn")

    def _on_approval_reopened(self, steps):
        self._log_hook("reopened " + ",".join(steps.mapped("code")))

    def action_sign(self):
        """Sign: the adopter's own transition, which relies on the approvals."""
        self.check_access("write")
        self._approval_check_granted()
        self.sudo().state = "active"  # sudo: the state belongs to the gates; this is one

    def action_cancel(self):
        """Cancel: approvals bind no longer."""
        self.check_access("write")
        self.sudo().state = "cancelled"  # sudo: as above


class TestApprovalDocumentLine(models.Model):
    _name = "test.approval.document.line"
    _description = "Test Approval Document Line"

    document_id = fields.Many2one("test.approval.document", required=True, index=True, ondelete="cascade")
    name = fields.Char()
    amount = fields.Float(digits=(16, 2))
    remark = fields.Char(help="Not part of the content.")
    active = fields.Boolean(default=True)

    @api.depends("name", "amount")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.name or str(line.amount)

from markupsafe import Markup

from odoo import models

ACTIVITY_TYPE = "approval_chain.mail_activity_data_approval"


class ApprovalNoticeMixin(models.AbstractModel):
    """Tell approvers when it is their turn, and those who asked what was decided."""

    _name = "approval.notice.mixin"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Approval Notices"

    def _log_approval(self, notes):
        # sudo: the chain keeps its own log, also on documents the actor may only read
        documents = self.sudo().browse(document.id for document in notes)
        documents._message_log_batch(bodies={document.id: note for document, note in notes.items()})

    def _post_approval_decision(self, step, sentence):
        """Write the decision into the chatter and tell the person who asked."""
        body = Markup("<p>%s</p>") % sentence
        if step.on_behalf_of_id:
            body += Markup("<p>%s</p>") % self.env._("In the place of %(user)s.", user=step.on_behalf_of_id.name)
        if step.comment:
            body += Markup("<p><em>%s</em></p>") % step.comment
        partners = (step.requested_by_id | step.submitter_id).partner_id
        # sudo: an approver may decide on documents he may only read; the message is his own
        self.sudo().message_post(body=body, partner_ids=partners.ids, author_id=self.env.user.partner_id.id)

    def _schedule_approval_activities(self, steps):
        """Tell all who may decide ``steps``, each with an activity: a fixed number of queries."""
        type_id = self.env.ref(ACTIVITY_TYPE).id
        model_id = self.env["ir.model"]._get_id(self._name)
        values = [
            {
                "activity_type_id": type_id,
                "res_model_id": model_id,
                "res_id": step.res_id,
                "user_id": user.id,
                "summary": step.with_context(lang=user.lang).name,
                "automated": True,
            }
            for step, users in steps._get_recipients().items()
            for user in users
        ]
        # sudo: telling an approver needs no right on the document; quick update spares an e-mail to each
        self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True).create(values)

    def _close_approval_activities(self, done_by=None):
        """Close what told the approvers: done for the one who decided, gone for the others."""
        type_id = self.env.ref(ACTIVITY_TYPE).id
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids), ("activity_type_id", "=", type_id)]
        activities = self.env["mail.activity"].sudo().search(domain)  # sudo: activities of all the approvers
        done = activities.filtered(lambda activity: activity.user_id == done_by)
        done.action_archive()
        (activities - done).unlink()

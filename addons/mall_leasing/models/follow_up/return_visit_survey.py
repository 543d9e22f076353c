from odoo import api, fields, models

from ...core.follow_up import satisfaction_percent
from ...exceptions import FollowUpRefused


class MallReturnVisit(models.Model):
    """The tenant's own word after the visit: a questionnaire through ``survey``. Clause: L5.2, LK4, LK8."""

    _inherit = "mall.return.visit"

    survey_input_id = fields.Many2one(
        "survey.user_input",
        string="Questionnaire",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
        help="The questionnaire sent to the tenant after the visit.",
    )
    survey_state = fields.Selection(
        [("none", "Not Asked"), ("asked", "Asked"), ("answered", "Answered")],
        compute="_compute_satisfaction",
        store=True,
        string="Questionnaire Status",
        groups="base.group_user",
    )
    satisfaction = fields.Float(
        string="Satisfaction (%)",
        digits=(5, 2),
        compute="_compute_satisfaction",
        store=True,
        aggregator="avg",
        groups="base.group_user",
        help="Mean of the tenant's answers on their scales, 0 to 100. Only meaningful once answered.",
    )
    satisfaction_comment = fields.Text(
        compute="_compute_satisfaction_comment", groups="base.group_user", help="What the tenant wrote in own words."
    )

    @api.depends(
        "survey_input_id.state",
        "survey_input_id.user_input_line_ids.value_scale",
        "survey_input_id.user_input_line_ids.skipped",
    )
    def _compute_satisfaction(self):
        for visit in self:
            answer = visit.survey_input_id
            visit.survey_state = "none" if not answer else "answered" if answer.state == "done" else "asked"
            lines = answer.user_input_line_ids.filtered(lambda line: line.answer_type == "scale" and not line.skipped)
            percent = satisfaction_percent(
                (line.value_scale, line.question_id.scale_min, line.question_id.scale_max) for line in lines
            )
            visit.satisfaction = (percent or 0) if answer.state == "done" else 0

    @api.depends("survey_input_id.state")
    def _compute_satisfaction_comment(self):
        for visit in self:
            # sudo: whoever may read the visit reads the tenant's words about it
            lines = visit.sudo().survey_input_id.user_input_line_ids
            texts = lines.filtered(lambda line: line.answer_type in ("text_box", "char_box"))
            visit.satisfaction_comment = "\n".join(line.value_text_box or line.value_char_box for line in texts) or False

    def action_send_survey(self):
        """Send the tenants met the questionnaire about the house's service; each visit asks once.

        :raises FollowUpRefused: before the visit took place, or if nobody can be written to
        Clause: LK4, LK8
        """
        self.check_access("write")
        survey = self.env.ref("mall_leasing.survey_tenant_satisfaction", raise_if_not_found=False)
        if not survey:
            raise FollowUpRefused(self.env._("The tenants' questionnaire was deleted: update the add-on to get it back."))
        for visit in self:
            visit._check_can_ask()
        template = self.env.ref("mall_leasing.mail_template_return_visit_survey", raise_if_not_found=False)
        # sudo: leasing staff ask the mall's one questionnaire without being surveys' managers
        for visit in self.sudo().filtered(lambda record: not record.survey_input_id):
            recipient = visit._get_survey_recipient()
            visit.survey_input_id = survey.sudo()._create_answer(
                partner=recipient, email=recipient.email, check_attempts=False, deadline=False
            )
            if template:
                template.sudo().send_mail(visit.id, email_layout_xmlid="mail.mail_notification_light")

    def _check_can_ask(self):
        self.ensure_one()
        if self.state != "done":
            raise FollowUpRefused(self.env._("The tenant is asked after the visit: report the visit as done first. (L5.2)"))
        if not self._get_survey_recipient().email:
            raise FollowUpRefused(
                self.env._(
                    "%(tenant)s has no e-mail address: the specialist adds it to the client file. (L2.2)",
                    tenant=self.partner_id.name,
                )
            )

    def _get_survey_recipient(self):
        """Return who is asked: the person met, if that person can be written to, else the tenant."""
        self.ensure_one()
        return self.contact_id if self.contact_id.email else self.partner_id

    def _get_survey_url(self):
        """Return the address of this visit's questionnaire; for the mail to the tenant only."""
        self.ensure_one()
        # sudo: the mail template renders for whoever sends it
        return self.sudo().survey_input_id.get_start_url()

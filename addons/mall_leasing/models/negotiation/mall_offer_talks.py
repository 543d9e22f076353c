from markupsafe import Markup

from odoo import api, fields, models

from .mall_offer_workflow import SPECIALIST


class MallOffer(models.Model):
    """What was asked and answered in the talks; open questions are put before whoever accepts."""

    _inherit = "mall.offer"

    question_ids = fields.One2many(
        "mall.offer.question", "offer_id", string="Questions", help="What was asked about the terms of this round."
    )
    question_count = fields.Integer(
        compute="_compute_question_count", help="Questions of all rounds of the talks, answered ones included."
    )
    open_question_count = fields.Integer(
        string="Open Questions",
        compute="_compute_question_count",
        help="Questions of all rounds of the talks that nobody has answered yet.",
    )

    @api.depends("question_ids.is_open", "lead_id")
    def _compute_question_count(self):
        """Count the questions of the talks in one query for any number of offers."""
        groups = self.env["mall.offer.question"]._read_group(
            [("lead_id", "in", self.lead_id.ids)], ["lead_id", "is_open"], ["__count"]
        )
        counts = {(lead.id, is_open): count for lead, is_open, count in groups}
        for offer in self:
            lead = offer.lead_id.id
            offer.open_question_count = counts.get((lead, True), 0)
            offer.question_count = offer.open_question_count + counts.get((lead, False), 0)

    def action_view_questions(self):
        """Open the questions of all rounds of the talks."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mall_leasing.mall_offer_question_action")
        context = {"default_offer_id": self.id}
        return {**action, "domain": [("lead_id", "=", self.lead_id.id)], "context": context}

    def action_ask_accept(self):
        """Accept the offer; where questions of the talks are open, show them first and ask whether to go on.

        :return: True, or the action that asks
        Clause: L3.2
        """
        self.ensure_one()
        if not self.open_question_count or self.state != "sent":
            return self.action_accept()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Questions Are Open"),
            "res_model": "mall.offer.accept",
            "view_mode": "form",
            "target": "new",
            "context": {"default_offer_id": self.id},
        }

    def action_accept(self):
        """Accept, and note in the record which questions were open at that moment.

        Clause: L3.2
        """
        is_new = self.state != "accepted"
        result = super().action_accept()
        questions = self.env["mall.offer.question"]
        if is_new:
            questions = questions.search([("lead_id", "=", self.lead_id.id), ("is_open", "=", True)])
        if questions:
            lines = Markup("").join(Markup("<li>%s</li>") % question.question for question in questions)
            self._message_log(
                body=Markup("<p>%s</p><ul>%s</ul>") % (self.env._("Accepted while these questions were open:"), lines)
            )
        return result


class CrmLead(models.Model):
    _inherit = "crm.lead"

    question_ids = fields.One2many(
        "mall.offer.question", "lead_id", string="Questions", groups=SPECIALIST, help="What was asked in the talks."
    )
    open_question_count = fields.Integer(
        string="Open Questions",
        compute="_compute_open_question_count",
        groups=SPECIALIST,
        help="Questions of the talks that nobody has answered yet.",
    )

    @api.depends("question_ids.is_open")
    def _compute_open_question_count(self):
        domain = [("lead_id", "in", self.ids), ("is_open", "=", True)]
        groups = self.env["mall.offer.question"]._read_group(domain, ["lead_id"], ["__count"])
        counts = {lead.id: count for lead, count in groups}
        for lead in self:
            lead.open_question_count = counts.get(lead.id, 0)

    def action_view_questions(self):
        """Open the questions of the talks."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mall_leasing.mall_offer_question_action")
        context = {"default_offer_id": self.offer_ids.sorted("round")[-1:].id}
        return {**action, "domain": [("lead_id", "=", self.id)], "context": context}

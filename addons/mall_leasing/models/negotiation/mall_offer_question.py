from odoo import api, fields, models

from ...exceptions import OfferMoveRefused

#: Who answered and when is the system's to say; where a question was asked does not change.
STAMPS = frozenset({"answered_by_id", "answered_datetime", "asked_by_id"})


class MallOfferQuestion(models.Model):
    """Something one side asked in the talks, who owes the answer by when, and what the answer was."""

    _name = "mall.offer.question"
    _description = "Question of the Talks"
    _inherit = ["mail.thread", "mail.activity.mixin", "mall.bounds.mixin"]
    _order = "is_open desc, date_deadline, id"
    _rec_name = "question"
    _check_company_auto = True

    offer_id = fields.Many2one(
        "mall.offer",
        required=True,
        index=True,
        check_company=True,
        ondelete="cascade",
        help="The round in which it was asked.",
    )
    lead_id = fields.Many2one(
        related="offer_id.lead_id", store=True, index=True, precompute=True, help="The talks it belongs to."
    )
    company_id = fields.Many2one(related="offer_id.company_id", store=True, index=True, precompute=True)
    partner_id = fields.Many2one(related="offer_id.partner_id", string="Client")
    asked_by = fields.Selection(
        [("client", "Client"), ("landlord", "Landlord")],
        required=True,
        default="client",
        tracking=True,
        help="Which side asked.",
    )
    asked_by_id = fields.Many2one(
        "res.users",
        string="Entered By",
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
        help="Who took the question down.",
    )
    question = fields.Text(required=True, tracking=True, help="What was asked, in the words of whoever asked.")
    date_asked = fields.Date(
        string="Asked On", required=True, default=fields.Date.context_today, help="Day of the question."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        tracking=True,
        domain="[('share', '=', False)]",
        help="Who sees to it that the question is answered.",
    )
    date_deadline = fields.Date(
        string="Answer By", tracking=True, help="Last day for the answer; the owner is reminded of it."
    )
    answer = fields.Text(tracking=True, help="What was answered.")
    answered_by_id = fields.Many2one(
        "res.users", string="Answered By", readonly=True, copy=False, help="Who put the answer down."
    )
    answered_datetime = fields.Datetime(
        string="Answered On", readonly=True, copy=False, help="When the answer was put down."
    )
    is_open = fields.Boolean(
        string="Open", compute="_compute_is_open", store=True, precompute=True, index=True, help="Not answered yet."
    )

    _question_not_empty = models.Constraint("CHECK (btrim(question) <> '')", "A question needs words.")
    _deadline_after_asking = models.Constraint(
        "CHECK (date_deadline IS NULL OR date_deadline >= date_asked)",
        "The answer to a question cannot be due before it was asked.",
    )

    @api.depends("offer_id")
    def _compute_user_id(self):
        for question in self:
            question.user_id = question.user_id or question.offer_id.user_id or self.env.user

    @api.depends("answer")
    def _compute_is_open(self):
        for question in self:
            question.is_open = not (question.answer or "").strip()

    # --- create, write, delete

    @api.model_create_multi
    def create(self, vals_list):
        """Take questions down and remind their owners of them.

        :raises AccessError: if the offer is not the user's to write
        Clause: L3.2
        """
        stripped = [{name: value for name, value in vals.items() if name not in STAMPS} for vals in vals_list]
        context = {key: value for key, value in self.env.context.items() if key.removeprefix("default_") not in STAMPS}
        questions = super(MallOfferQuestion, self.with_context(context)).create(stripped).with_env(self.env)
        questions.offer_id.check_access("write")
        questions.filtered(lambda question: not question.is_open)._stamp_answer()
        questions._remind_owners()
        return questions

    def write(self, vals):
        """Write questions; an answer is stamped with who gave it, a question stays in its talks.

        :raises OfferMoveRefused: if a question is moved to another offer or a stamp is written by hand
        Clause: L3.2
        """
        if STAMPS & vals.keys() or ("offer_id" in vals and any(row.offer_id.id != vals["offer_id"] for row in self)):
            raise OfferMoveRefused(self.env._("A question stays in the talks it was asked in, and so does who answered it. (L3.2)"))
        before = {question: question.answer for question in self} if "answer" in vals else {}
        result = super().write(vals)
        self.filtered(lambda question: question in before and question.answer != before[question])._stamp_answer()
        if {"answer", "user_id", "date_deadline", "question"} & vals.keys():
            self._remind_owners()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        """Keep what was answered, and what was asked about terms the other side has."""
        kept = self.filtered(lambda question: not question.is_open or question.offer_id.state != "draft")
        if kept:
            raise OfferMoveRefused(
                self.env._("Questions of the talks are kept: answer this one instead of deleting it. (L3.2)")
            )

    def _gate_write(self, vals):
        """Write past the question's own guard: for the stamps only."""
        return super().write(vals)

    def _stamp_answer(self):
        """Say who answered and when; nobody, where the answer was taken back."""
        answered = self.filtered(lambda question: not question.is_open)
        if answered:
            answered._gate_write({"answered_by_id": self.env.uid, "answered_datetime": fields.Datetime.now()})
        if self - answered:
            (self - answered)._gate_write({"answered_by_id": False, "answered_datetime": False})

    # --- reminders

    def _remind_owners(self):
        """Leave each owner one activity for each open question, due on its last day; close those of answered ones."""
        quiet = self.with_context(mail_activity_quick_update=True)
        # sudo: a reminder is the system's; its reader may be another than whoever asked
        standing = quiet.sudo().activity_ids.filtered("automated")
        standing.filtered(lambda activity: activity.res_id in self.filtered(lambda row: not row.is_open).ids).unlink()
        standing = standing.exists().grouped("res_id")
        missing = []
        for question in quiet.filtered("is_open"):
            values = question._prepare_reminder_values()
            if question.id in standing:
                standing[question.id].write({name: values[name] for name in ("user_id", "date_deadline", "summary")})
            else:
                missing.append(values)
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(missing)

    def _prepare_reminder_values(self):
        """Return the values of the owner's activity."""
        self.ensure_one()
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "activity_type_id": self.env["ir.model.data"]._xmlid_to_res_id("mail.mail_activity_data_todo"),
            "automated": True,
            "user_id": self.user_id.id or self.env.uid,
            "date_deadline": self.date_deadline or fields.Date.context_today(self),
            "summary": self.env._("Answer the question of %(offer)s", offer=self.offer_id.name),
        }

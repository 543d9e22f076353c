from odoo import api, fields, models
from odoo.tools import is_html_empty

from ...market_exceptions import PlanRefused
from ..research.transition_mixin import MANAGER, Rule
from .mall_leasing_plan import LEADER


class MallLeasingPlanReport(models.Model):
    """A report upwards on the quarter: figures frozen as sent, forecast, problems, proposals. Clause: LR1.4."""

    _name = "mall.leasing.plan.report"
    _description = "Leasing Report"
    _inherit = ["mall.transition.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _mail_post_access = "read"
    _gated_fields = frozenset(
        {"state", "moved_by_id", "moved_datetime", "date", "line_ids", "forecast_lease", "forecast_amount",
         "forecast_area", "attachment_id"}
    )  # fmt: skip
    _transitions = {("draft", "sent"): Rule(MANAGER, "LR1.4", "_guard_send")}

    plan_id = fields.Many2one(
        "mall.leasing.plan", required=True, index=True, ondelete="restrict", help="The quarter that is reported on."
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [("interim", "Interim"), ("final", "Final")],
        required=True,
        default="interim",
        help="Interim: how the quarter is going.\nFinal: how it went; sent from its last day on.",
    )
    recipient_ids = fields.Many2many(
        "res.users",
        string="To",
        required=True,
        default=lambda self: self._get_leaders(),
        domain=lambda self: [("all_group_ids", "in", self.env.ref(LEADER).ids)],
        help="The leaders it goes to.",
    )
    problems = fields.Html(help="What stood in the way, and what was done about it.")
    proposal_ids = fields.One2many(
        "mall.leasing.plan.proposal", "report_id", string="Proposals", help="What should be done better."
    )
    line_ids = fields.One2many(
        "mall.leasing.plan.report.line", "report_id", string="Progress", readonly=True, help="Frozen when it is sent."
    )
    forecast_lease = fields.Float(
        string="Leases Likely", readonly=True, copy=False, digits=(16, 1), help="From the open leads on the day it was sent."
    )
    forecast_amount = fields.Monetary(
        string="Rent Likely", readonly=True, copy=False, help="Weighted rent of the terms of those leads."
    )
    forecast_area = fields.Float(
        string="Area Likely (m²)", readonly=True, copy=False, digits=(16, 0), help="Weighted area of those leads."
    )
    date = fields.Date(string="Sent On", readonly=True, copy=False, index=True, help="Day the figures were frozen.")
    attachment_id = fields.Many2one(
        "ir.attachment", string="PDF", readonly=True, copy=False, ondelete="restrict", help="The report as it was sent."
    )
    changed_count = fields.Integer(
        compute="_compute_changed_count", string="Changed Since", help="Figures that would be different today."
    )
    state = fields.Selection(
        [("draft", "Draft"), ("sent", "Sent")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        help="Draft: being written.\nSent: with leadership; its figures are frozen.",
    )

    @api.depends("plan_id", "kind")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for report in self:
            report.display_name = f"{report.plan_id.name} {labels.get(report.kind, '')}"

    @api.depends("line_ids.is_changed")
    def _compute_changed_count(self):
        for report in self:
            report.changed_count = len(report.line_ids.filtered("is_changed"))

    @api.model
    def _get_leaders(self):
        """Return the leaders of the current company."""
        leaders = [("all_group_ids", "in", self.env.ref(LEADER).ids), ("company_ids", "in", self.env.company.ids)]
        return self.env["res.users"].search([*leaders, ("share", "=", False)])

    # === KEPT AS SENT === #

    def write(self, vals):
        """Write drafts; a report that was sent says for ever what it said.

        :raises PlanRefused: for a report that was sent
        Clause: LR1.4
        """
        if not self.env.su and {"plan_id", "kind", "recipient_ids", "problems", "proposal_ids"}.intersection(vals):
            self.check_access("write")  # first: whoever may not is told no more
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        self._check_draft()

    def _check_draft(self):
        sent = self.filtered(lambda report: report.state == "sent")
        if sent:
            raise PlanRefused(
                self.env._("The report %(report)s was sent and stays as it is: write another. (LR1.4)", report=sent[0].display_name)
            )

    # === SENDING === #

    def action_send(self):
        """Freeze the figures, print the report and mail it to leadership.

        A second click, or a second session, finds it sent and sends nothing again.

        :raises PlanRefused: if something is missing or the quarter is not over
        Clause: LR1.4
        """
        self.ensure_one()
        if self.state == "sent":
            return True
        self._move_to("sent", date=fields.Date.context_today(self))
        self.flush_recordset(["state"])  # the second of two sessions waits here, starts over and finds it sent
        # sudo: lines and paper belong to the system; the sender's right and role were checked by the gate
        report = self.sudo()
        report._freeze()
        report.proposal_ids._put()
        report._print()
        report._mail()
        if self.kind == "final" and self.plan_id.state in ("running", "approved"):
            self.plan_id.sudo()._move_to("reported")
            report.plan_id.activity_unlink(["mall_leasing.mail_activity_plan_due"])
        return True

    def _guard_send(self, rule):
        for report in self:
            sentence = report._get_flaw()
            if sentence:
                raise PlanRefused(sentence)

    def _get_flaw(self):
        """Return why the report cannot be sent, one sentence; empty if it can."""
        plan = self.plan_id
        values = {"report": self.display_name, "user": plan.user_id.name}
        if plan.state not in ("approved", "running", "reported"):
            return self.env._("%(report)s: leadership has not approved the plan yet. (LR1.1)", **values)
        if self.kind == "final" and fields.Date.context_today(self) < plan.date_to:
            return self.env._("%(report)s is sent from the last day of the quarter on; until then send an interim one. (LR1.4)", **values)
        if not self.recipient_ids:
            return self.env._("%(report)s names nobody it goes to: %(user)s adds a company leader. (LR1.4)", **values)
        if is_html_empty(self.problems):
            return self.env._("%(report)s says nothing about problems: %(user)s adds them, or that there were none. (LR1.4)", **values)
        if self.kind == "final" and not self.proposal_ids:
            return self.env._("%(report)s makes no proposal: %(user)s adds one for improvement. (LR1.4)", **values)
        return ""

    def _freeze(self):
        """Keep every figure with the records it is made of. Clause: LR1.4."""
        self.line_ids.unlink()
        rows = self.plan_id.target_ids._measure()
        self.env["mall.leasing.plan.report.line"].create(
            [self._prepare_line_values(target, *measured) for target, measured in rows.items()]
        )
        plan = self.plan_id
        self.write({name: plan[name] for name in ("forecast_lease", "forecast_amount", "forecast_area")})

    def _prepare_line_values(self, target, value, model, domain):
        return {
            "report_id": self.id,
            "user_id": target.user_id.id,
            "indicator": target.indicator,
            "target": target.target,
            "value": value,
            "res_model": model,
            "record_domain": repr(domain),
            "record_ids": self.env[model].sudo().with_context(active_test=False).search(domain).ids,
        }

    def _print(self):
        """Keep the report as PDF, as it was sent."""
        content = self.env["ir.actions.report"]._render_qweb_pdf("mall_leasing.action_report_mall_leasing_plan", self.ids)[0]
        self.attachment_id = self.env["ir.attachment"].create(
            {
                "name": f"{self.display_name}.pdf",
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _mail(self):
        template = self.env.ref("mall_leasing.mail_template_leasing_plan_report")
        self.message_subscribe(self.recipient_ids.partner_id.ids)
        self.message_post_with_source(
            template,
            attachment_ids=self.attachment_id.ids,
            partner_ids=self.recipient_ids.partner_id.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

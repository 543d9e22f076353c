from odoo import api, fields, models

from ...exceptions import FollowUpRefused

#: What a problem is about and who saw to it.
PROBLEM = frozenset({"visit_id", "name", "kind", "action", "user_id", "date_due"})


class MallReturnVisitAction(models.Model):
    """A problem found on a return visit and what is done about it: who, by when, with what result. Clause: L5.2."""

    _name = "mall.return.visit.action"
    _description = "Return Visit Action"
    _inherit = ["mall.gated.mixin", "mall.deadline.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "state, date_due, id"
    _gated_fields = frozenset({"state", "solution", "date_done", "done_by_id"})

    visit_id = fields.Many2one("mall.return.visit", required=True, index=True, ondelete="cascade")
    lease_id = fields.Many2one(related="visit_id.lease_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="visit_id.company_id", store=True, index=True, precompute=True)
    team_id = fields.Many2one(related="visit_id.team_id", store=True, index=True)
    partner_id = fields.Many2one(related="visit_id.partner_id", string="Tenant", store=True)
    name = fields.Char(string="Problem", required=True, help="What the tenant is not content with, or what was seen.")
    kind = fields.Selection(
        [
            ("premises", "Premises"),
            ("footfall", "Footfall and Marketing"),
            ("money", "Rent and Payment"),
            ("service", "Service of the Mall"),
            ("neighbours", "Neighbours"),
            ("other", "Other"),
        ],
        default="other",
        required=True,
    )
    action = fields.Text(string="What Is Done", help="What the mall or the tenant does about it.")
    user_id = fields.Many2one("res.users", string="Owner", index=True, tracking=True, help="Sees to it.")
    date_due = fields.Date(string="By", index=True, tracking=True)
    state = fields.Selection(
        [("open", "Open"), ("done", "Solved")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    solution = fields.Text(readonly=True, copy=False, help="What solved the problem.")
    date_done = fields.Date(string="Solved On", readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", string="Solved By", readonly=True, copy=False)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Add problems to visits the user may read."""
        actions = super().create(vals_list)
        actions._check_visit_known()
        return actions

    def write(self, vals):
        """Keep what was solved, and a problem with the visit it was found on.

        :raises FollowUpRefused: for a problem that is solved, or one that leaves a visit that is over
        """
        if not self.env.su and PROBLEM.intersection(vals):
            self.check_access("write")
            self._check_open()
        if not self.env.su and "visit_id" in vals:
            self.visit_id._check_planned()
        result = super().write(vals)
        if "visit_id" in vals:
            self._check_visit_known()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_reported(self):
        self._check_open()
        self.visit_id._check_planned()

    def _check_visit_known(self):
        if not self.env.su:
            self.visit_id.check_access("read")

    def _check_open(self):
        """Refuse problems that are solved: the tenant has read what was done."""
        for action in self:
            if action.state != "open":
                raise FollowUpRefused(
                    self.env._("The problem %(problem)s is solved and kept as it is: note a new one.", problem=action.name)
                )

    # === SOLVED === #

    def action_solve(self, solution):
        """Close problems with what solved them.

        :param str solution: what was done; required
        :raises FollowUpRefused: without a solution
        Clause: L5.2
        """
        self.check_access("write")
        if not (solution or "").strip():
            raise FollowUpRefused(self.env._("Say what solved the problem: the tenant reads it. (L5.2)"))
        actions = self.filtered(lambda action: action.state == "open")
        # sudo: the action's own stamps; the right to write was checked just now
        actions.sudo().write(
            {
                "state": "done",
                "solution": solution.strip(),
                "date_done": fields.Date.context_today(self),
                "done_by_id": self.env.uid,
            }
        )
        actions.sudo().activity_feedback(["mail.mail_activity_data_todo"])

    def _schedule_activities(self):
        """Put open problems on their owners' lists."""
        for action in self.filtered(lambda record: record.state == "open" and record.user_id):
            action.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=action.date_due,
                user_id=action.user_id.id,
                summary=action.name,
            )

from odoo import api, fields, models

from ...exceptions import FollowUpRefused
from .mall_move_in_template_line import PARTIES

MANAGER = "mall_leasing.group_mall_leasing_manager"
#: What a formality asks for, of whom and by when.
FORMALITY = frozenset({"move_in_id", "name", "note", "party", "required", "user_id", "date_due"})


class MallMoveInTask(models.Model):
    """A formality of one tenant's move-in: who, what, by when, and what came of it. Clause: L5.1."""

    _name = "mall.move.in.task"
    _description = "Move-in Task"
    _inherit = ["mall.gated.mixin", "mall.deadline.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "move_in_id, sequence, date_due, id"
    _gated_fields = frozenset({"state", "date_done", "done_by_id", "result"})

    move_in_id = fields.Many2one("mall.move.in", required=True, index=True, ondelete="cascade")
    lease_id = fields.Many2one(related="move_in_id.lease_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="move_in_id.company_id", store=True, index=True, precompute=True)
    team_id = fields.Many2one(related="move_in_id.team_id", store=True, index=True)
    partner_id = fields.Many2one(related="lease_id.partner_id", string="Tenant")
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Formality", required=True)
    note = fields.Text(string="How", help="What has to be brought or done.")
    party = fields.Selection(PARTIES, required=True, default="landlord", help="Who has to do it.")
    user_id = fields.Many2one(
        "res.users", string="Owner", index=True, tracking=True, help="Does it, or sees to it that the tenant does."
    )
    date_due = fields.Date(string="Due", required=True, index=True, default=fields.Date.context_today, tracking=True)
    required = fields.Boolean(default=True, help="The shop has not landed before it is done.")
    state = fields.Selection(
        [("open", "Open"), ("done", "Done"), ("waived", "Not Needed")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    result = fields.Text(readonly=True, copy=False, help="What was done, or why it is not needed.")
    date_done = fields.Date(string="Done On", readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", string="Done By", readonly=True, copy=False)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Add formalities to move-ins that are under way and that the user may read.

        :raises FollowUpRefused: once the move-in is over
        """
        tasks = super().create(vals_list)
        tasks._check_move_in_known()
        return tasks

    def write(self, vals):
        """Keep what was done, and what the shop has to bring before it lands.

        :raises FollowUpRefused: for a formality that is over, or one made optional below the manager
        """
        if not self.env.su and FORMALITY.intersection(vals):
            self.check_access("write")
            self._check_still_open()
            self._check_may_relax(vals)
        result = super().write(vals)
        if "move_in_id" in vals:
            self._check_move_in_known()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_needed(self):
        self._check_still_open()
        if any(task.required for task in self):
            raise FollowUpRefused(
                self.env._("A required formality is not deleted: the leasing manager marks it as not needed. (L5.1)")
            )

    def _check_move_in_known(self):
        if not self.env.su:
            self.move_in_id.check_access("read")
            self._check_move_in_open()

    def _check_still_open(self):
        """Refuse formalities that are over: what was done, or not needed, is kept."""
        for task in self:
            if task.state != "open":
                raise FollowUpRefused(
                    self.env._("%(task)s is over and kept as it is: take it up again first. (L5.1)", task=task.name)
                )

    def _check_may_relax(self, vals):
        """Refuse to let a formality pass by the side door: that it is not needed is the manager's to say."""
        relaxed = "required" in vals and not vals["required"] and any(task.required for task in self)
        moved = "move_in_id" in vals and any(task.move_in_id.id != vals["move_in_id"] for task in self)
        if (relaxed or moved) and not self.env.user.has_group(MANAGER):
            raise FollowUpRefused(self.env._("Only a leasing manager can say that a formality is not needed. (L5.1)"))

    # === OVER === #

    def action_done(self, result=""):
        """Tick formalities off; what was done may be told.

        :param str result: what was done
        :raises FollowUpRefused: once the move-in is over
        Clause: L5.1
        """
        self.check_access("write")
        self._finish("done", result)

    def action_waive(self, reason):
        """Mark formalities as not needed; a leasing manager answers for it.

        :param str reason: why; required
        :raises FollowUpRefused: without a reason, or by anybody below the manager
        Clause: L5.1
        """
        self.check_access("write")
        if not self.env.user.has_group(MANAGER):
            raise FollowUpRefused(self.env._("Only a leasing manager can say that a formality is not needed. (L5.1)"))
        if not (reason or "").strip():
            raise FollowUpRefused(self.env._("Say why the formality is not needed: the reason is kept with it. (L5.1)"))
        self._finish("waived", reason)

    def action_reopen(self):
        """Take a formality up again that was ticked off too early."""
        self.check_access("write")
        self._check_move_in_open()
        # sudo: the action's own stamps; the right to write was checked just now
        self.sudo().write({"state": "open", "result": False, "date_done": False, "done_by_id": False})
        self._schedule_activities()

    def _portal_report_done(self, note):
        """Take the tenant's word that a formality of theirs is done; the owner sees it in the chatter.

        :param str note: what was done
        :raises FollowUpRefused: if it is not the tenant's to do
        Clause: L5.1
        """
        self.ensure_one()
        self.check_access("read")
        if self.party != "tenant":
            raise FollowUpRefused(self.env._("This formality is the landlord's, not yours to tick off."))
        self._finish("done", note)

    def _finish(self, state, result):
        tasks = self.filtered(lambda task: task.state == "open")
        tasks._check_move_in_open()
        # sudo: the action's own stamps; its caller checked who may
        tasks = tasks.sudo()
        tasks.write(
            {
                "state": state,
                "result": (result or "").strip() or False,
                "date_done": fields.Date.context_today(self),
                "done_by_id": self.env.uid,
            }
        )
        tasks.activity_feedback(["mail.mail_activity_data_todo"])

    def _check_move_in_open(self):
        # sudo: the state of the move-in alone is read
        if any(move_in.state != "open" for move_in in self.sudo().move_in_id):
            raise FollowUpRefused(self.env._("This move-in is over: its formalities do not change any more. (L5.1)"))

    def _schedule_activities(self):
        """Put open formalities on their owners' lists."""
        for (user, day), tasks in self.grouped(lambda task: (task.user_id, task.date_due)).items():
            if user:
                tasks.with_context(mail_activity_quick_update=True).activity_schedule(
                    "mail.mail_activity_data_todo", date_deadline=day, user_id=user.id, summary=self.env._("Move-in")
                )

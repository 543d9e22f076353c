from odoo import api, fields, models
from odoo.fields import Domain

from ...client_exceptions import TaskRefused
from ...cron_batches import work_off

MANAGER = "mall_leasing.group_mall_leasing_manager"
#: What the person a task is assigned to may change; the rest is the superior's.
ASSIGNEE_FIELDS = frozenset({"state", "leasing_result", "stage_id", "personal_stage_type_id", "personal_stage_id", "sequence", "color"})


class ProjectProject(models.Model):
    """The project that holds the tasks the leasing department's superiors assign. Clause: LR2.4."""

    _inherit = "project.project"

    is_leasing_tasks = fields.Boolean(
        string="Leasing Tasks", readonly=True, copy=False, help="Holds the tasks superiors assign in leasing."
    )

    _leasing_tasks_uniq = models.UniqueIndex(
        "(company_id) WHERE is_leasing_tasks AND active", "The company has its project of leasing tasks already."
    )

    @api.model
    def _get_leasing_project(self, company):
        """Return the company's project of leasing tasks, made when it is first needed."""
        # sudo: superiors in leasing need no right on projects to assign a task
        projects = self.sudo()
        project = projects.search([("is_leasing_tasks", "=", True), ("company_id", "=", company.id)], limit=1)
        return project or projects.create(
            {
                "name": self.env._("Leasing Tasks"),
                "company_id": company.id,
                "is_leasing_tasks": True,
                "privacy_visibility": "followers",
                "user_id": False,
                "allow_milestones": False,
            }
        )


class ProjectTask(models.Model):
    """A task a superior assigns: what, by when, and what came of it. Clause: LR2.4."""

    _inherit = "project.task"

    is_leasing_task = fields.Boolean(
        related="project_id.is_leasing_tasks", store=True, index="btree_not_null", help="Assigned by a superior in leasing."
    )
    leasing_assigner_id = fields.Many2one(
        "res.users", string="Assigned By", readonly=True, copy=False, index="btree_not_null", help="The superior who wants it done."
    )
    leasing_lead_id = fields.Many2one("crm.lead", string="About Lead", index="btree_not_null", help="The talks the task is about.")
    leasing_result = fields.Text(string="Result", help="What came of it; needed to report the task as done.")
    is_leasing_late = fields.Boolean(compute="_compute_is_leasing_late", help="The deadline has passed and the task is open.")

    @api.depends("date_deadline", "is_closed")
    def _compute_is_leasing_late(self):
        now = fields.Datetime.now()
        for task in self:
            task.is_leasing_late = bool(task.date_deadline and task.date_deadline < now and not task.is_closed)

    @api.model_create_multi
    def create(self, vals_list):
        """Create tasks; those of leasing are assigned by a superior, with a person and a deadline.

        :raises TaskRefused: if the user is no superior, or person or deadline is missing
        Clause: LR2.4
        """
        if self.env.context.get("mall_leasing_task"):
            company = self.env.company
            project = self.env["project.project"]._get_leasing_project(company)
            vals_list = [
                {"company_id": company.id, "project_id": project.id, **vals, "leasing_assigner_id": self.env.uid} for vals in vals_list
            ]
        tasks = super().create(vals_list)
        # sudo: the project's mark is read for whoever creates tasks anywhere
        for task in tasks.filtered(lambda task: task.sudo().is_leasing_task):
            task._check_assignment()
        return tasks

    def _check_assignment(self):
        """Refuse a leasing task nobody is to do, without a day, or from somebody who is no superior."""
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise TaskRefused(self.env._("Only a leasing manager assigns tasks. (LR2.4)"))
        if not self.user_ids or not self.date_deadline:
            raise TaskRefused(self.env._("Say who does %(task)s and by when. (LR2.4)", task=self.name))

    def write(self, vals):
        """Write tasks; who does a leasing task reports on it, the rest is the superior's.

        :raises TaskRefused: for what is not theirs, and for reporting it as done without a result
        Clause: LR2.4
        """
        leasing = self.sudo().filtered("is_leasing_task")  # sudo: the mark alone is read
        if leasing and not self.env.su and not self.env.user.has_group(MANAGER):
            leasing._check_assignee_values(vals)
        if vals.get("state") == "1_done":
            for task in leasing:
                if not (vals.get("leasing_result") or task.leasing_result or "").strip():
                    raise TaskRefused(self.env._("Write down the result of %(task)s before you report it as done. (LR2.4)", task=task.name))
        return super().write(vals)

    def _check_assignee_values(self, vals):
        """Refuse what only the superior decides: what, who, by when, and that it is given up."""
        own = ASSIGNEE_FIELDS | {name for name in vals if name.startswith(("activity_", "message_"))}
        touched = sorted(vals.keys() - own)
        if touched or vals.get("state") == "1_canceled":
            label = self._fields[touched[0] if touched else "state"]._description_string(self.env)
            raise TaskRefused(
                self.env._("%(field)s of %(task)s is for the superior who assigned it to change. (LR2.4)", field=label, task=self[:1].name)
            )

    def action_leasing_done(self):
        """Report tasks as done.

        Clause: LR2.4
        """
        self.write({"state": "1_done"})
        return True

    def action_leasing_reopen(self):
        """Take tasks up again."""
        self.write({"state": "01_in_progress"})
        return True

    # --- late ones

    @api.model
    def _get_late_domain(self):
        """Return the domain of late leasing tasks whose superior has not been told of this deadline."""
        kind = self.env.ref("mall_leasing.mail_activity_type_task_late")
        # sudo: whether the superior was told counts
        told = (
            self.env["mail.activity"]
            .sudo()
            .with_context(active_test=False)
            ._search([("activity_type_id", "=", kind.id), ("res_model", "=", self._name)])
        )
        late = Domain("is_leasing_task", "=", True) & Domain("is_closed", "=", False) & Domain("date_deadline", "<", fields.Datetime.now())
        return late & Domain("leasing_assigner_id", "!=", False) & Domain("id", "not in", told.subselect("res_id"))

    @api.model
    def _cron_tell_late(self):
        """Tell the superior of each late task once, in batches.

        Clause: LR2.4
        """
        work_off(self.search(self._get_late_domain()), lambda tasks: tasks._tell_late())

    def _tell_late(self):
        """Make the activities of a batch."""
        due = self.try_lock_for_update().filtered_domain(self._get_late_domain())
        kind = self.env.ref("mall_leasing.mail_activity_type_task_late")
        model_id, today = self.env["ir.model"]._get_id(self._name), fields.Date.context_today(self)
        values = [
            {
                "res_model_id": model_id,
                "res_id": task.id,
                "activity_type_id": kind.id,
                "summary": self.env._("Late: %(task)s", task=task.name),
                "date_deadline": today,
                "user_id": task.leasing_assigner_id.id,
            }
            for task in due
        ]
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(values)

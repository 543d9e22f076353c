from odoo import api, fields, models

from ...core.follow_up import due_day
from ...exceptions import FollowUpRefused


class MallMoveIn(models.Model):
    """A client's way from signature until the shop has landed: formalities with owners and dates. Clause: L5.1."""

    _name = "mall.move.in"
    _description = "Move-in"
    _inherit = ["mall.gated.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "state desc, date_due, id"
    _rec_name = "lease_id"
    _gated_fields = frozenset({"state", "lease_id", "date_landed", "landed_by_id"})

    lease_id = fields.Many2one("mall.lease", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="lease_id.company_id", store=True, index=True, precompute=True)
    partner_id = fields.Many2one(related="lease_id.partner_id", store=True, index=True)
    property_id = fields.Many2one(related="lease_id.property_id", store=True)
    unit_ids = fields.Many2many(related="lease_id.unit_ids")
    user_id = fields.Many2one(
        "res.users", string="Specialist", index=True, tracking=True, help="Helps the client through the formalities."
    )
    team_id = fields.Many2one(related="lease_id.team_id", store=True, index=True)
    date_due = fields.Date(string="Landing Day", help="The day the shop is to open; empty while it is unknown.")
    task_ids = fields.One2many("mall.move.in.task", "move_in_id", string="Formalities")
    state = fields.Selection(
        [("open", "In Progress"), ("landed", "Landed"), ("cancelled", "Cancelled")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        help="Landed: every required formality is done and the shop is in place.",
    )
    date_landed = fields.Date(string="Landed On", readonly=True, copy=False)
    landed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    task_count = fields.Integer(compute="_compute_progress", help="Formalities that count: all but those not needed.")
    task_open_count = fields.Integer(compute="_compute_progress")
    progress = fields.Float(string="Done (%)", compute="_compute_progress", help="Share of the formalities done.")
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late", help="A formality is overdue.")

    _lease_uniq = models.Constraint("UNIQUE (lease_id)", "This lease has its move-in already.")

    @api.depends("task_ids.state")
    def _compute_progress(self):
        for move_in in self:
            needed = move_in.task_ids.filtered(lambda task: task.state != "waived")
            open_tasks = needed.filtered(lambda task: task.state == "open")
            move_in.task_count = len(needed)
            move_in.task_open_count = len(open_tasks)
            move_in.progress = 100 * (1 - len(open_tasks) / len(needed)) if needed else 100

    @api.depends("task_ids.is_late")
    def _compute_is_late(self):
        for move_in in self:
            move_in.is_late = any(move_in.task_ids.mapped("is_late"))

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("task_ids", "any", [("is_late", "in", value)])]

    # === FROM SIGNATURE === #

    @api.model
    def _start(self, leases):
        """Lay out the formalities of leases that have just been signed; a lease that has them already is left alone.

        :return: the new move-ins
        Clause: L5.1
        """
        # sudo: the signature starts the move-in, whoever made it
        model = self.sudo()
        known = model.search([("lease_id", "in", leases.ids)]).lease_id
        move_ins = model.create([model._prepare_values(lease) for lease in leases.sudo() - known])
        for move_in in move_ins:
            template = self.env["mall.move.in.template"].sudo()._find_for(move_in.lease_id)  # sudo: as above
            move_in._add_formalities(template)
        return move_ins

    def _prepare_values(self, lease):
        return {
            "lease_id": lease.id,
            "user_id": lease.user_id.id,
            "date_due": lease.date_opening or lease.date_start,
        }

    def _add_formalities(self, template):
        """Make the tasks of a template, with dates counted from this lease's own events."""
        self.ensure_one()
        events = self._get_events()
        tasks = self.env["mall.move.in.task"].create(
            [
                {
                    "move_in_id": self.id,
                    "sequence": line.sequence,
                    "name": line.name,
                    "note": line.note,
                    "party": line.party,
                    "required": line.required,
                    "user_id": self.user_id.id,
                    "date_due": due_day(events, line.event, line.offset_days),
                }
                for line in template.line_ids
            ]
        )
        tasks._schedule_activities()

    def _get_events(self):
        lease = self.lease_id
        return {
            "signature": lease._get_today(),
            "handover": lease.date_handover or lease.date_start,
            "opening": lease.date_opening or lease.date_start,
        }

    # === LANDED === #

    def action_land(self):
        """Declare that the shops have landed.

        :raises FollowUpRefused: naming the formalities that are still open
        Clause: L5.1
        """
        for move_in in self.filtered(lambda record: record.state == "open"):
            move_in.check_access("write")
            missing = move_in.task_ids.filtered(lambda task: task.required and task.state == "open")
            if missing:
                raise FollowUpRefused(
                    self.env._(
                        "%(lease)s has not landed yet, these formalities are open: %(tasks)s. The specialist sees to "
                        "them or the leasing manager marks them as not needed. (L5.1)",
                        lease=move_in.lease_id.display_name,
                        tasks=", ".join(missing.mapped("name")),
                    )
                )
            # sudo: the gate's own stamps; that the user may write the move-in was checked just now
            move_in.sudo().write(
                {"state": "landed", "date_landed": fields.Date.context_today(self), "landed_by_id": self.env.uid}
            )

    def _close(self):
        """Close move-ins of leases that ended before they landed."""
        for move_in in self.filtered(lambda record: record.state == "open"):
            move_in.task_ids.activity_ids.unlink()
            move_in.state = "cancelled"

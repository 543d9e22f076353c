from odoo import api, fields, models


class MallLease(models.Model):
    """What follows the signature: move-in until landed, then regular return visits. Clause: L5.1, L5.2."""

    _inherit = "mall.lease"

    move_in_ids = fields.One2many("mall.move.in", "lease_id", string="Move-in")
    move_in_state = fields.Selection(related="move_in_ids.state", string="Move-in Status")
    return_visit_ids = fields.One2many("mall.return.visit", "lease_id", string="Return Visits")
    return_visit_count = fields.Integer(compute="_compute_return_visits")
    date_last_visit = fields.Date(string="Last Visit", compute="_compute_return_visits")
    satisfaction = fields.Float(
        string="Satisfaction (%)",
        compute="_compute_return_visits",
        groups="base.group_user",
        help="What the tenant last answered to the questionnaire after a return visit, 0 to 100.",
    )

    @api.depends("return_visit_ids.state", "return_visit_ids.satisfaction")
    def _compute_return_visits(self):
        """Two queries for any number of leases."""
        # sudo: a number, a day and a percentage about a lease the user may read
        visits = self.env["mall.return.visit"].sudo()
        done = [("lease_id", "in", self.ids), ("state", "=", "done")]
        groups = {
            lease.id: values
            for lease, *values in visits._read_group(done, ["lease_id"], ["__count", "date_done:max"])
        }
        answered = visits.search([*done, ("survey_state", "=", "answered")], order="date_done, id")
        latest = {visit.lease_id.id: visit.satisfaction for visit in answered}
        for lease in self:
            lease.return_visit_count, lease.date_last_visit = groups.get(lease._origin.id, (0, False))
            lease.satisfaction = latest.get(lease._origin.id, 0)

    def _after_move_active(self, former):
        super()._after_move_active(former)
        self.filtered(lambda lease: lease._needs_move_in())._start_move_in()

    def _needs_move_in(self):
        """Tell whether somebody moves in: not with a lease taken over from paper or one that only goes on."""
        self.ensure_one()
        return self.origin == "deal" and self.kind in ("new", "assignment")

    def _start_move_in(self):
        return self.env["mall.move.in"]._start(self)

    def _after_move_ended(self, former):
        """Leave no formalities and no planned visits behind. Clause: L5.1, L5.2."""
        getattr(super(), "_after_move_ended", lambda former: None)(former)
        # sudo: the end of the lease closes what followed it, whoever ends it
        leases = self.sudo()
        leases.move_in_ids._close()
        planned = leases.return_visit_ids.filtered(lambda visit: visit.state == "planned")
        if planned:
            planned.action_cancel(self.env._("The lease has ended."))

    def _get_leasing_superior(self):
        """Return the superior a late step of this lease is told to: the team's leader, else a leasing manager."""
        self.ensure_one()
        # sudo: who leads a team is no secret inside the house
        leader = self.sudo().team_id.user_id
        return leader or self._get_leasing_managers()[:1]

    @api.model
    def _get_leasing_managers(self):
        """Return the active leasing managers of the company."""
        group = self.env.ref("mall_leasing.group_mall_leasing_manager")
        # sudo: who manages leasing is no secret inside the house
        users = group.sudo().all_user_ids
        company = self.company_id or self.env.company
        return users.filtered(lambda user: user.active and company in user.company_ids)

    # === ACTIONS === #

    def action_open_move_in(self):
        """Open the move-in of the lease."""
        return self._open_record(self.move_in_ids)

    def action_open_return_visits(self):
        """Open the return visits to this tenant."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Return Visits of %(lease)s", lease=self.name),
            "res_model": "mall.return.visit",
            "view_mode": "list,form,calendar",
            "domain": [("lease_id", "=", self.id)],
            "context": {"default_lease_id": self.id},
        }

from odoo import api, models


class HrEmployee(models.Model):
    """Whoever leaves the company hands deals and leases over first. Clause: LR1.3."""

    _inherit = "hr.employee"

    @api.constrains("active")
    def _check_active_leasing(self):
        """Refuse to archive an employee whose login is in charge of open deals or standing leases.

        :raises HandOverFirst: listing what is open
        Clause: LR1.3
        """
        self.filtered(lambda employee: not employee.active).user_id._check_leasing_handed_over()

    def action_open_hand_over(self):
        """Open the wizard that hands this employee's work over.

        Clause: LR1.3
        """
        self.ensure_one()
        return self.user_id._get_hand_over_action()

from odoo import api, models

from ..exceptions import HandOverFirst

SHOWN = 3  #: names listed of each kind of open work


class ResUsers(models.Model):
    """Work never vanishes with the person who does it. Clause: LR1.3."""

    _inherit = "res.users"

    @api.constrains("active")
    def _check_active_leasing(self):
        """Refuse to archive somebody who is in charge of open work.

        :raises HandOverFirst: listing what is open
        Clause: LR1.3
        """
        self.filtered(lambda user: not user.active)._check_leasing_handed_over()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_charge(self):
        self._check_leasing_handed_over()

    def _check_leasing_handed_over(self):
        """Refuse while open work is theirs; a fixed number of queries for any number of users.

        :raises HandOverFirst: listing what is open
        """
        work = self._get_open_leasing_work() if self else []
        if work:
            raise HandOverFirst(
                self.env._(
                    "%(user)s is still in charge of open work. The leasing manager hands it over first, "
                    "by the button Hand Over on the user's or employee's form (LR1.3): %(work)s.",
                    user=", ".join(self.mapped("name")),
                    work="; ".join(work),
                )
            )

    def _get_open_leasing_work(self):
        """Return what these users are in charge of, a phrase for each kind; empty if nothing is open."""
        return [self._get_work_phrase(records) for records in self._find_open_work().values()]

    @api.model
    def _get_work_phrase(self, records):
        """Return how many records of a kind are open, and the first of them by name."""
        shown = ", ".join(records[:SHOWN].mapped("display_name")) + (", …" if len(records) > SHOWN else "")
        kind = self.env["ir.model"]._get(records._name).name
        return self.env._("%(kind)s (%(count)s): %(names)s", kind=kind, count=len(records), names=shown)

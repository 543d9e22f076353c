from odoo import api, models
from odoo.fields import Domain

from ..exceptions import HandOverFirst

SHOWN = 3  #: names listed of each kind of open work


class ResUsers(models.Model):
    """Work never vanishes with the person who does it. Clause: LR1.3."""

    _inherit = "res.users"

    @api.constrains("active")
    def _check_active_leasing(self):
        """Refuse to archive somebody who is in charge of open deals or standing leases.

        :raises HandOverFirst: listing what is open
        Clause: LR1.3
        """
        self.filtered(lambda user: not user.active)._check_leasing_handed_over()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_charge(self):
        self._check_leasing_handed_over()

    def _check_leasing_handed_over(self):
        """Refuse while leads, offers or leases are theirs; a fixed number of queries for any number of users.

        :raises HandOverFirst: listing what is open
        """
        work = self._get_open_leasing_work() if self else []
        if work:
            raise HandOverFirst(
                self.env._(
                    "%(user)s is still in charge of open work. The leasing manager hands it over first (LR1.3): %(work)s.",
                    user=", ".join(self.mapped("name")),
                    work="; ".join(work),
                )
            )

    def _get_open_leasing_work(self):
        """Return what these users are in charge of, a phrase for each kind; empty if nothing is open."""
        domains = {
            "crm.lead": Domain("is_leasing", "=", True) & Domain("won_status", "=", "pending"),
            "mall.offer": Domain("state", "in", ("draft", "sent"))
            | (Domain("state", "=", "accepted") & Domain("lease_ids", "=", False)),
            "mall.lease": Domain("state", "not in", ("ended", "cancelled")),
        }
        phrases = []
        for model, domain in domains.items():
            # sudo: whatever is open counts, not only what the administrator may read; numbers and names alone are told
            records = self.env[model].sudo()
            mine = domain & Domain("user_id", "in", self.ids)
            if count := records.search_count(mine):
                names = records.search(mine, limit=SHOWN).mapped("display_name")
                phrases.append(self._get_work_phrase(model, count, names))
        return phrases

    def _get_work_phrase(self, model, count, names):
        """Return how many records of a kind are open, and the first of them by name."""
        shown = ", ".join(names) + (", …" if count > len(names) else "")
        return {
            "crm.lead": self.env._("leads (%(count)s): %(names)s", count=count, names=shown),
            "mall.offer": self.env._("offers (%(count)s): %(names)s", count=count, names=shown),
            "mall.lease": self.env._("leases (%(count)s): %(names)s", count=count, names=shown),
        }[model]

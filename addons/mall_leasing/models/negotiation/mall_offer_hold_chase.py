from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...cron_batches import work_off

DEFAULT_CHASE_DAYS = 3


class MallOffer(models.Model):
    """Remind the specialist of a hold before it expires."""

    _inherit = "mall.offer"

    date_hold_chased = fields.Date(
        string="Reminded of Hold Until",
        readonly=True,
        copy=False,
        help="The last day of the hold that the specialist was reminded of; an extended hold is reminded of again.",
    )

    @api.model
    def _get_ending_hold_domain(self):
        """Return the domain of accepted offers whose hold ends within the days of the settings and was not chased."""
        days = timedelta(days=self._get_days_setting("mall_leasing.hold_chase_days", DEFAULT_CHASE_DAYS))
        ending = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("date_hold_expiry", "<=", self._get_local_today(company) + days)
            & Domain("date_hold_expiry", ">=", self._get_local_today(company))
            for company in self.env["res.company"].search([])
        )
        return Domain("state", "=", "accepted") & Domain("occupancy_ids.active", "=", True) & ending

    @api.model
    def _cron_chase_holds(self):
        """Remind the specialists of holds that end soon, in batches; of each last day once.

        Clause: L3.2
        """
        work_off(self.search(self._get_ending_hold_domain())._get_unchased(), lambda offers: offers._chase_holds())

    def _get_unchased(self):
        """Return the offers of whose present last day nobody was reminded yet."""
        return self.filtered(lambda offer: offer.date_hold_chased != offer.date_hold_expiry)

    def _chase_holds(self):
        """Leave each specialist, or the team's leader, an activity due on the last day of the hold."""
        due = self.try_lock_for_update().filtered_domain(self._get_ending_hold_domain())._get_unchased()
        for day, offers in due.grouped("date_hold_expiry").items():
            offers._gate_write({"date_hold_chased": day})
        quiet = due.with_context(mail_activity_quick_update=True)
        owners = quiet.grouped(lambda offer: (offer.user_id or offer.team_id.user_id, offer.date_hold_expiry))
        for (user, day), offers in owners.items():
            offers.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=day,
                user_id=user.id or self.env.uid,
                summary=self.env._("The hold ends: draft the lease or ask the manager to extend it"),
            )

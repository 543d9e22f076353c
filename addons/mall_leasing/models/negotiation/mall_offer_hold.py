from datetime import datetime, timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Domain

from ...cron_batches import work_off
from ...exceptions import HoldExtensionRefused, OfferMoveRefused

DEFAULT_HOLD_DAYS = 14


class MallOffer(models.Model):
    """The hold an accepted offer has on its units: placed, extended, released, expired."""

    _inherit = "mall.offer"

    date_hold_expiry = fields.Date(
        string="Hold Until",
        readonly=True,
        copy=False,
        tracking=True,
        help="Last day the units are kept free for the client; set on acceptance, extended by the manager only.",
    )
    occupancy_ids = fields.One2many(
        "mall.unit.occupancy",
        "offer_id",
        string="Holds",
        context={"active_test": True},  # whatever a client's context says, a released hold keeps nothing
        help="What keeps the units free for this client.",
    )
    is_held = fields.Boolean(
        compute="_compute_is_held", help="The units are kept free for the client at this moment."
    )

    @api.depends("occupancy_ids.active")
    def _compute_is_held(self):
        for offer in self:
            offer.is_held = bool(offer.occupancy_ids)

    # --- buttons

    def action_release_hold(self):
        """Give the held units free before the hold's last day; the offer stays accepted.

        Clause: L3.2
        """
        self.check_access("write")
        self._release_holds(self.env._("Released by %(user)s.", user=self.env.user.name))
        return True

    def action_extend_hold(self, date_expiry):
        """Keep the units free until a later day; where the hold has lapsed, take them again.

        :param date_expiry: new last day, not in the past
        :raises HoldExtensionRefused: below leasing manager
        :raises OfferMoveRefused: if the offer is not accepted, is already a lease, or the day has passed
        :raises UnitTaken: if the hold had lapsed and another party has a unit since
        Clause: LR1.2
        """
        self.ensure_one()
        self.check_access("write")
        self._check_extension(fields.Date.to_date(date_expiry))
        self._gate_write({"date_hold_expiry": date_expiry})
        if self.is_held:
            # The manager's word has been checked above; users themselves never write occupancy.
            self.sudo().occupancy_ids.write({"date_expiry": date_expiry})
        else:
            self._reserve_units()
        return True

    def _check_extension(self, date_expiry):
        """Refuse an extension by the wrong person, of the wrong offer or to a day that has passed."""
        if not self.env.su and not self.env.user.has_group("mall_leasing.group_mall_leasing_manager"):
            raise HoldExtensionRefused(
                self.env._("Only the leasing manager extends the hold of %(offer)s. (LR1.2)", offer=self.name)
            )
        if self.state != "accepted" or self._get_standing_lease():
            raise OfferMoveRefused(
                self.env._(
                    "%(offer)s has no hold to extend: only accepted offers without a lease hold units. (L3.2)",
                    offer=self.name,
                )
            )
        if not date_expiry or date_expiry < self._get_local_today(self.company_id):
            raise OfferMoveRefused(
                self.env._("The last day of the hold of %(offer)s must be today or later. (L3.2)", offer=self.name)
            )

    # --- placing and releasing

    def _place_hold(self):
        """Hold the units for the number of days the settings allow.

        :raises HoldExtensionRefused: below leasing manager, if this client had one of the units on hold before
        Clause: L3.2, LR1.2
        """
        self._check_first_hold()
        days = timedelta(days=self._get_hold_days())
        self._gate_write({"date_hold_expiry": self._get_local_today(self.company_id) + days})
        self._reserve_units()

    def _check_first_hold(self):
        """Refuse a further hold of the same unit for the same talks or client: it would prolong the first one.

        Taking an offer back and accepting another would otherwise renew a hold for ever, past the manager.
        """
        if self.env.su or self.env.user.has_group("mall_leasing.group_mall_leasing_manager"):
            return
        # Whether there was a hold is a fact of the units, whatever the caller may read; of the client's own holds only.
        earlier = self.env["mall.unit.occupancy"].sudo().search(self._get_earlier_hold_domain(), limit=1)
        if earlier:
            raise HoldExtensionRefused(
                self.env._(
                    "Unit %(unit)s was on hold for this client before: a further hold prolongs it, so the leasing "
                    "manager accepts %(offer)s. (LR1.2)",
                    unit=earlier.unit_id.code,
                    offer=self.name,
                )
            )

    def _get_earlier_hold_domain(self):
        """Return the domain of what was once reserved of the offer's units for its talks or its client, and given free.

        A hold that went into a lease which was cancelled counts too; a lease that was in force does not.
        """
        client = self.partner_id.commercial_partner_id.id
        own = Domain.OR(
            Domain(f"{source}.lead_id", "=", self.lead_id.id)
            | Domain(f"{source}.partner_id.commercial_partner_id", "=", client)
            for source in ("offer_id", "lease_id")
        )
        never_in_force = Domain("lease_id", "=", False) | Domain("lease_id.state", "not in", ("active", "ended"))
        given_free = Domain("unit_id", "in", self.unit_ids.ids) & Domain("active", "=", False)
        return given_free & own & never_in_force

    def _reserve_units(self):
        """Take the units from handover to the end of the term until the hold's last day.

        :raises UnitTaken: if another party has one of them in that time
        """
        # Nobody writes occupancy by hand: the right is lent for the units and the term of this offer,
        # which the gate has let through for this user.
        self.env["mall.unit.occupancy"].sudo()._reserve(
            self.unit_ids,
            "hold",
            min(filter(None, [self.date_handover, self.date_start])),
            self.date_end,
            offer_id=self.id,
            partner_id=self.partner_id.id,
            date_expiry=self.date_hold_expiry,
        )
        self.invalidate_recordset(["occupancy_ids"])

    def _release_holds(self, reason):
        """Give free what these offers hold.

        :param str reason: why, as people will read it on the occupancy
        """
        # Nobody writes occupancy by hand: the right is lent for the holds of offers the caller may write.
        self.sudo().occupancy_ids._release(reason)
        self.invalidate_recordset(["occupancy_ids"])

    @api.model
    def _get_hold_days(self):
        """Return how many days an accepted offer holds its units; the default where the setting is unusable."""
        return self._get_days_setting("mall_leasing.hold_days", DEFAULT_HOLD_DAYS)

    @api.model
    def _get_days_setting(self, key, default):
        """Return a number of days from the settings; the default where the setting is unusable."""
        # System parameters are closed to users; this one number is no secret.
        value = self.env["ir.config_parameter"].sudo().get_param(key, "")
        return int(value) if str(value).isdecimal() else default

    @api.model
    def _get_local_today(self, company):
        """Return the day it is at a company's place; the user's where the company names no time zone."""
        zone = company.partner_id.tz
        if not zone:
            return fields.Date.context_today(self)
        return datetime.now(pytz.timezone(zone)).date()

    # --- expiry

    @api.model
    def _get_expired_hold_domain(self):
        """Return the domain of accepted offers whose hold's last day has passed at their company's place."""
        passed = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("occupancy_ids.date_expiry", "<", self._get_local_today(company))
            for company in self.env["res.company"].search([])
        )
        return Domain("state", "=", "accepted") & Domain("occupancy_ids.active", "=", True) & passed

    @api.model
    def _cron_expire_holds(self):
        """Release the holds whose last day has passed, in batches, and tell each specialist.

        Can be killed and run again at any moment: what is released no longer matches. An offer that cannot be
        released is logged and left, the others go on.

        Clause: L3.2
        """
        work_off(self.search(self._get_expired_hold_domain()), lambda offers: offers._expire_holds())

    def _expire_holds(self):
        """Release the holds of a batch and leave each specialist, or the team's leader, an activity."""
        # A hold another session extended or turned into a lease since the search stays.
        due = self.try_lock_for_update().filtered_domain(self._get_expired_hold_domain())
        due._release_holds(self.env._("The hold expired."))
        quiet = due.with_context(mail_activity_quick_update=True)
        for user, offers in quiet.grouped(lambda offer: offer.user_id or offer.team_id.user_id).items():
            offers.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id or self.env.uid,
                summary=self.env._("The hold expired: agree on the lease or ask the manager to extend it"),
            )

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...core.change import REPLACING_KINDS

#: How a lease ended that was replaced by another one.
REPLACED = {"amendment": "amended", "assignment": "assigned"}


class MallLease(models.Model):
    """A successor comes into force, its predecessor goes; a lease back in draft gives its unit back. Clause: L4.1."""

    _inherit = "mall.lease"

    # === KEEPING THE UNITS === #

    def _secure_occupancy(self):
        """Keep for amendments and assignments only what their predecessors do not have; the rest passes on activation.

        :raises UnitTaken: if a unit has another occupant then
        """
        # sudo: kind only; nobody may write occupancy, the lease's gate lends it after it has checked the lease
        replacing = self.sudo().filtered(lambda lease: lease.kind in REPLACING_KINDS)
        super(MallLease, self - replacing.with_env(self.env))._secure_occupancy()
        occupancy = self.env["mall.unit.occupancy"].sudo()  # sudo: as above
        for lease in replacing:
            occupancy._reserve_beyond(lease)

    def _after_move_draft(self, former):
        """Give back the units of leases that were withdrawn or rejected, and say so to the drafter.

        A draft keeps no unit by itself: what the accepted offer still holds goes back to the hold until its expiry,
        the rest is free. Submitting again takes the units again, if they are still to be had.

        Clause: L3.2
        """
        for lease in self.sudo():  # sudo: nobody may write occupancy; the gate gives back what it took
            rows = self.env["mall.unit.occupancy"].sudo()._get_lease_rows(lease)  # sudo: as above
            if rows:
                lease._give_units_back(rows)

    def _give_units_back(self, rows):
        self.ensure_one()
        offer = self.offer_id
        released = self.env._("%(lease)s is a draft again.", lease=self.name)
        if offer and offer.date_hold_expiry and offer.date_hold_expiry >= offer._get_local_today(offer.company_id):
            rows.filtered(lambda row: row.unit_id not in offer.unit_ids)._release(released)
            rows.filtered("active").write(
                {"kind": "hold", "lease_id": False, "offer_id": offer.id, "date_expiry": offer.date_hold_expiry, "date_trading": False}
            )
            return
        units = ", ".join(rows.unit_id.mapped("code"))
        rows._release(released)
        self._tell_units_free(units)

    def _tell_units_free(self, units):
        """Tell whoever drafts the lease that its units are free for others now."""
        self.ensure_one()
        note = self.env._("Free for others while the lease is a draft: %(units)s. Submit it again to take them.", units=units)
        self._message_log(body=note)
        if self.user_id:
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.user_id.id, summary=note
            )

    # === COMING INTO FORCE === #

    def _after_move_active(self, former):
        """Have successors take their predecessors over before they bind both sides."""
        for lease in self.sudo().filtered(lambda lease: lease.kind != "new"):  # sudo: the gate has let them through
            if lease.kind in REPLACING_KINDS:
                lease._take_over()
            else:
                lease._keep_trading()
        super()._after_move_active(former)
        # sudo: as above
        self.sudo().predecessor_id._end_if_over()

    def _take_over(self):
        """Replace the predecessor from the first day on: units, billing, then deposit when it ends.

        Two that want to replace the same lease at one moment queue here; the second one starts over and finds it gone.

        :raises UnitTaken: if a unit has another occupant, also one of this very moment
        Clause: L4.1
        """
        self.ensure_one()
        former = self.predecessor_id
        self.env.execute_query(SQL("SELECT id FROM mall_lease WHERE id = %s FOR UPDATE", former.id))
        self.env["mall.unit.occupancy"]._take_over(self)
        former._close_early(fields.Date.subtract(self.date_start, days=1))

    def _keep_trading(self):
        """Carry the opening day of a shop that trades on under a renewal."""
        self.ensure_one()
        occupancy = self.env["mall.unit.occupancy"]
        days = {row.unit_id: row.date_trading for row in occupancy._get_lease_rows(self.predecessor_id._get_current())}
        for row in occupancy._get_lease_rows(self).filtered(lambda row: days.get(row.unit_id)):
            row.date_trading = days[row.unit_id]

    def _close_early(self, day):
        """Let leases in force end with a day before their term is over: no unit and no invoice beyond it.

        :param date day: last day, inclusive
        Clause: L4.2
        """
        # sudo: called by gates that have checked the change or termination; nobody writes these by hand
        leases = self.sudo()
        leases._gate_write({"date_terminated": day})
        rows = self.env["mall.unit.occupancy"].sudo()._get_lease_rows(leases)  # sudo: as above
        rows._cut(day, self.env._("The lease ended before its term."))
        leases._cut_billing()

    # === THE END === #

    def _end_if_over(self):
        """End leases that were closed with a day that has passed, without waiting for the night."""
        self.filtered_domain(Domain("date_terminated", "!=", False) & self._get_expired_domain())._move_to("ended", actor="clock")

    def _after_move_ended(self, former):
        """Say why leases ended, hand their deposits on, and carry terminations out.

        Clause: LR2.3
        """
        leases = self.sudo()  # sudo: the nightly job settles what was agreed
        for reason, ended in leases.grouped(lambda lease: lease._get_end_reason()).items():
            ended._gate_write({"end_reason": reason})
        for lease, follower in leases._get_followers().items():
            lease._transfer_deposit(follower)
        leases.termination_ids.filtered(lambda record: record.state == "scheduled")._move_to("done", actor="clock")

    def _get_end_reason(self):
        """Return why a lease ends now, one of ``END_REASONS``."""
        self.ensure_one()
        if "scheduled" in self.termination_ids.mapped("state"):
            return "terminated"
        return REPLACED.get(self.superseded_by_id.kind, "terminated" if self.date_terminated else "expired")

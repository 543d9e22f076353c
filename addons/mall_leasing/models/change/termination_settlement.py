from odoo import Command, fields, models

from ...deposit_reasons import DepositRefused
from ..lease.lease_billing import QUIET


class MallLeaseTermination(models.Model):
    """The end as it was granted: the lease closed, then settled on the day after its last day. Clause: L4.2, LR2.3."""

    _inherit = "mall.lease.termination"

    def _after_move_scheduled(self):
        """Close the lease with the last day: the unit can be let from the day after, billing goes no further.

        Leases that were to follow, a renewal signed in advance, end with it.
        """
        for termination in self.sudo():  # sudo: the gate has let the tenant's or the leader's word through
            termination.scheduled_datetime = fields.Datetime.now()
            lease = termination.lease_id
            (lease | termination._get_leases_to_follow())._close_early(termination.date_last)
            termination.message_post(
                body=self.env._("The end of %(lease)s is certain.", lease=lease._get_html_link()),
            )
            lease._end_if_over()

    def _get_leases_to_follow(self):
        """Return the leases in force of the same chain that begin after the last day."""
        self.ensure_one()
        return self.lease_id.search(
            [
                ("root_id", "=", self.lease_id.root_id.id),
                ("state", "=", "active"),
                ("date_start", ">", self.date_last),
                ("id", "!=", self.lease_id.id),
            ]
        )

    def _after_move_done(self):
        """Settle the lease on the day after its last day: what is left to credit, the penalty, the deposit.

        Clause: LR2.3
        """
        for termination in self.sudo():  # sudo: the nightly job carries out what was approved
            termination.done_datetime = fields.Datetime.now()
            termination.lease_id._cut_billing()
            termination._invoice_penalty()
            termination._settle_deposit()
            if not termination.date_handed_back:
                termination._remind_user(self.env._("Record in which condition the unit was handed back"))

    # === PENALTY === #

    def _invoice_penalty(self):
        """Invoice the penalty, once.

        :return: the invoice; empty where none is due
        """
        self.ensure_one()
        if self.amount_penalty and not self.penalty_move_id:
            values = self._prepare_penalty_values()
            self.penalty_move_id = self.env["account.move"].with_context(**QUIET).create(values)
        return self.penalty_move_id

    def _prepare_penalty_values(self):
        """Return the values of the penalty invoice; account and tax come from its product. Override to extend."""
        self.ensure_one()
        lease, today = self.lease_id, self.lease_id._get_today()
        lang = lease.partner_id.lang
        env = self.with_context(lang=lang).env if lang else self.env
        line = {
            "product_id": self.env.ref("mall_leasing.product_termination_penalty").id,
            "name": env._("Penalty for the early end of %(lease)s (%(termination)s)", lease=lease.name, termination=self.name),
            "quantity": 1,
            "price_unit": self.amount_penalty,
        }
        return {
            "move_type": "out_invoice",
            "partner_id": lease.partner_id.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "invoice_payment_term_id": lease.payment_term_id.id,
            "mall_lease_id": lease.id,
            "invoice_origin": self.name,
            "invoice_date": today,
            "date": today,
            "auto_post": "at_date",
            "invoice_line_ids": [Command.create(line)],
        }

    # === DEPOSIT AND UNIT === #

    def _get_deposit_at_hand(self):
        """Return how much deposit can be kept: what is held, or where less came in so far what was agreed."""
        self.ensure_one()
        return max(self.lease_id.amount_deposit_held, self.lease_id.amount_deposit)

    def _settle_deposit(self):
        """Keep what was granted to be kept; give the rest back where the unit was handed back in order.

        Where the hand-back is not on record, or shows damage, the rest waits for the leasing manager, whom the chase
        of deposits reminds.
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._book_deposit_entries()
        except DepositRefused as refusal:
            # The lease has ended all the same: people settle what the books do not take.
            self._message_log(body=str(refusal))
            self._remind_user(self.env._("Settle the deposit by hand: %(why)s", why=str(refusal)))

    def _book_deposit_entries(self):
        lease = self.lease_id
        kept = min(self.amount_retained, lease.amount_deposit_held)
        if kept:
            lease._deduct_deposit(kept, self.deposit_reason)
        if lease.amount_deposit_held and self.date_handed_back and self._is_in_order():
            lease._refund_deposit(lease.amount_deposit_held, self.env._("%(termination)s, unit handed back", termination=self.name))

    def _is_in_order(self):
        """Tell whether the hand-back found neither damage nor anything missing."""
        self.ensure_one()
        return not {"damaged", "missing"}.intersection(self.check_ids.mapped("condition"))

    def _remind_user(self, summary):
        """Leave the specialist in charge, or the team's leader, an activity."""
        self.ensure_one()
        user = self.user_id or self.lease_id.team_id.user_id
        if user:
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo", user_id=user.id, summary=summary
            )

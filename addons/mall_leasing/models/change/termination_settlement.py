from odoo import Command, fields, models

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
                termination._ask_for_handback()

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
        """Return how much deposit can be kept: what the lease asks for. Override where what was received is known."""
        self.ensure_one()
        return self.lease_id.amount_deposit

    def _settle_deposit(self):
        """Keep or pay back the deposit as granted. Override where deposits are booked."""

    def _ask_for_handback(self):
        """Remind the specialist that nobody has recorded the hand-back of the unit."""
        self.ensure_one()
        if self.user_id:
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=self.user_id.id,
                summary=self.env._("Record in which condition the unit was handed back"),
            )

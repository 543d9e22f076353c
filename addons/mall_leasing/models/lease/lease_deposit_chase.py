from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...cron_batches import work_off
from .lease_deposit import RETURN_STATES

DEFAULT_DEPOSIT_DAYS = 14


class MallLease(models.Model):
    """Chase deposits that are missing, and deposits that are to be given back."""

    _inherit = "mall.lease"

    date_deposit_chased = fields.Date(
        string="Missing Deposit Chased On",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="When the specialist was last told that the deposit is missing.",
    )
    date_refund_chased = fields.Date(
        string="Refund Chased On",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="When the leasing manager was told to give the deposit back.",
    )

    @api.model
    def _get_approval_protected_fields(self):
        return super()._get_approval_protected_fields() | {"date_deposit_chased", "date_refund_chased"}

    @api.model
    def _get_missing_deposit_domain(self):
        """Return the domain of leases in force for the days of the settings whose deposit is missing and not chased."""
        days = self.env["mall.offer"]._get_days_setting("mall_leasing.deposit_days", DEFAULT_DEPOSIT_DAYS)
        since = fields.Datetime.now() - timedelta(days=days)
        missing = Domain("state", "=", "active") & Domain("amount_deposit_missing", ">", 0)
        return missing & Domain("moved_datetime", "<=", since) & Domain("date_deposit_chased", "=", False)

    @api.model
    def _get_refundable_deposit_domain(self):
        """Return the domain of leases that are over while their deposit is held, and nobody was told yet."""
        over = Domain("state", "in", tuple(RETURN_STATES)) & Domain("amount_deposit_held", ">", 0)
        return over & Domain("date_refund_chased", "=", False)

    @api.model
    def _cron_chase_deposits(self):
        """Tell specialists of missing deposits and managers of deposits to give back, in batches, of each once.

        Clause: L4.1
        """
        work_off(self.search(self._get_missing_deposit_domain()), lambda leases: leases._chase_missing_deposits())
        work_off(self.search(self._get_refundable_deposit_domain()), lambda leases: leases._chase_refunds())

    def _chase_missing_deposits(self):
        due = self.try_lock_for_update().filtered_domain(self._get_missing_deposit_domain())
        due._gate_write({"date_deposit_chased": fields.Date.context_today(self)})
        owners = due.grouped(lambda lease: lease.user_id or lease.team_id.user_id)
        self._remind(owners, self.env._("The deposit is missing: request it, or ask the tenant where it stays"))

    def _chase_refunds(self):
        due = self.try_lock_for_update().filtered_domain(self._get_refundable_deposit_domain())
        due._gate_write({"date_refund_chased": fields.Date.context_today(self)})
        owners = due.grouped(lambda lease: lease.team_id.user_id or lease.user_id)
        self._remind(owners, self.env._("The lease is over: settle the deposit and give the rest back"))

    def _remind(self, owners, summary):
        """Leave each owner an activity on each lease, due when the deposit is to be given back, else today."""
        today = fields.Date.context_today(self)
        todo, model = self.env.ref("mail.mail_activity_data_todo"), self.env["ir.model"]._get_id(self._name)
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": todo.id,
                    "automated": True,
                    "res_model_id": model,
                    "res_id": lease.id,
                    "user_id": user.id or self.env.uid,
                    "date_deadline": lease.date_deposit_refund or today,
                    "summary": summary,
                }
                for user, leases in owners.items()
                for lease in leases
            ]
        )

    def _book_deposit(self, kind, amount, **values):
        """Book, and chase anew what a deduction leaves missing or a receipt leaves to give back."""
        entry = super()._book_deposit(kind, amount, **values)
        if kind in ("deducted", "received"):
            # sudo: reminders are the system's, whoever books
            self.sudo()._gate_write({"date_deposit_chased": False, "date_refund_chased": False})
        return entry

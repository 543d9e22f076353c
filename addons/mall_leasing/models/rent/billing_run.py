"""The billing run of leases: entered by the contract add-on's own cron, done in large chunks."""

import logging

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...rent_reasons import RentRefused

_logger = logging.getLogger(__name__)

#: Leases billed and committed at a time: what a kill can cost, against the fixed queries of each chunk.
CHUNK = 400
#: What the run may be told about a failing lease without mails and follow-ups of their own.
QUIET = {
    "mail_activity_quick_update": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "tracking_disable": True,
}


class ContractContract(models.Model):
    _inherit = "contract.contract"

    # === WHAT IS DUE === #

    @api.model
    def _get_contracts_to_invoice_domain(self, date_ref=None):
        """Bill leases when their period has begun and not before, whichever day somebody asks for. Clause: L4.1"""
        domain = super()._get_contracts_to_invoice_domain(date_ref)
        if self.env.context.get("mall_leasing_without_leases"):
            return domain & Domain("mall_lease_id", "=", False)
        begun = Domain("recurring_next_date", "<=", fields.Date.context_today(self))
        return domain & (Domain("mall_lease_id", "=", False) | begun)

    @api.model
    def cron_recurring_create_invoice(self, date_ref=None):
        """Bill the leases first, in chunks, then all other contracts as the contract add-on does. Clause: L4.1"""
        self._cron_bill_leases(date_ref)
        return super(
            ContractContract, self.with_context(mall_leasing_without_leases=True)
        ).cron_recurring_create_invoice(date_ref)

    @api.model
    def _get_leases_to_bill_domain(self, date_ref=None):
        """Return the domain of the contracts of leases with a period due."""
        return (
            self._get_contracts_to_invoice_domain(date_ref)
            & Domain("mall_lease_id", "!=", False)
            & Domain("generation_type", "=", "invoice")
        )

    # === THE RUN === #

    @api.model
    def _cron_bill_leases(self, date_ref=None):
        """Bill all leases that are due, a chunk at a time, each committed for itself.

        Killed in the middle it has billed whole chunks or nothing of one; run again, or twice at once, it bills what is
        left: contracts another session holds are passed over. A lease that cannot be billed is reported on its contract
        and does not stop the others.

        Clause: L4.1
        """
        domain = self._get_leases_to_bill_domain(date_ref)
        contracts = self.search(domain, order="company_id, id")
        in_cron = self.env.context.get("ir_cron_progress_id")
        cron = self.env["ir.cron"]
        if in_cron:
            cron._commit_progress(remaining=len(contracts))
        for start in range(0, len(contracts), CHUNK):
            chunk = contracts[start : start + CHUNK]
            free = chunk.try_lock_for_update().filtered_domain(domain)
            for company, due in free.grouped("company_id").items():
                due.with_company(company)._bill_isolated(date_ref)
            # Outside the scheduler (a button, a test) whoever called commits.
            if in_cron and not cron._commit_progress(len(chunk)):
                break

    def _bill_isolated(self, date_ref):
        """Bill contracts of one company; report those that cannot be billed and bill the others."""
        errors = {}
        self._create_isolated(date_ref, errors)
        (self - self.browse(contract.id for contract in errors))._clear_invoice_generation_error()
        for contract, error in errors.items():
            contract.with_context(**QUIET)._record_invoice_generation_error(error, "invoice")

    def _create_isolated(self, date_ref, errors):
        """Bill all at once; if that breaks, halve until only what cannot be billed is left out."""
        if not self:
            return
        try:
            with self.env.cr.savepoint():
                self._bill_leases(date_ref, errors)
        except Exception as error:
            self.env.invalidate_all(flush=False)
            if len(self) == 1:
                errors[self] = error
                return
            middle = len(self) // 2
            self[:middle]._create_isolated(date_ref, errors)
            self[middle:]._create_isolated(date_ref, errors)

    def _bill_leases(self, date_ref=False, errors=None):
        """Bill every period due of the contracts' leases, each under its own date.

        The periods are worked off in rounds, the first due of every lease, then the next: each round is prepared in one
        go and moves the contracts on with one statement, and all invoices are created together.

        :param date date_ref: last day something may have fallen due; empty for today.
        :param dict errors: filled with {contract: exception} where given; else the first error is raised.
        :return: the invoices.
        Clause: L4.1
        """
        today = fields.Date.context_today(self)
        due = min(fields.Date.to_date(date_ref) or today, today)
        values = {contract: [] for contract in self}
        prefetch = self.contract_line_ids._prefetch_ids
        waiting = self
        while waiting := waiting.filtered(lambda contract: contract.recurring_next_date and contract.recurring_next_date <= due):
            billed = self.env["contract.line"]
            for contract in waiting:
                try:
                    period, lines = contract._prepare_lease_period(prefetch)
                except Exception as error:
                    if errors is None:
                        raise
                    # The periods before it are prepared and moved past: they are billed.
                    errors[contract] = error
                    waiting -= contract
                else:
                    values[contract] += period
                    billed += lines
            billed._move_on()
        moves = self.env["account.move"]._create_lease_invoices([vals for group in values.values() for vals in group])
        self._add_contract_origin(moves)
        return moves

    def _prepare_lease_period(self, prefetch=()):
        """Return what the next period due comes to: a list of invoice values, empty where it is free, and its lines.

        :param prefetch: ids of all lines of the run, so that what belongs to them is read for all at once.
        :raises BillingStuck: if the contract is due and no line of it is
        """
        self.ensure_one()
        day = self.recurring_next_date
        lines = self._get_lines_to_invoice(day)
        lines = lines.with_prefetch(prefetch or lines._prefetch_ids)
        if not lines:
            self._raise_stuck(day)
        items = [values for line in lines if (values := line._prepare_invoice_line())]
        if not items:
            return [], lines
        return [{**self._prepare_invoice(day), "invoice_line_ids": [(0, 0, item) for item in items]}], lines

    def _recurring_create_invoice(self, date_ref=False):
        """Bill leases by the run's own rules, whoever asks."""
        leases = self.filtered("mall_lease_id")
        moves = leases._bill_leases(date_ref) if leases else self.env["account.move"]
        return moves + super(ContractContract, self - leases)._recurring_create_invoice(date_ref) if self - leases else moves

    # === BY HAND === #

    def recurring_create_invoice(self):
        """Bill by hand what the run would bill today, nothing earlier.

        :raises RentRefused: if the lease is not in force or nothing is due
        Clause: L4.2
        """
        for contract in self.filtered("mall_lease_id"):
            contract._check_billable()
        return super().recurring_create_invoice()

    def _check_billable(self):
        self.ensure_one()
        lease = self.sudo().mall_lease_id  # sudo: state and number decide, whoever presses the button
        if lease.state not in ("active", "ended"):
            raise RentRefused(self.env, "contract_not_active", "L4.2", lease=lease.name)
        if not self.recurring_next_date or self.recurring_next_date > fields.Date.context_today(self):
            raise RentRefused(self.env, "contract_not_due", "L4.1", lease=lease.name)


class ContractLine(models.Model):
    _inherit = "contract.line"

    def _move_on(self):
        """Note the period just billed and set the next one, of all lines and their contracts, in two statements.

        The ORM would write line by line and compute each contract anew; what it would come to is known here.
        """
        if not self:
            return
        self.env.flush_all()
        ends = {line.id: line.next_period_date_end for line in self}
        rows = [
            (line.id, ends[line.id], fields.Date.add(ends[line.id], days=1) if not line.date_end or ends[line.id] < line.date_end else None)
            for line in self
        ]
        ids, lasts, nexts = (list(column) for column in zip(*rows, strict=True))
        self.env.cr.execute(
            SQL(
                """UPDATE contract_line AS line
                      SET last_date_invoiced = billed.last, recurring_next_date = billed.next, write_date = %s, write_uid = %s
                     FROM unnest(%s::int[], %s::date[], %s::date[]) AS billed (id, last, next)
                    WHERE line.id = billed.id""",
                self.env.cr.now(), self.env.uid, ids, lasts, nexts,
            )
        )  # fmt: skip
        self.env.cr.execute(
            SQL(
                """UPDATE contract_contract AS contract
                      SET recurring_next_date = (SELECT min(line.recurring_next_date) FROM contract_line AS line
                                                  WHERE line.contract_id = contract.id AND line.is_canceled IS NOT TRUE)
                    WHERE contract.id = ANY(%s)""",
                self.contract_id.ids,
            )
        )
        self.invalidate_model(["last_date_invoiced", "recurring_next_date", "next_period_date_start", "next_period_date_end", "price_unit"])
        self.contract_id.invalidate_model(["recurring_next_date"])

"""Why something about a deposit is refused: what is missing, who can supply it, the clause."""

from odoo.tools.translate import LazyTranslate

from odoo.addons.approval_chain.reasons import Refusal

_lt = LazyTranslate(__name__)

REASONS = {
    "account_missing": _lt(
        "No account for deposits is set for %(company)s: an administrator chooses a liability account in the settings of Leasing."
    ),
    "journal_missing": _lt("%(company)s has no journal to book the deposit in: accounting sets one up."),
    "not_signed": _lt("The deposit of %(lease)s cannot be requested: the tenant has not signed, or the lease is over."),
    "nothing_missing": _lt("Nothing of the deposit of %(lease)s is left to be requested: %(held)s is held, %(due)s is requested."),
    "amount_not_positive": _lt("The amount of the deposit of %(lease)s has to be above zero."),
    "exceeds_held": _lt("%(amount)s is more than the deposit held for %(lease)s, which is %(held)s."),
    "exceeds_invoices": _lt("%(amount)s is more than what is open on the invoices chosen, which is %(open)s."),
    "invoice_foreign": _lt("%(invoice)s is no open invoice of %(lease)s: choose posted, unpaid invoices of this lease."),
    "role_manager": _lt("Only a leasing manager deducts or refunds the deposit of %(lease)s."),
    "role_accounting": _lt("Only accounting enters by hand that the deposit of %(lease)s was received."),
    "reference_missing": _lt("Give the reference of the payment of the deposit of %(lease)s, so that it can be found again."),
    "reason_missing": _lt("Say why the deposit of %(lease)s is touched: the tenant will ask."),
    "ledger_closed": _lt("Entries of the deposit of %(lease)s are neither changed nor deleted: correct them by a further entry."),
    "not_correctable": _lt("Only a receipt entered by hand can be taken back by hand, once; the others follow their documents."),
    "successor_foreign": _lt("The deposit of %(lease)s can only pass to another lease of the same company."),
}


class DepositRefused(Refusal):
    """A refused request, receipt, deduction, refund or transfer of a deposit. Clause: L4.1."""

    reasons = REASONS

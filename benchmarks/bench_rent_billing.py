"""Billing a month of rent: 2,000 leases, three charges each, one of them taxed.

The floor is one bare batched ``account.move.create`` of the same invoices, already prepared and with mail switched off.
The peer is the contract add-on's own cron, as it is shipped, on contracts with the same lines. Ours is the same cron
with leases in it: it finds what is due, prepares, creates, notes the origin, and moves the contracts on.
Goals: at most 0.6 x the floor, at least 2.5 x faster than the peer, at most 0.5 statements an invoice at the margin.
"""

from datetime import date

from freezegun import freeze_time

import odoo.init  # noqa: F401  (prepares the namespace package for scripts)
from odoo import Command

from benchmarks.harness import QUIET, compare, environment, measure, report

LEASES, FEW, MANY = 2_000, 50, 200
DAY = date(2027, 1, 1)
CHARGES = {"base_rent": 30_000.37, "management_fee": 4_321.09, "promotion_fee": 987.65}


def prepare(env, count):
    """Return contracts of that many leases in force, and as many that the contract add-on bills by itself."""
    tax = env["account.tax"].search([("type_tax_use", "=", "sale"), ("amount_type", "=", "percent"), ("company_id", "=", env.company.id)], limit=1)
    products = {kind: env.ref(f"mall_leasing.product_{kind}") for kind in CHARGES}
    for product in products.values():
        product.taxes_id = tax
    tenants = env["res.partner"].create([{"name": f"Bench Tenant {number}", "is_company": True, "lang": "en_US"} for number in range(count)])
    leases = env["mall.lease"].create(
        [
            {
                "partner_id": tenant.id,
                "date_start": DAY,
                "date_end": "2028-12-31",
                "charge_ids": [Command.create({"kind": kind, "amount": amount}) for kind, amount in CHARGES.items()],
            }
            for tenant in tenants
        ]
    )
    leases._gate_write({"state": "active"})
    ours = leases._create_contract()
    theirs = env["contract.contract"].create([prepare_plain(contract, products) for contract in ours])
    return ours, theirs


def prepare_plain(contract, products):
    """Return the values of a contract without lease that bills the same."""
    lines = [
        {
            "product_id": products[kind].id,
            "name": line.name,
            "quantity": 1,
            "automatic_price": False,
            "specific_price": amount,
            "recurring_interval": 1,
            "recurring_rule_type": "monthlylastday",
            "recurring_invoicing_type": "pre-paid",
            "date_start": line.date_start,
            "date_end": line.date_end,
            "recurring_next_date": line.recurring_next_date,
        }
        for line, (kind, amount) in zip(contract.contract_line_ids, CHARGES.items(), strict=True)
    ]
    return {
        "name": f"Peer {contract.name}",
        "partner_id": contract.partner_id.id,
        "company_id": contract.company_id.id,
        "journal_id": contract.journal_id.id,
        "contract_type": "sale",
        "date": contract.date,
        "date_start": contract.date_start,
        "line_recurrence": True,
        "contract_line_ids": [Command.create(line) for line in lines],
    }


def prepare_values(env, contracts):
    """Return the values of the invoices that ours makes, to be created the bare way."""
    undo = env.cr.savepoint(flush=False)
    values = [vals for contract in contracts for vals in contract._prepare_lease_period()[0]]
    env.clear()
    undo.close(rollback=True)
    return values


def copied(values):
    """Return values that creating may spoil."""
    return [{**vals, "invoice_line_ids": [(0, 0, dict(line)) for _command, _zero, line in vals["invoice_line_ids"]]} for vals in values]


def ways_of(env, ours, theirs):
    """Return the ways to compare for these contracts, the floor first."""
    values = prepare_values(env, ours)
    # The floor without mail, as lean as it gets; the two crons as the scheduler starts them.
    move, contract = env["account.move"], env["contract.contract"].with_context({})

    def bare():
        made = move.with_context(**QUIET).create(copied(values))
        assert len(made) == len(ours)

    def billing():
        contract._cron_bill_leases(DAY)
        assert move.search_count([("mall_lease_id", "in", ours.mall_lease_id.ids)]) == len(ours)

    def shipped():
        # The cron of the contract add-on, with the leases out of its sight.
        contract.with_context(mall_leasing_without_leases=True)._cron_recurring_create(DAY)
        assert not theirs.filtered(lambda one: one.recurring_next_date == DAY)

    return {
        "bare batched create (floor)": bare,
        "bare batched create again (A/A)": bare,
        "ours: the billing run": billing,
        "contract's own cron (peer)": shipped,
    }


def settle(env, ours):
    """Leave nothing else due: the demonstration's own contracts would be billed along."""
    env.flush_all()
    env.cr.execute("UPDATE contract_contract SET recurring_next_date = NULL WHERE recurring_next_date < %s", [DAY])
    env.cr.execute("UPDATE contract_contract SET recurring_next_date = NULL WHERE id < %s", [min(ours.ids)])
    env.invalidate_all()


def main():
    """Run the comparison, and the statements of few and many leases for the margin."""
    with environment() as env, freeze_time(DAY):
        ours, theirs = prepare(env, LEASES)
        settle(env, ours)
        result = compare(env, ways_of(env, ours, theirs), rounds=3)
        for name, work in {
            "ours": lambda some: ours[:some].with_context({})._bill_isolated(DAY),
            "peer": lambda some: theirs[:some].with_context({})._recurring_create_invoice(DAY),
        }.items():
            counts = [measure(env, lambda some=some, work=work: work(some))[2] for some in (FEW, MANY)]
            result[f"statements per invoice, margin of {name}"] = {"queries": round((counts[1] - counts[0]) / (MANY - FEW), 2)}
        result["peer / ours"] = {"x": round(result["contract's own cron (peer)"]["cpu_ms"] / result["ours: the billing run"]["cpu_ms"], 2)}
        report(result)


if __name__ == "__main__":
    main()

"""Lease invoices made in one go: complete journal items instead of Odoo's own balancing, one document after the other.

Odoo creates the product lines first, then works out and writes taxes and due dates invoice by invoice; that takes half
of the time of a billing run. Here Odoo's own tax engine and payment terms are asked beforehand, with the same questions,
and everything is created at once. What is not known to come out equal goes the ordinary way.
"""

from collections import defaultdict

from odoo import Command, api, fields, models

#: Fields of an invoice line the complete way knows what to do with.
LINE_FIELDS = frozenset(
    {
        "product_id",
        "name",
        "quantity",
        "price_unit",
        "discount",
        "product_uom_id",
        "sequence",
        "display_type",
        "contract_line_id",
        "mall_date_from",
        "mall_date_to",
    }
)
#: Machine work: no follower, no log, no tracking.
QUIET = {"mail_create_nolog": True, "mail_create_nosubscribe": True, "mail_notrack": True, "tracking_disable": True}


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.model
    def _create_lease_invoices(self, vals_list):
        """Create invoices of leases with journal items equal to what an ordinary create makes, in few queries.

        :param list vals_list: values as for ``create``, with ``invoice_line_ids``; one company.
        :return: the invoices, in the order of the values.
        Clause: L4.1
        """
        quiet = self.with_context(**QUIET)
        # Distributions depend on partner, product and account of each line, and on rules anybody may add.
        # sudo: whether there is any rule at all, whoever bills
        distributed = self.env["account.analytic.distribution.model"].sudo().search_count([], limit=1)
        simple = [vals for vals in vals_list if not distributed and self._is_simple_lease_invoice(vals)]
        complete = quiet._complete_lease_values(simple)
        by_id = dict(zip(map(id, simple), complete, strict=True))
        whole = [by_id[id(vals)] for vals in vals_list if by_id.get(id(vals))]
        rest = [vals for vals in vals_list if not by_id.get(id(vals))]
        made = iter(quiet.with_context(skip_invoice_sync=True).create(whole).with_context(quiet.env.context))
        ordinary = iter(quiet.create(rest))
        moves = [next(made if by_id.get(id(vals)) else ordinary) for vals in vals_list]
        return self.concat(*moves)

    @api.model
    def _is_simple_lease_invoice(self, vals):
        """Tell whether values belong to an invoice whose journal items can be foretold. Override to narrow."""
        company = self.env["res.company"].browse(vals["company_id"])
        journal = self.env["account.journal"].browse(vals["journal_id"])
        return (
            vals.get("move_type") == "out_invoice"
            and vals.get("currency_id") == company.currency_id.id
            and (journal.currency_id or company.currency_id) == company.currency_id
            and bool(vals.get("invoice_date"))
            and not vals.get("line_ids")
            and all(
                command[0] == Command.CREATE and LINE_FIELDS.issuperset(command[2]) and command[2].get("product_id")
                for command in vals["invoice_line_ids"]
            )
        )

    @api.model
    def _complete_lease_values(self, vals_list):
        """Return values with complete ``line_ids``; None for those whose accounts or taxes need the ordinary way."""
        if not vals_list:
            return []
        partners = self.env["res.partner"].browse(vals["partner_id"] for vals in vals_list)
        deliveries = self.env["res.partner"].browse([partner.address_get(["delivery"])["delivery"] for partner in partners])
        moves = [self._prepare_lease_header(*row) for row in zip(vals_list, partners, deliveries, strict=True)]
        parts = self._get_lease_accounting(vals_list, moves)
        completed = []
        for vals, header in zip(vals_list, moves, strict=True):
            lines = [command[2] for command in vals["invoice_line_ids"]]
            accounting = [parts[header["key"], line["product_id"]] for line in lines]
            completed.append(self._complete_one(vals, header, lines, accounting) if all(accounting) else None)
        return completed

    @api.model
    def _prepare_lease_header(self, vals, partner, delivery):
        """Return what the tenant decides on an invoice: fiscal position, payment term, commercial partner."""
        company = self.env["res.company"].browse(vals["company_id"])
        partner, delivery = partner.with_company(company), delivery.with_company(company)
        if "fiscal_position_id" in vals:
            position = self.env["account.fiscal.position"].browse(vals["fiscal_position_id"])
        else:
            position = self.env["account.fiscal.position"].with_company(company)._get_fiscal_position(partner, delivery=delivery)
        term = self.env["account.payment.term"].browse(vals.get("invoice_payment_term_id"))
        return {
            "company": company,
            "partner": partner.commercial_partner_id,
            "position": position,
            "term": term or partner.property_payment_term_id,
            "key": (company, position, vals["journal_id"]),
        }

    @api.model
    def _get_lease_accounting(self, vals_list, headers):
        """Return {(key, product id): (account, taxes)} by asking Odoo once for each product and fiscal position.

        An empty pair stands for what depends on more than the product: no account of its own, distributions, cash basis,
        early payment discounts.
        """
        wanted = defaultdict(dict)
        for vals, header in zip(vals_list, headers, strict=True):
            for _command, _zero, line in vals["invoice_line_ids"]:
                wanted[header["key"]][line["product_id"]] = vals
        found = {}
        for key, products in wanted.items():
            for product, vals in products.items():
                found[key, product] = self._ask_lease_accounting(key, product, vals)
        return found

    @api.model
    def _ask_lease_accounting(self, key, product_id, vals):
        """Let an unsaved invoice line work out account and taxes; None where they are not the product's alone."""
        company, position, journal_id = key
        product = self.env["product.product"].browse(product_id).with_company(company)
        if not product.product_tmpl_id.get_product_accounts(fiscal_pos=position)["income"]:
            return None
        draft = self.new(
            {
                "move_type": "out_invoice",
                "company_id": company.id,
                "journal_id": journal_id,
                "partner_id": vals["partner_id"],
                "fiscal_position_id": position.id,
                "invoice_line_ids": [Command.create({"product_id": product_id, "quantity": 1, "price_unit": 1})],
            }
        )
        line = draft.invoice_line_ids
        taxes = line.tax_ids._origin
        if any(tax.tax_exigibility == "on_payment" for tax in taxes.flatten_taxes_hierarchy()):
            return None
        return line.account_id._origin, taxes

    # === ONE INVOICE === #

    @api.model
    def _complete_one(self, vals, header, lines, accounting):
        """Return the values of one invoice with its product, tax and receivable lines; None with early discounts."""
        company, term = header["company"], header["term"]
        if term.early_discount or len(lines) != len(accounting):
            return None
        Tax = self.env["account.tax"]
        bases = [self._prepare_lease_base_line(header, *pair) for pair in zip(lines, accounting, strict=True)]
        Tax._add_tax_details_in_base_lines(bases, company)
        Tax._round_base_lines_tax_details(bases, company)
        Tax._add_accounting_data_in_base_lines_tax_details(bases, company, include_caba_tags=False)
        result = Tax._prepare_tax_lines(bases, company)
        products = [
            {**line, **amounts, "account_id": account.id, "tax_ids": [Command.set(taxes.ids)], "analytic_distribution": False}
            for line, (account, taxes), (_base, amounts) in zip(lines, accounting, result["base_lines_to_update"], strict=True)
        ]
        taxes = [{**tax, "display_type": "tax"} for tax in result["tax_lines_to_add"]]
        items = products + taxes + self._prepare_lease_terms(vals, header, products, taxes)
        rest = {name: value for name, value in vals.items() if name != "invoice_line_ids"}
        return {
            **rest,
            "fiscal_position_id": header["position"].id,
            "invoice_payment_term_id": term.id,
            "line_ids": [Command.create(item) for item in items],
        }

    @api.model
    def _prepare_lease_base_line(self, header, line, accounting):
        """Return the line as the tax engine takes it, as Odoo describes a saved invoice line."""
        account, taxes = accounting
        return self.env["account.tax"]._prepare_base_line_for_taxes_computation(
            None,
            product_id=self.env["product.product"].browse(line["product_id"]),
            product_uom_id=self.env["uom.uom"].browse(line.get("product_uom_id")),
            tax_ids=taxes,
            price_unit=line["price_unit"],
            quantity=line["quantity"],
            discount=line.get("discount") or 0.0,
            currency_id=header["company"].currency_id,
            rate=1.0,
            sign=-1,
            partner_id=header["partner"],
            account_id=account,
            name=line["name"],
        )

    @api.model
    def _prepare_lease_terms(self, vals, header, products, taxes):
        """Return the receivable lines, one for each day something falls due."""
        currency = header["company"].currency_id
        untaxed, tax = (currency.round(-sum(line["balance"] for line in group)) for group in (products, taxes))
        day = fields.Date.to_date(vals["invoice_date"])
        if not header["term"]:
            dues = {fields.Date.context_today(self): untaxed + tax}
        else:
            dues = defaultdict(float)
            parts = header["term"]._compute_terms(
                date_ref=day, currency=currency, company=header["company"], tax_amount=tax, tax_amount_currency=tax,
                sign=1, untaxed_amount=untaxed, untaxed_amount_currency=untaxed,
            )  # fmt: skip
            for part in parts["line_ids"]:
                dues[fields.Date.to_date(part["date"])] += part["company_amount"]
        return [
            {
                "display_type": "payment_term",
                "date_maturity": due,
                "balance": currency.round(amount),
                "amount_currency": currency.round(amount),
                "discount_date": False,
                "discount_balance": 0.0,
                "discount_amount_currency": 0.0,
                "name": False,
            }
            for due, amount in dues.items()
        ]

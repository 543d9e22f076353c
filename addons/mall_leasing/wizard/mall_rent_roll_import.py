import base64
import binascii
from collections import defaultdict
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL, format_date

from ..core.rent_roll import Mall, check_rows, parse_table, read_table
from ..core.tabular import TableError, normalise, squeeze
from .rent_roll_reasons import COLUMNS, REASONS


class MallRentRollImport(models.TransientModel):
    """Takes over the leases of a running mall from its rent roll, after a look at every row.

    The rows shown are for the eye only: the import reads and checks the file again.
    """

    _name = "mall.rent.roll.import"
    _description = "Rent Roll Import"

    def _default_property_id(self):
        properties = self.env["mall.property"].search([("company_id", "=", self.env.company.id)], limit=2)
        return properties if len(properties) == 1 else False

    def _default_date_billing_from(self):
        return fields.Date.context_today(self) + relativedelta(months=1, day=1)

    property_id = fields.Many2one(
        "mall.property",
        required=True,
        default=_default_property_id,
        help="The mall the rent roll is of; its units must exist.",
    )
    company_id = fields.Many2one(related="property_id.company_id")
    file = fields.Binary(
        string="Rent Roll",
        attachment=False,
        help="CSV or XLSX with a heading row: unit, tenant, brand, trade, area, from, to, rent, deposit "
        "(鋪位, 租戶, 品牌, 業態, 面積, 起租日, 到期日, 月租金, 押金). Rent is the base rent per month.",
    )
    filename = fields.Char()
    date_billing_from = fields.Date(
        string="Bill From",
        required=True,
        default=_default_date_billing_from,
        help="First day the system bills the leases; what was due before was billed elsewhere.",
    )
    skip_bad_rows = fields.Boolean(
        string="Leave Out Bad Rows",
        help="Import the good rows and leave the others out. Otherwise all rows go in or none.",
    )
    state = fields.Selection(
        [("upload", "Choose File"), ("preview", "Check Rows"), ("done", "Done")],
        default="upload",
        readonly=True,
        help="Choose File: nothing read yet. Check Rows: read, nothing imported yet. Done: the leases are in.",
    )
    file_problem = fields.Char(readonly=True, help="Why the file as a whole cannot be read.")
    line_ids = fields.One2many("mall.rent.roll.import.line", "import_id", string="Rows", readonly=True)
    good_count = fields.Integer(string="Ready", readonly=True)
    bad_count = fields.Integer(string="Cannot Go In", readonly=True)
    can_import = fields.Boolean(compute="_compute_can_import")
    lease_ids = fields.Many2many("mall.lease", readonly=True, help="The leases this import made.")

    @api.depends("state", "good_count", "bad_count", "skip_bad_rows")
    def _compute_can_import(self):
        for wizard in self:
            clean = not wizard.bad_count or wizard.skip_bad_rows
            wizard.can_import = wizard.state == "preview" and wizard.good_count > 0 and clean

    # --- what people press

    def action_preview(self):
        """Read the file and show each row with what is wrong with it; nothing is imported."""
        self.ensure_one()
        values = {"state": "preview", "file_problem": False, "good_count": 0, "bad_count": 0}
        try:
            rows = self._read_rows()
        except TableError as error:
            values |= {"state": "upload", "file_problem": self._get_reason(error.problem)}
            rows = []
        bad = sum(bool(row.problems) for row in rows)
        values |= {"good_count": len(rows) - bad, "bad_count": bad}
        lines = [Command.create(self._prepare_line_values(row)) for row in rows]
        self.write({**values, "line_ids": [Command.clear(), *lines]})
        return self._reopen()

    def action_back(self):
        """Return to the choice of the file."""
        self.write({"state": "upload", "file": False, "filename": False, "line_ids": [Command.clear()]})
        return self._reopen()

    def action_import(self):
        """Make the leases of the rent roll: all rows or none, unless bad rows are to be left out.

        :return: an action that says what went in and opens the leases
        :raises UserError: file unreadable, bad rows and not told to leave them out, no good row, or another
            import of the property running at this moment
        """
        self.ensure_one()
        if self.state == "done":
            return self._open_leases()
        self._lock_property()
        try:
            rows = self._read_rows()
        except TableError as error:
            raise UserError(self._get_reason(error.problem)) from error
        good = [row for row in rows if not row.problems]
        bad = [row for row in rows if row.problems]
        if bad and not (self.skip_bad_rows and good):
            raise UserError(self._get_refusal(bad))
        importer = self.with_company(self.company_id)
        leases = importer.env["mall.lease"]._create_from_rent_roll(importer._prepare_lease_rows(good))
        self.write({"state": "done", "lease_ids": [Command.set(leases.ids)]})
        message = self._get_report(leases, bad)
        self.property_id.message_post(body=message)
        return self._notify(message, sticky=bool(bad))

    def _lock_property(self):
        """Let one import of a property run at a time: a second click does not wait for the first to clash with it.

        :raises UserError: if another one is running
        """
        try:
            self.property_id.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "A rent roll of %(property)s is being imported at this moment; wait until it is done.",
                    property=self.property_id.name,
                )
            ) from error

    # --- reading

    def _read_rows(self):
        """Return the checked rows of the file.

        Costs the same number of queries for one row and for five thousand.

        :return: list of ``core.tabular.Row``
        :raises TableError: if the file as a whole cannot be read
        """
        try:
            data = base64.b64decode(self.with_context(bin_size=False).file or b"", validate=True)
        except binascii.Error as error:
            raise TableError("unreadable") from error
        rows = parse_table(read_table(data))
        return check_rows(rows, self._get_mall(rows))

    def _get_mall(self, rows):
        """Return what the rows are held against, as the user may see it."""
        tenants = self._find_by_name("res.partner", self._get_tenant_domain(), [row.values["tenant"] for row in rows])
        return Mall(
            units=self._get_units(),
            trades=self._get_trades(),
            tenants={name: len(found) for name, found in tenants.items()},
            standing=self._get_standing(),
            today=self._get_today(),
        )

    @api.model
    def _get_today(self):
        """Return the day that decides which leases are over: the user's today."""
        return fields.Date.context_today(self)

    def _get_units(self):
        units = self.env["mall.unit"].with_context(active_test=False)
        found = units.search_fetch([("property_id", "=", self.property_id.id)], ["code", "area_net", "active"])
        return {
            normalise(unit.code): (unit.id, Decimal(f"{unit.area_net:.2f}"), unit.active) for unit in found
        }

    def _get_trades(self):
        """Return ``{normalised name or full path: [ids]}`` in every language the database speaks."""
        trades = self.env["mall.trade.category"].search([("company_id", "in", [False, self.company_id.id])])
        names = defaultdict(set)
        for code in {"en_US", *dict(self.env["res.lang"].get_installed())}:
            for trade in trades.with_context(lang=code):
                names[normalise(trade.name)].add(trade.id)
                names[normalise(trade.complete_name)].add(trade.id)
        return {name: sorted(ids) for name, ids in names.items()}

    def _get_standing(self):
        domain = Domain("property_id", "=", self.property_id.id) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", self._get_today())
        )
        # The right to read every occupancy is lent to find clashes; only dates are told, never the occupant.
        rows = self.env["mall.unit.occupancy"].sudo().search_fetch(domain, ["unit_id", "date_from", "date_to"])
        standing = defaultdict(list)
        for row in rows:
            standing[row.unit_id.id].append((row.date_from, row.date_to or None))
        return standing

    # --- tenants and brands by name

    def _get_tenant_domain(self):
        return Domain("parent_id", "=", False) & Domain("company_id", "in", [False, self.company_id.id])

    @api.model
    def _find_by_name(self, model, domain, names):
        """Return the records of these names, without regard to case and white space, in one query.

        :return: ``{normalised name: records}``; names nobody has are left out
        """
        names = {squeeze(name) for name in names if name}
        if not names:
            return {}
        query = self.env[model]._search(domain)
        bare = SQL(
            r"regexp_replace(normalize(%s, NFKC), '\s+', '', 'g')",
            SQL.identifier(query.table, "name", to_flush=self.env[model]._fields["name"]),
        )
        # Exact case as well: lower() of a database in C locale knows the letters a to z only.
        lowered = tuple(name.lower() for name in names)
        query.add_where(SQL("(lower(%s) IN %s OR %s IN %s)", bare, lowered, bare, tuple(names)))
        found = self.env[model].browse(query)
        found.fetch(["name"])
        return found.grouped(lambda record: normalise(record.name))

    def _get_tenants(self, rows):
        """Return ``{normalised name: partner}`` for the rows; those nobody knows yet are created."""
        names = {normalise(row.values["tenant"]): row.values["tenant"] for row in rows}
        found = self._find_by_name("res.partner", self._get_tenant_domain(), names.values())
        missing = [key for key in names if key not in found]
        created = self.env["res.partner"].create(
            [
                {"name": names[key], "is_company": True, "company_id": self.company_id.id}
                for key in missing
            ]
        )
        return found | dict(zip(missing, created, strict=True))

    def _get_brands(self, rows, tenants):
        """Return ``{normalised name: brand}`` for the rows; brands nobody knows yet are created."""
        named = {normalise(row.values["brand"]): row.values for row in rows if row.values["brand"]}
        # Archived brands count too: a second one of the name is not allowed beside them.
        domain = Domain("company_id", "=", self.company_id.id) & Domain("active", "in", [True, False])
        found = self._find_by_name("mall.brand", domain, [values["brand"] for values in named.values()])
        missing = [key for key in named if key not in found]
        created = self.env["mall.brand"].create(
            [
                {
                    "name": named[key]["brand"],
                    "company_id": self.company_id.id,
                    "partner_id": tenants[normalise(named[key]["tenant"])].id,
                    "trade_category_id": named[key]["trade_id"],
                }
                for key in missing
            ]
        )
        return found | dict(zip(missing, created, strict=True))

    # --- what is written

    def _prepare_lease_rows(self, rows):
        """Return the rows as ``mall.lease._create_from_rent_roll`` takes them; see there for the keys."""
        tenants = self._get_tenants(rows)
        brands = self._get_brands(rows, tenants)
        units = self.env["mall.unit"]
        trades = self.env["mall.trade.category"]
        return [
            {
                "unit": units.browse(values["unit_id"]),
                "partner": tenants[normalise(values["tenant"])],
                "brand": brands.get(normalise(values["brand"]), self.env["mall.brand"]),
                "trade_category": trades.browse(values["trade_id"]),
                "area": float(values["area"]),
                "date_start": values["date_from"],
                "date_end": values["date_to"],
                "amount_rent": float(values["rent"]),
                "amount_deposit": float(values["deposit"]),
                "date_billing_from": max(self.date_billing_from, values["date_from"]),
            }
            for values in (row.values for row in rows)
        ]

    def _prepare_line_values(self, row):
        return {
            **row.cells,
            "row": row.number,
            "status": "bad" if row.problems else "good",
            "reasons": "\n".join(self._get_row_sentence(row, problem) for problem in row.problems),
        }

    # --- what people read

    def _get_row_sentence(self, row, problem):
        """Return one reason against a row as a sentence: which row, which column, what was expected."""
        return self.env._(
            "Row %(row)s, %(column)s: %(reason)s",
            row=row.number,
            column=self.env._(COLUMNS[problem.column]),
            reason=self._get_reason(problem),
        )

    def _get_reason(self, problem):
        return self.env._(REASONS[problem.code]) % self._get_readable_facts(problem)

    def _get_readable_facts(self, problem):
        """Return a problem's facts in the user's language and date format."""
        facts = dict(problem.facts)
        for key in ("start", "end"):
            if facts.get(key):
                facts[key] = format_date(self.env, facts[key])
        if problem.code == "overlaps_standing":
            occupancy = self.env["mall.unit.occupancy"]
            facts["period"] = occupancy._format_period(problem.facts["start"], problem.facts["end"])
        if "columns" in facts:
            facts["columns"] = ", ".join(self.env._(COLUMNS[column]) for column in facts["columns"])
        if "headings" in facts:
            facts["headings"] = ", ".join(facts["headings"])
            facts["column"] = self.env._(COLUMNS[problem.column])
        return facts

    def _get_refusal(self, bad):
        """Return why nothing is imported, naming the first bad rows."""
        sentences = [self._get_row_sentence(row, problem) for row in bad for problem in row.problems]
        head = self.env._("Nothing was imported. Rows that cannot go in: %(count)s.", count=len(bad))
        return "\n".join([head, *sentences[:10]])

    def _get_report(self, leases, bad):
        """Return what exactly went in, and which rows did not."""
        report = self.env._(
            "Leases imported into %(property)s from %(file)s: %(count)s.",
            count=len(leases),
            property=self.property_id.name,
            file=self.filename or self.env._("the rent roll"),
        )
        if not bad:
            return report
        numbers = ", ".join(str(row.number) for row in bad)
        return report + " " + self.env._("Left out: rows %(rows)s.", rows=numbers)

    # --- actions

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Rent Roll"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def _open_leases(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Imported Leases"),
            "res_model": "mall.lease",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.lease_ids.ids)],
        }

    def _notify(self, message, sticky):
        """Return the action that says what went in and then opens the leases."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if sticky else "success",
                "message": message,
                "sticky": sticky,
                "next": self._open_leases(),
            },
        }

import base64
import binascii
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Command, Domain

from ..core.sales_import import KIND, Shops, check_rows, get_headings, parse_table
from ..core.tabular import TableError, normalise, read_table
from .sales_import_reasons import COLUMNS, REASONS


class MallSalesImport(models.TransientModel):
    """Takes in tenants' monthly sales from a file, after a look at every row; the same file again changes nothing.

    The rows shown are for the eye only: the import reads and checks the file again.
    """

    _name = "mall.sales.import"
    _description = "Sales Import"

    property_id = fields.Many2one(
        "mall.property", required=True, default=lambda self: self._default_property_id(), help="The mall the shops are in."
    )
    company_id = fields.Many2one(related="property_id.company_id")
    file = fields.Binary(
        string="Sales",
        attachment=False,
        help="CSV or XLSX with a heading row: lease or unit, month, gross, one column for each exclusion by its code or "
        "name, receipts, reason of a correction (合約, 鋪位, 月份, 營業額, 單數, 更正原因).",
    )
    filename = fields.Char()
    skip_bad_rows = fields.Boolean(
        string="Leave Out Bad Rows", help="Import the good rows and leave the others out. Otherwise all go in or none."
    )
    state = fields.Selection(
        [("upload", "Choose File"), ("preview", "Check Rows"), ("done", "Done")],
        default="upload",
        readonly=True,
        help="Choose File: nothing read yet. Check Rows: read, nothing imported yet. Done: the sales are in.",
    )
    file_problem = fields.Char(readonly=True, help="Why the file as a whole cannot be read.")
    line_ids = fields.One2many("mall.sales.import.line", "import_id", string="Rows", readonly=True)
    good_count = fields.Integer(string="Ready", readonly=True)
    unchanged_count = fields.Integer(string="Unchanged", readonly=True, help="Rows whose figures are there already.")
    bad_count = fields.Integer(string="Cannot Go In", readonly=True)
    can_import = fields.Boolean(compute="_compute_can_import")
    declaration_ids = fields.Many2many("mall.sales.declaration", readonly=True, help="What this import declared.")

    def _default_property_id(self):
        properties = self.env["mall.property"].search([("company_id", "=", self.env.company.id)], limit=2)
        return properties if len(properties) == 1 else False

    @api.depends("state", "good_count", "bad_count", "skip_bad_rows")
    def _compute_can_import(self):
        for wizard in self:
            clean = not wizard.bad_count or wizard.skip_bad_rows
            wizard.can_import = wizard.state == "preview" and wizard.good_count > 0 and clean

    # === WHAT PEOPLE PRESS === #

    def action_preview(self):
        """Read the file and show each row with what it would do, or what is wrong with it; nothing is imported."""
        self.ensure_one()
        values = {"state": "preview", "file_problem": False}
        try:
            rows = self._read_rows()
        except TableError as error:
            values |= {"state": "upload", "file_problem": self._get_reason(error.problem)}
            rows = []
        statuses = [row.values["status"] for row in rows]
        values |= {f"{name}_count": statuses.count(name) for name in ("bad", "unchanged")}
        values["good_count"] = len(rows) - values["bad_count"] - values["unchanged_count"]
        lines = [Command.create(self._prepare_line_values(row)) for row in rows]
        self.write({**values, "line_ids": [Command.clear(), *lines]})
        return self._reopen()

    def action_back(self):
        """Return to the choice of the file."""
        self.write({"state": "upload", "file": False, "filename": False, "line_ids": [Command.clear()]})
        return self._reopen()

    def action_import(self):
        """Declare the sales of the file: all rows or none, unless bad rows are to be left out.

        :return: an action that says what went in and opens it
        :raises UserError: file unreadable, bad rows and not told to leave them out, or another import running
        """
        self.ensure_one()
        if self.state == "done":
            return self._open_declarations()
        self._lock_property()
        try:
            rows = self._read_rows()
        except TableError as error:
            raise UserError(self._get_reason(error.problem)) from error
        by_status = defaultdict(list)
        for row in rows:
            by_status[row.values["status"]].append(row)
        if by_status["bad"] and not (self.skip_bad_rows and len(rows) > len(by_status["bad"])):
            raise UserError(self._get_refusal(by_status["bad"]))
        declarations = self._declare(by_status["new"], by_status["correction"])
        self.write({"state": "done", "declaration_ids": [Command.set(declarations.ids)]})
        return self._notify(self._get_report(by_status), sticky=bool(by_status["bad"]))

    def _lock_property(self):
        """Let one import of a property run at a time: a second click does not wait for the first to clash with it.

        :raises UserError: if another one is running
        """
        # sudo: the row is locked, not changed; who imports may read the property only
        self.property_id.check_access("read")
        try:
            self.property_id.sudo().lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Sales of %(property)s are being imported at this moment; wait until it is done.",
                    property=self.property_id.name,
                )
            ) from error

    def _declare(self, new, corrections):
        """Declare the rows in two batches: first versions, and versions that correct confirmed ones."""
        declarations = self.env["mall.sales.declaration"]
        # sudo: the source is the gate's to write; the leases are the user's own, found with the user's rights
        drafts = declarations.sudo().create([self._prepare_values(row) for row in new]).with_env(self.env)
        drafts += declarations._create_versions(
            [(declarations.browse(row.values["standing_id"]), self._prepare_values(row), "import") for row in corrections]
        )
        drafts._check_staff()
        drafts._declare()
        return drafts

    def _prepare_values(self, row):
        values = row.values
        lines = [Command.create({"kind_id": kind, "amount": float(amount)}) for kind, amount in values["exclusions"].items()]
        return {
            "lease_id": values["lease_id"],
            "month": values["month"],
            "amount_gross": float(values["gross"]),
            "ticket_count": values["tickets"] or 0,
            "exclusion_ids": lines,
            "correction_reason": values["reason"] or False,
            "source": "import",
        }

    # === READING === #

    def _read_rows(self):
        """Return the checked rows of the file, each with its status.

        Costs the same number of queries for one row and for five thousand.

        :raises TableError: if the file as a whole cannot be read
        """
        try:
            data = base64.b64decode(self.with_context(bin_size=False).file or b"", validate=True)
        except binascii.Error as error:
            raise TableError("unreadable") from error
        kinds = self._get_kinds()
        rows = check_rows(parse_table(read_table(data, get_headings(kinds)), kinds), self._get_shops())
        self._set_statuses(rows)
        return rows

    def _get_kinds(self):
        """Return {code or name: id} of the exclusion kinds, in every language the database speaks."""
        kinds = self.env["mall.sales.exclusion.kind"].search([("company_id", "in", [False, self.company_id.id])])
        names = {kind.code: kind.id for kind in kinds}
        for code in {"en_US", *dict(self.env["res.lang"].get_installed())}:
            names |= {kind.name: kind.id for kind in kinds.with_context(lang=code)}
        return names

    def _get_shops(self):
        """Return what the rows are held against: the leases of the property in which the user may declare."""
        domain = Domain("property_id", "=", self.property_id.id) & Domain("state", "in", ("active", "ended"))
        leases = self.env["mall.lease"].search(domain)._filtered_access("write")
        units = defaultdict(list)
        for lease in leases:
            for unit in lease.unit_ids:
                units[normalise(unit.code)].append((lease.id, lease.date_start, lease.date_last))
        return Shops(
            leases={normalise(lease.name): lease.id for lease in leases},
            units=units,
            terms={lease.id: (lease.date_start, lease.date_last) for lease in leases},
            kinds={lease.id: set(lease.turnover_term_ids.exclusion_kind_ids.ids) for lease in leases if lease.turnover_term_ids},
            today=fields.Date.context_today(self),
        )

    def _set_statuses(self, rows):
        """Say of each row whether it is new, corrects confirmed sales, is there already, or cannot go in."""
        standing = self._get_standing(rows)
        for row in rows:
            found = standing.get((row.values["lease_id"], row.values["month"]))
            if not row.problems and found:
                self._compare(row, found)
            row.values["status"] = "bad" if row.problems else row.values.get("status", "new")

    def _compare(self, row, declaration):
        exclusions = {kind: float(amount) for kind, amount in row.values["exclusions"].items()}
        if declaration._has_figures(float(row.values["gross"]), exclusions, row.values["tickets"]):
            row.values["status"] = "unchanged"
        elif declaration.state == "confirmed":
            row.values |= {"status": "correction", "standing_id": declaration.id}
        else:
            row.refuse("version_open", "month", value=row.cells["month"])

    def _get_standing(self, rows):
        """Return {(lease id, month): newest version} of the rows' months."""
        domain = (
            Domain("lease_id", "in", list({row.values["lease_id"] for row in rows if row.values["lease_id"]}))
            & Domain("month", "in", list({row.values["month"] for row in rows if row.values["month"]}))
            & Domain("state", "!=", "replaced")
        )
        found = self.env["mall.sales.declaration"].search(domain, order="version")
        found.exclusion_ids.mapped("amount")
        return {(one.lease_id.id, one.month): one for one in found}

    # === WHAT PEOPLE READ === #

    def _prepare_line_values(self, row):
        taken = sum(row.values["exclusions"].values())
        return {
            "row": row.number,
            "status": row.values["status"],
            "reasons": "\n".join(self._get_row_sentence(row, problem) for problem in row.problems),
            "shop": row.cells.get("lease") or row.cells.get("unit"),
            "month": row.cells["month"],
            "gross": row.cells["gross"],
            "excluded": str(taken) if taken else "",
            "tickets": row.cells.get("tickets"),
        }

    def _get_row_sentence(self, row, problem):
        """Return one reason against a row as a sentence: which row, which column, what was expected."""
        return self.env._(
            "Row %(row)s, %(column)s: %(reason)s",
            row=row.number,
            column=self._get_column(problem.column),
            reason=self._get_reason(problem),
        )

    def _get_column(self, column):
        if column.startswith(KIND):
            return self.env["mall.sales.exclusion.kind"].browse(int(column.removeprefix(KIND))).name
        return self.env._(COLUMNS[column])

    def _get_reason(self, problem):
        facts = dict(problem.facts)
        if "columns" in facts:
            facts["columns"] = ", ".join(map(self._get_column, facts["columns"]))
        if "headings" in facts:
            facts |= {"headings": ", ".join(facts["headings"]), "column": self._get_column(problem.column)}
        return self.env._(REASONS[problem.code]) % facts

    def _get_refusal(self, bad):
        """Return why nothing is imported, naming the first bad rows."""
        sentences = [self._get_row_sentence(row, problem) for row in bad for problem in row.problems]
        head = self.env._("Nothing was imported. Rows that cannot go in: %(count)s.", count=len(bad))
        return "\n".join([head, *sentences[:10]])

    def _get_report(self, by_status):
        """Return what exactly went in, and which rows did not."""
        report = self.env._(
            "Sales declared: %(new)s new, %(corrected)s corrections; unchanged: %(unchanged)s.",
            new=len(by_status["new"]),
            corrected=len(by_status["correction"]),
            unchanged=len(by_status["unchanged"]),
        )
        if not by_status["bad"]:
            return report
        numbers = ", ".join(str(row.number) for row in by_status["bad"])
        return report + " " + self.env._("Left out: rows %(rows)s.", rows=numbers)

    # === ACTIONS === #

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Sales"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def _open_declarations(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Imported Sales"),
            "res_model": "mall.sales.declaration",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.declaration_ids.ids)],
        }

    def _notify(self, message, sticky):
        """Return the action that says what went in and then opens it."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if sticky else "success",
                "message": message,
                "sticky": sticky,
                "next": self._open_declarations(),
            },
        }

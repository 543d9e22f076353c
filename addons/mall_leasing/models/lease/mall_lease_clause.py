from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Command, Domain

from ...clause_reasons import ClauseRefused
from ...core.clause import PLACEHOLDERS, find_unknown
from ...core.word_diff import diff_html

CATEGORIES = [
    ("use", "Use"),
    ("handover", "Handover and Return"),
    ("fit_out", "Fit-out"),
    ("opening", "Opening Hours"),
    ("rent", "Rent and Fees"),
    ("deposit", "Deposit"),
    ("maintenance", "Maintenance"),
    ("insurance", "Insurance"),
    ("marketing", "Marketing"),
    ("data", "Data Reporting"),
    ("exclusivity", "Exclusivity"),
    ("assignment", "Assignment"),
    ("termination", "Termination"),
    ("general", "General"),
]
#: A change of these makes a new version of the clause.
WORDS = ("name", "text")


def check_placeholders(env, name, *texts):
    """Refuse texts with placeholders nothing stands for.

    :raises ClauseRefused: naming them
    """
    unknown = [found for text in texts for found in find_unknown(text)]
    if unknown:
        raise ClauseRefused(
            env,
            "placeholder_unknown",
            "L4.1",
            article=name,
            found=", ".join(f"{{{{{found}}}}}" if found not in ("{{", "}}") else found for found in unknown),
            known=", ".join(f"{{{{{known}}}}}" for known in PLACEHOLDERS),
        )


class MallLeaseClause(models.Model):
    """A clause of the library: the words leases start from, and the obligations that follow from them."""

    _name = "mall.lease.clause"
    _description = "Standard Clause"
    _inherit = ["mail.thread", "mall.gated.mixin", "mall.bounds.mixin"]
    _order = "sequence, code, id"
    _rec_names_search = ["name", "code"]

    _gated_fields = frozenset({"version"})

    name = fields.Char(string="Heading", required=True, translate=True, help="Heading of the article in the lease.")
    code = fields.Char(required=True, copy=False, help="Short sign of the clause, the same for ever: USE-1.")
    category = fields.Selection(CATEGORIES, required=True, default="general", tracking=True, help="What the clause is about.")
    sequence = fields.Integer(default=10, help="Order of the articles in a new lease.")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, help="Whose leases use the clause."
    )
    active = fields.Boolean(default=True, help="Clauses out of use stay on the leases that have them.")
    text = fields.Html(
        required=True,
        translate=True,
        help="The words of the clause. Names in double braces, such as {{tenant}} or {{date_start}}, are replaced by what "
        "the lease says.",
    )
    placeholder_help = fields.Char(compute="_compute_placeholder_help")
    default_in_lease = fields.Boolean(
        string="Standard", default=True, tracking=True, help="Leases of the trades below start with this clause."
    )
    trade_category_ids = fields.Many2many(
        "mall.trade.category",
        string="Trades",
        help="Trades the clause is meant for, with all trades below them; none means every trade.",
    )
    obligation_ids = fields.One2many(
        "mall.lease.clause.obligation",
        "clause_id",
        string="Obligations",
        copy=True,
        help="What each side has to do because of this clause, and by when.",
    )
    version = fields.Integer(
        default=1, readonly=True, copy=False, help="Counts the changes of the words; leases keep the words they were given."
    )
    lease_count = fields.Integer(compute="_compute_lease_count", help="Leases with this clause that you may see.")

    _code_uniq = models.UniqueIndex("(company_id, lower(code))", "There is a clause with this code already.")

    @api.depends_context("lang")
    def _compute_placeholder_help(self):
        self.placeholder_help = ", ".join(f"{{{{{name}}}}}" for name in PLACEHOLDERS)

    def _compute_lease_count(self):
        lines = self.env["mall.lease.clause.line"]
        groups = lines._read_group([("clause_id", "in", self.ids)], ["clause_id"], ["lease_id:count_distinct"])
        counts = {clause.id: count for clause, count in groups}
        for clause in self:
            clause.lease_count = counts.get(clause.id, 0)

    @api.depends("code", "name")
    def _compute_display_name(self):
        for clause in self:
            clause.display_name = f"[{clause.code}] {clause.name}" if clause.code else clause.name

    @api.constrains("name", "text")
    def _check_placeholders(self):
        for clause in self:
            check_placeholders(self.env, clause.display_name, clause.text, clause.name)

    # === CRUD === #

    def write(self, vals):
        """Write; new words make a new version, and the chatter shows what changed. Leases are not touched.

        Clause: L4.1
        """
        former = {clause: (clause.name, clause.text) for clause in self} if set(WORDS).intersection(vals) else {}
        result = super().write(vals)
        for clause, (name, text) in former.items():
            if (clause.name, clause.text) != (name, text):
                clause._begin_version(name, text)
        return result

    def _begin_version(self, former_name, former_text):
        """Count the new words of the clause and keep what they replaced."""
        self.ensure_one()
        # sudo: the number of the version is the system's; who may write the words was checked
        self.sudo().version += 1
        changes = Markup(diff_html(former_name, self.name) + diff_html(former_text, self.text))
        title = self.env._("Version %(version)s (%(language)s)", version=self.version, language=self.env.lang or "en_US")
        self._message_log(body=Markup("<p><b>%s</b></p>%s") % (title, changes))

    # === TO LEASES === #

    @api.model
    def _get_standard_domain(self, company):
        return Domain("company_id", "=", company.id) & Domain("default_in_lease", "=", True)

    @api.model
    def _find_standard(self, company, trade):
        """Return the clauses a lease of a trade starts with, in their order.

        :param trade: mall.trade.category, empty for a lease that names none: clauses for all trades only
        Clause: L4.1
        """
        # sudo: whoever drafts or reads a lease is measured against the same library
        standard = self.sudo().search(self._get_standard_domain(company))
        return standard.filtered(lambda clause: clause._is_for(trade)).sudo(False)

    def _is_for(self, trade):
        """Tell whether the clause is meant for a trade."""
        self.ensure_one()
        if not self.trade_category_ids:
            return True
        above = {int(part) for part in (trade.sudo().parent_path or "").split("/") if part}  # sudo: the tree alone
        return bool(above.intersection(self.trade_category_ids.ids))

    def _get_words(self, lang):
        """Return what the library says in a language, as a lease keeps it for comparison.

        :return: {"version", "heading", "text", "duties": [dict of who, what, by when]}
        Clause: L4.1
        """
        self.ensure_one()
        clause = self.sudo().with_context(lang=lang)  # sudo: the words go onto the lease, whoever drafts it
        return {
            "version": clause.version,
            "heading": clause.name,
            "text": str(clause.text),
            "duties": [duty._get_duty_values() for duty in clause.obligation_ids],
        }

    def _prepare_lines(self):
        """Return the commands that put these clauses on a lease, in the order of the library."""
        return [Command.create({"clause_id": clause.id, "sequence": 10 * place}) for place, clause in enumerate(self, start=1)]

    def action_open_leases(self):
        """Open the leases that have this clause."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Leases with %(clause)s", clause=self.display_name),
            "res_model": "mall.lease",
            "view_mode": "list,form",
            "domain": [("clause_line_ids.clause_id", "=", self.id)],
        }

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Command

from ...clause_reasons import ClauseRefused
from ...core.clause import fill
from ...core.word_diff import diff_html, is_same_text
from .lease_duty_mixin import DUTY_FIELDS
from .mall_lease_clause import check_placeholders

#: Where a line came from: set when it is put on the lease, never afterwards.
SOURCE_FIELDS = frozenset({"clause_id", "standard", "lease_id"})


class MallLeaseClauseLine(models.Model):
    """An article of a lease: the words of the library as they were, or what was agreed instead.

    The line has words of its own: whatever becomes of the library, the lease says what it said.
    """

    _name = "mall.lease.clause.line"
    _description = "Article of a Lease"
    _inherit = ["mall.lease.terms.mixin", "mall.bounds.mixin"]
    _order = "lease_id, sequence, id"
    _rec_name = "heading"
    _terms_field = "clause_line_ids"
    #: What tells one article from another when two leases are compared.
    _version_identity = ("clause_id", "heading")

    lease_id = fields.Many2one("mall.lease", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="lease_id.company_id", store=True, index=True, precompute=True)
    sequence = fields.Integer(default=1000, help="Order of the articles.")
    clause_id = fields.Many2one(
        "mall.lease.clause",
        string="From the Library",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The standard clause it was taken from; empty for one written for this lease.",
    )
    heading = fields.Char(required=True, help="Heading of the article.")
    text = fields.Html(
        required=True, help="The words of the article; {{tenant}}, {{date_start}} and the like are replaced when shown."
    )
    text_shown = fields.Html(
        string="Words", compute="_compute_text_shown", help="The words with what the lease says in place of the names in braces."
    )
    term_ids = fields.One2many(
        "mall.lease.obligation.term",
        "clause_line_id",
        string="Obligations",
        copy=True,
        help="What each side has to do because of this article, and by when.",
    )
    term_count = fields.Integer(string="Duties", compute="_compute_term_count")
    standard = fields.Json(
        string="Library's Words",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="What the library said when the clause was put on the lease, in the lease's language.",
    )
    clause_version = fields.Integer(
        string="Version", compute="_compute_deviation", groups="base.group_user", help="Version of the clause taken over."
    )
    is_changed = fields.Boolean(
        string="Changed",
        compute="_compute_deviation",
        groups="base.group_user",
        help="The article no longer says what the library said.",
    )
    difference = fields.Html(
        compute="_compute_difference",
        sanitize=False,
        groups="base.group_user",
        help="The library's words with what was taken out and put in marked.",
    )

    _heading_not_empty = models.Constraint("CHECK (heading <> '')", "An article has a heading.")

    # === COMPUTES === #

    @api.depends("text", "lease_id")
    def _compute_text_shown(self):
        values = {lease: lease._get_placeholder_values() for lease in self.lease_id}
        for line in self:
            line.text_shown = Markup(fill(line.text, values.get(line.lease_id, {})))

    @api.depends("term_ids")
    def _compute_term_count(self):
        for line in self:
            line.term_count = len(line.term_ids)

    @api.depends("heading", "text", "standard", *(f"term_ids.{name}" for name in DUTY_FIELDS))
    def _compute_deviation(self):
        for line in self:
            standard = line.standard or {}
            line.clause_version = standard.get("version", 0)
            line.is_changed = bool(standard) and not line._says(standard)

    @api.depends("is_changed")
    def _compute_difference(self):
        for line in self:
            line.difference = line.is_changed and line._mark_difference()

    def _says(self, standard):
        """Tell whether the article still says what the library said: heading, words and obligations."""
        self.ensure_one()
        same_words = self.heading == standard["heading"] and is_same_text(self.text, standard["text"])
        return same_words and _sort_duties(self._get_duties()) == _sort_duties(standard["duties"])

    def _get_duties(self):
        return [term._get_duty_values() for term in self.term_ids]

    def _mark_difference(self):
        """Return heading, words and obligations with what differs from the library marked; HTML, escaped."""
        self.ensure_one()
        duties = ["".join(f"<p>{line}</p>" for line in self._describe_duties(found)) for found in (self.standard["duties"], self._get_duties())]
        parts = [diff_html(self.standard["heading"], self.heading), diff_html(self.standard["text"], self.text), diff_html(*duties)]
        return Markup("".join(parts))

    @api.model
    def _describe_duties(self, duties):
        """Return obligations given as plain data in words, one line each, escaped."""
        terms = [self.env["mall.lease.obligation.term"].new(duty) for duty in duties]
        return [Markup("%s: %s (%s)") % (term._get_label("party"), term.name, term.when) for term in terms]

    @api.constrains("heading", "text")
    def _check_placeholders(self):
        for line in self:
            check_placeholders(self.env, line.heading, line.text, line.heading)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Put articles on leases; one from the library brings the library's words and obligations along.

        :raises LeaseTermsFrozen: if the lease is signed
        :raises ClauseRefused: if the words hold an unknown placeholder
        Clause: L4.1
        """
        lines = super().create([self._prepare_from_library(vals) for vals in vals_list])
        self._check_clauses_readable(lines)
        return lines

    @api.model
    def _prepare_from_library(self, vals):
        """Return the values of a new article, what the library says filled in; what the caller says it said is ignored."""
        vals = {name: value for name, value in vals.items() if name != "standard"}
        clause = self.env["mall.lease.clause"].browse(vals.get("clause_id") or [])
        if not clause:
            return vals
        lease = self.env["mall.lease"].browse(vals.get("lease_id") or []).sudo()  # sudo: its language alone
        words = clause._get_words(lease.document_lang)
        defaults = {"heading": words["heading"], "text": words["text"]}
        if "term_ids" not in vals:
            defaults["term_ids"] = [Command.create({**duty, "lease_id": lease.id}) for duty in words["duties"]]
        kept = {name: value for name, value in vals.items() if value or name not in ("heading", "text")}
        return {**defaults, **kept, "standard": words}

    @api.model
    def _check_clauses_readable(self, lines):
        lines.clause_id.check_access("read")

    def write(self, vals):
        """Write the words; where an article came from is never written.

        :raises ClauseRefused: for the clause, the library's words or the lease
        Clause: L4.1
        """
        for name in sorted(SOURCE_FIELDS.intersection(vals)):
            if not self.env.su and any(line._is_other_value(name, vals[name]) for line in self):
                label = self._fields[name]._description_string(self.env)
                raise ClauseRefused(self.env, "standard_gated", "L4.1", field=label, article=self[:1].heading)
        return super().write(vals)

    def _is_other_value(self, name, value):
        return name == "standard" or self[name].id != (value or False)

    @api.onchange("clause_id")
    def _onchange_clause_id(self):
        """Show the library's words at once in the form."""
        if self.clause_id and not self._origin:
            words = self.clause_id._get_words(self.lease_id.document_lang)
            self.heading, self.text = words["heading"], words["text"]
            self.term_ids = [Command.clear()] + [Command.create(duty) for duty in words["duties"]]

    # === THE LIBRARY === #

    def _retake(self):
        """Take the library's words anew in the lease's language, except for articles that were changed.

        Clause: L4.1
        """
        # sudo: whether it was changed counts, whoever writes the lease
        for line in self.filtered(lambda line: line.clause_id and not line.sudo().is_changed):
            words = line.clause_id._get_words(line.lease_id.document_lang)
            duties = [Command.clear()] + [Command.create({**duty, "lease_id": line.lease_id.id}) for duty in words["duties"]]
            # sudo: the library's words are the system's to keep; who may write the lease was checked by its write
            line.sudo().write({"heading": words["heading"], "text": words["text"], "term_ids": duties, "standard": words})


def _sort_duties(duties):
    return sorted(sorted((name, str(duty.get(name) or "")) for name in DUTY_FIELDS) for duty in duties)

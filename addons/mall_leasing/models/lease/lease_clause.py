from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import format_date, formatLang, is_html_empty

from ...clause_reasons import ClauseRefused
from ...core.clause import find_deviations
from ...core.word_diff import is_same_text


class MallLease(models.Model):
    """The articles of a lease, each side's obligations, and who the tenant is in law. Clause: L4.1."""

    _inherit = "mall.lease"

    document_lang = fields.Selection(
        selection="_get_document_languages",
        string="Document Language",
        required=True,
        compute="_compute_document_lang",
        store=True,
        readonly=False,
        precompute=True,
        help="The language the lease is written, printed and signed in.",
    )
    tenant_legal_name = fields.Char(
        string="Legal Name",
        compute="_compute_tenant_identity",
        store=True,
        readonly=False,
        precompute=True,
        help="The tenant's name in law, as the lease says it; renaming the contact changes no lease.",
    )
    tenant_vat = fields.Char(
        string="Registration Number",
        compute="_compute_tenant_identity",
        store=True,
        readonly=False,
        precompute=True,
        help="The tenant's tax or company registration number, as the lease says it.",
    )
    tenant_address = fields.Text(
        compute="_compute_tenant_identity",
        store=True,
        readonly=False,
        precompute=True,
        help="The tenant's registered address, as the lease says it.",
    )
    clause_line_ids = fields.One2many(
        "mall.lease.clause.line", "lease_id", string="Articles", copy=True, help="The clauses of the lease, in order."
    )
    obligation_term_ids = fields.One2many(
        "mall.lease.obligation.term",
        "lease_id",
        string="Agreed Obligations",
        help="What each side has to do, by when: from the articles and agreed by itself.",
    )
    agreed_term_ids = fields.One2many(
        "mall.lease.obligation.term",
        "lease_id",
        string="Agreed Besides the Articles",
        domain=[("clause_line_id", "=", False)],
        help="Obligations agreed for this lease alone, under no article.",
    )
    clause_deviations = fields.Json(
        string="Deviations",
        compute="_compute_clause_deviations",
        groups="base.group_user",
        help="What this lease changes about the clauses standard for its trade.",
    )
    clause_deviation_count = fields.Integer(
        compute="_compute_clause_deviations", groups="base.group_user", help="Articles changed, added or left out."
    )
    clause_deviation_html = fields.Html(
        string="Deviations from the Library",
        compute="_compute_clause_deviation_html",
        sanitize=False,
        groups="base.group_user",
        help="What legal looks at: articles changed, added or left out against the clause library.",
    )

    # === COMPUTES === #

    @api.model
    def _get_document_languages(self):
        return self.env["res.lang"].get_installed()

    @api.depends("partner_id")
    def _compute_document_lang(self):
        installed = dict(self._get_document_languages())
        for lease in self:
            found = (lease.document_lang, lease.partner_id.lang, self.env.lang, *installed)
            lease.document_lang = next(lang for lang in found if lang in installed)

    @api.depends("partner_id")
    def _compute_tenant_identity(self):
        # On the partner alone, not on its name or address: what the lease says changes where the tenant changes.
        for lease in self:
            tenant = lease.partner_id.commercial_partner_id
            lease.tenant_legal_name = tenant.commercial_company_name or tenant.name
            lease.tenant_vat = tenant.vat
            lease.tenant_address = tenant._display_address(without_company=True).strip() if tenant else False

    @api.depends(
        "clause_line_ids.clause_id",
        "clause_line_ids.is_changed",
        "trade_category_id",
        "company_id",
    )
    def _compute_clause_deviations(self):
        for lease in self:
            deviations = lease._list_deviations()
            lease.clause_deviations = deviations
            lease.clause_deviation_count = len(deviations)

    @api.depends("clause_deviations", "clause_line_ids.difference")
    def _compute_clause_deviation_html(self):
        for lease in self:
            lease.clause_deviation_html = self.env["ir.qweb"]._render(
                "mall_leasing.lease_clause_deviations", {"deviations": lease._get_deviations()}
            )

    def _list_deviations(self):
        """Return [[kind, line id or clause id]] of what differs from the library; a lease without articles has none."""
        self.ensure_one()
        lines = self.clause_line_ids
        if not lines:
            return []
        standard = self.env["mall.lease.clause"]._find_standard(self.company_id, self.trade_category_id)
        found = find_deviations(standard.ids, [(line.clause_id.id or None, not line.is_changed) for line in lines])
        return [[kind, key if kind == "removed" else lines[key].id] for kind, key in found if kind == "removed" or lines[key].id]

    def _get_deviations(self):
        """Return the deviations as records, for legal to read.

        :return: [{"kind", "line", "clause"}]
        Clause: L4.2
        """
        self.ensure_one()
        # sudo: the heading of a standard clause that was left out is no secret to who reads the lease
        lines, clauses = self.env["mall.lease.clause.line"], self.env["mall.lease.clause"].sudo()
        return [
            {
                "kind": kind,
                "line": lines if kind == "removed" else lines.browse(key),
                "clause": clauses.browse(key) if kind == "removed" else clauses,
            }
            for kind, key in self.clause_deviations or ()  # an empty list is read back as False
        ]

    # === CRUD === #

    def copy_data(self, default=None):
        """Copy the obligations agreed under no article too; those of articles come with their articles."""
        values_list = super().copy_data(default)
        for lease, values in zip(self, values_list, strict=True):
            agreed = lease.obligation_term_ids.filtered(lambda term: not term.clause_line_id)
            values.setdefault("agreed_term_ids", [Command.create(term) for term in agreed.copy_data()])
        return values_list

    def write(self, vals):
        """Write; in a new document language the articles nobody has changed are taken from the library again."""
        result = super().write(vals)
        if "document_lang" in vals:
            self.clause_line_ids._retake()
        return result

    # === WORDS === #

    def _get_placeholder_values(self):
        """Return what the placeholders of the clauses stand for, in the lease's language.

        :return: {placeholder: plain text}
        Clause: L4.1
        """
        self.ensure_one()
        # sudo: whoever reads the lease reads what it says about mall, units and brand
        lease = self.sudo().with_context(lang=self.document_lang)
        days = {name: format_date(lease.env, lease[name]) for name in ("date_start", "date_end", "date_handover", "date_opening") if lease[name]}
        return {
            **days,
            "lease": lease.name,
            "landlord": lease.company_id.name,
            "tenant": lease.tenant_legal_name or lease.partner_id.name,
            "property": lease.property_id.name,
            "units": ", ".join(lease.unit_ids.mapped("code")),
            "area": formatLang(lease.env, lease.area, digits=2),
            "brand": lease.brand_id.name,
            "trade": lease.trade_category_id.complete_name,
            "deposit": formatLang(lease.env, lease.amount_deposit, currency_obj=lease.currency_id),
        }

    def _has_terms(self):
        """Articles say each side's rights and obligations too."""
        return bool(self.clause_line_ids) or super()._has_terms()

    def _get_duties_of(self, party):
        """Return what one side has agreed to do, in the order of the articles, for the document.

        :param str party: landlord or tenant
        Clause: L4.1
        """
        self.ensure_one()
        order = {line: place for place, line in enumerate(self.clause_line_ids)}
        terms = self.obligation_term_ids.filtered(lambda term: term.party == party)
        return terms.sorted(lambda term: (order.get(term.clause_line_id, len(order)), term.sequence, term.id))

    def _has_special_terms(self):
        """Tell whether the lease says something besides its articles."""
        self.ensure_one()
        return not is_html_empty(self.terms)

    # === ACTIONS === #

    def action_take_standard_clauses(self):
        """Put the clauses that are standard for the trade on drafts that have none of them yet.

        :raises ClauseRefused: if a lease is no draft
        Clause: L4.1
        """
        for lease in self:
            lease._check_drafting()
            standard = self.env["mall.lease.clause"]._find_standard(lease.company_id, lease.trade_category_id)
            missing = standard - lease.clause_line_ids.clause_id
            lease._add_clauses(missing)
        return True

    def action_add_clauses(self):
        """Choose clauses from the library."""
        self.ensure_one()
        self._check_drafting()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add Clauses"),
            "res_model": "mall.lease.clause.add",
            "view_mode": "form",
            "target": "new",
            "context": {"default_lease_id": self.id},
        }

    def _check_drafting(self):
        self.ensure_one()
        if self.state != "draft":
            raise ClauseRefused(self.env, "draft_only", "L4.1", lease=self.display_name)

    def _add_clauses(self, clauses):
        """Put clauses behind those the lease has; they take the place of the company's standard text.

        Clause: L4.1
        """
        self.ensure_one()
        self.check_access("write")
        last = max(self.clause_line_ids.mapped("sequence"), default=0)
        commands = clauses._prepare_lines()
        for command in commands:
            command[2]["sequence"] += last
        values = {"clause_line_ids": commands}
        if clauses and is_same_text(self.terms, self.company_id._get_lease_terms()):
            values["terms"] = False
        self.write(values)


class MallOffer(models.Model):
    """The articles of the lease drafted from an offer."""

    _inherit = "mall.offer"

    def _prepare_lease_values(self):
        """Start the lease with the clauses that are standard for its trade.

        Clause: L4.1
        """
        clauses = self.env["mall.lease.clause"]._find_standard(self.company_id, self.trade_category_id)
        values = super()._prepare_lease_values()
        return {**values, "clause_line_ids": clauses._prepare_lines()} if clauses else values

    def _prepare_terms_values(self):
        """Return what the offer adds; where there are articles, these take the place of the company's standard text."""
        if not self.env["mall.lease.clause"]._find_standard(self.company_id, self.trade_category_id):
            return super()._prepare_terms_values()
        if is_html_empty(self.terms):
            return {"terms": False}
        heading = Markup("<h3>%s</h3>") % self.env._("Agreed in offer %(offer)s", offer=self.name)
        return {"terms": heading + self.terms}

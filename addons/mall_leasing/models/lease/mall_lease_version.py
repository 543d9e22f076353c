from markupsafe import Markup

from odoo import api, fields, models

from odoo.addons.approval_chain.core import content as approved

from ...clause_reasons import ClauseRefused
from ...core.word_diff import diff_html

REASONS = [
    ("submitted", "Submitted"),
    ("rejected", "Rejected"),
    ("withdrawn", "Withdrawn"),
    ("changed", "Changed after Approval"),
    ("legal_approved", "Approved by Legal"),
    ("leadership_approved", "Approved by Leadership"),
    ("tenant_signed", "Signed by Tenant"),
    ("active", "Signed by Both"),
    ("taken_over", "Taken Over from Rent Roll"),
    ("ended", "Ended"),
    ("cancelled", "Cancelled"),
]


class MallLeaseVersion(models.Model):
    """What a lease said at one moment of its way: append-only, made by the gate itself, written by nobody."""

    _name = "mall.lease.version"
    _description = "Lease Version"
    _order = "lease_id, number desc"

    lease_id = fields.Many2one("mall.lease", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="lease_id.company_id", store=True, index=True, precompute=True)
    number = fields.Integer(readonly=True, aggregator=None, help="Counts the versions of the lease.")
    reason = fields.Selection(REASONS, string="Why", required=True, readonly=True, help="What happened at that moment.")
    comment = fields.Text(readonly=True, help="What was said about it: the reason of a rejection or cancellation.")
    user_id = fields.Many2one("res.users", string="Who", readonly=True, ondelete="restrict", help="Who made it happen.")
    datetime = fields.Datetime(string="When", readonly=True, required=True, default=fields.Datetime.now)
    content = fields.Json(readonly=True, help="The terms as values, with the names things had at that moment.")
    words = fields.Json(readonly=True, help="The same in words, in the language of the lease: section, line, label, value.")
    digest = fields.Char(readonly=True, help="SHA-256 of the terms; two versions with the same digest say the same.")
    words_html = fields.Html(
        string="Terms", compute="_compute_words_html", sanitize=False, help="What the lease said, in its own language."
    )
    is_same = fields.Boolean(
        string="Unchanged", compute="_compute_is_same", help="It says what the version before said."
    )

    _number_uniq = models.Constraint("UNIQUE (lease_id, number)", "A lease counts its versions once.")

    @api.depends("number", "reason", "lease_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["reason"]._description_selection(self.env))
        for version in self:
            version.display_name = f"{version.lease_id.name} #{version.number} {labels.get(version.reason, '')}"

    @api.depends("words")
    def _compute_words_html(self):
        for version in self:
            words = [[*word[:3], Markup(diff_html(word[3], word[3]))] for word in version.words or ()]
            version.words_html = self.env["ir.qweb"]._render("mall_leasing.lease_version_words", {"words": words})

    @api.depends("digest")
    def _compute_is_same(self):
        digests = {}
        for version in self.search([("lease_id", "in", self.lease_id.ids)]):
            digests[version.lease_id.id, version.number] = version.digest
        for version in self:
            version.is_same = digests.get((version.lease_id.id, version.number - 1)) == version.digest

    @api.model_create_multi
    def create(self, vals_list):
        """Keep versions; only the lease's own gate makes them.

        :raises ClauseRefused: outside superuser mode
        Clause: L4.2
        """
        if not self.env.su:
            self._refuse_change()
        return super().create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse: a version says what was.

        :raises ClauseRefused: always
        Clause: L4.2
        """
        self._refuse_change()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._refuse_change()

    def _refuse_change(self):
        raise ClauseRefused(self.env, "version_kept", "L4.2")

    def _get_rows(self):
        """Return what the version says, as rows to compare."""
        self.ensure_one()
        return self.lease_id._list_content_rows(self.content or {})

    def _is_intact(self):
        """Tell whether the kept terms still have the digest they were kept with."""
        self.ensure_one()
        return approved.digest(self.content or {}) == self.digest

    def action_compare(self):
        """Compare the version with the one before it, or two chosen ones, oldest first."""
        pair = self.sorted("number")[:2] if len(self) > 1 else self._get_former() | self
        left = pair[:1] if len(pair) > 1 else self.browse()
        return self.env["mall.lease.compare"]._open(pair[-1:].lease_id, left, pair[-1:])

    def _get_former(self):
        return self.search([("lease_id", "=", self.lease_id.id), ("number", "=", self.number - 1)])

from markupsafe import Markup

from odoo import api, fields, models

from odoo.addons.approval_chain.core import content as approved

from ...core.lease_version import compare, list_rows
from ...core.word_diff import diff_html

#: (state left, state entered) -> why a version is kept; None stands for any state left.
MOVES = {
    ("draft", "legal_review"): "submitted",
    ("draft", "leadership_approval"): "submitted",
    ("draft", "active"): "taken_over",
    ("legal_review", "leadership_approval"): "legal_approved",
    ("draft", "to_sign"): "leadership_approved",
    ("leadership_approval", "to_sign"): "leadership_approved",
    ("to_sign", "tenant_signed"): "tenant_signed",
    ("tenant_signed", "active"): "active",
    (None, "ended"): "ended",
    (None, "cancelled"): "cancelled",
}


class MallLease(models.Model):
    """Versions of a lease, kept by its gate without anybody's doing, and what differs between two. Clause: L4.2."""

    _inherit = "mall.lease"

    version_ids = fields.One2many(
        "mall.lease.version", "lease_id", string="Versions", groups="base.group_user", help="What the lease said, and when."
    )
    version_count = fields.Integer(compute="_compute_version_count", groups="base.group_user")

    def _compute_version_count(self):
        groups = self.env["mall.lease.version"]._read_group([("lease_id", "in", self.ids)], ["lease_id"], ["__count"])
        counts = {lease.id: count for lease, count in groups}
        for lease in self:
            lease.version_count = counts.get(lease.id, 0)

    # === KEEPING === #

    def _after_move(self, former, state):
        """Keep what the lease says at this moment."""
        super()._after_move(former, state)
        reasons = {lease: MOVES.get((former[lease], state)) or MOVES.get((None, state)) for lease in self}
        kept = self.filtered(lambda lease: reasons[lease])
        kept._keep_version(reasons, {lease: lease.sudo().cancel_reason for lease in kept if state == "cancelled"})  # sudo: gate

    def _on_approval_rejected(self, step):
        super()._on_approval_rejected(step)
        self._keep_version(dict.fromkeys(self, "rejected"), dict.fromkeys(self, step.comment))

    def _on_approval_withdrawn(self):
        super()._on_approval_withdrawn()
        self._keep_version(dict.fromkeys(self, "withdrawn"))

    def _on_approval_reopened(self, steps):
        super()._on_approval_reopened(steps)
        self._keep_version(dict.fromkeys(self, "changed"))

    def _keep_version(self, reasons, comments=None):
        """Append one version to each lease; a fixed number of queries however many leases and articles.

        :param dict reasons: {lease: why}
        :param dict comments: {lease: what was said}
        Clause: L4.2
        """
        # sudo: a version is the gate's to keep, whoever moves the lease
        versions, numbers = self.env["mall.lease.version"].sudo(), self._get_last_numbers()
        values = []
        for lang, leases in self.sudo().grouped("document_lang").items():  # sudo: as above
            for lease, content in leases.with_context(lang=lang)._get_approval_snapshots().items():
                values.append(
                    {
                        "lease_id": lease.id,
                        "number": numbers.get(lease.id, 0) + 1,
                        "reason": reasons[lease.sudo(False).with_env(self.env)],
                        "comment": (comments or {}).get(lease.sudo(False).with_env(self.env)),
                        "user_id": self.env.uid,
                        "content": content,
                        "words": lease._describe_content(content),
                        "digest": approved.digest(content),
                    }
                )
        versions.create(values)

    def _get_last_numbers(self):
        """Return {lease id: number of its latest version}: 1 query."""
        # sudo: counts, shows nothing
        versions = self.env["mall.lease.version"].sudo()
        return {lease.id: last for lease, last in versions._read_group([("lease_id", "in", self.ids)], ["lease_id"], ["number:max"])}

    # === ROWS === #

    @api.model
    def _get_version_identities(self):
        """Return {path of lines: names of the fields that tell one line from another}; models declare their own as
        ``_version_identity``."""
        identities = {}
        for path in self._approval_content_fields:
            names, model = path.split("."), self
            for place, name in enumerate(names[:-1], start=1):
                model = self.env[model._fields[name].comodel_name]
                identities[tuple(names[:place])] = getattr(model, "_version_identity", ())
        return identities

    def _list_content_rows(self, content):
        """Return the rows of a content."""
        return list_rows(content, self._get_version_identities())

    def _describe_content(self, content):
        """Return a content in words, in the language of the environment: [[section, line, label, value]]."""
        return [self._describe_row(row) for row in self._list_content_rows(content)]

    def _describe_row(self, row):
        """Return one row in words: section, line, label and value; what the reader may not read is said to be hidden."""
        label = self._get_approval_path_label(row.path).rpartition(" / ")[2]
        section = self._get_approval_path_label(row.path[:1]) if row.lines else self.env._("Lease")
        line = " / ".join(filter(None, row.lines))
        return [section, line, label, self._format_approval_leaf(row.path, row.leaf)]

    # === DIFFERENCES === #

    def _get_present_rows(self):
        """Return what the lease says now, as rows to compare; its reader's right is the caller's to check."""
        self.ensure_one()
        [content] = self._get_approval_snapshots().values()
        return self._list_content_rows(content)

    @api.model
    def _compare_rows(self, left, right, only_changes=True):
        """Return two lists of rows side by side, in words of the reader's language.

        :param bool only_changes: leave out what both sides say
        :return: [{"kind", "section", "line", "label", "left", "right", "html"}]; ``html`` holds long texts with the words
            that differ marked, escaped, or False
        Clause: L4.2
        """
        pairs = compare(left, right)
        return [self._describe_pair(pair) for pair in pairs if pair.kind != "same" or not only_changes]

    def _describe_pair(self, pair):
        section, line, label, right = self._describe_row(pair.right or pair.left)
        left = self._describe_row(pair.left)[3] if pair.left else ""
        right = right if pair.right else ""
        is_long = self._is_long_text(pair)
        return {
            "kind": pair.kind,
            "section": section,
            "line": line,
            "label": label,
            "left": left,
            "right": right,
            "html": is_long and Markup(diff_html(left, right)),
        }

    def _is_long_text(self, pair):
        found = self._get_approval_path_fields((pair.right or pair.left).path)
        return found[-1][1].type in ("html", "text")

    def _get_changes_against(self, other):
        """Return what this lease says differently from another lease, as both stand now.

        For the page "changes against the predecessor" of an amendment: template
        ``mall_leasing.lease_changes_table`` with ``rows``.

        :param other: mall.lease
        :return: rows as of ``_compare_rows``
        Clause: L4.2
        """
        self.ensure_one()
        other.ensure_one()
        return self._compare_rows(other._get_present_rows(), self._get_present_rows())

    def action_compare_predecessor(self):
        """Compare an amendment, renewal or assignment with the lease it comes from, as both stand now.

        Clause: L4.1
        """
        self.ensure_one()
        self.check_access("read")
        version = self.env["mall.lease.version"]
        return self.env["mall.lease.compare"]._open(self, version, version, other=self.predecessor_id)

    def action_compare_versions(self):
        """Compare the present terms with the version before."""
        self.ensure_one()
        self.check_access("read")
        former = self.version_ids.sorted("number")[-1:]
        return self.env["mall.lease.compare"]._open(self, former, self.env["mall.lease.version"])

    def action_open_versions(self):
        """Open the versions of the lease."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mall_leasing.mall_lease_version_action")
        return {**action, "domain": [("lease_id", "=", self.id)]}

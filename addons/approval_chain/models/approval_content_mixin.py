import hashlib

from odoo import api, fields, models
from odoo.tools import float_repr

from ..core import content as core

MANY = ("one2many", "many2many")


class ApprovalContentMixin(models.AbstractModel):
    """Read what is approved of a document as plain data, and notice when it changes."""

    _name = "approval.content.mixin"
    _description = "Approved Content"

    #: field paths that make up the content, also through lines: ("name", "line_ids.amount")
    _approval_content_fields = ()

    approval_digest = fields.Char(
        "Content Digest",
        compute="_compute_approval_digest",
        store=True,
        copy=False,
        help="SHA-256 of the content as it is now. It follows every change, whichever way it comes.",
    )

    @api.depends(lambda self: self._get_approval_depends())
    def _compute_approval_digest(self):
        """Digest the content and have the approvals judged again before the transaction ends."""
        stored = self.filtered("id")
        (self - stored).approval_digest = False
        for document, snapshot in stored._get_approval_snapshots(labels=False).items():
            document.approval_digest = core.digest(snapshot)
        stored._schedule_approval_recheck()

    @api.model
    def _get_approval_tree(self):
        return core.build_tree(self._approval_content_fields)

    @api.model
    def _get_approval_depends(self):
        """Return the content paths, and ``active`` of the lines: archiving a line removes it from the content."""
        paths = list(self._approval_content_fields)
        for path in self._approval_content_fields:
            names, model = path.split("."), self
            for index, name in enumerate(names[:-1]):
                model = self.env[model._fields[name].comodel_name]
                if "active" in model._fields:
                    paths.append(".".join([*names[: index + 1], "active"]))
        return list(dict.fromkeys(paths))

    def _schedule_approval_recheck(self):
        """Override to have the chain judged at the end of the transaction."""

    def _get_approval_snapshots(self, labels=True):
        """Return {document: content} as in ``core/content.py``; a fixed number of queries per model involved.

        :param bool labels: add names of the records referred to, for people to read
        """
        # sudo: the content is one whole, whoever looks; readers get only what their rights allow
        documents = self.sudo().with_context(lang=self.env.lang, active_test=True, bin_size=False)
        tree = self._get_approval_tree()
        return {
            document: readable._read_approval_node(tree, labels)
            for document, readable in zip(self, documents, strict=True)  # iterating keeps the prefetch
        }

    def _read_approval_node(self, tree, labels):
        return {name: _read_leaf(self, self._fields[name], subtree, labels) for name, subtree in tree.items()}

    def _restrict_approval_content(self, snapshot, rule):
        """Return the part of ``snapshot`` that the step ``rule`` answers for."""
        tree = core.build_tree(rule.content) if rule.content is not None else self._get_approval_tree()
        return core.restrict(snapshot, tree)

    def _register_hook(self):
        """Refuse, at start, content fields that cannot be compared: a mistake of the adopter's code."""
        super()._register_hook()
        for path in self._approval_content_fields:
            model = self
            for name in path.split("."):
                field = model._fields[name]
                if field.translate or field.company_dependent:
                    raise TypeError(f"{self._name}: content field {path} depends on the reader: it cannot be approved")
                model = self.env[field.comodel_name] if field.comodel_name else model


def _read_leaf(record, field, tree, labels):
    """Return the leaf of one field of one record (superuser mode)."""
    value = record[field.name]
    if field.type in MANY and tree:
        return [_read_line(line, tree, labels) for line in value if "active" not in line._fields or line.active]
    if field.type in MANY:
        labelled = {"_names": value.mapped("display_name")} if labels else {}
        return {"refs": sorted(value.ids), **labelled}
    if field.type == "many2one":
        return _read_reference(value, tree, labels)
    return _read_scalar(record, field, value)


def _read_line(line, tree, labels):
    label = {"_id": line.id, "_name": line.display_name} if labels else {}
    return label | {name: _read_leaf(line, line._fields[name], sub, labels) for name, sub in tree.items()}


def _read_reference(value, tree, labels):
    if not value:
        return None
    label = {"_name": value.display_name} if labels else {}
    parts = {name: _read_leaf(value, value._fields[name], sub, labels) for name, sub in tree.items()}
    return {"ref": value.id, **label, **parts}


def _read_scalar(record, field, value):
    """Return ``value`` as JSON that is equal exactly when the values are."""
    if field.type == "boolean":
        return bool(value)
    if field.type in ("float", "monetary"):
        return _read_number(record, field, value)
    if field.type in ("integer", "many2one_reference"):
        return str(value or 0)
    if not value:
        return None
    if field.type == "binary":
        return hashlib.sha256(value if isinstance(value, bytes) else str(value).encode()).hexdigest()
    if field.type in ("date", "datetime"):
        return fields.Datetime.to_string(value) if field.type == "datetime" else fields.Date.to_string(value)
    if field.type == "reference":
        return f"{value._name},{value.id}"
    return value if field.type in ("json", "properties") else str(value)


def _read_number(record, field, value):
    """Return a number as text with the digits it is kept with, zero without a sign."""
    digits = field.get_digits(record.env) if field.type == "float" else None
    if digits:
        return float_repr((value or 0.0) + 0.0, digits[1])
    if field.type == "monetary":
        return float_repr((value or 0.0) + 0.0, 6).rstrip("0").rstrip(".")
    return repr(float(value or 0.0) + 0.0)

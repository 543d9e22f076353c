from datetime import date, datetime
from typing import Any, NamedTuple

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime, formatLang

from ..core import content as core
from ..core.chain import DECIDED, OPEN


class Reading(NamedTuple):
    """What one document's timeline is made from."""

    steps: Any  # approval.step, all rounds, in order
    rules: dict  # {code: ApprovalStepRule}
    snapshot: dict | None  # the content as it is now, with labels
    delegates: dict  # {absent user: the reader}


class ApprovalTimelineMixin(models.AbstractModel):
    """Tell the chain of a document to everybody who may read the document."""

    _name = "approval.timeline.mixin"
    _description = "Approval Timeline"

    approval_timeline = fields.Json(
        "Approvals",
        compute="_compute_approval_timeline",
        help="Who was asked what in each round, what they decided, and what changed since.",
    )
    approval_can_decide = fields.Boolean(
        "Waiting for Me",
        compute="_compute_approval_can_decide",
        search="_search_approval_can_decide",
        help="You may approve or reject the step that is to be decided now.",
    )
    approval_can_withdraw = fields.Boolean(compute="_compute_approval_can_withdraw", help="You may take the document back to its start.")

    # -------------------------------------------------------------------------
    # Compute and search
    # -------------------------------------------------------------------------

    def _get_approval_steps(self, current=False):
        """Return the steps asked on these documents, in superuser mode: 1 query."""
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        if current:
            domain.append(("current", "=", True))
        # sudo: reading the document is the right to see its chain; callers hold it or are gates
        return self.env["approval.step"].sudo().search(domain, order="res_id, round, sequence")

    @api.depends_context("uid")
    def _compute_approval_can_decide(self):
        ids = set(self._get_approval_steps(current=True).filtered("waiting_for_me").mapped("res_id"))
        for document in self:
            document.approval_can_decide = document.id in ids

    def _search_approval_can_decide(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: the domain says which steps wait for this very user; the result filters readable documents
        steps = self.env["approval.step"].sudo()
        waiting = steps.search([("res_model", "=", self._name), ("waiting_for_me", "=", True)])
        return [("id", "in" if True in value else "not in", waiting.mapped("res_id"))]

    @api.depends_context("uid")
    def _compute_approval_can_withdraw(self):
        steps = self._get_approval_steps(current=True).grouped("res_id")
        for document in self:
            own = steps.get(document.id, self.env["approval.step"].sudo())
            document.approval_can_withdraw = document._is_approval_bound() and document._may_withdraw_approval(own)

    @api.depends_context("uid", "lang", "tz")
    def _compute_approval_timeline(self):
        """Compute the timelines of any number of documents with a fixed number of queries."""
        # the right to read the document was checked by whoever reads this field
        steps = self._get_approval_steps()
        steps.mapped("waiting_for_me")  # all at once, not document by document
        delegates = self.env["approval.delegation"]._get_active_delegates([("to_user_id", "=", self.env.uid)])
        snapshots = self.browse(steps.mapped("res_id"))._get_approval_snapshots()
        by_document = steps.grouped("res_id")
        for document in self:
            rules = {rule.code: rule for rule in document._get_approval_rules()}
            own = by_document.get(document.id, steps.browse())
            reading = Reading(own, rules, snapshots.get(document), delegates)
            document.approval_timeline = document._prepare_approval_timeline(reading)

    # -------------------------------------------------------------------------
    # Contents
    # -------------------------------------------------------------------------

    def _prepare_approval_timeline(self, reading):
        """Return the chain as data for the widget.

        :return: {"pending": {...} or False, "rounds": [{"round", "steps": [...]}], latest round first}
        """
        rounds = [
            {"round": number, "steps": [self._prepare_approval_step(step, reading) for step in asked]}
            for number, asked in sorted(reading.steps.grouped("round").items(), reverse=True)
        ]
        pending = reading.steps.filtered(lambda step: step.current and step.state == "pending")
        return {"pending": bool(pending) and self._prepare_approval_pending(pending, reading), "rounds": rounds}

    def _prepare_approval_pending(self, step, reading):
        """Return what the reader needs to decide ``step``, and whether they may."""
        may_decide = step.waiting_for_me
        absent = self.env["res.users"]
        if may_decide:
            absent = step._get_authorities(reading.delegates).get(self.env.user, absent)
        return {
            "step_id": step.id,
            "name": step.name,
            "digest": core.digest(self._get_step_content(step, reading)),
            "can_decide": may_decide,
            "on_behalf_of": absent.sudo().name or False,  # sudo: the name of the colleague one stands in for
        }

    def _get_step_content(self, step, reading):
        rule = reading.rules.get(step.code)
        return self._restrict_approval_content(reading.snapshot, rule) if rule else {}

    def _prepare_approval_step(self, step, reading):
        """Return one step as the widget shows it; moments in UTC."""
        selection = dict(step._fields["state"]._description_selection(self.env))
        return {
            "id": step.id,
            "code": step.code,
            "name": step.name,
            "clause": step.clause or "",
            "state": step.state,
            "state_label": selection[step.state],
            "stands": step.current,
            "approvers": step.approver_label or "",
            "requested_by": step.requested_by_id.name,
            "requested_on": fields.Datetime.to_string(step.requested_on),
            "decided_by": step.decided_by_id.name or "",
            "decided_on": fields.Datetime.to_string(step.decided_on) or "",
            "on_behalf_of": step.on_behalf_of_id.name or "",
            "comment": step.comment or "",
            "digest": step.content_digest,
            "differences": self._get_approval_step_differences(step, reading),
        }

    def _get_approval_step_differences(self, step, reading):
        """Return what changed since this step was last decided: until now, or until it was asked again."""
        decided = reading.steps.filtered(lambda old: old.code == step.code and old.round < step.round and old.state in DECIDED)
        if not decided:
            return []
        is_live = step.current and step.state in OPEN
        content = self._get_step_content(step, reading) if is_live else step.content or {}
        return self._describe_approval_changes(core.differences(decided[-1].content or {}, content))

    def _describe_approval_changes(self, changes):
        """Return [{"field", "line", "old", "new"}] as text in the reader's language.

        Values of fields the reader may not read are left out, only that they changed is told.
        """
        return [
            {
                "field": self._get_approval_path_label(change.path),
                "line": change.line or "",
                "old": self._format_approval_leaf(change.path, change.old),
                "new": self._format_approval_leaf(change.path, change.new),
            }
            for change in changes
        ]

    def _get_approval_path_fields(self, path):
        """Return [(model, field)] along ``path``; stops at a field that no longer exists."""
        model, found = self.browse(), []
        for name in path:
            field = model._fields.get(name)
            if field is None:
                break
            found.append((model, field))
            model = self.env[field.comodel_name] if field.comodel_name else model
        return found

    def _get_approval_path_label(self, path):
        found = self._get_approval_path_fields(path)
        labels = [field._description_string(self.env) for _model, field in found]
        return " / ".join(labels) or path[-1]

    def _format_approval_leaf(self, path, leaf):
        found = self._get_approval_path_fields(path)
        if not all(model.has_access("read") and model._has_field_access(field, "read") for model, field in found):
            return self.env._("(hidden)")
        if isinstance(leaf, dict) and "ref" not in leaf and "refs" not in leaf:
            return ", ".join(filter(None, (self._format_approval_leaf((*path, key), leaf[key]) for key in leaf)))
        if isinstance(leaf, list):
            return str(len(leaf))
        return _format_leaf(self.env, found[-1][1] if len(found) == len(path) else None, leaf)


def _format_leaf(env, field, leaf):
    """Return one leaf as text in the language of ``env``."""
    if isinstance(leaf, dict):
        return leaf.get("_name") or ", ".join(leaf.get("_names", ()))
    if isinstance(leaf, bool):
        return env._("Yes") if leaf else env._("No")
    if leaf is None or field is None:
        return leaf or ""
    return _FORMATS.get(field.type, _format_text)(env, field, leaf)


def _format_text(env, field, leaf):
    return str(leaf)


def _format_number(env, field, leaf):
    digits = (field.get_digits(env) or (16, 2))[1] if field.type == "float" else 2
    return formatLang(env, float(leaf), digits=digits)


def _format_selection(env, field, leaf):
    return dict(field._description_selection(env)).get(leaf, leaf)


_FORMATS = {
    "float": _format_number,
    "monetary": _format_number,
    "selection": _format_selection,
    "date": lambda env, field, leaf: format_date(env, date.fromisoformat(leaf)),
    "datetime": lambda env, field, leaf: format_datetime(env, datetime.fromisoformat(leaf)),
    "binary": lambda env, field, leaf: leaf[:12],
}

"""Why an approval move is refused: one catalogue, one named error; the error serves other catalogues too."""

from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

REASONS = {
    "protected_field": _lt("%(field)s of %(document)s is changed by its own buttons only, never by writing it."),
    "not_at_start": _lt("%(document)s cannot be submitted: only a document that has not been submitted yet can be."),
    "no_approver": _lt(
        "%(document)s cannot be submitted: nobody can decide the step %(step)s. "
        "Ask an administrator to appoint an approver other than the person who submits."
    ),
    "nothing_pending": _lt("Nothing is waiting for a decision on %(document)s."),
    "already_decided": _lt("%(step)s of %(document)s has been %(decision)s by %(user)s already."),
    "not_approver": _lt("You cannot decide %(step)s of %(document)s: it is for %(approvers)s, or for their delegates."),
    "own_request": _lt(
        "You cannot decide %(step)s of %(document)s because you submitted it or changed its content yourself: "
        "another of %(approvers)s has to, or %(submitter)s withdraws it and submits again."
    ),
    "content_changed": _lt("%(document)s has been changed since you opened it: look at it again before you decide."),
    "reason_missing": _lt("Say why you reject %(step)s of %(document)s: the person who asked needs the reason."),
    "busy": _lt("Somebody else is working on %(document)s at this moment: try again in a few seconds."),
    "not_granted": _lt("%(document)s cannot go on: %(steps)s must be approved first, by %(approvers)s."),
    "content_locked": _lt("%(field)s of %(document)s is part of what was approved and is in force: it can no longer be changed here."),
    "not_withdrawable": _lt("%(document)s is not in approval: there is nothing to withdraw."),
    "not_submitter": _lt("Only %(submitter)s or an approval manager can withdraw %(document)s."),
    "history_kept": _lt("%(document)s cannot be deleted: approvals were decided on it, and they are kept for ever."),
    "step_kept": _lt("Approval decisions are kept for ever and cannot be deleted."),
    "step_moved": _lt("The approval step %(step)s cannot go from %(source)s to %(target)s."),
    "last_approver": _lt(
        "%(user)s cannot be archived: nobody else could decide %(steps)s. "
        "Appoint another approver, or have these decided or withdrawn first."
    ),
}


class NamedUserError(UserError):
    """A UserError of its own name; the web client knows errors by the name of their class and is told which it is."""

    context = {"exception_class": "odoo.exceptions.UserError"}


class NamedAccessError(AccessError):
    """An AccessError of its own name, shown by the web client as what it is."""

    context = {"exception_class": "odoo.exceptions.AccessError"}


class Refusal(NamedUserError):
    """A move refused in one sentence; ``reason`` is its code in the catalogue ``reasons`` of the class."""

    reasons = {}

    def __init__(self, env, reason, clause="", **values):
        self.reason = reason
        message = env._(self.reasons[reason]) % values
        if clause:
            message = env._("%(message)s (Clause %(clause)s)", message=message, clause=clause)
        super().__init__(message)


class ApprovalError(Refusal):
    """A refused approval move."""

    reasons = REASONS

"""The rules of a chain of approvals, without a database."""

from dataclasses import dataclass
from typing import Any, NamedTuple

OPEN = frozenset({"waiting", "pending"})
DECIDED = frozenset({"approved", "rejected"})

#: (from, to) -> who moves a step so. False is "not asked yet".
TRANSITIONS = {
    (False, "waiting"): "the requester asks, or a change asks again",
    (False, "pending"): "the requester asks, or a change asks again",
    ("waiting", "pending"): "the step before was approved",
    ("pending", "approved"): "an approver or a delegate approves",
    ("pending", "rejected"): "an approver or a delegate rejects",
    ("pending", "superseded"): "the content changed or the request was withdrawn",
    ("waiting", "superseded"): "the content changed, an earlier step was rejected or the request was withdrawn",
}


@dataclass(frozen=True)
class ApprovalStepRule:
    """Declare one step of a chain.

    :param str code: identifies the step for ever; unique in the chain
    :param name: what people call it, a LazyTranslate
    :param str state: state of the document while this step is pending
    :param str group: xmlid of the group whose members decide (or ``user_field``)
    :param str user_field: many2one to res.users on the document (or ``group``)
    :param tuple content: the field paths this step answers for; None means all
    :param str clause: clause of the regulation that asks for this step
    """

    code: str
    name: Any
    state: str
    group: str | None = None
    user_field: str | None = None
    content: tuple | None = None
    clause: str = ""

    def __post_init__(self):
        if bool(self.group) == bool(self.user_field):
            raise ValueError(f"approval step {self.code!r} needs a group or a user_field, one of the two")


class StepFact(NamedTuple):
    """What is known of one step of a document when its chain is judged.

    ``state`` is that of the last time the step was asked (None: never), ``same`` tells
    whether the content still is what that request or decision was about, ``own`` whether
    it was changed by the very person who asked.
    """

    code: str
    state: str | None
    same: bool
    own: bool = False

    @property
    def stands(self):
        """Tell whether the step is approved and its content unchanged since."""
        return self.state == "approved" and self.same


def codes_to_ask(facts):
    """Return the codes a submission has to ask, in order.

    >>> codes_to_ask([StepFact("legal", "approved", True), StepFact("head", "rejected", True)])
    ['head']
    >>> codes_to_ask([StepFact("legal", "approved", False), StepFact("head", None, False)])
    ['legal', 'head']
    >>> codes_to_ask([])
    []
    """
    return [fact.code for fact in facts if not fact.stands]


def codes_to_reopen(facts):
    """Return the codes a running or finished chain has to ask again, in order; [] if none.

    An approval whose content changed is asked again, together with all that is still open.
    A request that nobody decided yet follows changes of the person who asked; a change by
    anyone else makes that person the one who asks.

    >>> codes_to_reopen([StepFact("legal", "approved", True), StepFact("head", "pending", True)])
    []
    >>> codes_to_reopen([StepFact("legal", "approved", False), StepFact("head", "pending", True)])
    ['legal', 'head']
    >>> codes_to_reopen([StepFact("legal", "approved", True), StepFact("head", "approved", False)])
    ['head']
    >>> codes_to_reopen([StepFact("legal", "pending", False, own=True), StepFact("head", "waiting", False, own=True)])
    []
    >>> codes_to_reopen([StepFact("legal", "pending", False, own=False)])
    ['legal']
    >>> codes_to_reopen([StepFact("legal", None, False), StepFact("head", "approved", True)])
    ['legal']
    """
    broken = {fact.code for fact in facts if _is_broken(fact)}
    if not broken:
        return []
    return [fact.code for fact in facts if fact.code in broken or fact.state in OPEN]


def _is_broken(fact):
    if fact.state in OPEN:
        return not fact.same and not fact.own
    return not fact.stands

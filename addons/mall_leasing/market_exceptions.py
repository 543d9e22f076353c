"""Refusals of research, visits, plan and report that callers tell apart by class."""

from odoo.addons.approval_chain.reasons import NamedUserError


class StepRefused(NamedUserError):
    """Refuse a move: not from this state, not by this person, or something is missing.

    Clause: L1.1, L1.2, LR1.1, LR1.4
    """


class ResearchFrozen(NamedUserError):
    """Refuse to change what was reviewed: readers rely on it.

    Clause: L1.1
    """


class FindingTaken(NamedUserError):
    """Refuse to open the lead of a finding that belongs to another team.

    Clause: L1.1
    """


class PlanRefused(NamedUserError):
    """Refuse a step of the leasing plan, its report or its proposals.

    Clause: LR1.1, LR1.4
    """

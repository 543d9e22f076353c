"""Refusals of research, visits, plan and report that callers tell apart by class."""

from odoo.exceptions import UserError


class StepRefused(UserError):
    """Refuse a move: not from this state, not by this person, or something is missing.

    Clause: L1.1, L1.2, LR1.1, LR1.4
    """


class ResearchFrozen(UserError):
    """Refuse to change what was reviewed: readers rely on it.

    Clause: L1.1
    """


class FindingTaken(UserError):
    """Refuse to open the lead of a finding that belongs to another team.

    Clause: L1.1
    """


class PlanRefused(UserError):
    """Refuse a step of the leasing plan, its report or its proposals.

    Clause: LR1.1, LR1.4
    """

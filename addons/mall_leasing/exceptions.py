"""Refusals of the leasing add-on that callers tell apart by class."""

from odoo.addons.approval_chain.reasons import NamedAccessError, NamedUserError


class UnitTaken(NamedUserError):
    """Refuse a hold or lease because the unit already has an occupant in the period.

    Clause: L3.2
    """


class OfferMoveRefused(NamedUserError):
    """Refuse to move an offer: not from this state, not by this person, or something is missing.

    Clause: L3.1, L3.2
    """


class OfferIncomplete(OfferMoveRefused):
    """Refuse to send or accept an offer whose terms have gaps or contradict each other.

    Clause: L3.1, L3.2
    """


class OfferFrozen(NamedUserError):
    """Refuse to edit the terms of an offer the other side already has.

    Clause: L3.2
    """


class OfferRoundOpen(NamedUserError):
    """Refuse a second open round in the same talks.

    Clause: L3.2
    """


class OfferForged(NamedAccessError):
    """Refuse to write what only the workflow or the arithmetic may write.

    Clause: L3.2
    """


class HoldExtensionRefused(NamedAccessError):
    """Refuse to extend a hold by anyone below the leasing manager.

    Clause: LR1.2
    """


class StageNotProven(NamedUserError):
    """Refuse to put a lead into a stage that the record proving it does not exist for.

    Clause: L3.2, L4.1, L5.1
    """


class HandOverFirst(NamedUserError):
    """Refuse to archive somebody who is in charge of open leasing work.

    Clause: LR1.3
    """


class FieldGated(NamedUserError):
    """Refuse to write what only a record's own actions set."""


class FollowUpRefused(NamedUserError):
    """Refuse a step of the follow-up of a lease: something is missing, or it is not this person's step.

    Clause: L5.1, L5.2
    """

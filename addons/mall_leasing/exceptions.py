"""Refusals of the leasing add-on that callers tell apart by class."""

from odoo.exceptions import AccessError, UserError


class UnitTaken(UserError):
    """Refuse a hold or lease because the unit already has an occupant in the period.

    Clause: L3.2
    """


class OfferMoveRefused(UserError):
    """Refuse to move an offer: not from this state, not by this person, or something is missing.

    Clause: L3.1, L3.2
    """


class OfferIncomplete(OfferMoveRefused):
    """Refuse to send or accept an offer whose terms have gaps or contradict each other.

    Clause: L3.1, L3.2
    """


class OfferFrozen(UserError):
    """Refuse to edit the terms of an offer the other side already has.

    Clause: L3.2
    """


class OfferRoundOpen(UserError):
    """Refuse a second open round in the same talks.

    Clause: L3.2
    """


class OfferForged(AccessError):
    """Refuse to write what only the workflow or the arithmetic may write.

    Clause: L3.2
    """


class HoldExtensionRefused(AccessError):
    """Refuse to extend a hold by anyone below the leasing manager.

    Clause: LR1.2
    """


class StageNotProven(UserError):
    """Refuse to put a lead into a stage that the record proving it does not exist for.

    Clause: L3.2, L4.1, L5.1
    """


class HandOverFirst(UserError):
    """Refuse to archive somebody who is in charge of open leasing work.

    Clause: LR1.3
    """


class FieldGated(UserError):
    """Refuse to write what only a record's own actions set."""


class FollowUpRefused(UserError):
    """Refuse a step of the follow-up of a lease: something is missing, or it is not this person's step.

    Clause: L5.1, L5.2
    """

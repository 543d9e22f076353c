"""Refusals around client files, the contact log and handed-over work, told apart by class."""

from odoo.addons.approval_chain.reasons import NamedAccessError, NamedUserError


class CommunicationKept(NamedUserError):
    """Refuse to change or delete the contact log, or to forge what the system enters there.

    Clause: C4.4
    """


class PortalContactKept(NamedAccessError):
    """Refuse to move a person with a portal login to another company: the login would see that one's records.

    Clause: G3.1
    """


class MergeRefused(NamedUserError):
    """Refuse to merge clients: not this person, or two legal persons that both have signed.

    Clause: L2.2
    """


class LastApprover(NamedUserError):
    """Refuse to take the last approver of a role away while leases wait for that role.

    Clause: L4.2
    """


class TaskRefused(NamedUserError):
    """Refuse to change or close an assigned task this way.

    Clause: LR2.4
    """

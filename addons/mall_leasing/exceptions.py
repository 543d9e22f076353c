"""Refusals of the leasing add-on that callers tell apart by class."""

from odoo.exceptions import UserError


class UnitTaken(UserError):
    """Refuse a hold or lease because the unit already has an occupant in the period.

    Clause: L3.2
    """

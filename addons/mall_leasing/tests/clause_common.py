"""Builders of the tests of clauses, obligations and versions."""

from odoo.fields import Command

from .change_common import ChangeCase

INSURANCE = {"party": "tenant", "name": "Hand in the certificate of insurance", "anchor": "start", "offset_days": 30}
RETURN = {"party": "landlord", "name": "Return the deposit", "anchor": "end", "offset_days": 60, "needs_evidence": False}
REPORT = {"party": "tenant", "name": "Report the month's sales", "anchor": "start", "offset_days": 9, "recurrence": "monthly"}


class ClauseCase(ChangeCase):
    """A library of two standard clauses with three obligations; ``self._lease_in("active")`` has both as articles."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.use = cls._create_clause("USE-1", "Use", "<p>{{tenant}} uses {{units}} for {{trade}}.</p>")
        cls.insurance = cls._create_clause(
            "INS-1", "Insurance", "<p>The tenant is insured from {{date_start}} on.</p>", [INSURANCE, RETURN], sequence=20
        )

    @classmethod
    def _create_clause(cls, code, name, text="<p>Agreed.</p>", duties=(), **values):
        values = {"code": code, "name": name, "text": text, "company_id": cls.company.id, **values}
        return cls.env["mall.lease.clause"].create(
            {**values, "obligation_ids": [Command.create(dict(duty)) for duty in duties]}
        )

    def _draft(self, user=None, clauses=None, **values):
        """Return a complete draft with the two articles, or with those of other clauses."""
        clauses = self.use | self.insurance if clauses is None else clauses
        return super()._draft(user, **{"clause_line_ids": clauses._prepare_lines(), **values})

    def _duty(self, lease, name):
        """Return the obligations of a lease with that name, in order of time."""
        return lease.obligation_ids.filtered(lambda duty: duty.name == name).sorted("date_due")

    def _draft_many(self, count, prefix, clauses=None):
        """Return drafts with articles, each in a unit of its own."""
        leases = self.env["mall.lease"]
        for unit in self._create_units(count, prefix):
            leases += self._draft(clauses=clauses, unit_ids=[Command.set(unit.ids)])
        return leases

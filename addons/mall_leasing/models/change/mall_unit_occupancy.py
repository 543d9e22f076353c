from odoo import api, fields, models
from odoo.fields import Domain

from ...core.change import days_beyond


class MallUnitOccupancy(models.Model):
    """How a unit passes from a lease to the one that replaces it. Clause: L4.1."""

    _inherit = "mall.unit.occupancy"

    @api.model
    def _get_lease_rows(self, leases):
        """Return what keeps units for leases at this moment."""
        return self.search(Domain("lease_id", "in", leases.ids) & Domain("active", "=", True))

    @api.model
    def _reserve_beyond(self, lease):
        """Keep for an amendment or assignment what its predecessor does not have: added units, added days.

        Running it again after the lease was changed brings the reservation up to date.

        :param mall.lease lease: one lease with predecessor, units and term
        :return: the occupancies of the lease
        :raises UnitTaken: if a unit has another occupant then
        Clause: L4.1
        """
        lease.ensure_one()
        covered = {row.unit_id: (row.date_from, row.date_to) for row in self._get_lease_rows(lease.predecessor_id)}
        values = self._prepare_lease_values(lease)
        term = (values["date_from"], values["date_to"])
        periods = {unit: days_beyond(term, covered.get(unit)) for unit in lease.unit_ids}
        return self._set_periods(lease, {unit: period for unit, period in periods.items() if period})

    @api.model
    def _take_over(self, lease):
        """Pass the units from the predecessor to the lease that replaces it, from its first day on.

        The predecessor keeps them until the day before; units that the lease does not let any more are free then.
        All in one transaction, judged by the EXCLUDE constraint.

        :param mall.lease lease: one amendment or assignment
        :return: the occupancies of the lease
        :raises UnitTaken: if a unit has another occupant, also one of this very moment
        Clause: L4.1
        """
        lease.ensure_one()
        former = self._get_lease_rows(lease.predecessor_id)
        trading = {row.unit_id: row.date_trading for row in former if row.date_trading}
        self._lock_units((former.unit_id | lease.unit_ids).ids)
        former._cut(fields.Date.subtract(lease.date_start, days=1), self.env._("Replaced by %(lease)s.", lease=lease.name))
        former.flush_recordset()
        values = self._prepare_lease_values(lease)
        rows = self._set_periods(lease, {unit: (values["date_from"], values["date_to"]) for unit in lease.unit_ids})
        for day, opened in rows.grouped(lambda row: trading.get(row.unit_id) or row.date_trading).items():
            opened.write({"date_trading": day})
        return rows

    def _cut(self, day, reason):
        """End occupancies with a day; those that begin later are released."""
        later = self.filtered(lambda row: row.date_from > day)
        later._release(reason)
        (self - later).filtered(lambda row: not row.date_to or row.date_to > day).write({"date_to": day})

    @api.model
    def _set_periods(self, lease, periods):
        """Keep exactly these days of these units for a lease.

        :param dict periods: {unit: (first day, last day)}
        :return: the occupancies of the lease
        :raises UnitTaken: if a unit has another occupant then
        """
        own = self._get_lease_rows(lease)
        kept = own.filtered(lambda row: row.unit_id in periods)
        (own - kept)._release(self.env._("Not part of lease %(lease)s.", lease=lease.display_name))
        values = self._prepare_lease_values(lease)
        requests = {
            unit: {**values, "unit_id": unit.id, "date_from": first, "date_to": last} for unit, (first, last) in periods.items()
        }
        self._lock_units([unit.id for unit in periods])

        def write():
            for row in kept:
                row.write(requests[row.unit_id])
            return kept + self.create([vals for unit, vals in requests.items() if unit not in kept.unit_id])

        return self._write_guarded(list(requests.values()), write, kept)

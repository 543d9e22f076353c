import re

from psycopg2.errors import ExclusionViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date, mute_logger

from ...core.occupancy import find_clashes
from ...exceptions import UnitTaken

# The fields a reservation carries; the record it is made for comes with them as offer_id or lease_id.
SOURCE_FIELDS = {"offer_id", "lease_id", "partner_id", "date_trading", "date_expiry"}


class MallUnitOccupancy(models.Model):
    """Who has a unit from when to when: the one place that proves one unit has one occupant.

    Nobody writes here by hand: users may only read, and offers and leases reserve,
    convert and release through the private methods below, lending their own right.
    """

    _name = "mall.unit.occupancy"
    _description = "Unit Occupancy"
    _order = "date_from desc, unit_id, id"
    _rec_name = "unit_id"

    unit_id = fields.Many2one(
        "mall.unit",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
        help="The unit that is taken.",
    )
    property_id = fields.Many2one(
        related="unit_id.property_id", store=True, index=True, precompute=True, help="The mall of the unit."
    )
    floor_id = fields.Many2one(related="unit_id.floor_id", help="The storey of the unit.")
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True, precompute=True)
    kind = fields.Selection(
        [("hold", "Hold"), ("lease", "Lease")],
        required=True,
        readonly=True,
        help="Hold: kept free for an accepted offer until it expires. Lease: bound by a lease.",
    )
    date_from = fields.Date(
        string="From", required=True, readonly=True, help="First day the unit is taken."
    )
    date_to = fields.Date(
        string="To", readonly=True, help="Last day the unit is taken; empty means without end."
    )
    date_trading = fields.Date(
        string="Opening Day", readonly=True, help="First day of trade; empty while it is unknown."
    )
    date_expiry = fields.Date(
        string="Hold Until", readonly=True, help="Last day a hold stands; afterwards it is released."
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Occupant",
        index="btree_not_null",
        readonly=True,
        help="The tenant, or for a hold the tenant to be.",
    )
    offer_id = fields.Many2one(
        "mall.offer",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        help="The accepted offer a hold keeps the unit free for.",
    )
    lease_id = fields.Many2one(
        "mall.lease",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        help="The lease that binds the unit.",
    )
    active = fields.Boolean(
        default=True, readonly=True, help="Released occupancies are archived, never deleted."
    )
    released_reason = fields.Char(readonly=True, help="Why the unit was given free before its time.")

    # int4range instead of "unit_id WITH =" spares the btree_gist extension.
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(unit_id, unit_id, '[]') WITH &&, "
        "daterange(date_from, date_to, '[]') WITH &&) WHERE (active)",
        "The unit is already taken in that period.",
    )
    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "An occupancy cannot end before it begins.",
    )
    _one_source = models.Constraint(
        "CHECK (kind = 'hold' AND offer_id IS NOT NULL AND lease_id IS NULL"
        " OR kind = 'lease' AND lease_id IS NOT NULL AND offer_id IS NULL)",
        "A hold belongs to exactly one offer, a lease's occupancy to exactly one lease.",
    )

    # --- what an occupancy means for its unit

    @api.model
    def _get_date_domain(self, date):
        """Return the domain of the occupancies that cover a day (both ends inclusive)."""
        return (
            Domain("active", "=", True)
            & Domain("date_from", "<=", date)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", date))
        )

    @api.model
    def _get_state_domain(self, state, date):
        """Return the domain of the occupancies that put their unit into a state on a day.

        :param str state: held, let, fit_out or trading; any other matches nothing
        """
        lease = Domain("kind", "=", "lease")
        rules = {
            "held": Domain("kind", "=", "hold"),
            "let": lease & Domain("date_trading", "=", False),
            "fit_out": lease & Domain("date_trading", ">", date),
            "trading": lease & Domain("date_trading", "<=", date),
        }
        return self._get_date_domain(date) & rules.get(state, Domain.FALSE)

    def _get_state(self, date):
        """Return the state this occupancy gives its unit on a day inside its period."""
        self.ensure_one()
        if self.kind == "hold":
            return "held"
        if not self.date_trading:
            return "let"
        return "fit_out" if date < self.date_trading else "trading"

    # --- reserving, converting, releasing

    @api.model
    def _reserve(self, units, kind, date_from, date_to, **source):
        """Take units for one period and one source, all of them or none.

        :param mall.unit units: the units wanted; inactive ones are refused
        :param str kind: ``hold`` or ``lease``
        :param date date_from: first day, inclusive
        :param date date_to: last day, inclusive; False for no end
        :param source: ``offer_id`` (hold) or ``lease_id`` (lease) as id or record, and optionally
            ``partner_id``, ``date_trading``, ``date_expiry``
        :return: the occupancies, in the order of the units
        :raises UnitTaken: if any unit has an occupant in the period, also when another session is faster
        Clause: L3.2
        """
        period = {"kind": kind, "date_from": date_from, "date_to": date_to, **source}
        return self._reserve_batch([{"unit_id": unit, **period} for unit in units])

    @api.model
    def _reserve_batch(self, requests):
        """Take many units, each for its own period and source, all of them or none.

        Costs the same number of queries for one request and for a thousand.

        :param list requests: dicts of ``unit_id``, ``kind``, ``date_from``, ``date_to`` and the
            source values of :meth:`_reserve`; relations as ids or records
        :return: the occupancies, in the order of the requests
        :raises UnitTaken: if any unit has an occupant in its period, also inside the batch
        Clause: L3.2
        """
        vals_list = [self._prepare_reservation_values(**request) for request in requests]
        self._lock_units([vals["unit_id"] for vals in vals_list])
        return self._write_guarded(vals_list, lambda: self.create(vals_list))

    @api.model
    def _convert_to_lease(self, lease):
        """Turn what a lease's offer holds into the lease's own occupancy, for the lease's units and term.

        Units of the lease that nobody held for it are reserved, held units it does not take are released.
        Running it again after the lease was changed brings the occupancy up to date.

        :param mall.lease lease: one lease with units and term; the unit is taken from the handover
            day where that is before the start
        :return: the lease's occupancies
        :raises UnitTaken: if a unit has another occupant in the term
        Clause: L4.1
        """
        lease.ensure_one()
        own = self.search(self._get_own_domain(lease))
        values = self._prepare_lease_values(lease)
        kept = own.filtered(lambda occupancy: occupancy.unit_id in lease.unit_ids)
        (own - kept)._release(self.env._("Not part of lease %(lease)s.", lease=lease.display_name))
        requests = [{**values, "unit_id": unit.id} for unit in lease.unit_ids]
        self._lock_units(lease.unit_ids.ids)
        missing = [vals for vals in requests if vals["unit_id"] not in kept.unit_id.ids]

        def write():
            kept.write(values)
            return kept + self.create(missing)

        return self._write_guarded(requests, write, kept)

    def _release(self, reason):
        """Give the units free; the rows stay as history. Released ones are left as they are.

        :param str reason: why, as people will read it
        """
        self.filtered("active").write({"active": False, "released_reason": reason})

    # --- steps of the above

    @api.model
    def _prepare_reservation_values(self, unit_id, kind, date_from, date_to, **source):
        unknown = set(source) - SOURCE_FIELDS
        if unknown:
            raise TypeError(f"unknown reservation values: {', '.join(sorted(unknown))}")
        values = {
            "unit_id": unit_id,
            "kind": kind,
            "date_from": fields.Date.to_date(date_from),
            "date_to": fields.Date.to_date(date_to),
            **source,
        }
        return {
            name: value.id if isinstance(value, models.BaseModel) else value
            for name, value in values.items()
        }

    @api.model
    def _prepare_lease_values(self, lease):
        return {
            "kind": "lease",
            "offer_id": False,
            "lease_id": lease.id,
            "partner_id": lease.partner_id.id,
            "date_from": min(filter(None, [lease.date_handover, lease.date_start])),
            "date_to": lease.date_end,
            "date_expiry": False,
        }

    @api.model
    def _get_own_domain(self, lease):
        """Return the domain of what already keeps units for a lease: its own rows and its offer's holds."""
        domain = Domain("lease_id", "=", lease.id)
        if lease.offer_id:
            domain |= Domain("offer_id", "=", lease.offer_id.id)
        # Said here and not left to the caller's context: a released row keeps nothing for anybody.
        return domain & Domain("active", "=", True)

    @api.model
    def _lock_units(self, unit_ids):
        """Queue behind any other session that is taking one of these units, and refuse inactive ones.

        Without the lock two sessions that insert at the same moment may wait for each other
        in the EXCLUDE constraint until PostgreSQL kills one as a deadlock.
        """
        units = self.env["mall.unit"].browse(unit_ids)
        units.flush_recordset(["active"])
        self.env.execute_query(
            SQL("SELECT id FROM mall_unit WHERE id IN %s ORDER BY id FOR NO KEY UPDATE", tuple(unit_ids or [0]))
        )
        inactive = units.filtered(lambda unit: not unit.active)
        if inactive:
            raise UserError(
                self.env._(
                    "These units are archived and cannot be held or let: %(units)s.",
                    units=", ".join(inactive.mapped("code")),
                )
            )

    @api.model
    def _check_free(self, requests, own=None):
        """Refuse requests that clash with what stands or with each other.

        :param list requests: dicts with ``unit_id``, ``date_from``, ``date_to``
        :param own: occupancies that do not count, because they are about to be rewritten
        :raises UnitTaken: one sentence for each clash
        """
        standing = self.search(self._get_standing_domain(requests)) - (own or self.browse())
        clashes = find_clashes(
            [(vals["unit_id"], vals["date_from"], vals["date_to"]) for vals in requests],
            [(row.unit_id.id, row.date_from, row.date_to) for row in standing],
        )
        if clashes:
            raise UnitTaken(
                "\n".join(
                    self._get_taken_sentence(requests[i], self.browse() if j is None else standing[j])
                    for i, j in clashes
                )
            )

    @api.model
    def _get_standing_domain(self, requests):
        """Return the domain of the occupancies of the wanted units that reach into the wanted time."""
        earliest = min((vals["date_from"] for vals in requests), default=False)
        return (
            Domain("unit_id", "in", [vals["unit_id"] for vals in requests])
            & Domain("active", "=", True)  # whatever the caller's context says about archived rows
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", earliest))
        )

    @api.model
    def _write_guarded(self, requests, write, own=None):
        """Run a write that the EXCLUDE constraint may refuse, and say the refusal in sentences.

        The constraint judges first: looking for clashes beforehand would cost every reservation a search and still let
        another session slip in between.

        :param list requests: what is being taken, to name it
        :param write: the write, without arguments
        :param own: occupancies that the write itself moves, which are in nobody's way
        :return: what the write returns
        :raises UnitTaken: if a unit has another occupant, also one of this very moment
        """
        try:
            # The refusal is expected and told to the user; in the log it would be an error.
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                occupancies = write()
                occupancies.flush_recordset()
                return occupancies
        except ExclusionViolation as error:
            self._check_free(requests, own)
            raise UnitTaken(self._get_race_sentence(requests, error)) from error

    @api.model
    def _get_race_sentence(self, requests, error):
        """Return the sentence for the loser of a race; PostgreSQL tells which unit it was."""
        found = re.search(r"\(\[(\d+),", error.diag.message_detail or "")
        lost = [vals for vals in requests if found and vals["unit_id"] == int(found[1])]
        return self._get_taken_sentence((lost or requests)[0], self.browse())

    @api.model
    def _get_taken_sentence(self, request, standing):
        """Return why a unit cannot be had; the occupant is named only to those who may read it.

        :param dict request: what was asked for
        :param standing: the occupancy in the way; empty if it is of this very moment
        """
        unit = self.env["mall.unit"].browse(request["unit_id"])
        # Back to the caller's own right: the lent one must not tell more than the caller may know.
        known = standing.with_user(self.env.user)._filtered_access("read")
        period = standing or self.new({key: request[key] for key in ("date_from", "date_to")})
        return self.env._(
            "Unit %(unit)s is already taken by %(occupant)s %(period)s.",
            unit=unit.code,
            period=self._format_period(period.date_from, period.date_to),
            occupant=known.partner_id.display_name or self.env._("another party"),
        )

    @api.model
    def _format_period(self, date_from, date_to):
        start = format_date(self.env, date_from)
        if not date_to:
            return self.env._("from %(start)s on", start=start)
        return self.env._("from %(start)s to %(end)s", start=start, end=format_date(self.env, date_to))

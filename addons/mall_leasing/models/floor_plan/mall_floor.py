from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

SPECIALIST = "mall_leasing.group_mall_leasing_specialist"


class MallFloor(models.Model):
    """What the plan shows of floors: everything of all times at once, so that the date moves without the server."""

    _inherit = "mall.floor"

    @api.model
    def get_plan_page(self, property_id=False, floor_id=False, date=False):
        """Return what the floor plan opens with.

        :param int property_id: the mall to show; False for the floor's, else the first
        :param int floor_id: the floor to show; False for all of the mall
        :param date: the day to look at; False for today
        :return: {"properties", "property_id", "floor_id", "all_floors", **get_plan_data}
        """
        chosen = self.search(Domain("id", "=", floor_id)) if floor_id else self.browse()
        malls = self.env["mall.property"].search_fetch([], ["name"])
        mall = chosen.property_id or malls.filtered(lambda record: record.id == property_id) or malls[:1]
        floors = self.search([("property_id", "=", mall.id)])
        return {
            "properties": [{"id": record.id, "name": record.name} for record in malls],
            "property_id": mall.id,
            "floor_id": chosen.id,
            "all_floors": [{"id": floor.id, "code": floor.code, "name": floor.name} for floor in floors],
            **(chosen or floors).get_plan_data(date),
        }

    def get_plan_data(self, date=False):
        """Return the plans of the floors, their units, and who has these when; as far as the user may know.

        States are everybody's to see, who trades where too; whom a colleague talks to and what a lease costs follow
        the rules of occupancies and leases. The number of queries is the same for one unit and for a thousand.

        :param date: the day for which ``state`` of the units is told; False for today
        :return: {"floors", "units", "spans", "trades", "today", "date", "date_min", "date_max", "dates",
            "currency_id", "can_edit", "can_offer"}; days as YYYY-MM-DD, areas in m2, rents per m2 and month
        :raises UserError: if the date is none
        """
        self.check_access("read")
        day = self._get_plan_day(date)
        units = self.env["mall.unit"].search([("floor_id", "in", self.ids)])
        spans = self._get_plan_spans(units)
        trades = units.trade_category_id.browse(
            {unit.trade_category_id.id for unit in units} | {span["trade_id"] for span in spans} - {False}
        )
        return {
            "floors": self._get_plan_floors(),
            "units": [unit._get_plan_values() for unit in units.with_context(mall_date=day)],
            "spans": spans,
            "trades": [{"id": trade.id, "name": trade.complete_name, "color": trade.color} for trade in trades if trade.id],
            "currency_id": self.env.company.currency_id.id if not self else self.company_id[:1].currency_id.id,
            "can_edit": self.has_access("write"),
            "can_offer": self.env.user.has_group(SPECIALIST) and self.env["crm.lead"].has_access("create"),
            **self._get_plan_bounds(spans, day),
        }

    def _get_plan_day(self, date):
        """Return the day asked for.

        :raises UserError: if it is none
        """
        try:
            return fields.Date.to_date(date) or fields.Date.context_today(self)
        except (ValueError, TypeError) as error:
            raise UserError(self.env._("The date to look at must be written as YYYY-MM-DD.")) from error

    def _get_plan_floors(self):
        """Return the drawings and shapes of the floors."""
        self.fetch(["plan_svg"])
        shapes = self.env["mall.floor.shape"].search([("floor_id", "in", self.ids)]).grouped("floor_id")
        return [
            {
                "id": floor.id,
                "code": floor.code,
                "name": floor.name,
                "svg": floor.plan_svg or "",
                "view_box": floor.plan_view_box,
                "background": floor.plan_background,
                "version": floor.plan_version,
                "elements": floor.plan_elements or {},
                "shapes": [shape._get_plan_values() for shape in shapes.get(floor, ())],
            }
            for floor in self
        ]

    @api.model
    def _get_plan_spans(self, units):
        """Return who has the units from when to when, past and future, in order of time."""
        domain = Domain("unit_id", "in", units.ids) & Domain("active", "=", True)
        # sudo: that a unit is taken, and until when, everybody reads from the unit; by whom is added below by right
        rows = self.env["mall.unit.occupancy"].sudo().search(domain, order="date_from, id")
        # a search without sudo: the rules decide who may know the occupant, and who the terms
        known = set(self.env["mall.unit.occupancy"].search(domain)._ids)
        leases = self.env["mall.lease"].search([("id", "in", rows.lease_id.ids)])
        offers = self._get_plan_offers(rows)
        rents = leases._get_plan_rents()
        return [
            {
                **row._get_plan_values(),
                **(row._get_plan_occupant() if row.id in known else row._get_plan_stranger()),
                "lease_id": row.lease_id.id if row.lease_id.id in rents else False,
                "offer_id": row.offer_id.id if row.offer_id.id in offers else False,
                "rents": rents.get(row.lease_id.id, False),
            }
            for row in rows
        ]

    @api.model
    def _get_plan_offers(self, rows):
        """Return the ids of the offers of occupancies that the user may open."""
        offers = self.env["mall.offer"]
        return set(offers.search([("id", "in", rows.offer_id.ids)])._ids) if offers.has_access("read") else set()

    @api.model
    def _get_plan_bounds(self, spans, day):
        """Return from when to when there is something to see, and the days on which something changes.

        :return: {"today", "date", "date_min", "date_max", "dates"}
        """
        today = fields.Date.context_today(self)
        changes = {today.isoformat()}
        for span in spans:
            changes.update(filter(None, (span["date_from"], span["date_trading"])))
            if span["date_to"]:
                changes.add((fields.Date.to_date(span["date_to"]) + timedelta(days=1)).isoformat())
        return {
            "today": today.isoformat(),
            "date": day.isoformat(),
            "date_min": min(changes),
            "date_max": max(changes),
            "dates": sorted(changes),
        }

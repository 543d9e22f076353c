from markupsafe import Markup

from odoo import fields, models
from odoo.fields import Command
from odoo.tools import is_html_empty

from ...core.offer import rent_schedule
from ...exceptions import OfferMoveRefused


class MallOffer(models.Model):
    """The lease drafted from what was agreed."""

    _inherit = "mall.offer"

    date_drafted = fields.Datetime(
        string="Lease Drafted On", readonly=True, copy=False, help="When the lease was drafted from the offer."
    )
    lease_ids = fields.One2many("mall.lease", "offer_id", string="Leases", help="What was drafted from the offer.")

    def action_draft_lease(self):
        """Draft the lease from the accepted terms, once; a second click opens the one that stands.

        :return: action that opens the lease
        :raises OfferMoveRefused: if the offer is not accepted
        Clause: L4.1
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != "accepted":
            raise OfferMoveRefused(
                self.env._(
                    "No lease can be drafted from %(offer)s: it is not accepted. (L4.1)", offer=self.name
                )
            )
        lease = self._get_standing_lease() or self._draft_lease()
        return {
            "type": "ir.actions.act_window",
            "res_model": "mall.lease",
            "res_id": lease.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _draft_lease(self):
        """Create the lease; it moves the lead on by itself."""
        # Written first: a second session that drafts from this offer waits here, starts over and finds the lease.
        self._gate_write({"date_drafted": fields.Datetime.now()})
        self.flush_recordset(["date_drafted"])
        return self.env["mall.lease"].create(self._prepare_lease_values())

    def _get_standing_lease(self):
        """Return the lease drafted from the offer, if it was not cancelled; for its id and number only."""
        # Whether a lease exists decides about the offer, even where the caller may not read that lease.
        return self.sudo().lease_ids.filtered(lambda lease: lease.state != "cancelled")[:1]

    def _prepare_lease_values(self):
        """Return the values of the lease that puts the agreed terms into force.

        Override to carry further terms over.

        Clause: L4.1
        """
        self.ensure_one()
        values = {
            name: self[name].id
            for name in ("company_id", "lead_id", "partner_id", "brand_id", "trade_category_id", "property_id")
        }
        return {
            **values,
            "offer_id": self.id,
            "team_id": self.team_id.id,
            "user_id": self.user_id.id or self.env.uid,
            "unit_ids": [Command.set(self.unit_ids.ids)],
            "date_start": self.date_start,
            "date_end": self.date_end,
            "date_handover": self.date_handover,
            "date_opening": self.date_opening,
            "amount_deposit": self.amount_deposit,
            "charge_ids": [Command.create(charge) for charge in self._prepare_charge_values()],
            **self._prepare_terms_values(),
        }

    def _prepare_charge_values(self):
        """Return the values of the charges: base rent with its steps, then the fees that were agreed."""
        fees = {"management_fee": self.amount_management_fee, "promotion_fee": self.amount_promotion_fee}
        charges = [self._prepare_base_rent_values()]
        charges += [{"kind": kind, "basis": "area", "amount": amount} for kind, amount in fees.items() if amount]
        return [{**charge, "sequence": 10 * place} for place, charge in enumerate(charges, start=1)]

    def _prepare_base_rent_values(self):
        """Return the values of the base rent; rent-free time becomes a step of amount 0."""
        schedule = rent_schedule(self._get_terms())
        if schedule[0] == (self.date_start, self._get_terms().amount_rent):
            schedule = schedule[1:]
        return {
            "kind": "base_rent",
            "basis": self.rent_basis,
            "amount": self.amount_rent,
            "step_ids": [Command.create({"date_from": day, "amount": float(amount)}) for day, amount in schedule],
        }

    def _prepare_terms_values(self):
        """Return the lease's rights and obligations: the company's own text, with what this offer adds to it."""
        if is_html_empty(self.terms):
            return {}
        standard = self.env["mall.lease"].default_get(["terms"]).get("terms") or ""
        heading = Markup("<h3>%s</h3>") % self.env._("Agreed in offer %(offer)s", offer=self.name)
        return {"terms": Markup(standard) + heading + self.terms}

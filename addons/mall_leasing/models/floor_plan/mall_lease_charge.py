from odoo import models


class MallLeaseCharge(models.Model):
    """A charge, per m2."""

    _inherit = "mall.lease.charge"

    def _get_plan_rows(self):
        """Return how much is paid from when to when per m2 and month; nothing where it is not paid by the month."""
        self.ensure_one()
        per_area = {"area": 1.0, "flat": 1.0 / self.lease_id.area if self.lease_id.area else 0.0}
        factor = per_area.get(self.basis)
        if not factor:
            return []
        return [(row["date_from"], row["date_to"], row["amount"] * factor) for row in self._get_price_rows(self._get_prices())]

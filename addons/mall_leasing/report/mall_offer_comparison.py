from odoo import api, models


class ReportOfferComparison(models.AbstractModel):
    """Offers side by side on paper, by the rights of whoever prints them."""

    _name = "report.mall_leasing.report_mall_offer_comparison"
    _description = "Offer Comparison"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return the offers and what their comparison shows; a page needs the language of its reader only.

        Clause: L3.1, L3.2
        """
        offers = self.env["mall.offer"].browse(docids)
        return {"docs": offers[:1], "offers": offers, "comparison": offers._get_comparison()}

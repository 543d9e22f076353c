from odoo import api, models

from ..models.negotiation.mall_offer_intent import BILINGUAL


class ReportOfferIntent(models.AbstractModel):
    """The letter of intent in English and Traditional Chinese, whoever prints it."""

    _name = "report.mall_leasing.report_mall_offer_intent"
    _description = "Letter of Intent"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return each offer with the words of its letter.

        :raises OfferMoveRefused: for an offer that is not accepted
        Clause: L3.2
        """
        offers = self.env["mall.offer"].browse(docids)
        return {
            "docs": offers,
            "letters": {offer.id: offer._get_intent_letter(self._get_languages(offer)) for offer in offers},
        }

    @api.model
    def _get_languages(self, offer):
        return BILINGUAL


class ReportOfferIntentPartner(models.AbstractModel):
    """The same letter in the client's language alone."""

    _name = "report.mall_leasing.report_mall_offer_intent_partner"
    _inherit = "report.mall_leasing.report_mall_offer_intent"
    _description = "Letter of Intent in the Client's Language"

    @api.model
    def _get_languages(self, offer):
        return (offer._get_intent_language(),)

"""What of research, visits and plans has to change hands when somebody leaves. Clause: LR1.3."""

from odoo import api, models
from odoo.fields import Domain


class MallMarketResearch(models.Model):
    _inherit = "mall.market.research"

    @api.model
    def _get_hand_over_domain(self, users):
        """Return the domain of the research of these users that is not published yet."""
        return Domain("state", "!=", "published") & Domain("user_id", "in", users.ids)


class MallMarketResearchFinding(models.Model):
    _inherit = "mall.market.research.finding"

    @api.model
    def _get_hand_over_domain(self, users):
        """Return the domain of the findings these users were to follow up and have not."""
        return Domain("lead_id", "=", False) & Domain("user_id", "in", users.ids)


class MallSiteVisit(models.Model):
    _inherit = "mall.site.visit"

    @api.model
    def _get_hand_over_domain(self, users):
        """Return the domain of the visits these users planned and have not reported."""
        return Domain("state", "=", "planned") & Domain("user_id", "in", users.ids)


class MallLeasingPlan(models.Model):
    _inherit = "mall.leasing.plan"

    @api.model
    def _get_hand_over_domain(self, users):
        """Return the domain of the plans these users answer for that are not closed."""
        return Domain("state", "!=", "closed") & Domain("user_id", "in", users.ids)

from odoo import api, fields, models

from .transition_mixin import SPECIALIST


class CrmLead(models.Model):
    """Where a lead comes from and whether anybody has been there. Clause: L1.1, L1.2."""

    _inherit = "crm.lead"

    research_id = fields.Many2one(
        "mall.market.research",
        string="Research",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        groups=SPECIALIST,
        help="The market research the lead came of.",
    )
    finding_ids = fields.One2many(
        "mall.market.research.finding",
        "lead_id",
        string="Findings",
        groups=SPECIALIST,
        help="The findings that became this lead.",
    )
    finding_id = fields.Many2one(
        "mall.market.research.finding",
        string="Finding",
        compute="_compute_finding_id",
        groups=SPECIALIST,
        help="The finding that became this lead; the first of them after leads were merged.",
    )
    site_visit_ids = fields.One2many(
        "mall.site.visit", "lead_id", string="Site Visits", groups=SPECIALIST, help="Visits paid to the client on site."
    )
    site_visit_count = fields.Integer(compute="_compute_site_visit_count", groups=SPECIALIST)

    @api.depends("finding_ids")
    def _compute_finding_id(self):
        for lead in self:
            lead.finding_id = lead.finding_ids[:1]

    @api.depends("site_visit_ids")
    def _compute_site_visit_count(self):
        groups = self.env["mall.site.visit"]._read_group([("lead_id", "in", self.ids)], ["lead_id"], ["__count"])
        counts = {lead.id: count for lead, count in groups}
        for lead in self:
            lead.site_visit_count = counts.get(lead.id, 0)

    def _merge_get_fields(self):
        """Keep the research of merged leads, for those who may see it."""
        fields_list = super()._merge_get_fields()
        visible = self.env.su or self.env.user.has_group(SPECIALIST)
        return [*fields_list, "research_id"] if visible else fields_list

    def _merge_dependences_leasing(self, opportunities):
        """Take findings and site visits of merged leads over."""
        super()._merge_dependences_leasing(opportunities)
        # sudo: the merging user's right ends at the leads; findings and visits only keep the way back to them
        merged = opportunities.sudo()
        merged.finding_ids.write({"lead_id": self.id})
        merged.site_visit_ids.write({"lead_id": self.id})

    def action_view_research(self):
        """Open the research the lead came of. Clause: L1.1."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "mall.market.research",
            "res_id": self.research_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_view_site_visits(self):
        """Open the visits paid to the client on site. Clause: L1.2."""
        action = self.env["ir.actions.act_window"]._for_xml_id("mall_leasing.mall_site_visit_action")
        context = {
            "default_lead_id": self[:1].id,
            "default_research_id": self[:1].research_id.id,
            "default_property_id": self[:1].property_id.id,
        }
        return {**action, "domain": [("lead_id", "in", self.ids)], "context": context}

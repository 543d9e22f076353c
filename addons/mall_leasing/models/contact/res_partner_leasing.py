from odoo import api, fields, models
from odoo.fields import Domain

from ..client.crm_lead import LEASING


class ResPartner(models.Model):
    """What leasing has going on with a client, opened from its file. Clause: L2.2."""

    _inherit = "res.partner"

    mall_lease_ids = fields.One2many("mall.lease", "partner_id", string="Leases", groups=LEASING, help="Leases of the client.")
    communication_ids = fields.One2many(
        "mall.communication",
        "commercial_partner_id",
        string="Communications",
        groups=LEASING,
        help="Every contact with the client's company.",
    )
    date_last_contact = fields.Date(
        string="Last Contact",
        compute="_compute_date_last_contact",
        store=True,
        index="btree_not_null",
        groups=LEASING,
        help="Day of the last contact with the client's company that is in the log.",
    )
    communication_count = fields.Integer(compute="_compute_leasing_counts", groups=LEASING)
    leasing_lead_count = fields.Integer(compute="_compute_leasing_counts", groups=LEASING)
    mall_offer_count = fields.Integer(compute="_compute_leasing_counts", groups=LEASING)
    mall_lease_count = fields.Integer(compute="_compute_leasing_counts", groups=LEASING)

    @api.depends("communication_ids.datetime")
    def _compute_date_last_contact(self):
        days = self.env["mall.communication"]._get_last_days("commercial_partner_id", self)
        for partner in self:
            partner.date_last_contact = days.get(partner.id)

    def _compute_leasing_counts(self):
        """Count what the user may read, one query a kind."""
        for name, model, extra in (
            ("leasing_lead_count", "crm.lead", Domain("is_leasing", "=", True)),
            ("mall_offer_count", "mall.offer", Domain.TRUE),
            ("mall_lease_count", "mall.lease", Domain.TRUE),
        ):
            counts = self._count_by_company(self.env[model], "partner_id", extra)
            for partner in self:
                partner[name] = counts.get(partner.id, 0)
        counts = self._count_by_company(self.env["mall.communication"], "commercial_partner_id", Domain.TRUE)
        for partner in self:
            partner.communication_count = counts.get(partner.id, 0)

    def _count_by_company(self, records, name, extra):
        """Return {partner id: number of records of it and of the people of its company}."""
        people = {partner.id: (partner | partner.child_ids).ids for partner in self}
        wanted = [key for ids in people.values() for key in ids]
        groups = records._read_group(extra & Domain(name, "in", wanted), [name], ["__count"])
        counts = {partner.id: count for partner, count in groups}
        return {key: sum(counts.get(one, 0) for one in ids) for key, ids in people.items()}

    def _get_people_domain(self, name="partner_id"):
        return [(name, "child_of", self.ids)]

    def action_view_leasing_leads(self):
        """Open the leasing leads of the client."""
        action = self.env["ir.actions.act_window"]._for_xml_id("mall_leasing.crm_lead_action")
        return {**action, "domain": [("is_leasing", "=", True), *self._get_people_domain()], "context": {"default_partner_id": self[:1].id}}

    def action_view_mall_offers(self):
        """Open the offers made to the client or by it."""
        action = self.env["ir.actions.act_window"]._for_xml_id("mall_leasing.mall_offer_action")
        return {**action, "domain": self._get_people_domain(), "context": {}}

    def action_view_mall_leases(self):
        """Open the leases of the client."""
        action = self.env["ir.actions.act_window"]._for_xml_id("mall_leasing.mall_lease_action")
        return {**action, "domain": self._get_people_domain(), "context": {}}

    def action_view_communications(self):
        """Open the contact log of the client."""
        self.ensure_one()
        return self.env["mall.communication"]._get_action({"default_partner_id": self.id}, self._get_people_domain("commercial_partner_id"))

    def action_log_communication(self):
        """Open the quick entry for this client.

        Clause: L2.2
        """
        self.ensure_one()
        person = self.id if self.parent_id else False
        return self.env["mall.communication"]._get_quick_action(partner_id=self.commercial_partner_id.id, contact_id=person)

    def _get_log_for_print(self):
        """Return the contact log of the client as the reader may see it, newest first."""
        self.ensure_one()
        return self.env["mall.communication"].search(self._get_people_domain("commercial_partner_id"))

from odoo import api, fields, models

from ...core.client_key import name_key, phone_key
from ..client.crm_lead import LEASING


class CrmLead(models.Model):
    """A new lead of a client that has a file already says so. Clause: L2.2."""

    _inherit = "crm.lead"

    client_duplicate_ids = fields.Many2many(
        "res.partner",
        compute="_compute_client_duplicates",
        groups=LEASING,
        string="Same Client?",
        help="Files that look like the client of this lead.",
    )
    client_duplicate_count = fields.Integer(compute="_compute_client_duplicates", groups=LEASING)

    @api.depends("partner_id", "partner_name", "contact_name", "phone", "is_leasing")
    def _compute_client_duplicates(self):
        partners = self.env["res.partner"]
        leads = self.filtered("is_leasing")
        found = dict(zip(leads, partners._find_same_keys([lead._get_client_keys() for lead in leads]), strict=True))
        for lead in self:
            own = lead.partner_id.commercial_partner_id
            lead.client_duplicate_ids = found.get(lead, partners) - own
            lead.client_duplicate_count = len(lead.client_duplicate_ids)

    def _get_client_keys(self):
        """Return name, registration and telephone key of the client: of its file, else of what the lead says."""
        client = self.partner_id.commercial_partner_id
        if client:
            return (client.client_name_key, client.client_registration_key, client.client_phone_key)
        return (name_key(self.partner_name or self.contact_name), "", phone_key(self.phone))

    def action_view_client_duplicates(self):
        """Open the files that look like the client of this lead."""
        self.ensure_one()
        return self.env["res.partner"]._get_duplicates_action(self.client_duplicate_ids | self.partner_id.commercial_partner_id)

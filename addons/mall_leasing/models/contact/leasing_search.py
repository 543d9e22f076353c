from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...core.client_key import phone_key

ROLES = ",".join(f"mall_leasing.group_mall_leasing_{role}" for role in ("specialist", "legal", "leader"))
SHORTEST_TERM = 2
MAX_LIMIT = 20


class MallLeasingSearch(models.AbstractModel):
    """One place to find a client, brand, lead, offer, lease, unit or communication by name, number or telephone."""

    _name = "mall.leasing.search"
    _description = "Search in Leasing"

    @api.model
    def find(self, term, limit=5):
        """Return what matches a term, with the rights of the user; one bounded query for each kind.

        :param str term: part of a name or number, or a telephone number; at least two characters
        :param int limit: most results of each kind, at most 20
        :return: list of dicts with kind, model, id, name, detail
        :raises AccessError: for those outside leasing
        Clause: L2.2
        """
        if not self.env.user.has_groups(ROLES):
            raise AccessError(self.env._("Only the leasing department searches its files."))
        term = " ".join(str(term or "").split())
        if len(term) < SHORTEST_TERM:
            return []
        limit = max(1, min(int(limit), MAX_LIMIT))
        return [row for model, domain in self._get_search_domains(term).items() for row in self._find_in(model, domain, limit)]

    @api.model
    def _get_search_domains(self, term):
        """Return {model: domain} of what is searched, in the order shown. Override to add a kind."""
        has = lambda *names: Domain.OR(Domain(name, "ilike", term) for name in names)  # noqa: E731
        phone = phone_key(term)
        by_phone = Domain("client_phone_key", "=like", f"%{phone}%") if phone else Domain.FALSE
        lead_phone = Domain("phone_sanitized", "like", phone) if phone else Domain.FALSE
        company = Domain("company_id", "in", self.env.companies.ids)
        return {
            "res.partner": (has("complete_name", "vat", "email", "phone") | by_phone)
            & (Domain("is_leasing_client", "=", True) | Domain("parent_id.is_leasing_client", "=", True)),
            "mall.brand": has("name"),
            "crm.lead": Domain("is_leasing", "=", True)
            & (has("name", "partner_name", "contact_name", "brand_name", "phone", "email_from") | lead_phone),
            "mall.offer": company & has("name", "partner_id.name"),
            "mall.lease": company & has("name", "partner_id.name", "brand_id.name"),
            "mall.unit": has("code", "name"),
            "mall.communication": company & has("summary", "body_text"),
        }

    @api.model
    def _find_in(self, model, domain, limit):
        """Return the rows of one kind; none where the user may not read it."""
        records = self.env[model]
        if not records.has_access("read"):
            return []
        if model == "res.partner" and not self.env.user.has_group("mall_leasing.group_mall_leasing_specialist"):
            return []
        kind = self.env["ir.model"]._get(model).name if model != "res.partner" else self.env._("Client")
        found = records.search(domain, limit=limit)
        return [
            {"kind": kind, "model": model, "id": record.id, "name": record.display_name or "", "detail": self._get_detail(record)}
            for record in found
        ]

    @api.model
    def _get_detail(self, record):
        """Return what tells a result from its namesakes."""
        match record._name:
            case "res.partner":
                return record.phone or record.email or ""
            case "crm.lead":
                return record.stage_id.name or ""
            case "mall.unit":
                return record.property_id.name or ""
            case "mall.communication":
                return record.commercial_partner_id.name or ""
            case "mall.brand":
                return record.trade_category_id.name or ""
            case _:
                return record.partner_id.name or ""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...core.client_key import name_key, phone_key, registration_key
from ..client.crm_lead import LEASING

KEYS = ("client_name_key", "client_registration_key", "client_phone_key")


class ResPartner(models.Model):
    """One client, one file: companies that look the same are shown to people, who decide. Clause: L2.2, LR2.2."""

    _inherit = "res.partner"

    client_name_key = fields.Char(
        compute="_compute_client_keys",
        store=True,
        index="btree_not_null",
        groups=LEASING,
        help="The name without legal form, case and width.",
    )
    client_registration_key = fields.Char(
        compute="_compute_client_keys",
        store=True,
        index="btree_not_null",
        groups=LEASING,
        help="The registration number without punctuation.",
    )
    client_phone_key = fields.Char(
        compute="_compute_client_keys",
        store=True,
        index="btree_not_null",
        groups=LEASING,
        help="The national digits of the telephone number.",
    )
    client_duplicate_ids = fields.Many2many(
        "res.partner",
        compute="_compute_client_duplicates",
        groups=LEASING,
        string="Possible Duplicates",
        help="Other files with the same name, registration number or telephone.",
    )
    client_duplicate_count = fields.Integer(compute="_compute_client_duplicates", groups=LEASING)
    is_client_duplicate = fields.Boolean(
        string="Possible Duplicate",
        compute="_compute_client_duplicates",
        search="_search_is_client_duplicate",
        groups=LEASING,
        help="Another file looks like the same client.",
    )

    @api.depends("name", "vat", "company_registry", "phone", "parent_id", "active")
    def _compute_client_keys(self):
        for partner in self:
            # People of a company share its number with it: only companies and people on their own are clients.
            alone = partner.active and not partner.parent_id
            partner.client_name_key = alone and name_key(partner.name)
            partner.client_registration_key = alone and registration_key(partner.vat, partner.company_registry)
            partner.client_phone_key = alone and phone_key(partner.phone)

    @api.depends(*KEYS)
    def _compute_client_duplicates(self):
        found = self._find_same_keys([tuple(partner[key] for key in KEYS) for partner in self])
        for partner, same in zip(self, found, strict=True):
            partner.client_duplicate_ids = same - partner._origin
            partner.client_duplicate_count = len(partner.client_duplicate_ids)
            partner.is_client_duplicate = bool(partner.client_duplicate_ids)

    @api.model
    def _find_same_keys(self, wanted):
        """Return, for each tuple of keys in the order of ``KEYS``, the files with one of them; one query for all.

        :param list wanted: tuples of name, registration and telephone key
        :return: list of recordsets
        """
        values = [{keys[index] for keys in wanted if keys[index]} for index in range(len(KEYS))]
        domain = Domain.OR(Domain(key, "in", list(value)) for key, value in zip(KEYS, values, strict=True) if value)
        if domain.is_false():
            return [self.browse() for _keys in wanted]
        partners = self.search(domain & Domain("parent_id", "=", False) & Domain("ref_company_ids", "=", False))
        by_key = [partners.grouped(key) for key in KEYS]
        none = self.browse()
        return [none.union(*(groups.get(key, none) for groups, key in zip(by_key, keys, strict=True) if key)) for keys in wanted]

    def _search_is_client_duplicate(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        self.flush_model(KEYS)
        twice = SQL(" UNION ").join(
            SQL(
                "SELECT unnest(array_agg(id)) FROM res_partner WHERE %(key)s IS NOT NULL AND %(key)s <> ''"
                " AND id NOT IN (SELECT partner_id FROM res_company) GROUP BY %(key)s"
                " HAVING count(*) > 1 AND bool_or(is_leasing_client)",
                key=SQL.identifier(key),
            )
            for key in KEYS
        )
        return [("id", "in", SQL("(%s)", twice))]

    def action_view_client_duplicates(self):
        """Open this file and those that look the same, ready to be merged.

        Clause: LR2.2
        """
        self.ensure_one()
        return self._get_duplicates_action(self | self.client_duplicate_ids)

    @api.model
    def _get_duplicates_action(self, partners):
        action = self.env["ir.actions.act_window"]._for_xml_id("mall_leasing.res_partner_action_duplicates")
        return {**action, "domain": [("id", "in", partners.ids)]}

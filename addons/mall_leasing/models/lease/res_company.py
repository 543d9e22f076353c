from markupsafe import Markup

from odoo import fields, models


class ResCompany(models.Model):
    """The words a company's leases start from."""

    _inherit = "res.company"

    mall_lease_terms = fields.Html(
        string="Standard Lease Terms",
        help="Rights and obligations of each side that a new lease starts with; empty means the suite's own text.",
    )

    def _get_lease_terms(self):
        """Return the terms a new lease starts with.

        :return: Markup, in the user's language where the company has no text of its own
        Clause: L4.1
        """
        self.ensure_one()
        # sudo: the standard terms of a company are no secret to whoever drafts its leases
        return self.sudo().mall_lease_terms or Markup(self.env["ir.qweb"]._render("mall_leasing.lease_standard_terms"))

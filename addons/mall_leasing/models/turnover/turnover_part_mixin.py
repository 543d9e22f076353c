from odoo import api, models


class MallTurnoverPartMixin(models.AbstractModel):
    """A row of a lease's turnover rent: guarded like all terms, its changes on paper leases traced."""

    _name = "mall.turnover.part.mixin"
    _description = "Part of a Lease's Turnover Rent"
    _inherit = ["mall.lease.terms.mixin", "mall.bounds.mixin"]
    _terms_field = "turnover_term_ids"

    @api.model_create_multi
    def create(self, vals_list):
        """Add rows; on a lease taken over from paper the lease notes who agreed what."""
        self.check_access("create")
        parts = super().create(vals_list)
        parts.lease_id._note_paper_turnover()
        return parts

    def write(self, vals):
        """Change rows; traced as above."""
        self.check_access("write")
        result = super().write(vals)
        self.lease_id._note_paper_turnover()
        return result

    def unlink(self):
        """Delete rows; traced as above."""
        self.check_access("unlink")
        leases = self.lease_id
        result = super().unlink()
        leases._note_paper_turnover()
        return result

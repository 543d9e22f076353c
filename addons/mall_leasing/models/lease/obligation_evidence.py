from odoo import api, models

from ...clause_reasons import ObligationRefused
from .ir_attachment import FILE_FIELDS


class IrAttachment(models.Model):
    """Keep what proves that an obligation was fulfilled from being rewritten or deleted. Clause: LR2.3."""

    _inherit = "ir.attachment"

    def write(self, vals):
        """Write, except the file that an obligation was closed with.

        :raises ObligationRefused: naming the obligation
        Clause: LR2.3
        """
        if not self.env.su and FILE_FIELDS.intersection(vals):
            self._check_no_evidence()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if not self.env.su:
            self._check_no_evidence()

    def _check_no_evidence(self):
        """Refuse files that prove something; files of an obligation that prove nothing are not concerned."""
        # sudo: whether something was proven with the file counts, not whether the user sees it
        files = self.sudo().filtered(lambda file: file.res_model == "mall.lease.obligation")
        if not files:
            return
        # sudo: as above
        proven = self.env["mall.lease.obligation"].sudo().search([("evidence_ids", "in", files.ids)], limit=1)
        if proven:
            file = (proven.evidence_ids & files)[:1]
            raise ObligationRefused(self.env, "evidence_kept", "LR2.3", file=file.name, what=proven.name)

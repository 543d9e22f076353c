from odoo import api, models
from odoo.fields import Domain

from ...lease_reasons import LeaseTermsFrozen

#: What makes up the file, and where it belongs.
FILE_FIELDS = frozenset({"raw", "datas", "db_datas", "store_fname", "url", "type", "checksum", "res_model", "res_id"})


class IrAttachment(models.Model):
    """Keep the documents both sides sign from being rewritten or deleted. Clause: L4.2."""

    _inherit = "ir.attachment"

    def write(self, vals):
        """Write, except the file of a frozen lease.

        :raises LeaseTermsFrozen: if a lease stands on the file
        """
        if not self.env.su and FILE_FIELDS.intersection(vals):
            self._check_no_lease_document()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_lease_document(self):
        self._check_no_lease_document()

    def _check_no_lease_document(self):
        # sudo: whether a lease stands on the file counts, not whether the user sees that lease
        files = self.sudo().filtered(lambda file: file.res_model == "mall.lease")
        if not files:
            return
        frozen = Domain("document_attachment_id", "in", files.ids) | Domain("signed_attachment_id", "in", files.ids)
        lease = self.env["mall.lease"].sudo().search(frozen, limit=1)  # sudo: as above
        if lease:
            label = lease._fields["document_attachment_id"]._description_string(self.env)
            raise LeaseTermsFrozen(self.env, "document_frozen", "L4.2", lease=lease.display_name, field=label)

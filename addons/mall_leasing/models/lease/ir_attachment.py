from odoo import api, models
from odoo.fields import Domain

from ...lease_reasons import LeaseFieldGated, LeaseTermsFrozen

#: What makes up the file, and where it belongs.
FILE_FIELDS = frozenset(
    {"raw", "datas", "db_datas", "store_fname", "url", "type", "checksum", "res_model", "res_id", "res_field"}
)
#: Documents both sides stand by: the fields that name them.
FROZEN_FILES = {
    "mall.lease": ("document_attachment_id", "signed_attachment_id"),
    "mall.lease.termination": ("document_attachment_id",),
}
#: Pictures of signatures, which the gates alone write: (model, field).
SIGNATURES = frozenset(
    {
        ("mall.lease", "tenant_signature"),
        ("mall.lease", "landlord_signature"),
        ("mall.lease", "consent_signature"),
        ("mall.lease.termination", "ack_signature"),
    }
)


class IrAttachment(models.Model):
    """Keep the documents both sides sign from being rewritten or deleted. Clause: L4.2."""

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        """Create files, except one that would stand for a signature on a lease.

        :raises LeaseFieldGated: if a file is put in the place of a signature
        """
        files = super().create(vals_list)
        files._check_no_lease_signature()
        return files

    def write(self, vals):
        """Write, except the file of a frozen lease and the signatures on it.

        :raises LeaseTermsFrozen: if a lease stands on the file
        :raises LeaseFieldGated: if the file is, or would become, a signature
        """
        if not self.env.su and FILE_FIELDS.intersection(vals):
            self._check_no_lease_document()
        self._check_no_lease_signature()
        result = super().write(vals)
        self._check_no_lease_signature()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_lease_signature(self):
        self._check_no_lease_signature()

    def _check_no_lease_signature(self):
        """Refuse files that hold a picture of a lease: the field itself is written by the gate, in superuser mode.

        Who may write a lease may write its files; the signatures are files too.

        :raises LeaseFieldGated: naming the first of them
        """
        if self.env.su:
            return
        # sudo: what the file belongs to counts, not whether the user sees it
        for file in self.sudo().filtered(_is_lease_picture):
            lease = self.env[file.res_model].sudo().browse(file.res_id)  # sudo: its number only
            label = lease._fields[file.res_field]._description_string(self.env)
            raise LeaseFieldGated(self.env, "gated_field", field=label, lease=lease.display_name)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_lease_document(self):
        self._check_no_lease_document()

    def _check_no_lease_document(self):
        # sudo: whether a lease stands on the file counts, not whether the user sees that lease
        for model, files in self.sudo().filtered(lambda file: file.res_model in FROZEN_FILES).grouped("res_model").items():
            frozen = Domain.OR(Domain(name, "in", files.ids) for name in FROZEN_FILES[model])
            record = self.env[model].sudo().search(frozen, limit=1)  # sudo: as above
            if record:
                label = record._fields["document_attachment_id"]._description_string(self.env)
                raise LeaseTermsFrozen(self.env, "document_frozen", "L4.2", lease=record.display_name, field=label)


def _is_lease_picture(file):
    return (file.res_model, file.res_field) in SIGNATURES

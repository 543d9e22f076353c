import hashlib

from markupsafe import Markup

from odoo import fields, models
from odoo.tools.pdf import merge_pdf

REPORT = "mall_leasing.action_report_mall_lease"
SIGNATURE_REPORT = "mall_leasing.action_report_mall_lease_signature"


class MallLease(models.Model):
    """The frozen document both sides sign. Clause: L4.2."""

    _inherit = "mall.lease"

    document_attachment_id = fields.Many2one(
        "ir.attachment",
        string="Frozen Document",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The PDF as approved; this very file is what both sides sign.",
    )
    document_sha256 = fields.Char(
        string="SHA-256",
        readonly=True,
        copy=False,
        help="Fingerprint of the frozen document. It is checked before each signature; a file that was changed by as "
        "little as a comma has another one.",
    )
    signed_attachment_id = fields.Many2one(
        "ir.attachment",
        string="Signed Copy",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The frozen document with both signatures and its fingerprint on a page of their own.",
    )

    def _after_move_to_sign(self, former):
        """Freeze what was approved and ask the tenant to sign it."""
        for lease in self:
            lease._freeze_document()
            lease._send_to_tenant("mall_leasing.mail_template_lease_to_sign")

    def _freeze_document(self):
        """Render the approved lease once and keep the file and its fingerprint.

        Clause: L4.2
        """
        self.ensure_one()
        attachment = self._attach_document(f"{self._get_file_name()}.pdf", self._render_pdf(REPORT))
        fingerprint = hashlib.sha256(attachment.raw).hexdigest()
        # sudo: the approver whose decision completes the chain may not write leases; the gate has let the lease through
        lease = self.sudo()
        lease._gate_write({"document_attachment_id": attachment.id, "document_sha256": fingerprint})
        note = self.env._("Document frozen for signature. SHA-256: %(sha)s", sha=fingerprint)
        lease._message_log(body=Markup("<p>%s</p>") % note)

    def _void_document(self):
        """Withdraw the frozen document, because the terms are open again; links mailed to the tenant die with it."""
        for lease in self.sudo():  # sudo: as in _freeze_document
            if lease.document_sha256:
                note = self.env._("The frozen document is void. SHA-256: %(sha)s", sha=lease.document_sha256)
                lease._message_log(body=Markup("<p>%s</p>") % note)
        empty = {"document_attachment_id": False, "document_sha256": False, "access_token": False}
        self.sudo()._gate_write(empty)  # sudo: as in _freeze_document

    def _is_document_intact(self):
        """Tell whether the kept file still is the one that was frozen."""
        self.ensure_one()
        # sudo: who signs need not have a right on the attachment; only the comparison leaves this method
        lease = self.sudo()
        content = lease.document_attachment_id.raw
        return bool(content) and hashlib.sha256(content).hexdigest() == lease.document_sha256

    def action_open_document(self):
        """Open the signed copy, or the frozen document while it waits for signatures.

        :raises LeaseNotSignable: if nothing was frozen yet
        """
        self.ensure_one()
        attachment = self.signed_attachment_id or self.document_attachment_id
        if not attachment:
            self._refuse("document_missing")
        return {"type": "ir.actions.act_url", "url": f"/web/content/{attachment.id}", "target": "new"}

    def _attach_signed_copy(self):
        """Put the frozen document and the page with both signatures into one file.

        Clause: L4.2
        """
        self.ensure_one()
        pages = [self.sudo().document_attachment_id.raw, self._render_pdf(SIGNATURE_REPORT)]  # sudo: as in _freeze_document
        attachment = self._attach_document(f"{self._get_file_name()}-signed.pdf", merge_pdf(pages))
        self.sudo()._gate_write({"signed_attachment_id": attachment.id})  # sudo: as in _freeze_document

    def _render_pdf(self, report):
        """Return a report of the lease as PDF bytes in the lease's language.

        A lease is signed as PDF and nothing else, so the HTML that Odoo puts in its place in test runs is refused.
        """
        self.ensure_one()
        # sudo: the document shows the whole lease, whoever's decision completes it
        lang = self.sudo().document_lang
        # sudo: as above
        reports = self.env["ir.actions.report"].sudo().with_context(force_report_rendering=True, lang=lang)
        return reports._render_qweb_pdf(report, self.ids)[0]

    def _attach_document(self, name, content):
        values = {"name": name, "raw": content, "mimetype": "application/pdf"}
        # sudo: files of a lease are made by its gate only
        return self.env["ir.attachment"].sudo().create({**values, "res_model": self._name, "res_id": self.id})

    def _get_file_name(self):
        """Return the file name of the lease without its ending: slashes of the number would make folders."""
        self.ensure_one()
        return self.sudo().name.replace("/", "-")  # sudo: the number only

    def _get_report_charges(self):
        """Return the charges as the document lists them, with each change of price.

        :return: [{"name", "basis", "rows": [{"date_from", "date_to", "amount"}]}]
        """
        self.ensure_one()
        labels = dict(self.charge_ids._fields["basis"]._description_selection(self.env))
        return [
            {"name": charge.name, "basis": labels[charge.basis], "rows": charge._get_price_rows()}
            for charge in self.charge_ids
        ]

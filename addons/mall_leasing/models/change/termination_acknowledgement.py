import hashlib

from markupsafe import Markup

from odoo import fields, models

REPORT = "mall_leasing.action_report_mall_lease_termination"


class MallLeaseTermination(models.Model):
    """The frozen termination, and the tenant's acknowledgement of it in the portal. Clause: L4.2."""

    _inherit = "mall.lease.termination"

    document_attachment_id = fields.Many2one(
        "ir.attachment",
        string="Frozen Document",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The termination as approved; this very file is what the tenant acknowledges.",
    )
    document_sha256 = fields.Char(
        string="SHA-256", readonly=True, copy=False, help="Fingerprint of the frozen document, checked before the signature."
    )
    ack_signature = fields.Image(
        max_width=1024, max_height=1024, readonly=True, copy=False, help="As drawn or typed in the portal."
    )
    ack_signed_by = fields.Char(
        string="Acknowledged By", readonly=True, copy=False, help="The name given with the signature."
    )
    ack_signed_by_id = fields.Many2one(
        "res.users", string="Tenant's Login", readonly=True, copy=False, help="The portal login that acknowledged."
    )
    ack_signed_on = fields.Datetime(string="Acknowledged On", readonly=True, copy=False, help="When the tenant acknowledged.")
    ack_signed_ip = fields.Char(
        string="Acknowledged From", readonly=True, copy=False, help="Network address the acknowledgement came from."
    )
    ack_skip_reason = fields.Text(
        string="Why Without Acknowledgement",
        readonly=True,
        copy=False,
        tracking=True,
        help="A leader's word, for a breach only.",
    )
    ack_skipped_by_id = fields.Many2one(
        "res.users", string="Gone On By", readonly=True, copy=False, help="The leader who went on without."
    )
    can_skip = fields.Boolean(
        compute="_compute_can_skip", help="You are a leader, and the tenant is in breach: you may go on without the tenant."
    )

    def _compute_can_skip(self):
        for termination in self:
            termination.can_skip = termination.state == "to_acknowledge" and termination._may_skip()

    # === THE DOCUMENT === #

    def _after_move_to_acknowledge(self):
        """Freeze what was approved and ask the tenant to acknowledge it."""
        for termination in self:
            termination._freeze_document()
            # sudo: the decision that grants the termination sends the mail, whoever made it
            termination.sudo().lease_id._send_to_tenant("mall_leasing.mail_template_lease_termination")

    def _freeze_document(self):
        """Render the approved termination once and keep the file and its fingerprint.

        Clause: L4.2
        """
        self.ensure_one()
        termination = self.sudo()  # sudo: approvers may not write terminations; the gate has let this one through
        # sudo: the document shows the whole termination, whoever's decision completes it
        reports = self.env["ir.actions.report"].sudo()
        reports = reports.with_context(force_report_rendering=True, lang=termination.lease_id.document_lang or self.env.lang)
        content = reports._render_qweb_pdf(REPORT, self.ids)[0]
        attachment = termination.env["ir.attachment"].create(
            {
                "name": f"{termination._get_file_name()}.pdf",
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        fingerprint = hashlib.sha256(attachment.raw).hexdigest()
        termination.write({"document_attachment_id": attachment.id, "document_sha256": fingerprint})
        note = self.env._("Document frozen for acknowledgement. SHA-256: %(sha)s", sha=fingerprint)
        termination._message_log(body=Markup("<p>%s</p>") % note)

    def _void_document(self):
        """Withdraw the frozen document, because the content is open again or the termination is given up."""
        # sudo: as in _freeze_document
        self.sudo().filtered("document_sha256").write({"document_attachment_id": False, "document_sha256": False})

    def _is_document_intact(self):
        """Tell whether the kept file still is the one that was frozen."""
        self.ensure_one()
        content = self.sudo().document_attachment_id.raw  # sudo: only the comparison leaves this method
        return bool(content) and hashlib.sha256(content).hexdigest() == self.sudo().document_sha256

    def _get_file_name(self):
        """Return the file name of the termination without its ending: slashes of the number would make folders."""
        self.ensure_one()
        return self.sudo().name.replace("/", "-")  # sudo: the number only

    def action_open_document(self):
        """Open the frozen document.

        :raises TerminationRefused: if nothing was frozen yet
        """
        self.ensure_one()
        if not self.document_attachment_id:
            self._refuse("document_missing")
        return {"type": "ir.actions.act_url", "url": f"/web/content/{self.document_attachment_id.id}", "target": "new"}

    # === THE TENANT, OR A LEADER INSTEAD === #

    def _may_acknowledge(self):
        """Tell whether the user acknowledges: the tenant, or for a breach a leader."""
        self.ensure_one()
        # sudo: compares two companies, shows neither
        return self.sudo().lease_id.with_env(self.env)._is_tenant(self.env.user) or self._may_skip()

    def _may_skip(self):
        self.ensure_one()
        is_leader = self.env.user.has_group("mall_leasing.group_mall_leasing_leader") and self.has_access("read")
        return is_leader and self.sudo().initiator == "breach"  # sudo: one selection

    def _acknowledge_as_tenant(self, name, signature, ip_address):
        """Record the tenant's acknowledgement; a second click changes nothing.

        :param str name: who acknowledges, as written
        :param str signature: picture, base64
        :param str ip_address: where the request came from
        :return: whether this call recorded it
        :raises TerminationRefused: not by the tenant, not granted, document changed
        :raises LeaseNotSignable: signature missing or no picture
        Clause: L4.2
        """
        self.ensure_one()
        lease = self.sudo().lease_id.with_env(self.env)  # sudo: to find the lease
        lease._lock_for_signature()
        self.invalidate_recordset(["state"])
        if not lease._is_tenant(self.env.user):
            self._refuse("role_acknowledger", "L4.2")
        if self.sudo().state in ("scheduled", "done"):  # sudo: state only
            return False
        values = {
            "ack_signature": lease._check_signature_picture(signature),
            "ack_signed_by": lease._check_signature_name(name),
            "ack_signed_by_id": self.env.uid,
            "ack_signed_on": fields.Datetime.now(),
            "ack_signed_ip": ip_address,
        }
        return bool(self._move_to("scheduled", **values))

    def _skip_acknowledgement(self, reason):
        """Go on without the tenant, because of a breach; a leader's decision.

        :param str reason: why; kept with the termination
        :raises TerminationRefused: not by a leader, no breach, no reason
        Clause: L4.2
        """
        self.ensure_one()
        if self.initiator != "breach":
            self._refuse("not_breach", "L4.2")
        if not self._may_skip():
            self._refuse("role_leader", "L4.2")
        if not (reason or "").strip():
            self._refuse("reason_missing", "L4.2")
        self._move_to("scheduled", ack_skip_reason=reason, ack_skipped_by_id=self.env.uid)

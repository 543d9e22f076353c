from odoo import fields, models

from ...core.lease import SIGNED_STATES

#: While an assignment waits for its signatures, the outgoing tenant gives consent.
CONSENT_STATES = ("to_sign", "tenant_signed")
EMPTY_CONSENT = dict.fromkeys(
    ("consent_signature", "consent_signed_by", "consent_signed_by_id", "consent_signed_on", "consent_signed_ip"), False
)


class MallLease(models.Model):
    """The outgoing tenant's consent to an assignment, given in the portal. Clause: L4.2."""

    _inherit = "mall.lease"

    consent_signature = fields.Image(
        max_width=1024,
        max_height=1024,
        readonly=True,
        copy=False,
        help="The outgoing tenant's signature under the consent, as drawn or typed in the portal.",
    )
    consent_signed_by = fields.Char(
        string="Consent Signed By", readonly=True, copy=False, help="The name given with the consent."
    )
    consent_signed_by_id = fields.Many2one(
        "res.users",
        string="Outgoing Tenant's Login",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="The portal login that consented.",
    )
    consent_signed_on = fields.Datetime(readonly=True, copy=False, help="When the outgoing tenant consented.")
    consent_signed_ip = fields.Char(
        string="Consent Signed From",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Network address the consent came from.",
    )
    is_waiting_for_consent = fields.Boolean(
        compute="_compute_is_waiting_for_consent",
        groups="base.group_user",
        help="Approved assignment that the outgoing tenant has not consented to yet.",
    )

    def _compute_is_waiting_for_consent(self):
        for lease in self:
            lease.is_waiting_for_consent = lease._needs_consent() and lease.state in CONSENT_STATES

    def _needs_consent(self):
        """Tell whether the outgoing tenant still has to consent."""
        self.ensure_one()
        return self.kind == "assignment" and not self.consent_signed_on

    def _get_open_assignment(self):
        """Return the assignment of this lease that waits for signatures, in superuser mode; empty if there is none.

        For the outgoing tenant, who is a party to it but may not read the new tenant's lease: the caller shows
        no more of it than the consent names.
        """
        self.ensure_one()
        # sudo: as the docstring says
        return self.sudo().successor_ids.filtered(
            lambda lease: lease.kind == "assignment" and lease.state in (*CONSENT_STATES, *SIGNED_STATES)
        )[:1]

    def _consent_as_outgoing(self, name, signature, ip_address):
        """Record the outgoing tenant's consent to this assignment; a second click changes nothing.

        :param str name: who consents, as written
        :param str signature: picture, base64
        :param str ip_address: where the request came from
        :return: whether this call recorded it
        :raises LeaseNotSignable: not by the outgoing tenant, not approved, document changed, signature missing
        Clause: L4.2
        """
        self.ensure_one()
        self._lock_for_signature()
        lease = self.sudo()  # sudo: the outgoing tenant may not read the new lease; only the checks below do
        if not lease.predecessor_id.with_env(self.env)._is_tenant(self.env.user):
            self._refuse("role_outgoing", "L4.2")
        if lease.consent_signed_on:
            return False
        if not lease._needs_consent() or lease.state not in CONSENT_STATES or not lease._is_approved():
            self._refuse("approval_missing", "L4.2")
        if not lease._is_document_intact():
            self._refuse("document_altered", "L4.2")
        lease._gate_write(
            {
                "consent_signature": self._check_signature_picture(signature),
                "consent_signed_by": self._check_signature_name(name),
                "consent_signed_by_id": self.env.uid,
                "consent_signed_on": fields.Datetime.now(),
                "consent_signed_ip": ip_address,
            }
        )
        lease._message_log(body=self.env._("Consent of the outgoing tenant, signed by %(name)s.", name=lease.consent_signed_by))
        return True

    def _void_document(self):
        """Withdraw the consent with the document it was given to."""
        super()._void_document()
        # sudo: as the document's own gate
        self.sudo().filtered("consent_signed_on")._gate_write(EMPTY_CONSENT)

    def _after_move_to_sign(self, former):
        """Ask the outgoing tenants for their consent too."""
        super()._after_move_to_sign(former)
        for lease in self.sudo().filtered(lambda lease: lease.kind == "assignment"):  # sudo: kind and mail only
            lease.predecessor_id._send_to_tenant("mall_leasing.mail_template_lease_consent")

import base64
import binascii
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from odoo import fields, models
from odoo.tools import SQL

#: A drawn signature is a few kilobytes and a name a few words; both come from outside.
PICTURE_FORMATS = ("PNG", "JPEG", "GIF")
MAX_NAME_LENGTH = 200  # the refusal names it


class MallLease(models.Model):
    """Two signatures under the frozen document: the tenant's in the portal, then the landlord's. Clause: L4.2."""

    _inherit = "mall.lease"

    tenant_signature = fields.Image(
        max_width=1024, max_height=1024, readonly=True, copy=False, help="As drawn or typed in the portal."
    )
    tenant_signed_by = fields.Char(
        string="Signed for the Tenant By", readonly=True, copy=False, help="The name given with the signature."
    )
    tenant_signed_by_id = fields.Many2one(
        "res.users",
        string="Tenant's Login",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="The portal login that signed.",
    )
    tenant_signed_on = fields.Datetime(readonly=True, copy=False, help="When the tenant signed.")
    tenant_signed_ip = fields.Char(
        string="Signed From",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Network address the tenant's signature came from.",
    )
    landlord_signature = fields.Image(
        max_width=1024, max_height=1024, readonly=True, copy=False, help="The leader's countersignature."
    )
    landlord_signed_by_id = fields.Many2one(
        "res.users", string="Signed for the Landlord By", readonly=True, copy=False, help="The countersigning leader."
    )
    landlord_signed_on = fields.Datetime(readonly=True, copy=False, help="When the landlord countersigned.")

    # === TENANT === #

    def _is_tenant(self, user):
        """Tell whether a user acts for the tenant: an active portal login of the tenant's company."""
        self.ensure_one()
        # sudo: compares two companies, shows neither
        tenant, company = self.sudo().partner_id.commercial_partner_id, user.sudo().commercial_partner_id
        return user._is_portal() and bool(tenant) and company == tenant

    def _sign_as_tenant(self, name, signature, ip_address):
        """Record the tenant's signature under the frozen document.

        A second click finds the lease signed and changes nothing.

        :param str name: who signs, as written
        :param str signature: picture, base64
        :param str ip_address: where the request came from
        :return: whether this call signed it
        :raises LeaseNotSignable: not by the tenant, not approved, document changed, signature missing or no picture
        Clause: L4.2
        """
        self.ensure_one()
        self._lock_for_signature()
        if self._is_tenant(self.env.user) and self.sudo().state in ("tenant_signed", "active"):  # sudo: state only
            return False
        values = {
            "tenant_signature": self._check_signature_picture(signature),
            "tenant_signed_by": self._check_signature_name(name),
            "tenant_signed_by_id": self.env.uid,
            "tenant_signed_on": fields.Datetime.now(),
            "tenant_signed_ip": ip_address,
        }
        return bool(self._move_to("tenant_signed", **values))

    def _after_move_tenant_signed(self, former):
        """Tell the leaders that a countersignature is due."""
        for lease in self.sudo():  # sudo: the tenant signs, the house is told
            lease._message_log(
                body=self.env._("Signed for the tenant by %(name)s.", name=lease.tenant_signed_by),
            )
            for leader in lease._get_countersigners():
                lease.activity_schedule(
                    "mall_leasing.mail_activity_data_countersign",
                    user_id=leader.id,
                    summary=lease.with_context(lang=leader.lang).env._("Countersign the lease"),
                )

    def _get_countersigners(self):
        """Return the leaders of the lease's company."""
        self.ensure_one()
        # sudo: whom to tell, not shown
        group = self.env.ref("mall_leasing.group_mall_leasing_leader").sudo()
        return group.all_user_ids.filtered(
            lambda user: user.active and not user.share and self.company_id in user.company_ids
        )

    # === LANDLORD === #

    def action_open_countersign(self):
        """Open the page where a leader signs for the landlord."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Countersign"),
            "res_model": "mall.lease.countersign",
            "view_mode": "form",
            "target": "new",
            "context": {"default_lease_id": self.id},
        }

    def _countersign(self, signature):
        """Record the landlord's signature; the lease binds both sides from now on.

        :param str signature: picture, base64
        :return: whether this call signed it
        :raises LeaseNotSignable: document changed, signature missing or no picture
        Clause: L4.2
        """
        self.ensure_one()
        self.check_access("read")
        self._lock_for_signature()
        values = {
            "landlord_signature": self._check_signature_picture(signature),
            "landlord_signed_by_id": self.env.uid,
            "landlord_signed_on": fields.Datetime.now(),
        }
        if not self._move_to("active", **values):
            return False
        self._attach_signed_copy()
        # sudo: the reminders of all leaders end with the first signature, the mail is the house's
        lease = self.sudo()
        lease.activity_unlink(["mall_leasing.mail_activity_data_countersign"])
        lease._send_to_tenant("mall_leasing.mail_template_lease_signed", lease.signed_attachment_id)
        return True

    # === BOTH === #

    def _lock_for_signature(self):
        """Have two signatures at the same moment wait for each other; the second sees the first."""
        # Not lock_for_update(), which turns the second away: it waits here, is started over by the server because
        # what it read is out of date, and then finds the lease signed.
        self.env.execute_query(SQL("SELECT id FROM mall_lease WHERE id = %s FOR UPDATE", self.id))

    def _check_signature_picture(self, signature):
        """Return the signature without line breaks if it is a picture.

        :raises LeaseNotSignable: if it is missing or no picture
        """
        if not signature:
            self._refuse("signature_missing", "L4.2")
        if not isinstance(signature, str | bytes):
            self._refuse("signature_unreadable", "L4.2")
        try:
            data = signature.encode() if isinstance(signature, str) else signature
            Image.open(BytesIO(base64.b64decode(data, validate=True)), formats=PICTURE_FORMATS).verify()
        except (binascii.Error, ValueError, UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError):
            self._refuse("signature_unreadable", "L4.2")
        return data

    def _check_signature_name(self, name):
        """Return the name given with a signature, without space around it.

        :raises LeaseNotSignable: if it is missing or longer than a name can be
        """
        name = name.strip() if isinstance(name, str) else ""
        if not name:
            self._refuse("signature_missing", "L4.2")
        if len(name) > MAX_NAME_LENGTH:
            self._refuse("signature_name_long", "L4.2")
        return name

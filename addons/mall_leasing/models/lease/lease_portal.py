from odoo import fields, models

from ...core.lease import PORTAL_STATES


class MallLease(models.Model):
    """The lease as the tenant meets it."""

    _inherit = "mall.lease"

    # Who holds the token reads the lease: it is the tenant's, the house has its own rights.
    access_token = fields.Char(groups="base.group_system")
    has_portal_user = fields.Boolean(
        compute="_compute_has_portal_user",
        compute_sudo=True,
        help="Somebody of the tenant's company can log in to the portal and sign.",
    )

    def _compute_access_url(self):
        super()._compute_access_url()
        for lease in self:
            lease.access_url = f"/my/leases/{lease.id}"

    def _compute_has_portal_user(self):
        companies = self.partner_id.commercial_partner_id
        groups = self.env["res.users"]._read_group(
            [("partner_id.commercial_partner_id", "in", companies.ids), ("share", "=", True)],
            ["partner_id"],
        )
        present = {partner.commercial_partner_id for (partner,) in groups}
        for lease in self:
            lease.has_portal_user = lease.partner_id.commercial_partner_id in present

    def _portal_ensure_token(self):
        """Return the tenant's token; it goes into mails to the tenant and nowhere else."""
        return super(MallLease, self.sudo())._portal_ensure_token()  # sudo: the field is closed to the house itself

    def get_portal_url(self, suffix=None, report_type=None, download=None, query_string=None, anchor=None):
        """Return the address of the tenant's page; the token is in it for the system's own mails only.

        Any client may call this by name: whoever is logged in gets the page by the own rights.
        """
        if self.env.su:
            return super().get_portal_url(suffix, report_type, download, query_string, anchor)
        self.ensure_one()
        return f"{self.access_url}{suffix or ''}" + (f"#{anchor}" if anchor else "")

    def _get_share_url(self, redirect=False, signup_partner=False, pid=None, share_token=True):
        """Return the address to share; staff who share a lease by hand share no token."""
        return super()._get_share_url(redirect, signup_partner, pid, share_token=share_token and self.env.su)

    def _sign_token(self, pid):
        """Return the proof that a partner was sent a link; it goes into that partner's mail alone."""
        return super(MallLease, self.sudo())._sign_token(pid)  # sudo: it is made from the token, closed to the house

    def action_preview_portal(self):
        """Open the tenant's page with one's own rights."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.access_url, "target": "new"}

    def _is_visible_in_portal(self):
        """Tell whether the tenant may see the lease in its present state."""
        self.ensure_one()
        return self.state in PORTAL_STATES

    def _send_to_tenant(self, template_xmlid, attachment=None):
        """Mail the tenant a link to the lease; the chatter keeps to whom, not the link.

        The mail stands on its own, because its link opens the lease: a colleague who reads the chatter
        must not find it there.

        :param str template_xmlid: a mail.template of mall.lease
        :param attachment: ir.attachment to send along
        """
        self.ensure_one()
        # sudo: the decision or signature that brings the lease here sends the mail, whoever made it
        lease = self.sudo()
        partner = lease.partner_id
        template = lease.env.ref(template_xmlid, raise_if_not_found=False)
        if not partner.email or not template:
            lease._message_log(body=lease._get_unsent_note(template))
            return
        values = {"model": False, "res_id": False, "author_id": lease.company_id.partner_id.id}
        if attachment:
            values["attachment_ids"] = [attachment.copy({"res_model": False, "res_id": False}).id]
        template.send_mail(lease.id, email_values=values, email_layout_xmlid="mail.mail_notification_light")
        lease._message_log(
            body=self.env._("%(mail)s: sent to %(email)s.", mail=template.name, email=partner.email_formatted)
        )

    def _get_unsent_note(self, template):
        """Return what the house has to do by hand because a mail could not go out."""
        self.ensure_one()
        if not template:
            return self.env._("The mail template was deleted: tell %(tenant)s by hand.", tenant=self.partner_id.name)
        return self.env._("%(tenant)s has no e-mail address: send the link by hand.", tenant=self.partner_id.name)

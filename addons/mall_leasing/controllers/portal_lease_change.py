from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from .portal_lease import LeasePortal


class LeaseChangePortal(LeasePortal):
    """What the tenant does about a change of the lease: consent to an assignment, acknowledge an early end.

    Both hang on the tenant's own lease, which the record rules judge; a link without login opens neither. Clause: L4.2.
    """

    @http.route("/my/leases/<int:lease_id>/assignment", type="http", auth="user", website=True)
    def portal_lease_assignment(self, lease_id, **_kwargs):
        """Show the outgoing tenant what it consents to; of the new tenant's lease no more than that."""
        try:
            lease_sudo = self._get_lease(lease_id, None)
        except (AccessError, MissingError):
            return request.redirect("/my")
        assignment = self._get_own(lease_sudo, lease_sudo._get_open_assignment())
        if not assignment:
            return request.redirect(lease_sudo.access_url)
        values = self._get_page_view_values(lease_sudo, None, {"page_name": "lease", "lease": lease_sudo}, "my_leases_history", False)
        values["assignment"] = assignment
        values["can_consent"] = assignment.is_waiting_for_consent
        return request.render("mall_leasing.portal_lease_assignment_page", values)

    @http.route("/my/leases/<int:lease_id>/assignment/consent", type="jsonrpc", auth="user", website=True)
    def portal_lease_consent(self, lease_id, name=None, signature=None, **_kwargs):
        """Take the outgoing tenant's consent.

        :return: what the signature form of the portal expects: where to go, or the error as one sentence
        """

        def consent(lease_sudo):
            assignment = self._get_own(lease_sudo, lease_sudo._get_open_assignment())
            # Back to the tenant's own rights: the lease judges who signs.
            assignment.with_user(request.env.user)._consent_as_outgoing(name, signature, request.httprequest.remote_addr)

        return self._take_signature(lease_id, consent, "assignment")

    @http.route("/my/leases/<int:lease_id>/termination", type="http", auth="user", website=True)
    def portal_lease_termination(self, lease_id, **_kwargs):
        """Show the tenant the early end of the lease."""
        try:
            lease_sudo = self._get_lease(lease_id, None)
        except (AccessError, MissingError):
            return request.redirect("/my")
        termination = self._get_own(lease_sudo, lease_sudo._get_granted_termination())
        if not termination:
            return request.redirect(lease_sudo.access_url)
        values = self._get_page_view_values(lease_sudo, None, {"page_name": "lease", "lease": lease_sudo}, "my_leases_history", False)
        values["termination"] = termination
        values["can_acknowledge"] = termination.state == "to_acknowledge"
        return request.render("mall_leasing.portal_lease_termination_page", values)

    @http.route("/my/leases/<int:lease_id>/termination/document", type="http", auth="user", website=True)
    def portal_lease_termination_document(self, lease_id, download=None, **_kwargs):
        """Serve the frozen termination."""
        try:
            lease_sudo = self._get_lease(lease_id, None)
        except (AccessError, MissingError):
            return request.redirect("/my")
        document = self._get_own(lease_sudo, lease_sudo._get_granted_termination()).document_attachment_id
        if not document:
            raise request.not_found()
        return request.env["ir.binary"]._get_stream_from(document).get_response(as_attachment=bool(download))

    @http.route("/my/leases/<int:lease_id>/termination/acknowledge", type="jsonrpc", auth="user", website=True)
    def portal_lease_acknowledge(self, lease_id, name=None, signature=None, **_kwargs):
        """Take the tenant's acknowledgement.

        :return: what the signature form of the portal expects: where to go, or the error as one sentence
        """

        def acknowledge(lease_sudo):
            termination = self._get_own(lease_sudo, lease_sudo._get_granted_termination())
            # Back to the tenant's own rights: the termination judges who signs.
            termination.with_user(request.env.user)._acknowledge_as_tenant(name, signature, request.httprequest.remote_addr)

        return self._take_signature(lease_id, acknowledge, "termination")

    def _get_own(self, lease_sudo, record):
        """Return a record that hangs on a lease if the user acts for that lease's tenant; else an empty one."""
        return record if lease_sudo.with_env(request.env)._is_tenant(request.env.user) else record.browse()

    def _take_signature(self, lease_id, sign, page):
        try:
            sign(self._get_lease(lease_id, None))
        except (AccessError, MissingError, ValueError):
            return {"error": request.env._("There is nothing for you to sign here.")}
        except UserError as error:
            return {"error": str(error)}
        return {"force_refresh": True, "redirect_url": f"/my/leases/{lease_id}/{page}?message=sign_ok"}

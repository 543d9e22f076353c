from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..core.lease import PORTAL_STATES


class LeasePortal(CustomerPortal):
    """The tenant's leases: read, sign, download. Clause: L4.2."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "lease_count" in counters:
            values["lease_count"] = self._count_leases()
        if "lease_to_sign_count" in counters:
            values["lease_to_sign_count"] = self._count_leases([("state", "=", "to_sign")])
        return values

    def _count_leases(self, domain=()):
        leases = request.env["mall.lease"]
        return leases.search_count([*self._get_lease_domain(), *domain]) if leases.has_access("read") else 0

    def _get_lease_domain(self):
        """Return the domain of the leases the portal lists: the tenant's own company's, also for colleagues who try.

        The record rules keep out what is not the user's; staff who open the portal see only what a tenant would.
        """
        company = request.env.user.commercial_partner_id
        return [("partner_id", "child_of", company.ids), ("state", "in", PORTAL_STATES)]

    def _get_lease_sortings(self):
        return {
            "date": {"label": request.env._("Start"), "order": "date_start desc, id desc"},
            "name": {"label": request.env._("Number"), "order": "name"},
            "state": {"label": request.env._("Status"), "order": "state, date_start desc"},
        }

    @http.route(["/my/leases", "/my/leases/page/<int:page>"], type="http", auth="user", website=True)
    def portal_my_leases(self, page=1, sortby="date", **_kwargs):
        """List the tenant's leases."""
        leases, domain, sortings = request.env["mall.lease"], self._get_lease_domain(), self._get_lease_sortings()
        sortby = sortby if sortby in sortings else "date"
        pager = portal_pager(
            url="/my/leases",
            url_args={"sortby": sortby},
            total=self._count_leases(),
            page=page,
            step=self._items_per_page,
        )
        if leases.has_access("read"):
            order = sortings[sortby]["order"]
            leases = leases.search(domain, order=order, limit=self._items_per_page, offset=pager["offset"])
        values = {
            **self._prepare_portal_layout_values(),
            "leases": leases,
            "page_name": "lease",
            "pager": pager,
            "default_url": "/my/leases",
            "searchbar_sortings": sortings,
            "sortby": sortby,
        }
        return request.render("mall_leasing.portal_my_leases", values)

    @http.route("/my/leases/<int:lease_id>", type="http", auth="public", website=True)
    def portal_my_lease(self, lease_id, access_token=None, **_kwargs):
        """Show one lease to its tenant, or to whoever holds its link."""
        try:
            lease_sudo = self._get_lease(lease_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        values = self._get_page_view_values(
            lease_sudo, access_token, {"page_name": "lease", "lease": lease_sudo}, "my_leases_history", False
        )
        values["can_sign"] = lease_sudo.state == "to_sign" and lease_sudo._is_tenant(request.env.user)
        return request.render("mall_leasing.portal_lease_page", values)

    @http.route("/my/leases/<int:lease_id>/document", type="http", auth="public", website=True)
    def portal_lease_document(self, lease_id, access_token=None, download=None, **_kwargs):
        """Serve the signed copy, or the frozen document while signatures are missing."""
        try:
            lease_sudo = self._get_lease(lease_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        attachment = lease_sudo.signed_attachment_id or lease_sudo.document_attachment_id
        if not attachment:
            raise request.not_found()
        return request.env["ir.binary"]._get_stream_from(attachment).get_response(as_attachment=bool(download))

    @http.route("/my/leases/<int:lease_id>/sign", type="jsonrpc", auth="user", website=True)
    def portal_lease_sign(self, lease_id, name=None, signature=None, **_kwargs):
        """Take the tenant's signature; the link alone does not sign, the tenant's login does.

        :return: what the signature form of the portal expects: where to go, or the error as one sentence
        """
        lease = request.env["mall.lease"].browse(lease_id)
        try:
            self._get_lease(lease_id, None)
            lease._sign_as_tenant(name, signature, request.httprequest.remote_addr)
        except (AccessError, MissingError):
            return {"error": request.env._("There is no lease for you to sign here.")}
        except UserError as error:
            return {"error": str(error)}
        return {"force_refresh": True, "redirect_url": f"/my/leases/{lease_id}?message=sign_ok"}

    def _get_lease(self, lease_id, access_token):
        """Return a lease in superuser mode after the rights of the user or the token were checked.

        A link to a lease that is being talked about again opens nothing.

        :raises AccessError: not the user's lease, wrong token, or not yet the tenant's to see
        :raises MissingError: no such lease
        """
        lease_sudo = self._document_check_access("mall.lease", lease_id, access_token)
        if not lease_sudo._is_visible_in_portal():
            raise AccessError(request.env._("This lease is not ready to be read here."))
        return lease_sudo

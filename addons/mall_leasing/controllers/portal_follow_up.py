from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import pager as portal_pager

from .portal_lease import LeasePortal


class FollowUpPortal(LeasePortal):
    """What follows the tenant's signature: duties, move-in formalities, visits, requests. Clause: L5.1, L5.2."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        for counter, model, domain in (
            ("tenant_duty_count", "mall.lease.obligation", [("state", "=", "open")]),
            ("tenant_request_count", "mall.tenant.request", []),
        ):
            if counter in counters:
                records = request.env[model]
                own = [*self._get_own_domain(), *domain]
                values[counter] = records.search_count(own) if records.has_access("read") else 0
        return values

    def _get_own_domain(self):
        """Return the domain of what belongs to the user's own company, also for colleagues of the house who try."""
        return [("lease_id.partner_id", "child_of", request.env.user.commercial_partner_id.ids)]

    def _get_own_record(self, model, record_id):
        """Return a record of the tenant's own company with the user's rights.

        :raises AccessError: not theirs
        :raises MissingError: no such record
        """
        record = request.env[model].browse(record_id).exists()
        if not record:
            raise MissingError(request.env._("This page is not there any more."))
        record.check_access("read")
        if not record.filtered_domain(self._get_own_domain()):
            raise AccessError(request.env._("This is not yours."))
        return record

    def _get_page_view_values(self, document, access_token, values, session_history, no_breadcrumbs, **kwargs):
        """Add to the lease page what its tenant has to do there; the mere link shows the lease alone."""
        if document._name == "mall.lease" and document._is_tenant(request.env.user):
            values = {**values, **self._prepare_follow_up_values(document)}
        return super()._get_page_view_values(document, access_token, values, session_history, no_breadcrumbs, **kwargs)

    def _prepare_follow_up_values(self, lease):
        own = [("lease_id", "=", lease.id)]
        return {
            "duties": request.env["mall.lease.obligation"].search(own, order="state, date_due"),
            "move_in": request.env["mall.move.in"].search(own, limit=1),
            "move_in_tasks": request.env["mall.move.in.task"].search(own),
            "visits": request.env["mall.return.visit"].search(own),
            "deposit": lease._get_deposit_status(),
            "message": request.session.pop("mall_leasing_message", None),
        }

    # === DUTIES AND FORMALITIES === #

    @http.route(["/my/obligations", "/my/obligations/page/<int:page>"], type="http", auth="user", website=True)
    def portal_my_obligations(self, page=1, **_kwargs):
        """List what the tenant has to do under its leases, what is due first."""
        values = self._prepare_list_values(
            "mall.lease.obligation", "/my/obligations", page, [("state", "in", ("open", "reported"))], "date_due, id"
        )
        return request.render("mall_leasing.portal_my_obligations", {**values, "page_name": "obligation"})

    @http.route("/my/obligations/<int:record_id>/done", type="http", auth="user", website=True, methods=["POST"])
    def portal_obligation_done(self, record_id, note="", **_kwargs):
        """Take the tenant's report, with files, that an obligation is fulfilled. Clause: LR2.3."""
        files = [(file.filename, file.read()) for file in request.httprequest.files.getlist("files") if file.filename]
        return self._act("mall.lease.obligation", record_id, lambda duty: duty._portal_report_done(note, files))

    @http.route("/my/move-in-tasks/<int:record_id>/done", type="http", auth="user", website=True, methods=["POST"])
    def portal_move_in_task_done(self, record_id, note="", **_kwargs):
        """Take the tenant's word that a formality is done. Clause: L5.1."""
        return self._act("mall.move.in.task", record_id, lambda task: task._portal_report_done(note))

    def _act(self, model, record_id, action):
        """Do something with the tenant's own record, then go back to its lease with the outcome in words."""
        try:
            record = self._get_own_record(model, record_id)
        except (AccessError, MissingError):
            return request.redirect("/my")
        try:
            with request.env.cr.savepoint():
                action(record)
            message = {"kind": "success", "text": request.env._("Thank you, it is recorded.")}
        except UserError as error:
            message = {"kind": "danger", "text": str(error)}
        request.session["mall_leasing_message"] = message
        return request.redirect(f"/my/leases/{record.lease_id.id}#follow_up")

    # === REQUESTS === #

    @http.route(["/my/requests", "/my/requests/page/<int:page>"], type="http", auth="user", website=True)
    def portal_my_requests(self, page=1, **_kwargs):
        """List the tenant's requests and offer to make a new one."""
        values = self._prepare_list_values("mall.tenant.request", "/my/requests", page, [], "create_date desc, id desc")
        return request.render("mall_leasing.portal_my_requests", {**values, **self._prepare_form_values()})

    @http.route("/my/requests/new", type="http", auth="user", website=True, methods=["POST"])
    def portal_request_new(self, lease_id="", **values):
        """Take a request; what is wrong with it is said on the page with the words kept. Clause: L5.1."""
        try:
            lease = request.env["mall.lease"].browse(int(lease_id) if str(lease_id).isdigit() else 0)
            if not lease.exists().filtered_domain(self._get_lease_domain()):
                raise AccessError(request.env._("Choose one of your leases."))
            record = request.env["mall.tenant.request"]._submit(lease, values)
        except UserError as error:
            page = self._prepare_list_values("mall.tenant.request", "/my/requests", 1, [], "create_date desc, id desc")
            page |= {**self._prepare_form_values(), "error": str(error), "form": {**values, "lease_id": lease_id}}
            return request.render("mall_leasing.portal_my_requests", page)
        return request.redirect(record.access_url)

    @http.route("/my/requests/<int:record_id>", type="http", auth="user", website=True)
    def portal_my_request(self, record_id, **_kwargs):
        """Show one request with its answer."""
        try:
            record = self._get_own_record("mall.tenant.request", record_id)
        except (AccessError, MissingError):
            return request.redirect("/my")
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "tenant_request",
            "tenant_request": record,
            "message": request.session.pop("mall_leasing_message", None),
        }
        return request.render("mall_leasing.portal_request_page", values)

    @http.route("/my/requests/<int:record_id>/reopen", type="http", auth="user", website=True, methods=["POST"])
    def portal_request_reopen(self, record_id, text="", **_kwargs):
        """Ask again, because the answer did not help or something came to mind."""
        response = self._act("mall.tenant.request", record_id, lambda record: record._portal_reopen(text))
        own = request.session.get("mall_leasing_message")
        return request.redirect(f"/my/requests/{record_id}") if own else response

    def _prepare_form_values(self):
        leases = request.env["mall.lease"]
        if leases.has_access("read"):
            leases = leases.search([*self._get_lease_domain(), ("state", "=", "active")])
        kinds = request.env["mall.tenant.request"]._fields["kind"]._description_selection(request.env)
        return {"page_name": "tenant_request", "leases": leases, "kinds": kinds, "form": {}}

    def _prepare_list_values(self, model, url, page, domain, order):
        """Return the values of a list page of the tenant's own records."""
        records = request.env[model]
        domain = [*self._get_own_domain(), *domain]
        readable = records.has_access("read")
        total = records.search_count(domain) if readable else 0
        pager = portal_pager(url=url, total=total, page=page, step=self._items_per_page)
        if readable:
            records = records.search(domain, order=order, limit=self._items_per_page, offset=pager["offset"])
        return {
            **self._prepare_portal_layout_values(),
            "records": records,
            "pager": pager,
            "default_url": url,
            "message": request.session.pop("mall_leasing_message", None),
        }

import base64

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..core.sales_import import parse_month
from ..core.tabular import parse_number

MAX_DOCUMENT = 5 * 1024 * 1024


class TurnoverPortal(CustomerPortal):
    """The tenant's sales and settlements: declare, look up, download. Clause: L4.1."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "turnover_lease_count" in counters:
            values["turnover_lease_count"] = len(self._get_turnover_leases())
        return values

    def _get_turnover_leases(self):
        """Return the leases of the user's own company that have a turnover rent, with the user's rights."""
        leases = request.env["mall.lease"]
        if not leases.has_access("read"):
            return leases
        company = request.env.user.commercial_partner_id
        return leases.search(
            [("partner_id", "child_of", company.ids), ("state", "in", ("active", "ended")), ("turnover_term_ids", "!=", False)]
        )

    def _get_turnover_lease(self, lease_id):
        """Return one of the user's own leases with turnover rent.

        :raises NotFound: if it is another's, or has none
        """
        lease = self._get_turnover_leases().filtered(lambda lease: lease.id == lease_id)
        if not lease:
            raise NotFound
        return lease

    @http.route("/my/sales", type="http", auth="user", website=True)
    def portal_my_sales(self, **_kwargs):
        """List the leases whose sales are declared; a single one opens at once."""
        leases = self._get_turnover_leases()
        if len(leases) == 1:
            return request.redirect(f"/my/sales/{leases.id}")
        values = {**self._prepare_portal_layout_values(), "leases": leases, "page_name": "sales"}
        return request.render("mall_leasing.portal_my_sales", values)

    @http.route("/my/sales/<int:lease_id>", type="http", auth="user", website=True)
    def portal_lease_sales(self, lease_id, month=None, done=None, **_kwargs):
        """Show the months of a lease, its settlements, and the form for a month."""
        return self._render_sales(self._get_turnover_lease(lease_id), month=month, done=done)

    @http.route("/my/sales/<int:lease_id>/declare", type="http", auth="user", website=True, methods=["POST"])
    def portal_declare_sales(self, lease_id, **post):
        """Take the sales of a month; a second click of the same figures declares nothing twice."""
        lease = self._get_turnover_lease(lease_id)
        try:
            values = self._read_form(lease, post)
            declaration = lease._declare_as_tenant(**values)
        except (AccessError, MissingError) as error:
            raise NotFound from error
        except UserError as error:
            request.env.cr.rollback()
            return self._render_sales(lease, month=post.get("month"), error=str(error), form=post)
        return request.redirect(f"/my/sales/{lease.id}?done={declaration.month.isoformat()}")

    def _read_form(self, lease, post):
        """Return the posted figures as ``mall.lease._declare_as_tenant`` takes them.

        :raises UserError: for the first figure that means nothing
        """
        month = parse_month(post.get("month"))
        if not month:
            raise UserError(request.env._("Choose the month whose sales you declare."))
        kinds = lease.turnover_term_ids.exclusion_kind_ids
        exclusions = {kind.id: self._read_amount(post.get(f"exclusion_{kind.id}"), kind.name) for kind in kinds}
        values = {
            "month": month,
            "gross": self._read_amount(post.get("gross"), request.env._("Gross sales"), required=True),
            "exclusions": exclusions,
            "ticket_count": round(self._read_amount(post.get("tickets"), request.env._("Receipts"))),
        }
        reason = (post.get("reason") or "").strip()[:500]
        return {**values, **self._read_document(post.get("document")), **({"correction_reason": reason} if reason else {})}

    def _read_amount(self, text, label, required=False):
        number = parse_number(text)
        if number is None and ((text or "").strip() or required):
            raise UserError(request.env._("%(field)s: enter a number, for example 85,000.", field=label))
        if number is not None and number < 0:
            raise UserError(request.env._("%(field)s cannot be below 0.", field=label))
        return float(number or 0)

    def _read_document(self, upload):
        content = upload.read(MAX_DOCUMENT + 1) if upload and getattr(upload, "filename", "") else b""
        if len(content) > MAX_DOCUMENT:
            raise UserError(request.env._("The document is larger than 5 MB: send a smaller one."))
        return {"document": base64.b64encode(content), "document_name": upload.filename[:200]} if content else {}

    def _render_sales(self, lease, month=None, done=None, error=None, form=None):
        months = lease._get_sales_months()
        chosen = self._choose_month(months, month)
        settlements = request.env["mall.turnover.settlement"].search([("lease_id", "=", lease.id)])
        finished = parse_month(done)
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "sales",
            "lease": lease,
            "months": months,
            "chosen": chosen,
            "kinds": lease.turnover_term_ids.exclusion_kind_ids,
            "settlements": settlements,
            "done_month": finished and lease._format_sales_month(finished),
            "error": error,
            "form": form or self._get_form(chosen),
        }
        return request.render("mall_leasing.portal_lease_sales", values)

    def _choose_month(self, months, month):
        """Return the month asked for, else the oldest one that is still to be declared, else None."""
        wanted = parse_month(month)
        found = [row for row in months if row["month"] == wanted]
        return (found or [row for row in reversed(months) if row["is_open"]] or [None])[0]

    def _get_form(self, chosen):
        """Return what the form starts from: the figures that stand, for a correction or a month sent back."""
        declaration = chosen and chosen["declaration"]
        if not declaration:
            return {}
        form = {f"exclusion_{line.kind_id.id}": _plain(line.amount) for line in declaration.exclusion_ids}
        return {**form, "gross": _plain(declaration.amount_gross), "tickets": str(int(declaration.ticket_count) or "")}

    @http.route("/my/settlements/<int:settlement_id>", type="http", auth="user", website=True)
    def portal_settlement(self, settlement_id, **_kwargs):
        """Serve a settlement as PDF to its tenant."""
        settlement = request.env["mall.turnover.settlement"].browse(settlement_id)
        try:
            settlement.check_access("read")
            lease = self._get_turnover_lease(settlement.lease_id.id)
        except (AccessError, MissingError) as error:
            raise NotFound from error
        # sudo: the paper shows company and steps; that the settlement is the tenant's own was checked just now
        reports = request.env["ir.actions.report"].sudo().with_context(lang=lease.partner_id.lang or request.env.lang)
        content = reports._render_qweb_pdf("mall_leasing.action_report_mall_turnover_settlement", settlement.ids)[0]
        name = settlement.name.replace("/", "-")
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Length", str(len(content))),
            ("Content-Disposition", http.content_disposition(f"{name}.pdf")),
        ]
        return request.make_response(content, headers=headers)


def _plain(amount):
    """Return an amount as people type it: no decimals where there are none."""
    return f"{amount:.2f}".removesuffix(".00")

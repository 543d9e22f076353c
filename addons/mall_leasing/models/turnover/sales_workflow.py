from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.tools import SQL

from ...core.turnover import deviation_percent

#: (from, to): nothing else happens to a declaration. Who may is checked by the actions.
DECLARATION_MOVES = frozenset(
    {("draft", "declared"), ("declared", "draft"), ("declared", "confirmed"), ("confirmed", "replaced")}
)
FORMER_MONTHS = 12


class MallSalesDeclaration(models.Model):
    """A declaration's way: declared by the tenant, confirmed by the house, corrected by a further version."""

    _inherit = "mall.sales.declaration"

    # === THE GATE === #

    def _move_to(self, state, **values):
        """Bring declarations into a state by the table of moves.

        :raises TurnoverRefused: if the table has no such move
        Clause: L4.1
        """
        for declaration in self.sudo():  # sudo: the state alone, for the gate
            if (declaration.state, state) not in DECLARATION_MOVES:
                declaration.with_env(self.env)._refuse("not_declared_state", state=declaration._get_state_label())
        # sudo: the fields of the gate are nobody's to write; the actions have checked who acts
        self.sudo().write({**values, "state": state})

    def _check_staff(self):
        """Refuse all but the leasing staff that may write these declarations."""
        group = "mall_leasing.group_mall_leasing_specialist"
        if self and not (self.env.user.has_group(group) and self.has_access("write")):
            self[:1]._refuse("role_staff")

    def _lock(self):
        """Have two sessions that act on the same declarations wait for each other."""
        if self.ids:
            rows = SQL("SELECT id FROM mall_sales_declaration WHERE id IN %s ORDER BY id FOR UPDATE", tuple(self.ids))
            self.env.execute_query(rows)

    # === ACTIONS === #

    def action_declare(self):
        """Declare drafts on the tenant's word; from then on their figures stay.

        Clause: L4.1
        """
        self._check_staff()
        self._declare()

    def _declare(self):
        stamps = {"declared_by_id": self.env.uid, "declared_datetime": fields.Datetime.now(), "return_reason": False}
        self._move_to("declared", **stamps)

    def action_confirm(self):
        """Confirm declared sales: turnover rent is counted on them; the versions they correct are replaced.

        A second click finds them confirmed and changes nothing.

        :raises TurnoverRefused: if one is not declared yet, or not by the staff in charge
        Clause: L4.1
        """
        self._check_staff()
        self._lock()
        waiting = self.filtered(lambda declaration: declaration.state != "confirmed")
        waiting.previous_id.filtered(lambda former: former.state == "confirmed")._move_to("replaced")
        self.env.flush_all()  # the former version makes room before its successor stands
        waiting._move_to("confirmed", confirmed_by_id=self.env.uid, confirmed_datetime=fields.Datetime.now())
        # sudo: what waits for these sales is worked off by the scheduled action, soon
        self.env.ref("mall_leasing.ir_cron_prepare_settlements").sudo()._trigger()

    def action_open_send_back(self):
        """Ask why the declarations are sent back to the tenant."""
        return self.env["mall.turnover.reason"]._open(self.env._("Send Back"), declaration_ids=self.ids)

    def _send_back(self, reason):
        """Give declared sales back to who declared them.

        :param str reason: what is wrong with them; the tenant reads it
        :raises TurnoverRefused: without a reason
        """
        self._check_staff()
        if not (reason or "").strip():
            self[:1]._refuse("reason_missing")
        self._move_to("draft", return_reason=reason.strip())

    def action_correct(self):
        """Open the next version of confirmed sales, with their figures to start from; a second click finds it open.

        :raises TurnoverRefused: if the sales are not confirmed
        Clause: L4.1
        """
        self.ensure_one()
        self._check_staff()
        self._lock()
        version = self._get_open_version() or self._create_version({}, "entry")
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": version.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _get_open_version(self):
        self.ensure_one()
        domain = Domain("previous_id", "=", self.id) & Domain("state", "in", ("draft", "declared"))
        return self.search(domain, limit=1)

    def _create_version(self, values, source):
        """Return a draft that corrects confirmed sales.

        :param dict values: figures that differ
        :param str source: portal, entry or import
        """
        self.ensure_one()
        if self.state != "confirmed":
            self._refuse("nothing_to_correct", state=self._get_state_label())
        return self._create_versions([(self, values, source)])

    @api.model
    def _create_versions(self, corrections):
        """Return drafts that correct confirmed sales, made in one go: (former, values, source) each."""
        vals_list = [
            {**former._get_figures(), **values, "previous_id": former.id, "version": former.version + 1, "source": source}
            for former, values, source in corrections
        ]
        # sudo: number and predecessor of a version are the gate's; whoever opens one may write the former
        return self.sudo().create(vals_list).with_env(self.env)

    def _get_figures(self):
        """Return the figures of a declaration as values of a new one."""
        self.ensure_one()
        lines = [Command.create({"kind_id": line.kind_id.id, "amount": line.amount}) for line in self.exclusion_ids]
        return {
            "lease_id": self.lease_id.id,
            "month": self.month,
            "amount_gross": self.amount_gross,
            "ticket_count": self.ticket_count,
            "exclusion_ids": lines,
        }

    def _has_figures(self, gross, exclusions, tickets=None):
        """Tell whether the declaration says just this.

        :param float gross: gross sales
        :param dict exclusions: {kind id: amount}
        :param int tickets: number of receipts; None where nobody said
        """
        self.ensure_one()
        own = {line.kind_id.id: line.amount for line in self.exclusion_ids if line.amount}
        other = {kind: amount for kind, amount in exclusions.items() if amount}
        same = own.keys() == other.keys() and not any(self.currency_id.compare_amounts(own[kind], other[kind]) for kind in own)
        same_tickets = tickets is None or tickets == self.ticket_count
        return same and same_tickets and not self.currency_id.compare_amounts(self.amount_gross, gross)

    # === OUTLIERS === #

    @api.depends("lease_id", "month", "amount_net")
    def _compute_hint(self):
        """Compare each month with the confirmed ones of the year before it; one query for all."""
        limit = self.env["mall.lease"]._get_sales_outlier_percent()
        former = self._get_former_sales()
        for declaration in self:
            sales = declaration._pick_former(former.get(declaration.lease_id._origin, ()))
            percent = deviation_percent(declaration.amount_net, sales)
            unusual = percent is not None and abs(percent) > limit
            declaration.hint = unusual and self._get_hint(percent, len(sales))

    def _get_former_sales(self):
        """Return {lease: [(month, net sales)]} of confirmed months."""
        months = [declaration.month for declaration in self if declaration.month]
        if not months:
            return {}
        domain = (
            Domain("lease_id", "in", self.lease_id.ids)
            & Domain("state", "=", "confirmed")
            & Domain("month", ">=", fields.Date.subtract(min(months), months=FORMER_MONTHS))
        )
        # sudo: who sees a declaration may know how it compares with the same shop's former ones
        rows = self.sudo().search_fetch(domain, ["lease_id", "month", "amount_net"])
        return {lease: [(row.month, row.amount_net) for row in found] for lease, found in rows.grouped("lease_id").items()}

    def _pick_former(self, sales):
        if not self.month:
            return []
        first = fields.Date.subtract(self.month, months=FORMER_MONTHS)
        return [net for month, net in sales if first <= month < self.month]

    def _get_hint(self, percent, count):
        if percent < 0:
            return self.env._("%(percent)s %% below the mean of the last %(count)s months", percent=-percent, count=count)
        return self.env._("%(percent)s %% above the mean of the last %(count)s months", percent=percent, count=count)

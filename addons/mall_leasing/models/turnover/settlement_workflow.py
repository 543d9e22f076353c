from odoo import fields, models
from odoo.fields import Domain

from .mall_turnover_settlement import OPEN_STATES

MANAGER = "mall_leasing.group_mall_leasing_manager"
SPECIALIST = "mall_leasing.group_mall_leasing_specialist"
#: (from, to): nothing else happens to a settlement once it is worked out.
SETTLEMENT_MOVES = frozenset(
    {
        ("waiting", "draft"),
        ("draft", "waiting"),
        ("draft", "confirmed"),
        ("confirmed", "invoiced"),
        ("confirmed", "cancelled"),
        ("invoiced", "cancelled"),
    }
)


class MallTurnoverSettlement(models.Model):
    """A settlement's way: worked out by the system, confirmed by a manager, invoiced once, reversed but never erased."""

    _inherit = "mall.turnover.settlement"

    def _check_role(self, group):
        """Refuse people below a group, and those who may not see these settlements."""
        self.check_access("read")
        if self and not self.env.user.has_group(group):
            self[:1]._refuse("role_manager")

    # === ACTIONS === #

    def action_refresh(self):
        """Bring open settlements up to date with the sales, and prepare what has become due."""
        self._check_role(SPECIALIST)
        self.term_id._prepare_settlements()

    def action_confirm(self):
        """Confirm settlements, oldest first, and make their invoices and credit notes, once.

        A second click, or a second session, finds them confirmed and changes nothing.

        :raises TurnoverRefused: below manager; sales missing; an earlier one open; figures changed since
        Clause: L4.1
        """
        self._check_role(MANAGER)
        self._lock()
        self.invalidate_recordset(["state"])
        todo = self.filtered(lambda one: one.state not in ("confirmed", "invoiced")).sorted("id")
        todo._check_confirmable()
        stamps = {"confirmed_by_id": self.env.uid, "confirmed_datetime": fields.Datetime.now(), "state": "confirmed"}
        todo.sudo().write(stamps)  # sudo: settlements are written by their own gate; who acts was checked
        todo._make_invoices()

    def _check_confirmable(self):
        """Refuse settlements that wait, that come before their turn, or whose figures are no longer true."""
        earlier = self.sudo()._get_earlier()  # sudo: whether an earlier one is open counts, its number is told
        for settlement in self:
            if settlement.state == "waiting":
                settlement._refuse("sales_missing", months=settlement.missing_sales)
            if settlement.state != "draft":
                settlement._refuse("not_draft")
            for one in earlier[settlement.sudo()] - self.sudo():
                if one.state in OPEN_STATES:
                    settlement._refuse("earlier_first", earlier=one.name)
        for settlement, values in self._work_out():
            if values["basis_digest"] != settlement.sudo().basis_digest:  # sudo: compared only
                settlement._refuse("figures_changed")

    def action_open_reverse(self):
        """Ask why the settlements are reversed."""
        self._check_role(MANAGER)
        return self.env["mall.turnover.reason"]._open(self.env._("Reverse Settlement"), settlement_ids=self.ids)

    def _reverse(self, reason):
        """Take confirmed settlements back: their invoices are reversed, and what is due is worked out anew.

        :param str reason: why; kept with the settlement
        :raises TurnoverRefused: below manager, without a reason, not confirmed, or a later one builds on it
        Clause: L4.1
        """
        self._check_role(MANAGER)
        self._lock()
        self.invalidate_recordset(["state"])
        for settlement in self.sorted("id", reverse=True):
            settlement._reverse_one((reason or "").strip())

    def _reverse_one(self, reason):
        self.ensure_one()
        if self.state == "cancelled":
            return
        if not reason:
            self._refuse("reason_missing")
        if self.state not in ("confirmed", "invoiced"):
            self._refuse("not_invoiced")
        later = self.sudo().search(self._get_later_domain())  # sudo: whether something builds on it counts
        binding = later.filtered(lambda one: one.state not in OPEN_STATES)
        if binding:
            self._refuse("later_first", later=binding[0].name)
        later.unlink()  # prepared anew, in the right order, by the next run
        # sudo: as in action_confirm
        self.sudo().write({"state": "cancelled", "reverse_reason": reason, "reversal_move_id": self._reverse_invoice(reason).id})
        self.env.ref("mall_leasing.ir_cron_prepare_settlements").sudo()._trigger()  # sudo: the clock works it out anew

    # === WHAT WAITS === #

    def _get_waiting_domain(self):
        """Return the domain of settlements a leasing manager has to look at."""
        return Domain("state", "=", "draft")

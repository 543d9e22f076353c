from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

SPECIALIST = "mall_leasing.group_mall_leasing_specialist"


class MallLeasingHandOver(models.TransientModel):
    """Find all open work of somebody and hand it over, kind by kind. Clause: LR1.3."""

    _name = "mall.leasing.hand.over"
    _description = "Hand Over Work"

    from_user_id = fields.Many2one(
        "res.users",
        string="From",
        required=True,
        domain=[("share", "=", False)],
        context={"active_test": False},
        help="Whose work is handed over.",
    )
    to_user_ids = fields.Many2many(
        "res.users",
        string="To",
        domain=lambda self: [("share", "=", False), ("all_group_ids", "in", self.env.ref(SPECIALIST).ids)],
        help="Who takes it over, unless a line says otherwise; several share it evenly.",
    )
    reason = fields.Char(help="Why; kept with the record of the hand-over.")
    line_ids = fields.One2many(
        "mall.leasing.hand.over.line",
        "wizard_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        help="The open work, a line for each kind.",
    )
    approval_count = fields.Integer(
        string="Approvals Waiting",
        compute="_compute_approval_count",
        help="Decisions that wait for this person or the role; they are not handed over: a delegate or another member of the role decides.",
    )

    @api.depends("from_user_id")
    def _compute_line_ids(self):
        for wizard in self:
            work = wizard._check_manager()._find_open_work() if wizard.from_user_id else {}
            lines = [{"res_model": name, "record_count": len(records)} for name, records in work.items()]
            wizard.line_ids = [fields.Command.clear(), *[fields.Command.create(values) for values in lines]]

    @api.depends("from_user_id")
    def _compute_approval_count(self):
        for wizard in self:
            # sudo: the number alone is told
            steps = self.env["approval.step"].sudo()
            waiting = steps._get_waiting_for_domain(wizard.from_user_id) if wizard.from_user_id else [(0, "=", 1)]
            wizard.approval_count = steps.search_count(waiting)

    def _check_manager(self):
        """Return whose work it is, if the current user may hand it over.

        :raises AccessError: below leasing manager
        """
        if not self.env.user.has_group("mall_leasing.group_mall_leasing_manager"):
            raise AccessError(self.env._("Only the leasing manager hands work over. (LR1.3)"))
        return self.from_user_id

    def action_hand_over(self):
        """Hand all open work over, in one transaction, each record put on record.

        :raises UserError: where nobody is named for a kind, or somebody cannot take it
        Clause: LR1.3
        """
        self.ensure_one()
        work = self._check_manager()._find_open_work()
        takers = {line.res_model: line.to_user_ids for line in self.line_ids}
        for name, records in work.items():
            # what hangs on another record (its activities) may have changed hands, or be gone, along with that
            self._hand_over_kind(records.exists(), takers.get(name) or self.to_user_ids)
        return {"type": "ir.actions.act_window_close"}

    def _hand_over_kind(self, records, takers):
        """Hand the records of one kind over to colleagues, shared evenly."""
        if not records:
            return
        self._check_takers(records, takers)
        shares = {taker: records[place :: len(takers)] for place, taker in enumerate(takers)}
        quiet = {
            "mail_auto_subscribe_no_notify": True,
            "mail_activity_quick_update": True,
            "mall_leasing_hand_over_from": self.from_user_id.ids,
        }
        for taker, share in shares.items():
            # sudo: the manager answers for the department's work, also that in records of others (activities, tasks);
            # who may is checked, and only the person in charge changes
            share.sudo().with_context(**quiet)._hand_over(taker)
        values = [value for taker, share in shares.items() for value in self._prepare_log_values(share, taker)]
        self.env["mall.leasing.hand.over.log"].sudo().create(values)  # sudo: nobody writes the record of hand-overs by hand

    def _check_takers(self, records, takers):
        """Refuse people who cannot take over: nobody, the one who leaves, somebody archived, not of leasing or of another company.

        :raises UserError: one sentence
        """
        kind = self.env["ir.model"]._get(records._name).name
        takers = takers - self.from_user_id
        if not takers:
            raise UserError(self.env._("Say who takes over: %(kind)s (%(count)s). (LR1.3)", kind=kind, count=len(records)))
        companies = records.company_id if "company_id" in records._fields else self.env.company
        for taker in takers:
            fit = taker.active and not taker.share and taker.has_group(SPECIALIST) and companies <= taker.company_ids
            if not fit:
                raise UserError(
                    self.env._(
                        "%(user)s cannot take over %(kind)s: it takes an active leasing login of the same company. (LR1.3)",
                        user=taker.name,
                        kind=kind,
                    )
                )

    def _prepare_log_values(self, share, taker):
        """Return the rows that put a share on record."""
        has_company = "company_id" in share._fields
        return [
            {
                "company_id": (has_company and record.company_id.id) or self.env.company.id,
                "from_user_id": self.from_user_id.id,
                "to_user_id": taker.id,
                "res_model": record._name,
                "res_id": record.id,
                "res_name": record.display_name,
                "reason": self.reason,
            }
            for record in share
        ]


class MallLeasingHandOverLine(models.TransientModel):
    """One kind of open work in the wizard."""

    _name = "mall.leasing.hand.over.line"
    _description = "Work to Hand Over"

    wizard_id = fields.Many2one("mall.leasing.hand.over", required=True, ondelete="cascade")
    res_model = fields.Char(required=True, readonly=True)
    kind = fields.Char(compute="_compute_kind", help="Kind of work.")
    record_count = fields.Integer(string="Open", readonly=True, help="How many are open.")
    to_user_ids = fields.Many2many(
        "res.users", string="To", domain=[("share", "=", False)], help="Who takes these over; empty means the people named above."
    )

    @api.depends("res_model")
    def _compute_kind(self):
        for line in self:
            line.kind = self.env["ir.model"]._get(line.res_model).name

    def action_open_records(self):
        """Open the records of this kind."""
        self.ensure_one()
        records = self.wizard_id._check_manager()._find_open_work().get(self.res_model, self.env[self.res_model])
        return {
            "type": "ir.actions.act_window",
            "name": self.kind,
            "res_model": self.res_model,
            "view_mode": "list,form",
            "domain": [("id", "in", records.ids)],
            "context": {"create": False},
        }

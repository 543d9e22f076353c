from odoo import api, fields, models

from ...clause_reasons import ObligationRefused
from ...core.lease import obstacle
from ...core.obligation import TRANSITIONS

#: Reason code -> whether it holds for an obligation that is about to take the values.
OBSTACLES = {
    "not_theirs": lambda obligation, values: obligation.party != "tenant",
    "lease_not_running": lambda obligation, values: obligation.lease_id.state not in ("active", "ended"),
    "note_missing": lambda obligation, values: not (values.get("note") or "").strip(),
    "evidence_missing": lambda obligation, values: obligation.needs_evidence and not values.get("evidence_ids"),
    "reason_missing": lambda obligation, values: not (values.get("reason") or "").strip(),
}
ROLE_GROUPS = {
    "staff": "mall_leasing.group_mall_leasing_specialist",
    "manager": "mall_leasing.group_mall_leasing_manager",
}
MAX_FILES, MAX_FILE_BYTES = 10, 25 * 1024 * 1024


class MallLeaseObligation(models.Model):
    """The one gate every obligation passes, and who knocks at it."""

    _inherit = "mall.lease.obligation"

    def _move_to(self, state, actor=None, **values):
        """Bring obligations into a state: check the table, the actor's role and what is missing, then stamp.

        :param str actor: ``tenant`` or ``clock`` where those act; empty where the current user does
        :param values: what is written together with the state
        :return: the obligations that moved
        :raises ObligationRefused: with the code of what is missing
        Clause: LR2.3
        """
        # sudo: who may not even read an obligation is refused by its role below, in words
        moving = self.browse(obligation.id for obligation in self.sudo() if obligation.state != state)
        for obligation in moving:
            obligation._check_move(state, actor, values)
        # sudo: the gate writes what nobody writes by hand; who may move it was checked just now
        moving.sudo().write({**values, **self._prepare_stamps(state), "state": state})
        moving._close_obligation_activities()
        return moving

    def _check_move(self, state, actor, values):
        self.ensure_one()
        # sudo: the checks read the obligation and its lease, whoever acts; only its name is shown
        obligation = self.sudo()
        rule = TRANSITIONS.get((obligation.state, state))
        labels = dict(self._fields["state"]._description_selection(self.env))
        if not rule:
            self._refuse("no_such_move", source=labels[obligation.state], target=labels[state])
        if not self._has_role(rule.role, actor):
            self._refuse(f"role_{rule.role}", rule.clause)
        reason = obstacle(rule, lambda code: OBSTACLES[code](obligation, values))
        if reason:
            self._refuse(reason, rule.clause)

    def _has_role(self, role, actor):
        """Tell whether the actor of a move is the one the table asks for; the clock is claimed by private methods only."""
        self.ensure_one()
        if role == "clock":
            return actor == "clock"
        if role == "tenant":
            return self.sudo().lease_id._is_tenant(self.env.user)  # sudo: compares two companies, shows neither
        return self.env.user.has_group(ROLE_GROUPS[role]) and self.has_access("write")

    def _refuse(self, reason, clause="", **values):
        # sudo: its name alone is told
        raise ObligationRefused(self.env, reason, clause, what=self.sudo().name, **values)

    def _prepare_stamps(self, state):
        """Return who and when of a state; those of states that do not stand any more are emptied."""
        now, user = fields.Datetime.now(), self.env.uid
        if state == "done":
            return {"done_by_id": user, "done_datetime": now}
        if state == "reported":
            return {"reported_by_id": user, "reported_datetime": now}
        if state == "open":
            return {"done_by_id": False, "done_datetime": False, "date_reminded": False, "date_escalated": False}
        return {}

    # === STAFF === #

    def _complete(self, note, files):
        """Confirm that obligations are fulfilled.

        :param str note: how
        :param files: ir.attachment that prove it; those the tenant sent with the report count too
        :raises ObligationRefused: without a note, or without a file where one is asked for
        Clause: LR2.3
        """
        for obligation in self:
            # sudo: files of the obligation, of either side
            evidence = obligation.sudo().evidence_ids | obligation._take_files(files)
            values = {"evidence_ids": [fields.Command.set(evidence.ids)] if evidence else False}
            note_all = note or (obligation.state == "reported" and obligation.note) or ""
            obligation._move_to("done", note=note_all, **values)

    def _take_files(self, files):
        """Return files as the obligation's own: what was uploaded with a form becomes so, what belongs to a record is copied.

        :raises AccessError: if they are not the user's to give
        """
        self.ensure_one()
        files.check_access("read")
        uploads = files.filtered(lambda file: not file.res_id)
        uploads.check_access("write")
        own = {"res_model": self._name, "res_id": self.id, "res_field": False}
        # sudo: an upload without a record is its uploader's, and a copy shows what its reader sees; both were checked just now
        uploads.sudo().write(own)
        return uploads.sudo() | (files - uploads).sudo().copy(own)  # sudo: as above

    def _waive(self, reason):
        """Let obligations go, by a leasing manager and with a reason.

        Clause: LR2.3
        """
        for obligation in self:
            obligation._move_to("waived", reason=reason)

    def _reopen(self, reason):
        """Open obligations again: a report that does not hold, a confirmation or waiver that was wrong.

        Clause: LR2.3
        """
        for obligation in self:
            obligation._move_to("open", reason=reason)

    # === TENANT === #

    def _portal_report_done(self, note, attachments=()):
        """Record that the tenant says an obligation is fulfilled; staff verify it.

        A second click finds it reported and changes nothing.

        :param str note: how it was fulfilled
        :param attachments: list of (file name, bytes), at most ten files of 25 MB
        :return: whether this call reported it
        :raises ObligationRefused: not by the tenant, not the tenant's, note or evidence missing
        Clause: LR2.3
        """
        self.ensure_one()
        # sudo: the role and what is missing are checked before any file is kept
        if not self.sudo().lease_id._is_tenant(self.env.user):
            self._refuse("role_tenant", "LR2.3")
        if self.sudo().state == "reported":  # sudo: the state only
            return False
        files = [(str(name)[:200], content) for name, content in attachments if content]
        if len(files) > MAX_FILES or any(len(content) > MAX_FILE_BYTES for _name, content in files):
            self._refuse("files_too_large", "LR2.3", count=MAX_FILES, size=MAX_FILE_BYTES // 1024**2)
        self._check_move("reported", "tenant", {"note": note, "evidence_ids": files})
        # sudo: the tenant has no right on files of the house; these are kept with the tenant's own obligation
        kept = self.env["ir.attachment"].sudo().create(
            [{"name": name, "raw": content, "res_model": self._name, "res_id": self.id} for name, content in files]
        )
        evidence = [fields.Command.set(kept.ids)] if kept else False
        self._move_to("reported", actor="tenant", note=note.strip(), evidence_ids=evidence)
        self._ask_to_verify()
        return True

    def _ask_to_verify(self):
        """Put the tenant's report on the list of the responsible."""
        self.ensure_one()
        obligation = self.sudo()  # sudo: the tenant reports, the house is told
        user = obligation.user_id or obligation.lease_id.user_id
        if user:
            summary = obligation.with_context(lang=user.lang).env._("Verify: %(what)s", what=obligation.name)
            obligation.activity_schedule(
                "mall_leasing.mail_activity_data_obligation", user_id=user.id, summary=summary, date_deadline=fields.Date.today()
            )

    # === DIALOGS === #

    def action_open_close(self):
        """Ask how the obligations were fulfilled."""
        return self._open_dialog("done", self.env._("Done"))

    def action_open_waive(self):
        """Ask why the obligations are let go."""
        return self._open_dialog("waive", self.env._("Waive"))

    def action_open_reopen(self):
        """Ask why the obligations are opened again."""
        return self._open_dialog("reopen", self.env._("Open Again"))

    @api.model
    def _get_dialog_model(self):
        return "mall.lease.obligation.close"

    def _open_dialog(self, mode, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._get_dialog_model(),
            "view_mode": "form",
            "target": "new",
            "context": {"default_obligation_ids": self.ids, "default_mode": mode},
        }

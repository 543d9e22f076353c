from typing import NamedTuple
from uuid import uuid4

from odoo import fields, models

from ..core import content as core
from ..core.chain import OPEN, StepFact
from ..reasons import ApprovalError


class Chain(NamedTuple):
    """The chain of one document when it is judged."""

    rules: dict  # {code: ApprovalStepRule} in order
    steps: dict  # {code: current approval.step}
    facts: list  # [StepFact] in order


class ApprovalRoundMixin(models.AbstractModel):
    """Ask the steps of a chain, round by round, and judge where each chain stands."""

    _name = "approval.round.mixin"
    _description = "Approval Rounds"

    def _get_approval_rules(self):
        """Return the steps of one document, checked."""
        rules = self.sudo()._approval_steps()  # sudo: the steps may depend on any content of the document
        return list({rule.code: rule for rule in rules}.values())

    def _get_approval_chains(self, editors=()):
        """Return {document: Chain}: where each chain stands for the content as it is now.

        :param dict editors: {document id: user id} who changed the content, if it is judged for that
        """
        editors = dict(editors)
        steps = self._get_approval_steps(current=True).grouped("res_id")
        chains = {}
        for document, snapshot in self._get_approval_snapshots(labels=False).items():
            rules = {rule.code: rule for rule in document._get_approval_rules()}
            own = {step.code: step for step in steps.get(document.id, ())}
            facts = [document._get_approval_fact(rule, own.get(code), snapshot, editors.get(document.id)) for code, rule in rules.items()]
            chains[document] = Chain(rules, own, facts)
        return chains

    def _get_approval_fact(self, rule, step, snapshot, editor):
        if not step:
            return StepFact(rule.code, None, False)
        same = step.content_digest == core.digest(self._restrict_approval_content(snapshot, rule))
        return StepFact(rule.code, step.state, same, editor in (None, step.requested_by_id.id))

    def _ask_approval(self, asked, chains, requesters):
        """Open a round.

        :param dict asked: {document: [codes]}; documents with nothing to ask are granted
        :param dict requesters: {document: {code: user id}}, where it is not the current user
        :return: the new steps
        """
        empty = self.env["approval.step"].sudo()  # sudo: gates write steps, nobody else can
        empty.union(*(chains[doc].steps.get(code, empty) for doc, codes in asked.items() for code in codes))._replace()
        documents = self.browse(document.id for document, codes in asked.items() if codes)
        snapshots = documents._get_approval_snapshots()
        steps = empty.create(
            [
                values
                for document in documents
                for values in document._prepare_round_values(
                    chains[document], asked[document], snapshots[document], requesters.get(document, {})
                )
            ]
        )
        pending = steps.filtered(lambda step: step.state == "pending")
        self._enter_asked_states(pending, chains)
        self._schedule_approval_activities(pending)
        for document in self - documents:
            document._grant_approval()
        return steps

    def _enter_asked_states(self, pending, chains):
        by_state = {}
        for step in pending:
            document = self.browse(step.res_id)
            state = chains[document].rules[step.code].state
            by_state[state] = by_state.get(state, self.browse()) | document
        for state, documents in by_state.items():
            documents._set_approval_state(state)

    def _prepare_round_values(self, chain, codes, snapshot, requesters):
        """Return the values of the steps ``codes`` of the next round of one document."""
        last = max((step.round for step in chain.steps.values()), default=0)
        old = next(iter(chain.steps.values()), None)
        submitter = old.submitter_id.id if requesters and old else self.env.uid
        now = fields.Datetime.now()
        return [
            {
                **self._prepare_step_values(rule, snapshot),
                "round": last + 1,
                "sequence": sequence,
                "state": "pending" if rule.code == codes[0] else "waiting",
                "pending_since": rule.code == codes[0] and now,
                "submitter_id": submitter,
                "requested_by_id": requesters.get(rule.code) or self.env.uid,
                "requested_on": now,
            }
            for sequence, rule in enumerate(chain.rules.values(), 1)
            if rule.code in codes
        ]

    def _prepare_step_values(self, rule, snapshot):
        """Return what the step ``rule`` of this document is about and whom it is for."""
        content = self._restrict_approval_content(snapshot, rule)
        document = self.sudo()  # sudo: name and company of the document, for people who may decide about it
        return {
            "res_model": self._name,
            "res_id": self.id,
            "res_name": document.display_name,
            "company_id": document.company_id.id if "company_id" in self._fields else False,
            "code": rule.code,
            "label": str(rule.name),
            "clause": rule.clause,
            "group_id": rule.group and self.env["ir.model.data"]._xmlid_to_res_id(rule.group, raise_if_not_found=True),
            "user_id": document[rule.user_field].id if rule.user_field else False,
            "approver_label": self._get_approver_name(rule),
            "content": content,
            "content_digest": core.digest(content),
        }

    def _get_approver_name(self, rule):
        # sudo: the name of a role or of the colleague in charge, so that people know whom to ask
        if rule.user_field:
            return self.sudo()[rule.user_field].name or ""
        group_id = self.env["ir.model.data"]._xmlid_to_res_id(rule.group, raise_if_not_found=True)  # cached, unlike ref
        return self.env["res.groups"].sudo().browse(group_id).name

    def _check_approvers(self, steps):
        """Refuse a submission that nobody could decide.

        :raises ApprovalError: no_approver
        """
        for step in steps:
            if not step._get_members() - step.submitter_id:
                raise ApprovalError(self.env, "no_approver", document=step.res_name, step=step.name)

    # -------------------------------------------------------------------------
    # Moves
    # -------------------------------------------------------------------------

    def _lock_approval(self):
        # sudo: an approver decides on documents he may only read; the lock writes nothing
        if len(self.sudo().try_lock_for_update(allow_referencing=True)) != len(self):
            raise ApprovalError(self.env, "busy", document=", ".join(self.mapped("display_name")))

    def _set_approval_state(self, state):
        # sudo: the state belongs to the gates, which have checked the move
        self.sudo().write({self._approval_state_field: state})
        self._touch_approval()

    def _touch_approval(self):
        # sudo: a stamp without meaning for people; it makes concurrent moves collide in the database
        self.sudo().write({"approval_token": uuid4().hex})
        self.invalidate_recordset(["approval_timeline", "approval_can_decide", "approval_can_withdraw"], flush=False)

    def _get_open_steps(self):
        return self._get_approval_steps(current=True).filtered(lambda step: step.state in OPEN)

from typing import NamedTuple
from uuid import uuid4

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models

from ..core import content as core
from ..core.chain import OPEN, StepFact, codes_to_ask, codes_to_reopen
from ..reasons import ApprovalError

ACTIVITY_TYPE = "approval_chain.mail_activity_data_approval"


class Chain(NamedTuple):
    """The chain of one document when it is judged."""

    rules: dict  # {code: ApprovalStepRule} in order
    steps: dict  # {code: current approval.step}
    facts: list  # [StepFact] in order


class ApprovalMixin(models.AbstractModel):
    """Put a document through ordered approvals that are bound to its content.

    List this mixin first in ``_inherit`` (it brings mail.thread and mail.activity.mixin).
    Declare the attributes below and :meth:`_approval_steps`; the hooks are at the end.
    """

    _name = "approval.mixin"
    _inherit = ["approval.content.mixin", "approval.timeline.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Approvals"

    #: the adopter's state field; only gates in superuser mode may write it
    _approval_state_field = "state"
    #: state in which the document is drawn up and submitted
    _approval_state_before = "draft"
    #: state once every step is approved
    _approval_state_after = "approved"
    #: states in which approvals bind no longer (cancelled, ended); in every state outside
    #: the chain that is not listed here, approved content is locked
    _approval_states_released = ()

    approval_token = fields.Char(
        copy=False,
        readonly=True,
        groups=fields.NO_ACCESS,
        help="Changes with every move, so that a move and a change of content at the same time cannot both commit.",
    )

    # -------------------------------------------------------------------------
    # CRUD: the state and the approval fields belong to the gates
    # -------------------------------------------------------------------------

    @api.model
    def _get_approval_protected_fields(self):
        """Return the fields written in superuser mode only. Override to add your own stamps."""
        return {self._approval_state_field, "approval_digest", "approval_token"}

    @api.model_create_multi
    def create(self, vals_list):
        """Create documents at the start of their chain, whatever values or context say."""
        for vals in vals_list:
            self._refuse_protected(set(vals) - {self._approval_state_field})
        documents = super().create(vals_list)
        if not self.env.su:
            # the result is checked, not the values: a default can come from the context
            for document in documents:
                if document[self._approval_state_field] != self._approval_state_before:
                    document._raise_protected(self._approval_state_field)
        documents._note_approval_editor(self._approval_content_fields)
        return documents

    def write(self, vals):
        """Write, except what only the gates may change."""
        self._refuse_protected(name for name in vals if not self._is_unchanged(name, vals[name]))
        self._note_approval_editor(vals)
        return super().write(vals)

    def copy_data(self, default=None):
        """Copy the content only: a copy starts at the beginning, without approvals."""
        vals_list = super().copy_data(default)
        for vals in vals_list:
            if self._approval_state_field not in (default or {}):
                vals.pop(self._approval_state_field, None)
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        decided = self._get_approval_steps().filtered("decided_on")
        if decided:
            document = self.browse(decided[0].res_id)
            raise ApprovalError(self.env, "history_kept", document=document.display_name)

    def unlink(self):
        """Delete undecided documents together with the questions nobody answered."""
        steps = self._get_approval_steps()
        result = super().unlink()
        steps.unlink()
        return result

    def _is_unchanged(self, name, value):
        return name == self._approval_state_field and all(document[name] == value for document in self)

    def _refuse_protected(self, names):
        names = not self.env.su and self._get_approval_protected_fields().intersection(names)
        if names:
            self._raise_protected(min(names))

    def _raise_protected(self, name):
        label = self._fields[name]._description_string(self.env)
        document = self[:1].display_name or self.env["ir.model"]._get(self._name).name
        raise ApprovalError(self.env, "protected_field", field=label, document=document)

    # -------------------------------------------------------------------------
    # Actions
    # -------------------------------------------------------------------------

    def action_approval_submit(self):
        """Ask the steps that do not stand yet; the first of them is to be decided now.

        :raises ApprovalError: not_at_start, no_approver, busy
        """
        self.check_access("write")
        self._lock_approval()
        for document in self:
            if document[self._approval_state_field] != self._approval_state_before:
                raise ApprovalError(self.env, "not_at_start", document=document.display_name)
        self._check_approval_submit()
        chains = self._get_approval_chains()
        asked = {document: codes_to_ask(chain.facts) for document, chain in chains.items()}
        steps = self._ask_approval(asked, chains, {})
        self._check_approvers(steps)
        self._log_approval({document: self.env._("Submitted for approval.") for document in self})
        return True

    def action_approval_approve(self, digest, comment=""):
        """Approve the step that is to be decided now.

        :param str digest: digest of the content the approver has seen (``approval_timeline``)
        :param str comment: optional words to the others
        :raises ApprovalError: nothing_pending, already_decided, not_approver, own_request, content_changed, busy
        """
        step = self._decide_approval("approved", digest, comment)
        self._post_approval_decision(step, self.env._("%(step)s: approved.", step=step.name))
        self._advance_approval()
        return True

    def action_approval_reject(self, digest, reason):
        """Reject the step that is to be decided now; the document goes back to its start.

        :param str digest: digest of the content the approver has seen
        :param str reason: why; the requester is told
        :raises ApprovalError: as for approving, and reason_missing
        """
        step = self._decide_approval("rejected", digest, reason)
        self._get_open_steps()._move_to("superseded")
        self._set_approval_state(self._approval_state_before)
        self._post_approval_decision(step, self.env._("%(step)s: rejected.", step=step.name))
        self._on_approval_rejected(step)
        return True

    def action_approval_withdraw(self):
        """Take documents back to their start; steps that were approved stand until their content changes.

        :raises ApprovalError: not_withdrawable, not_submitter, busy
        """
        self.check_access("read")
        self._lock_approval()
        for document in self:
            document._check_withdrawable()
        self._get_open_steps()._move_to("superseded")
        self._close_approval_activities()
        self._set_approval_state(self._approval_state_before)
        self._log_approval({document: self.env._("Withdrawn from approval.") for document in self})
        self._on_approval_withdrawn()
        return True

    # -------------------------------------------------------------------------
    # Gates
    # -------------------------------------------------------------------------

    def _approval_check_granted(self):
        """Refuse to go on unless every step is approved for the content as it is now.

        Call it in each of your own transitions that rely on the approvals.

        :raises ApprovalError: not_granted, naming the steps and who decides them
        """
        self._recheck_approval()
        for document, chain in self._get_approval_chains().items():
            missing = codes_to_ask(chain.facts)
            if missing:
                document._raise_not_granted([chain.rules[code] for code in missing])

    def _raise_not_granted(self, rules):
        raise ApprovalError(
            self.env,
            "not_granted",
            clause=", ".join(filter(None, (rule.clause for rule in rules))),
            document=self.display_name,
            steps=", ".join(self.env._(rule.name) for rule in rules),
            approvers=", ".join(self._get_approver_name(rule) for rule in rules),
        )

    def _decide_approval(self, state, digest, comment):
        """Record one decision after all checks, and return its step."""
        self.ensure_one()
        self.check_access("read")
        self._lock_approval()
        self._recheck_approval()
        step = self._get_pending_step()
        absent = self._get_decision_authority(step)
        content = self._get_asked_content(step)
        if not digest or digest != core.digest(content):
            raise ApprovalError(self.env, "content_changed", document=self.display_name)
        comment = (comment or "").strip()
        if state == "rejected" and not comment:
            raise ApprovalError(self.env, "reason_missing", step=step.name, document=self.display_name)
        stamp = {"decided_by_id": self.env.uid, "decided_on": fields.Datetime.now(), "on_behalf_of_id": absent.id}
        step._move_to(state, comment=comment, content=content, content_digest=digest, **stamp)
        self._close_approval_activities(done_by=self.env.user)
        self._touch_approval()
        return step

    def _get_pending_step(self):
        steps = self._get_approval_steps(current=True)
        step = steps.filtered(lambda asked: asked.state == "pending")
        if step:
            return step
        decided = steps.filtered("decided_on").sorted("decided_on")[-1:]
        if not decided:
            raise ApprovalError(self.env, "nothing_pending", document=self.display_name)
        selection = dict(decided._fields["state"]._description_selection(self.env))
        raise ApprovalError(
            self.env,
            "already_decided",
            step=decided.name,
            document=self.display_name,
            decision=selection[decided.state].lower(),
            user=decided.decided_by_id.name,
        )

    def _get_decision_authority(self, step):
        """Return the absent user in whose place the current user decides; empty by own right.

        :raises ApprovalError: own_request, not_approver
        """
        user = self.env.user
        delegates = self.env["approval.delegation"]._get_active_delegates([("to_user_id", "=", user.id)])
        authorities = step._get_authorities(delegates)
        if user in authorities:
            return authorities[user]
        asked = user in step.submitter_id | step.requested_by_id
        raise ApprovalError(
            self.env,
            "own_request" if asked else "not_approver",
            clause=step.clause,
            step=step.name,
            document=self.display_name,
            approvers=step.approver_label,
            submitter=step.submitter_id.name,
        )

    def _get_asked_content(self, step):
        rules = {rule.code: rule for rule in self._get_approval_rules()}
        [snapshot] = self._get_approval_snapshots().values()
        rule = rules.get(step.code)
        return self._restrict_approval_content(snapshot, rule) if rule else {}

    def _advance_approval(self):
        """Put the next waiting step before its approvers, or grant the document."""
        rules = {rule.code: rule for rule in self._get_approval_rules()}
        step = self._get_open_steps()[:1]
        if not step:
            return self._grant_approval()
        step._move_to("pending", pending_since=fields.Datetime.now())
        self._set_approval_state(rules[step.code].state)
        self._schedule_approval_activities(step)

    def _grant_approval(self):
        self._set_approval_state(self._approval_state_after)
        self._on_approval_granted()

    def _check_withdrawable(self):
        if not self._is_approval_bound():
            raise ApprovalError(self.env, "not_withdrawable", document=self.display_name)
        steps = self._get_approval_steps(current=True)
        if not self._may_withdraw_approval(steps):
            submitter = ", ".join(steps.submitter_id.mapped("name"))
            raise ApprovalError(self.env, "not_submitter", submitter=submitter, document=self.display_name)

    def _is_approval_bound(self):
        """Tell whether the document is in its chain or at the end of it, not before or beyond."""
        states = {rule.state for rule in self._get_approval_rules()} | {self._approval_state_after}
        return self[self._approval_state_field] in states

    def _may_withdraw_approval(self, steps):
        return self.env.user in steps.submitter_id or self.env.user.has_group("approval_chain.group_approval_chain_manager")

    # -------------------------------------------------------------------------
    # Rounds
    # -------------------------------------------------------------------------

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
            facts = [
                document._get_approval_fact(rule, own.get(code), snapshot, editors.get(document.id))
                for code, rule in rules.items()
            ]
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
    # Changes of content
    # -------------------------------------------------------------------------

    def _note_approval_editor(self, names):
        """Remember who changes content, to name the person who asks again for it."""
        content = {path.split(".")[0] for path in self._approval_content_fields}
        if not content.isdisjoint(path.split(".")[0] for path in names):
            editors = self.env.cr.precommit.data.setdefault(f"approval_chain.editors.{self._name}", {})
            editors.update(dict.fromkeys(self.ids, self.env.uid))

    def _schedule_approval_recheck(self):
        data, key = self.env.cr.precommit.data, f"approval_chain.recheck.{self._name}"
        if key not in data:
            data[key] = set()
            self.env.cr.precommit.add(self.browse()._run_scheduled_recheck)
        data[key].update(self.ids)

    def _run_scheduled_recheck(self):
        ids = self.env.cr.precommit.data.pop(f"approval_chain.recheck.{self._name}", ())
        self.browse(sorted(ids)).exists()._recheck_approval()

    def _recheck_approval(self):
        """Ask again what was approved of another content; a fixed number of queries for any number of documents.

        :raises ApprovalError: content_locked, where the content is in force already
        """
        asked_ids = self._get_approval_steps(current=True).mapped("res_id")
        free = {self._approval_state_before, *self._approval_states_released}
        documents = self.browse(dict.fromkeys(asked_ids))
        documents = documents.filtered(lambda doc: doc.sudo()[self._approval_state_field] not in free)  # sudo: gate
        if not documents:
            return
        editors = documents._get_approval_editors()
        chains = documents._get_approval_chains(editors)
        reopened = {document: codes_to_reopen(chain.facts) for document, chain in chains.items()}
        reopened = {document: codes for document, codes in reopened.items() if codes}
        documents._follow_requester({doc: chain for doc, chain in chains.items() if doc not in reopened})
        documents._drop_vanished_steps(chains)
        documents.browse(doc.id for doc in reopened)._reopen_approval(reopened, chains, editors)

    def _get_approval_editors(self):
        """Return {document id: user id or None} who changed the content in this transaction.

        Known from writing the document; else whoever the transaction belongs to; else whoever wrote a line.
        """
        noted = self.env.cr.precommit.data.get(f"approval_chain.editors.{self._name}", {})
        session = self.env.transaction.default_env.uid
        session = None if session == SUPERUSER_ID else session
        return {document.id: noted.get(document.id) or session or document._get_line_editor() for document in self}

    def _get_line_editor(self):
        many = {path.split(".")[0] for path in self._approval_content_fields if "." in path}
        # sudo: log columns of the lines
        lines = [line for name in sorted(many) for line in self.sudo()[name] if "write_uid" in line._fields]
        last = max(lines, key=lambda line: (line.write_date, line.id), default=None)
        return None if last is None or last.write_uid.id == SUPERUSER_ID else last.write_uid.id

    def _follow_requester(self, chains):
        """Keep undecided questions up to date while the person who asked is still drawing up the content."""
        moved = {
            document: [fact.code for fact in chain.facts if fact.state in OPEN and not fact.same]
            for document, chain in chains.items()
        }
        documents = self.browse(document.id for document, codes in moved.items() if codes)
        for document, snapshot in documents._get_approval_snapshots().items():
            for code in moved[document]:
                chain = chains[document]
                content = document._restrict_approval_content(snapshot, chain.rules[code])
                # sudo: gate; the question stays the same, its content is the requester's latest
                chain.steps[code].sudo().write({"content": content, "content_digest": core.digest(content)})

    def _drop_vanished_steps(self, chains):
        """Withdraw open questions that the content as it is now no longer calls for."""
        for document, chain in chains.items():
            gone = [step for code, step in chain.steps.items() if code not in chain.rules and step.state in OPEN]
            for step in gone:
                step._move_to("superseded")
            if gone and not any(fact.state == "pending" for fact in chain.facts):
                document._close_approval_activities()
                document._advance_approval()

    def _reopen_approval(self, reopened, chains, editors):
        if not self:
            return
        bound = self.filtered(lambda document: document.sudo()._is_approval_bound())  # sudo: gate
        for document in self - bound:
            document._raise_content_locked(chains[document])
        requesters = {document: document._get_requesters(chains[document], editors) for document in self}
        self._log_approval(self._get_reopen_notes(chains, editors))
        self._close_approval_activities()
        steps = self._ask_approval(reopened, chains, requesters)
        for document in self:
            document._on_approval_reopened(steps.filtered(lambda step, doc=document: step.res_id == doc.id))

    def _get_requesters(self, chain, editors):
        """Return {code: user id}: the editor asks for what changed, the others still for the rest."""
        editor = editors.get(self.id)
        return {
            fact.code: (
                chain.steps[fact.code].requested_by_id.id
                if fact.code in chain.steps and (fact.same or not editor)
                else editor or self.env.uid
            )
            for fact in chain.facts
        }

    def _get_reopen_notes(self, chains, editors):
        """Return {document: note that says who changed what}."""
        names = {user.id: user.name for user in self.env["res.users"].sudo().browse(set(editors.values()) - {None})}
        notes = {}
        for document, snapshot in self._get_approval_snapshots().items():
            changes = document._get_broken_changes(chains[document], snapshot)
            notes[document] = document._get_reopen_note(changes, names.get(editors.get(document.id)))
        return notes

    def _get_broken_changes(self, chain, snapshot):
        """Return the differences between what stood before and now, each once."""
        found = {}
        for fact in chain.facts:
            step = chain.steps.get(fact.code)
            if step and not fact.same:
                content = self._restrict_approval_content(snapshot, chain.rules[fact.code])
                for change in core.differences(step.content or {}, content):
                    found.setdefault((change.path, change.line, core.canonical(core.strip(change.new))), change)
        return self.sudo()._describe_approval_changes(found.values())  # sudo: labels; the note names fields only

    def _get_reopen_note(self, changes, name):
        labels = ", ".join(dict.fromkeys(change["field"] for change in changes))
        return self.env._(
            "Approved content changed by %(user)s (%(fields)s): approval is asked again.",
            user=name or self.env._("the system"),
            fields=labels or self.env._("the steps asked for"),
        )

    def _raise_content_locked(self, chain):
        [snapshot] = self._get_approval_snapshots().values()
        changes = self._get_broken_changes(chain, snapshot)
        label = ", ".join(dict.fromkeys(change["field"] for change in changes))
        raise ApprovalError(self.env, "content_locked", field=label, document=self.sudo().display_name)

    # -------------------------------------------------------------------------
    # Writing, telling
    # -------------------------------------------------------------------------

    def _lock_approval(self):
        # sudo: an approver decides on documents he may only read; the lock writes nothing
        if len(self.sudo().try_lock_for_update()) != len(self):
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

    def _log_approval(self, notes):
        # sudo: the chain keeps its own log, also on documents the actor may only read
        documents = self.sudo().browse(document.id for document in notes)
        documents._message_log_batch(bodies={document.id: note for document, note in notes.items()})

    def _post_approval_decision(self, step, sentence):
        """Write the decision into the chatter and tell the person who asked."""
        body = Markup("<p>%s</p>") % sentence
        if step.on_behalf_of_id:
            body += Markup("<p>%s</p>") % self.env._("In the place of %(user)s.", user=step.on_behalf_of_id.name)
        if step.comment:
            body += Markup("<blockquote>%s</blockquote>") % step.comment
        partners = (step.requested_by_id | step.submitter_id).partner_id
        # sudo: an approver may decide on documents he may only read; the message is his own
        self.sudo().message_post(body=body, partner_ids=partners.ids, author_id=self.env.user.partner_id.id)

    def _schedule_approval_activities(self, steps):
        """Tell all who may decide ``steps``, each with an activity: a fixed number of queries."""
        type_id = self.env.ref(ACTIVITY_TYPE).id
        model_id = self.env["ir.model"]._get_id(self._name)
        values = [
            {
                "activity_type_id": type_id,
                "res_model_id": model_id,
                "res_id": step.res_id,
                "user_id": user.id,
                "summary": step.with_context(lang=user.lang).name,
                "automated": True,
            }
            for step, users in steps._get_recipients().items()
            for user in users
        ]
        # sudo: telling an approver needs no right on the document; quick update spares an e-mail to each
        self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True).create(values)

    def _close_approval_activities(self, done_by=None):
        """Close what told the approvers: done for the one who decided, gone for the others."""
        type_id = self.env.ref(ACTIVITY_TYPE).id
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids), ("activity_type_id", "=", type_id)]
        activities = self.env["mail.activity"].sudo().search(domain)  # sudo: activities of all the approvers
        done = activities.filtered(lambda activity: activity.user_id == done_by)
        done.action_archive()
        (activities - done).unlink()

    # -------------------------------------------------------------------------
    # To declare and to override
    # -------------------------------------------------------------------------

    def _approval_steps(self):
        """Return the ordered ``ApprovalStepRule`` of this document. Override; costs no query per document."""
        return []

    def _check_approval_submit(self):
        """Override to refuse a submission: raise with one sentence that says what is missing."""

    def _on_approval_granted(self):
        """Override to act once the last step is approved and the state is the one after."""

    def _on_approval_rejected(self, step):
        """Override to act once ``step`` was rejected and the document is back at its start."""

    def _on_approval_withdrawn(self):
        """Override to act once documents were withdrawn and are back at their start."""

    def _on_approval_reopened(self, steps):
        """Override to act once a change of content has put ``steps`` of one document before approvers again."""

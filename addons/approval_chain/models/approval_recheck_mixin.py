from odoo import SUPERUSER_ID, models

from ..core import content as core
from ..core.chain import OPEN, codes_to_reopen
from ..reasons import ApprovalError


class ApprovalRecheckMixin(models.AbstractModel):
    """Ask again what was approved of another content, whichever way the content changed."""

    _name = "approval.recheck.mixin"
    _description = "Approval Recheck"

    def _note_approval_editor(self, names):
        """Remember who changes content, to name the person who asks again for it."""
        content = {path.split(".")[0] for path in self._approval_content_fields}
        if not content.isdisjoint(path.split(".")[0] for path in names):
            editors = self.env.cr.precommit.data.setdefault(f"approval_chain.editors.{self._name}", {})
            editors.update(dict.fromkeys(self.ids, None if self.env.uid == SUPERUSER_ID else self.env.uid))

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
        return {document.id: noted[document.id] if document.id in noted else session or document._get_line_editor() for document in self}

    def _get_line_editor(self):
        many = {path.split(".")[0] for path in self._approval_content_fields if "." in path}
        # sudo: log columns of the lines
        lines = [line for name in sorted(many) for line in self.sudo()[name] if "write_uid" in line._fields]
        last = max(lines, key=lambda line: (line.write_date, line.id), default=None)
        return None if last is None or last.write_uid.id == SUPERUSER_ID else last.write_uid.id

    def _follow_requester(self, chains):
        """Keep undecided questions up to date while the person who asked is still drawing up the content."""
        moved = {
            document: [fact.code for fact in chain.facts if fact.state in OPEN and not fact.same] for document, chain in chains.items()
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
        """Open the next round of each document in ``reopened`` ({document: [codes]}); its editor asks for what changed.

        :raises ApprovalError: content_locked
        """
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

from odoo import api, models

from ..reasons import ApprovalError


class ApprovalGuardMixin(models.AbstractModel):
    """Keep the state and the approval fields for the gates, whichever way a value comes."""

    _name = "approval.guard.mixin"
    _description = "Approval Guard"

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

    @api.model
    def _get_approval_protected_fields(self):
        """Return the fields written in superuser mode only. Override to add your own stamps."""
        return {self._approval_state_field, "approval_digest", "approval_token"}

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

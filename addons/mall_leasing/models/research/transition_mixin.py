from dataclasses import dataclass

from odoo import fields, models

from ...market_exceptions import StepRefused

SPECIALIST = "mall_leasing.group_mall_leasing_specialist"
MANAGER = "mall_leasing.group_mall_leasing_manager"


@dataclass(frozen=True)
class Rule:
    """Who may make a move, which method may still refuse it, and the clause it stands on."""

    role: str
    clause: str
    guard: str = ""


class MallTransitionMixin(models.AbstractModel):
    """Move records by a table of transitions through one gate, which stamps who moved them and when."""

    _name = "mall.transition.mixin"
    _description = "Moves through One Gate"
    _inherit = ["mall.gated.mixin"]
    _gated_fields = frozenset({"state", "moved_by_id", "moved_datetime"})

    #: {(from state, to state): Rule}
    _transitions = {}

    moved_by_id = fields.Many2one(
        "res.users", string="Moved By", readonly=True, copy=False, help="Who brought it into its present state."
    )
    moved_datetime = fields.Datetime(
        string="Moved On", readonly=True, copy=False, help="When it came into its present state."
    )

    def _move_to(self, state, **stamps):
        """Move records to a state: check the table, the role and the guard, then stamp who and when.

        :param str state: key of the model's states
        :param stamps: further gated values that go with the move
        :raises StepRefused: if the table has no such move, the role is missing, or the guard refuses
        """
        self.check_access("write")
        for source, records in self.grouped("state").items():
            rule = self._transitions.get((source, state))
            if not rule:
                raise StepRefused(records[0]._get_no_move_sentence(state))
            records._check_transition_role(rule, state)
            if rule.guard:
                getattr(records, rule.guard)(rule)
        stamp = {"state": state, "moved_by_id": self.env.uid, "moved_datetime": fields.Datetime.now()}
        # sudo: these fields belong to the gate, which has checked right, role and guard just above
        self.sudo().write({**stamp, **stamps})
        return True

    def _check_transition_role(self, rule, state):
        if not self.env.su and not self.env.user.has_group(rule.role):
            raise StepRefused(
                self.env._(
                    "%(record)s can be moved to %(state)s by the role %(role)s only. (%(clause)s)",
                    record=self[0].display_name,
                    state=self._get_state_label(state),
                    # sudo: whoever lacks the role may not read groups either; only the role's name is told
                    role=self.env.ref(rule.role).sudo().name,
                    clause=rule.clause,
                )
            )

    def _get_no_move_sentence(self, state):
        return self.env._(
            "%(record)s is in the state %(current)s and cannot be moved to %(target)s from there.",
            record=self.display_name,
            current=self._get_state_label(self.state),
            target=self._get_state_label(state),
        )

    def _get_state_label(self, state):
        return dict(self._fields["state"]._description_selection(self.env)).get(state, state)

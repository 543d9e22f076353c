import re

from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import file_open
from odoo.tools.translate import LazyGettext

from odoo.addons.approval_chain.core.chain import TRANSITIONS
from odoo.addons.approval_chain.reasons import REASONS, ApprovalError

MODELS = ("approval.step", "approval.delegation")


@tagged("post_install", "-at_install")
class TestConformance(TransactionCase):
    """What must hold for the whole add-on."""

    def test_diagram_shows_the_transitions_of_the_code(self):
        """docs/approval.plantuml and TRANSITIONS name the same moves."""
        with file_open("approval_chain/docs/approval.plantuml") as diagram:
            drawn = set(re.findall(r"^(\S+) --> (\w+)", diagram.read(), re.MULTILINE))
        self.assertEqual(drawn, {(source or "[*]", target) for source, target in TRANSITIONS})

    def test_transitions_name_real_states(self):
        states = {False, *dict(self.env["approval.step"]._fields["state"].selection)}
        self.assertEqual({state for move in TRANSITIONS for state in move}, states)

    def test_state_help_names_each_state(self):
        field = self.env["approval.step"]._fields["state"]
        for _value, label in field.selection:
            self.assertIn(label, field.help)

    def test_models_have_access_and_rules(self):
        """Every model has access lines and record rules; nobody may write a step."""
        for model in MODELS:
            with self.subTest(model):
                domain = [("model_id.model", "=", model)]
                self.assertTrue(self.env["ir.model.access"].search(domain))
                self.assertTrue(self.env["ir.rule"].search(domain))
        rights = self.env["ir.model.access"].search([("model_id.model", "=", "approval.step")])
        self.assertFalse(rights.filtered(lambda right: right.perm_write or right.perm_create or right.perm_unlink))

    def test_views_load_for_each_role(self):
        """An ordinary user and a manager open every action and view."""
        users = [
            new_test_user(self.env, "ap_conf_user", groups="base.group_user"),
            new_test_user(self.env, "ap_conf_manager", groups="approval_chain.group_approval_chain_manager"),
        ]
        actions = ("approval_step_action_mine", "approval_step_action", "approval_delegation_action")
        for user in users:
            for name in actions:
                with self.subTest(user=user.login, action=name):
                    action = self.env.ref(f"approval_chain.{name}")
                    views = [(False, mode) for mode in (*action.view_mode.split(","), "search")]
                    self.assertEqual(len(self.env[action.res_model].with_user(user).get_views(views)["views"]), 3)

    def test_database_constraints_exist(self):
        """A constraint that PostgreSQL refused at install would be missing in silence."""
        names = ("approval_delegation_no_overlap", "approval_delegation_date_order", "approval_delegation_other_person")
        self.env.cr.execute("SELECT conname FROM pg_constraint WHERE conname IN %s", [names])
        self.assertEqual({name for (name,) in self.env.cr.fetchall()}, set(names))
        indexes = ("approval_step_one_pending", "approval_step_one_current", "approval_step_document_idx")
        self.env.cr.execute("SELECT indexname FROM pg_indexes WHERE indexname IN %s", [indexes])
        self.assertEqual({name for (name,) in self.env.cr.fetchall()}, set(indexes))

    def test_reasons_are_sentences_that_translate(self):
        """Each refusal is one clear text; the error carries its code and the clause."""
        for code, text in REASONS.items():
            with self.subTest(code):
                self.assertIsInstance(text, LazyGettext)
                self.assertTrue(self.env._(text).endswith("."))
        error = ApprovalError(self.env, "nothing_pending", clause="X1", document="Lease 5")
        self.assertEqual(error.reason, "nothing_pending")
        self.assertEqual(str(error), "Nothing is waiting for a decision on Lease 5. (Clause X1)")

    def test_adopters_declare_sound_chains(self):
        """Every model in approval names real states, and steps that are parts of its content."""
        adopters = [model for model in self.env.values() if self._is_adopter(model)]
        for model in adopters:
            with self.subTest(model._name):
                states = dict(model._fields[model._approval_state_field]._description_selection(self.env))
                self.assertLessEqual({model._approval_state_before, model._approval_state_after}, set(states))
                self.assertLessEqual(set(model._approval_states_released), set(states))
                for rule in model._get_approval_rules():
                    self.assertIn(rule.state, states)
                    self.assertLessEqual(set(rule.content or ()), set(model._approval_content_fields))
                    self.assertTrue(rule.user_field in model._fields or self.env.ref(rule.group))

    def _is_adopter(self, model):
        mixin = self.env.registry["approval.mixin"]
        return isinstance(model, mixin) and not model._abstract

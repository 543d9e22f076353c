from unittest.mock import patch

from odoo.tests import new_test_user, tagged

from odoo.addons.approval_chain.tests.race_common import RaceCase

from .common import LEASING


@tagged("post_install", "-at_install")
class TestPlanRace(RaceCase):
    """LR1.4: a double click on Send, as two real sessions, sends one report."""

    context = {**RaceCase.context, "mail_create_nolog": True, "no_reset_password": True}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What is printed and mailed is tested elsewhere; here it counts who gets so far.
        report = cls.registry["mall.leasing.plan.report"]
        cls.startClassPatcher(patch.object(report, "_print", lambda record: None))
        cls.startClassPatcher(patch.object(report, "_mail", lambda record: record._message_log(body="mailed")))

    @classmethod
    def _create_data(cls, env):
        manager = new_test_user(env, "racing_reporter", LEASING + "manager")
        leader = new_test_user(env, "racing_reader", LEASING + "leader")
        plan = env["mall.leasing.plan"].create({"year": 2031, "quarter": "2", "user_id": manager.id})
        env["mall.leasing.plan.target"].create({"plan_id": plan.id, "user_id": manager.id, "target": 2})
        report = env["mall.leasing.plan.report"].create(
            {"plan_id": plan.id, "problems": "<p>Few</p>", "recipient_ids": [(6, 0, leader.ids)]}
        )
        env["mall.leasing.plan.proposal"].create(
            {"report_id": report.id, "name": "Fair", "reason": "Clients", "addressee_id": leader.id}
        )
        env.cr.execute("UPDATE mall_leasing_plan SET state = 'running' WHERE id = %s", [plan.id])
        cls.manager_id, cls.report_id, cls.plan_id = manager.id, report.id, plan.id
        cls.user_ids, cls.partner_ids = (manager | leader).ids, (manager | leader).partner_id.ids

    @classmethod
    def _remove_data(cls):
        with cls.registry.cursor() as cr:
            env = cls._get_env(cr)
            documents = [("mall.leasing.plan.report", cls.report_id), ("mall.leasing.plan", cls.plan_id)]
            cr.execute("SELECT id FROM mall_leasing_plan_proposal WHERE plan_id = %s", [cls.plan_id])
            documents += [("mall.leasing.plan.proposal", key) for [key] in cr.fetchall()]
            for model, res_id in documents:
                for trace in ("mail.activity", "mail.message", "mail.followers"):
                    name = "model" if trace == "mail.message" else "res_model"
                    env[trace].with_context(active_test=False).search([(name, "=", model), ("res_id", "=", res_id)]).unlink()
            # What was sent cannot be deleted by the rules of the house, which this clean-up is not part of.
            cr.execute("DELETE FROM mall_leasing_plan_report WHERE id = %s", [cls.report_id])
            cr.execute("DELETE FROM mall_leasing_plan WHERE id = %s", [cls.plan_id])
            env.invalidate_all()
            env["res.users"].browse(cls.user_ids).unlink()
            env["res.partner"].browse(cls.partner_ids).unlink()

    def test_lr1_4_two_sessions_send_one_report(self):
        def press(env):
            return env["mall.leasing.plan.report"].browse(self.report_id).action_send()

        self.assertEqual(self._race((self.manager_id, press), (self.manager_id, press)), [True, True])
        with self.registry.cursor() as cr:
            report = self._get_env(cr)["mall.leasing.plan.report"].browse(self.report_id)
            self.assertEqual((report.state, len(report.line_ids)), ("sent", 1))
            self.assertEqual(len(report.message_ids.filtered(lambda message: "mailed" in (message.body or ""))), 1)
            self.assertEqual(len(report.proposal_ids.activity_ids), 1)

import doctest

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.http import Request
from odoo.tests import HttpCase, TransactionCase, freeze_time, tagged

from ..clause_reasons import ObligationRefused
from ..core import obligation
from ..exceptions import FieldGated
from .clause_common import INSURANCE, REPORT, RETURN, ClauseCase

PROOF = [("certificate.pdf", b"%PDF-1.4 proof")]


class ObligationCase(ClauseCase):
    """A lease in force from January 2027 on: insurance by 31 January, sales every month, deposit back by 1 March 2028."""

    def setUp(self):
        super().setUp()
        clock = freeze_time("2026-11-24")
        clock.start()
        self.addCleanup(clock.stop)
        sales = self._create_clause("DAT-1", "Sales data", duties=[REPORT], sequence=30)
        clauses = self.use | self.insurance | sales
        self.lease = self._lease_in("active", clause_line_ids=clauses._prepare_lines()).with_env(self.env)
        self.duty = self._duty(self.lease, INSURANCE["name"])

    def _run_cron(self, day):
        with freeze_time(day), self.enter_registry_test_mode():
            self.env.ref("mall_leasing.ir_cron_chase_obligations").method_direct_trigger()
        self.env.invalidate_all()

    def _refused(self, reason, act):
        with self.assertRaises(ObligationRefused) as caught:
            act()
        self.assertEqual(caught.exception.reason, reason)

    def _close(self, duty, user, mode="done", **values):
        """Move obligations through the dialog, as the buttons do."""
        wizard = self._as(self.env["mall.lease.obligation.close"], user)
        return wizard.create({"obligation_ids": [Command.set(duty.ids)], "mode": mode, **values}).action_confirm()

    def _upload(self, user, **values):
        values = {"name": "proof.pdf", "raw": b"%PDF-1.4", "res_model": "mall.lease.obligation.close", **values}
        return self._as(self.env["ir.attachment"], user).create(values)


@tagged("-at_install", "post_install")
class TestObligationDoctests(TransactionCase):
    def test_lr2_3_examples_of_due_days_hold(self):
        """The examples in the arithmetic of due days are its specification."""
        result = doctest.testmod(obligation)
        self.assertGreater(result.attempted, 5)
        self.assertEqual(result.failed, 0)


@tagged("-at_install", "post_install")
class TestObligation(ObligationCase):
    """L4.1, LR2.3: what each side has to do, from signature until it is proven."""

    # === FROM THE LEASE === #

    def test_l4_1_signed_lease_brings_its_obligations(self):
        found = sorted((duty.name, str(duty.date_due), duty.party, duty.state) for duty in self.lease.obligation_ids)
        expected = [
            (INSURANCE["name"], "2027-01-31", "tenant", "open"),
            (REPORT["name"], "2027-01-10", "tenant", "open"),
            (RETURN["name"], "2028-02-29", "landlord", "open"),
        ]
        self.assertEqual(found, sorted(expected))
        self.assertEqual(self.lease.obligation_ids.user_id, self.specialist)

    def test_l4_2_what_was_signed_is_not_changed_by_hand(self):
        for values in ({"name": "x"}, {"date_due": "2030-01-01"}, {"party": "landlord"}, {"needs_evidence": False}):
            with self.subTest(values):
                self._refused("agreed", lambda values=values: self._as(self.duty, self.manager).write(values))
        self._refused("kept", self._as(self.duty, self.manager).unlink)
        self._as(self.duty, self.specialist).user_id = self.manager

    def test_l4_1_obligations_by_hand_belong_to_leases_in_force(self):
        values = {"name": "Paint the front", "date_due": "2027-05-01", "party": "tenant"}
        duty = self._as(self.env["mall.lease.obligation"], self.specialist)
        noted = duty.create({**values, "lease_id": self.lease.id})
        noted.date_due = "2027-06-01"
        draft = self._draft(unit_ids=[Command.set(self._create_unit("1F-02").ids)])
        self._refused("lease_closed", lambda: duty.create({**values, "lease_id": draft.id}))
        noted.unlink()
        self.assertFalse(noted.exists())

    def test_lr2_3_gate_is_the_only_way(self):
        """State, stamps and evidence are neither written nor created nor smuggled in by defaults."""
        file = self._upload(self.specialist)
        duty = self._as(self.duty, self.manager)
        for values in ({"state": "done"}, {"done_by_id": self.manager.id}, {"evidence_ids": [Command.set(file.ids)]}, {"reason": "x"}):
            with self.subTest(values), self.assertRaises(FieldGated):
                duty.write(values)
            with self.subTest(values), self.assertRaises(FieldGated):
                duty.create({"lease_id": self.lease.id, "name": "x", "date_due": "2027-05-01", **values})
        forged = duty.with_context(default_state="done").create({"lease_id": self.lease.id, "name": "x", "date_due": "2027-05-01"})
        self.assertEqual(forged.state, "open")

    # === FULFILLING === #

    def test_lr2_3_staff_close_with_note_and_evidence(self):
        self._refused("evidence_missing", lambda: self._close(self.duty, self.specialist, note="Handed in"))
        file = self._upload(self.specialist)
        proof = {"attachment_ids": [Command.set(file.ids)]}
        self._refused("note_missing", lambda: self._close(self.duty, self.specialist, **proof))
        self._close(self.duty, self.specialist, note="Handed in", **proof)
        self.assertEqual((self.duty.state, self.duty.note, self.duty.done_by_id), ("done", "Handed in", self.specialist))
        self.assertEqual((self.duty.evidence_ids, file.res_model, file.res_id), (file, self.duty._name, self.duty.id))
        self._refused("no_such_move", lambda: self._close(self.duty, self.manager, "waive", reason="x"))

    def test_lr2_3_tenant_reports_and_staff_verify(self):
        duty = self._as(self.duty, self.tenant)
        self.assertTrue(duty._portal_report_done("Sent", PROOF))
        self.assertEqual((self.duty.state, self.duty.reported_by_id), ("reported", self.tenant))
        self.assertEqual(self.duty.evidence_ids.raw, PROOF[0][1])
        self.assertEqual(self.duty.activity_ids.user_id, self.specialist)
        self.assertFalse(duty._portal_report_done("Again", PROOF))
        self.assertEqual((self.duty.note, len(self.duty.evidence_ids)), ("Sent", 1))
        self._close(self.duty, self.specialist)
        self.assertEqual((self.duty.state, self.duty.note, self.duty.done_by_id), ("done", "Sent", self.specialist))
        self.assertFalse(self.duty.activity_ids)

    def test_lr2_3_report_that_does_not_hold_goes_back(self):
        self._as(self.duty, self.tenant)._portal_report_done("Sent", PROOF)
        self._refused("reason_missing", lambda: self._close(self.duty, self.specialist, "reopen"))
        self._close(self.duty, self.specialist, "reopen", reason="It has expired")
        self.assertEqual((self.duty.state, self.duty.reason), ("open", "It has expired"))

    def test_lr2_3_tenant_reports_its_own_only_and_completely(self):
        report = self._as(self.duty, self.tenant)._portal_report_done
        self._refused("note_missing", lambda: report(" ", PROOF))
        self._refused("evidence_missing", lambda: report("Sent", []))
        self._refused("evidence_missing", lambda: report("Sent", [("empty.pdf", b"")]))
        self._refused("files_too_large", lambda: report("Sent", PROOF * 11))
        back = self._duty(self.lease, RETURN["name"])
        self._refused("not_theirs", lambda: self._as(back, self.tenant)._portal_report_done("Returned", PROOF))
        for user in (self.other_tenant, self.specialist, self.manager):
            self._refused("role_tenant", lambda user=user: self._as(self.duty, user)._portal_report_done("Sent", PROOF))
        self.assertEqual(self.duty.state, "open")

    def test_lr2_3_manager_waives_with_a_reason(self):
        self._refused("role_manager", lambda: self._close(self.duty, self.specialist, "waive", reason="Old friends"))
        self._refused("reason_missing", lambda: self._close(self.duty, self.manager, "waive", reason="  "))
        self._close(self.duty, self.manager, "waive", reason="Insured by the landlord")
        self.assertEqual((self.duty.state, self.duty.reason), ("waived", "Insured by the landlord"))
        self._refused("role_manager", lambda: self._close(self.duty, self.specialist, "reopen", reason="No"))
        self._close(self.duty, self.manager, "reopen", reason="The cover has lapsed")
        self.assertEqual(self.duty.state, "open")

    def test_lr2_3_evidence_is_neither_changed_nor_deleted(self):
        file = self._upload(self.specialist)
        self._close(self.duty, self.specialist, note="Handed in", attachment_ids=[Command.set(file.ids)])
        for user in (self.specialist, self.manager):
            kept = self._as(file, user)
            for act in (kept.unlink, lambda kept=kept: kept.write({"raw": b"x"}), lambda kept=kept: kept.write({"res_id": 1})):
                self._refused("evidence_kept", act)

    def test_lr2_3_file_of_another_record_is_copied_not_taken(self):
        """The frozen lease proves something too, and stays where it is."""
        document = self.lease.signed_attachment_id or self.lease.document_attachment_id
        back = self._duty(self.lease, RETURN["name"])
        self._close(back, self.specialist, note="As agreed", attachment_ids=[Command.set(document.ids)])
        self.assertEqual((document.res_model, document.res_id), ("mall.lease", self.lease.id))
        self.assertEqual((back.evidence_ids.res_id, back.evidence_ids.checksum), (back.id, document.checksum))
        self.assertNotEqual(back.evidence_ids, document)

    # === THE CLOCK === #

    def test_lr2_3_recurring_obligation_rolls_on_until_the_lease_ends(self):
        for _time in range(2):
            self._run_cron("2027-01-05")
            self.assertEqual(self._dues(), ["2027-01-10", "2027-02-10"])
        self._run_cron("2027-04-01")  # nobody has run it for months: all that was due, once each
        self.assertEqual(self._dues(), [f"2027-{month:02}-10" for month in range(1, 5)])
        self._run_cron("2027-12-28")
        self.assertEqual(self._dues(), [f"2027-{month:02}-10" for month in range(1, 13)])

    def _dues(self):
        return [str(duty.date_due) for duty in self._duty(self.lease, REPORT["name"])]

    def test_lr2_3_responsible_is_told_once_and_the_manager_once_overdue(self):
        self.lease.team_id = self.env["crm.team"].create(
            {"name": "T", "is_leasing": True, "user_id": self.manager.id, "company_id": self.company.id}
        )
        told = []
        for day in ("2027-01-23", "2027-01-24", "2027-01-25", "2027-01-31", "2027-02-01", "2027-02-02"):
            self._run_cron(day)
            told.append(self.duty.activity_ids.mapped("user_id.login"))
        one, both = ["t_specialist"], ["t_specialist", "t_manager"]
        self.assertEqual([sorted(logins) for logins in told], [[], one, one, one, sorted(both), sorted(both)])
        self.assertEqual(len(self.duty.activity_ids), 2)
        self.assertTrue(self.duty.with_context(lang="en_US").filtered_domain([("date_escalated", "!=", False)]))

    def test_lr2_3_notice_is_a_setting(self):
        settings = self.env["res.config.settings"]
        settings.create({"mall_leasing_obligation_days": 30}).execute()
        self._run_cron("2027-01-02")
        self.assertTrue(self.duty.activity_ids)
        for days in (-1, 366):
            with self.assertRaises(ValidationError):
                settings.create({"mall_leasing_obligation_days": days})

    def test_lr2_3_search_finds_what_is_overdue(self):
        obligations = self._as(self.env["mall.lease.obligation"], self.specialist)
        with freeze_time("2027-02-01"):
            late = obligations.search([("is_overdue", "=", True), ("lease_id", "=", self.lease.id)])
            self.assertEqual(sorted(late.mapped("name")), sorted([INSURANCE["name"], REPORT["name"]]))
            self.assertTrue(all(late.mapped("is_overdue")))
            self.assertEqual(self._as(self.lease, self.specialist).obligation_overdue_count, 2)

    # === THE END, THE SUCCESSOR === #

    def test_lr2_3_end_of_the_lease_voids_what_recurs(self):
        self._run_cron("2027-12-05")
        with freeze_time("2028-01-01"):
            self.lease._end_expired()
        self.assertEqual(self._duty(self.lease, RETURN["name"]).state, "open")
        self.assertEqual(self.lease.state, "ended")
        self.assertNotIn("void", self._duty(self.lease, REPORT["name"]).mapped("state"))

    def test_l4_1_amendment_asks_nothing_twice(self):
        """Insurance was handed in, the deposit goes back at the end of the new lease, sales go on from its start."""
        file = self._upload(self.specialist)
        self._close(self.duty, self.specialist, note="Handed in", attachment_ids=[Command.set(file.ids)])
        with freeze_time("2027-03-10"):
            due = self._duty(self.lease, REPORT["name"])
            due.sudo()._roll()
            amendment = self._bring_to(self._amend(self.lease), "active").with_env(self.env)
        self.assertFalse(self._duty(amendment, INSURANCE["name"]))
        self.assertEqual(self._duty(self.lease, RETURN["name"]).state, "void")
        self.assertEqual(self._duty(amendment, RETURN["name"]).mapped("state"), ["open"])
        self.assertEqual(str(self._duty(amendment, REPORT["name"]).date_due), "2027-04-10")
        pending = self._duty(self.lease, REPORT["name"]).filtered(lambda duty: duty.state == "open")
        self.assertTrue(all(str(duty.date_due) < "2027-04-01" for duty in pending))

    # === WHO === #

    def test_lr2_3_obligations_follow_the_right_on_the_lease(self):
        outsider = self._create_user("t_other", "mall_leasing.group_mall_leasing_specialist")
        for user in (self.specialist, self.manager, self.legal, self.leader, self.tenant):
            self.assertEqual(self._as(self.duty, user).state, "open")
        for user in (outsider, self.other_tenant):
            with self.assertRaises(AccessError):
                self._as(self.duty, user).read(["name"])
        back = self._duty(self.lease, RETURN["name"])
        with self.assertRaises(AccessError):
            self._as(back, self.tenant).read(["name"])
        for user in (self.tenant, self.legal, self.leader, outsider):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._as(self.duty, user).write({"contact_id": False})
        for name in ("user_id", "done_by_id", "date_escalated"):
            with self.assertRaises(AccessError):
                self._as(self.duty, self.tenant).read([name])

    def test_lr1_3_open_obligations_are_handed_over(self):
        found = self.specialist._find_open_work()
        self.assertLessEqual(self.lease.obligation_ids, found["mall.lease.obligation"].with_env(self.env))

    # === SCALE === #

    def _count(self, act):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        act()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_lr2_3_clock_costs_the_same_for_2_and_22(self):
        sales = self._create_clause("DAT-2", "Sales data", duties=[REPORT])
        leases = self._draft_many(25, "K", self.insurance | sales)
        leases.sudo()._gate_write({"state": "active"})
        started, rolled, told, escalated = [], [], [], []
        for chosen in (leases[:1], leases[1:3], leases[3:]):
            started.append(self._count(chosen.sudo()._create_obligations))
            duties = chosen.sudo().obligation_ids
            with freeze_time("2027-02-05"):
                rolled.append(self._count(duties.filtered("is_last")._roll))
                told.append(self._count(duties._remind))
                escalated.append(self._count(duties._escalate))
            self.assertEqual(len(chosen.sudo().obligation_ids), 5 * len(chosen))
            self.assertTrue(all(duties.filtered(lambda duty: duty.party == "tenant").mapped("date_escalated")))
        for counts in (started, rolled, told, escalated):
            self.assertEqual(counts[1], counts[2], counts)

    def test_lr2_3_list_costs_the_same_for_2_and_22(self):
        rows = self.env["mall.lease.obligation"]
        for number in range(22):
            rows += rows.create({"lease_id": self.lease.id, "date_due": "2027-03-01", "name": str(number)})
        spec = {"name": {}, "is_overdue": {}, "can_close": {}, "lease_id": {"fields": {"display_name": {}}}, "activity_ids": {}}
        search = self._as(rows, self.specialist).web_search_read
        counts = [self._count(lambda ids=ids: search([("id", "in", ids)], spec)) for ids in (rows[:2].ids, rows[:2].ids, rows.ids)]
        self.assertEqual(counts[1], counts[2])


@tagged("-at_install", "post_install")
class TestObligationPortal(ObligationCase, HttpCase):
    """LR2.3: the tenant reports in the portal, with a file."""

    def _report(self, login, duty, **values):
        self.authenticate(login, login)
        data = {"note": "Sent", "csrf_token": Request.csrf_token(self), **values}
        response = self.url_open(f"/my/obligations/{duty.id}/done", data=data, files={"files": ("certificate.pdf", b"%PDF-1.4")})
        self.env.invalidate_all()
        return response

    def test_lr2_3_tenant_reports_with_a_file_in_the_portal(self):
        page = self._report("t_tenant", self.duty)
        self.assertEqual(page.status_code, 200)
        self.assertEqual((self.duty.state, self.duty.note), ("reported", "Sent"))
        self.assertEqual(self.duty.evidence_ids.mapped("name"), ["certificate.pdf"])
        self.assertNotIn(RETURN["name"], page.text)

    def test_lr2_3_another_tenant_reports_nothing(self):
        self._report("t_incoming", self.duty)
        self.assertEqual((self.duty.state, self.duty.evidence_ids.ids), ("open", []))

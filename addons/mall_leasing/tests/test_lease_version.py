import doctest

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import TransactionCase, freeze_time, tagged

from ..clause_reasons import ClauseRefused
from ..core import lease_version
from .clause_common import ClauseCase


@tagged("-at_install", "post_install")
class TestLeaseVersionDoctests(TransactionCase):
    def test_l4_2_examples_of_comparing_hold(self):
        """The examples in the comparison are its specification."""
        result = doctest.testmod(lease_version)
        self.assertGreater(result.attempted, 4)
        self.assertEqual(result.failed, 0)


@tagged("-at_install", "post_install")
class TestLeaseVersion(ClauseCase):
    """L4.2: what a lease said at each step of its way, and what differs."""

    def _versions(self, lease):
        return lease.sudo().version_ids.sorted("number")

    def _compare(self, user, left, right, **values):
        """Return the comparison as a user opens it; each side a lease as it is now, or a version."""
        sides = {}
        for side, record in (("left", left), ("right", right)):
            lease = record if record._name == "mall.lease" else record.lease_id
            sides |= {f"{side}_lease_id": lease.id, f"{side}_version_id": record.id if record != lease else False}
        return self._as(self.env["mall.lease.compare"], user).create({**sides, **values})

    def test_l4_2_each_step_keeps_what_the_lease_says(self):
        versions = self._versions(self._lease_in("active"))
        reasons = ["submitted", "legal_approved", "leadership_approved", "tenant_signed", "active"]
        self.assertEqual(versions.mapped("reason"), reasons)
        self.assertEqual(versions.mapped("number"), [1, 2, 3, 4, 5])
        self.assertEqual(versions.user_id, self.specialist | self.legal | self.leader | self.tenant)
        self.assertEqual(len(set(versions.mapped("digest"))), 1)
        self.assertTrue(all(version._is_intact() for version in versions))
        self.assertEqual(versions.mapped("is_same"), [False, True, True, True, True])

    def test_l4_2_rejection_withdrawal_and_change_are_kept_too(self):
        lease = self._draft()
        self._submit(lease)
        self._reject(lease, self.legal, "The deposit is missing")
        self._submit(lease)
        self._as(lease, self.specialist).action_approval_withdraw()
        self._submit(lease)
        self._approve(lease, self.legal)
        self._change(lease, {"clause_line_ids": [Command.update(lease.clause_line_ids[0].id, {"text": "<p>Other.</p>"})]})
        versions = self._versions(lease)
        expected = ["submitted", "rejected", "submitted", "withdrawn", "submitted", "legal_approved", "changed"]
        self.assertEqual(versions.mapped("reason"), expected)
        self.assertEqual(versions[1].comment, "The deposit is missing")
        self.assertNotEqual(versions[5].digest, versions[6].digest)

    def test_l4_2_versions_are_written_by_nobody(self):
        version = self._versions(self._lease_in("legal_review"))
        values = {"lease_id": version.lease_id.id, "number": 9, "reason": "active"}
        for user in (self.specialist, self.manager, self.legal, self.leader):
            seen = self._as(version, user)
            for act in (lambda seen=seen: seen.write({"words": []}), lambda seen=seen: seen.create(values)):
                with self.subTest(user.login), self.assertRaises(ClauseRefused):
                    act()
            with self.subTest(user.login), self.assertRaises(AccessError):
                seen.unlink()
        for act in (lambda: version.sudo().write({"content": {}}), version.sudo().unlink):
            with self.assertRaises(ClauseRefused) as caught:
                act()
            self.assertEqual(caught.exception.reason, "version_kept")

    def test_l4_2_version_keeps_the_names_of_its_time(self):
        version = self._versions(self._lease_in("legal_review"))
        self.tenant_partner.name = "Renamed Ltd."
        self.trade.name = "Renamed Trade"
        self.env.invalidate_all()
        html = str(self._as(version, self.legal).words_html)
        self.assertIn("Test Tenant Co.", html)
        self.assertIn("Test Coffee", html)
        self.assertNotIn("Renamed", html)

    def test_l4_2_comparison_marks_words_and_escapes_them(self):
        lease = self._draft()
        self._submit(lease)
        self._as(lease, self.specialist).action_approval_withdraw()
        text = "<p>{{tenant}} uses {{units}} for &lt;script&gt;alert(1)&lt;/script&gt;.</p>"
        line = lease.clause_line_ids[0]
        self._change(lease, {"amount_deposit": 160000, "clause_line_ids": [Command.update(line.id, {"text": text})]})
        self._submit(lease)
        first, last = self._versions(lease)[0], self._versions(lease)[-1]
        compare = self._compare(self.legal, first, last)
        result = str(compare.result)
        self.assertIn("&lt;script&gt;", result.replace("<ins>", "").replace("</ins>", "").replace("<del>", "").replace("</del>", ""))
        self.assertNotIn("<script", result)
        self.assertIn("<ins>", result)
        self.assertEqual(compare.change_count, 2)
        html = self.env["ir.actions.report"]._render_qweb_html("mall_leasing.report_mall_lease_compare", compare.ids)[0].decode()
        self.assertIn("160,000", html)
        compare.only_changes = False
        self.assertEqual(compare.change_count, 2)
        compare.action_swap()
        self.assertEqual((compare.left_version_id, compare.right_version_id), (last, first))

    def test_l4_1_amendment_is_compared_with_the_lease_it_replaces(self):
        lease = self._lease_in("active")
        with freeze_time("2027-03-10"):
            draft = self._amend(lease)
        own = {"heading": "Terrace", "text": "<p>The terrace is free.</p>"}
        draft.write({"clause_line_ids": [Command.create(own), Command.delete(draft.clause_line_ids[0].id)]})
        rows = draft._get_changes_against(lease)
        self.assertEqual(draft.root_id, lease.root_id)
        kinds = {(row["kind"], row["line"], row["label"]) for row in rows}
        self.assertIn(("added", "Terrace", "Heading"), kinds)
        self.assertIn(("removed", "Use", "Heading"), kinds)
        self.assertIn(("changed", "", "Start"), {(kind, line, label.split(" ")[0]) for kind, line, label in kinds})
        self.assertFalse([row for row in rows if row["line"] == "Insurance"])
        action = self._as(draft, self.specialist).action_compare_predecessor()
        compare = self._as(self.env["mall.lease.compare"], self.specialist).browse(action["res_id"])
        self.assertEqual((compare.left_lease_id, compare.right_lease_id, compare.change_count), (lease, draft, len(rows)))

    def test_l4_2_comparison_shows_what_its_reader_may_read(self):
        """A comparison names any lease by its id; what it shows follows the right on both."""
        lease = self._lease_in("legal_review")
        outsider = self._create_user("t_other", "mall_leasing.group_mall_leasing_specialist")
        mine = self._draft(outsider, user_id=outsider.id, unit_ids=[Command.set(self._create_unit("1F-09").ids)])
        for left in (lease, self._versions(lease)):
            with self.assertRaises(AccessError):
                self._compare(outsider, left, mine).result
        with self.assertRaises(AccessError):
            self._compare(self.legal, mine, mine).result
        with self.assertRaises(AccessError):
            self._compare(self.tenant, lease, lease)

    def test_l4_2_versions_follow_the_right_on_the_lease(self):
        version = self._versions(self._lease_in("legal_review"))
        outsider = self._create_user("t_other", "mall_leasing.group_mall_leasing_specialist")
        for user in (self.specialist, self.manager, self.legal, self.leader):
            self.assertEqual(self._as(version, user).number, 1)
        for user in (outsider, self.tenant, self.other_tenant):
            with self.assertRaises(AccessError):
                self._as(version, user).read(["content"])

    def test_l4_2_keeping_costs_the_same_for_2_and_22(self):
        counts = []
        leases = self._draft_many(25, "V")
        for chosen in (leases[:1], leases[1:3], leases[3:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            chosen._keep_version(dict.fromkeys(chosen, "submitted"))
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2], counts)
        self.assertEqual(len(leases.sudo().version_ids), 25)

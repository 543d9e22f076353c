from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestApprovalTimeline(ApprovalCase):
    """The chain as data: everything a reader of the document is told."""

    def _timeline(self, document, user=None):
        seen = self._as(document, user or self.clerk)
        seen.invalidate_recordset(["approval_timeline"])
        return seen.approval_timeline

    def test_draft_has_an_empty_timeline(self):
        self.assertEqual(self._timeline(self._create_document()), {"pending": False, "rounds": []})

    def test_rounds_latest_first_with_decisions(self):
        document = self._create_submitted()
        self._approve(document, self.legal, "Fine")
        self._reject(document, self.head, "Too low")
        document.action_approval_submit()
        rounds = self._timeline(document)["rounds"]
        self.assertEqual([entry["round"] for entry in rounds], [2, 1])
        legal, head = rounds[1]["steps"]
        self.assertEqual((legal["state"], legal["comment"], legal["decided_by"]), ("approved", "Fine", self.legal.name))
        self.assertEqual((head["state"], head["comment"], head["stands"]), ("rejected", "Too low", False))

    def test_differences_name_field_line_old_and_new(self):
        """What changed since the approval, as text."""
        document = self._create_granted()
        document.write({"partner_id": self.env["res.partner"].create({"name": "Ann"}).id})
        document.line_ids[0].amount = 1250
        self._commit()
        legal = self._timeline(document)["rounds"][0]["steps"][0]
        self.assertEqual(
            legal["differences"],
            [
                {"field": "Partner", "line": "", "old": "", "new": "Ann"},
                {"field": "Line / Amount", "line": "Rent", "old": "100.00", "new": "1,250.00"},
            ],
        )

    def test_differences_of_added_and_removed_lines(self):
        document = self._create_granted()
        document.line_ids[1].unlink()
        document.line_ids.create({"document_id": document.id, "name": "Deposit", "amount": 9})
        self._commit()
        differences = self._timeline(document)["rounds"][0]["steps"][0]["differences"]
        self.assertEqual(
            [(change["line"], change["old"], change["new"]) for change in differences],
            [("Service", "Service, 200.00", ""), ("Deposit", "", "Deposit, 9.00")],
        )

    def test_differences_of_the_past_do_not_move(self):
        """A round that is over shows what was different then."""
        document = self._create_granted()
        document.amount_limit = 900
        self._commit()
        self._approve(document, self.head)
        document.amount_limit = 800
        self._commit()
        rounds = self._timeline(document)["rounds"]
        shown = [[change["new"] for change in entry["steps"][0]["differences"]] for entry in rounds[:2]]
        self.assertEqual(shown, [["800.00"], ["900.00"]])

    def test_fields_the_reader_may_not_read_stay_hidden(self):
        """That a restricted field changed is told, its values are not."""
        document = self._create_granted()
        field = type(document)._fields["amount_limit"]
        document.amount_limit = 900
        self._commit()
        self.patch(field, "groups", "base.group_system")
        self.env.registry.clear_cache()
        [change] = self._timeline(document)["rounds"][0]["steps"][0]["differences"]
        self.assertEqual((change["old"], change["new"]), ("(hidden)", "(hidden)"))

    def test_buttons_are_for_whoever_may_decide(self):
        document = self._create_submitted()
        may = {user.login: self._timeline(document, user)["pending"]["can_decide"] for user in (self.clerk, self.legal, self.head)}
        self.assertEqual(may, {"ap_clerk": False, "ap_legal": True, "ap_head": False})

    def test_step_names_are_in_the_readers_language_and_survive_the_adopter(self):
        """Once the adopter is uninstalled the recorded name remains."""
        document = self._create_submitted()
        step = self.Step.search([("res_id", "=", document.id), ("code", "=", "legal")]).sudo()
        self.assertEqual(step.name, "Legal review")
        step.res_model = "model.no.longer.there"
        step.invalidate_recordset(["name"])
        self.assertEqual(step.name, "Legal review")
        self.assertTrue(step.with_user(self.clerk).read())

    def test_open_document(self):
        document = self._create_submitted()
        step = self.Step.with_user(self.legal).search([("waiting_for_me", "=", True), ("res_id", "=", document.id)])
        action = step.action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), (document._name, document.id))

    def test_filters_of_my_approvals(self):
        """Each filter finds what its name says."""
        document = self._create_submitted()
        [legal, head] = self.Step.search([("res_id", "=", document.id)], order="id")
        self.assertIn(legal, self.Step.with_user(self.legal).search([("waiting_for_me", "=", True)]))
        self.assertNotIn(head, self.Step.with_user(self.head).search([("waiting_for_me", "=", True)]))
        self.assertIn(head, self.Step.with_user(self.head).search([("waiting_for_me", "=", False)]))
        legal.sudo().pending_since = "2020-01-01"
        late = [("state", "=", "pending"), ("pending_since", "<", "today -3d")]
        self.assertIn(legal, self.Step.search(late))
        self.assertIn(legal, self.Step.search([("requested_on", ">=", "=monday")]))

import doctest

from odoo.tests import BaseCase

from odoo.addons.approval_chain.core import chain, content


class TestCore(BaseCase):
    """The rules of the chain and the digest, without a database."""

    def test_doctests(self):
        """Every example of core/ holds."""
        for module in (chain, content):
            with self.subTest(module.__name__):
                result = doctest.testmod(module)
                self.assertGreater(result.attempted, 0)
                self.assertFalse(result.failed)

    def test_rule_needs_one_kind_of_approver(self):
        """A step is for a role or for a person, never for both or neither."""
        for approvers in ({}, {"group": "a.b", "user_field": "user_id"}):
            with self.assertRaises(ValueError):
                chain.ApprovalStepRule(code="x", name="X", state="x", **approvers)

    def test_decisions_are_final(self):
        """No move leads away from a decided or superseded step."""
        final = {"approved", "rejected", "superseded"}
        self.assertFalse([move for move in chain.TRANSITIONS if move[0] in final])

    def test_digest_of_lines_ignores_order_and_ids_only(self):
        """Equal lines twice are not the same as once."""
        one = {"lines": [{"_id": 1, "amount": "5"}]}
        twice = {"lines": [{"_id": 1, "amount": "5"}, {"_id": 2, "amount": "5"}]}
        self.assertNotEqual(content.digest(one), content.digest(twice))
        self.assertEqual(len(list(content.differences(one, twice))), 1)

    def test_reference_counts_by_id_not_by_name(self):
        """A renamed partner is the same partner; an unset one is a change."""
        old = {"partner": {"ref": 1, "_name": "Ann"}}
        self.assertEqual(content.digest(old), content.digest({"partner": {"ref": 1, "_name": "Anne"}}))
        self.assertNotEqual(content.digest(old), content.digest({"partner": None}))

    def test_nested_reference_shows_the_changed_part(self):
        """A change below a reference is told with its path."""
        old = {"partner": {"ref": 1, "_name": "Ann", "vat": "1"}}
        new = {"partner": {"ref": 1, "_name": "Ann", "vat": "2"}}
        [change] = content.differences(old, new)
        self.assertEqual((change.path, change.old, change.new), (("partner", "vat"), "1", "2"))

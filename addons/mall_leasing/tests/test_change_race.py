from datetime import date
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.approval_chain.tests.race_common import RaceCase

from ..exceptions import UnitTaken
from ..lease_reasons import LeaseMoveRefused
from ..models.lease.lease_workflow import OBSTACLES


@tagged("post_install", "-at_install")
class TestChangeRace(RaceCase):
    """L4.1, L4.2: two changes at the same moment, as two real sessions: one wins, the other gets a sentence."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Approvals, paper and roles are tested elsewhere: here the two sessions have come as far as that.
        leases = cls.registry["mall.lease"]
        cls.startClassPatcher(patch.object(leases, "_is_approved", lambda lease: True))
        cls.startClassPatcher(patch.object(leases, "_is_document_intact", lambda lease: True))
        cls.startClassPatcher(patch.dict(OBSTACLES, document_missing=lambda lease, values: False))
        cls.startClassPatcher(patch.object(leases, "_has_signature", lambda lease, values: True))
        cls.startClassPatcher(patch.object(leases, "_has_role", lambda lease, role, actor: True))

    @classmethod
    def _create_data(cls, env):
        cls.made = []
        mall = env["mall.property"].create({"name": "Racing Mall", "code": "RACE"})
        floor = env["mall.floor"].create({"name": "R", "code": "R", "property_id": mall.id})
        cls.unit_id = env["mall.unit"].create(
            {"code": "R-1", "property_id": mall.id, "floor_id": floor.id, "area_net": 10, "area_gross": 12}
        ).id
        partners = env["res.partner"].create([{"name": name, "is_company": True} for name in ("Racer A", "Racer B", "Racer C")])
        cls.partner_ids, cls.floor_id, cls.property_id = partners.ids, floor.id, mall.id

    @classmethod
    def _remove_data(cls):
        with cls.registry.cursor() as cr:
            env = cls._get_env(cr)
            leases = env["mall.lease"].search([("partner_id", "in", cls.partner_ids)])
            contracts = leases.contract_id.ids or [0]
            # Signed leases are kept by the rules of the house, which this clean-up is not part of.
            for query in (
                SQL("DELETE FROM mail_message WHERE model = 'mall.lease' AND res_id IN %s", tuple(leases.ids)),
                SQL("DELETE FROM mail_activity WHERE res_model = 'mall.lease' AND res_id IN %s", tuple(leases.ids)),
                SQL("DELETE FROM mall_unit_occupancy WHERE unit_id = %s", cls.unit_id),
                SQL("DELETE FROM contract_line WHERE contract_id IN %s", tuple(contracts)),
                SQL("UPDATE mall_lease SET contract_id = NULL, predecessor_id = NULL, root_id = NULL, kind = 'new' WHERE id IN %s", tuple(leases.ids)),
                SQL("DELETE FROM contract_contract WHERE id IN %s", tuple(contracts)),
                SQL("DELETE FROM mall_lease WHERE id IN %s", tuple(leases.ids)),
                SQL("DELETE FROM mall_unit WHERE id = %s", cls.unit_id),
                SQL("DELETE FROM mall_floor WHERE id = %s", cls.floor_id),
                SQL("DELETE FROM mall_property WHERE id = %s", cls.property_id),
            ):
                cr.execute(query)
            env.invalidate_all()
            env["res.partner"].browse(cls.partner_ids).unlink()

    def _create_lease(self, env, partner, state, start, end, **values):
        charge = {"kind": "base_rent", "amount": 1000}
        lease = env["mall.lease"].create(
            {
                "partner_id": self.partner_ids[partner],
                "property_id": self.property_id,
                "unit_ids": [Command.set([self.unit_id])],
                "date_start": start,
                "date_end": end,
                "charge_ids": [Command.create(charge)],
                "terms": "<p>Race.</p>",
                **values,
            }
        )
        lease._gate_write({"state": state})
        return lease

    def _create_lease_in_force(self, env, start, end):
        lease = self._create_lease(env, 0, "active", start, end)
        env["mall.unit.occupancy"]._convert_to_lease(lease)
        lease._create_contract()
        return lease

    def test_l4_2_two_activations_replace_a_lease_once(self):
        """An amendment and an assignment of one lease are countersigned at one moment."""
        with self.registry.cursor() as cr:
            env = self._get_env(cr)
            lease = self._create_lease_in_force(env, "2030-01-01", "2030-12-31")
            common = {"predecessor_id": lease.id}
            amendment = self._create_lease(env, 0, "tenant_signed", "2030-04-01", "2030-12-31", kind="amendment", **common)
            assignment = self._create_lease(env, 1, "tenant_signed", "2030-05-01", "2030-12-31", kind="assignment", **common)
            assignment._gate_write({"consent_signed_on": "2030-01-01 00:00:00"})
            lease_id, ids = lease.id, (amendment.id, assignment.id)

        def activate(successor_id):
            return lambda env: len(env["mall.lease"].browse(successor_id)._move_to("active"))

        answers = self._race(*((1, activate(successor_id)) for successor_id in ids))
        self.assertEqual(sorted(map(str, answers))[0], "1", answers)
        [refusal] = [answer for answer in answers if isinstance(answer, UserError)]
        self.assertIsInstance(refusal, LeaseMoveRefused)
        self.assertEqual(refusal.reason, "predecessor_over")
        with self.registry.cursor() as cr:
            env = self._get_env(cr)
            winner = env["mall.lease"].browse(ids[answers.index(1)])
            rows = env["mall.unit.occupancy"].search([("unit_id", "=", self.unit_id), ("date_from", "<", "2031-01-01")], order="date_from")
            self.assertEqual(rows.lease_id.ids, [lease_id, winner.id])
            self.assertEqual((rows[1].date_from, rows[1].date_to), (winner.date_start, date(2030, 12, 31)))
            self.assertEqual(rows[0].date_to, env["mall.lease"].browse(lease_id).date_last)

    def test_l4_1_renewal_against_another_s_lease(self):
        """A renewal and somebody else's lease of the same unit are submitted at one moment."""
        with self.registry.cursor() as cr:
            env = self._get_env(cr)
            lease = self._create_lease_in_force(env, "2032-01-01", "2032-12-31")
            renewal = self._create_lease(env, 0, "draft", "2033-01-01", "2033-12-31", kind="renewal", predecessor_id=lease.id)
            other = self._create_lease(env, 2, "draft", "2033-06-01", "2033-12-31")
            ids = (renewal.id, other.id)

        def take(lease_id):
            return lambda env: bool(env["mall.lease"].browse(lease_id)._secure_occupancy() or True)

        answers = self._race(*((1, take(lease_id)) for lease_id in ids))
        self.assertEqual(len([answer for answer in answers if answer is True]), 1, answers)
        [refusal] = [answer for answer in answers if isinstance(answer, UserError)]
        self.assertIsInstance(refusal, UnitTaken)
        self.assertIn("R-1", str(refusal))

    def test_l4_1_added_unit_against_another_s_lease(self):
        """An amendment that reaches beyond its old term, and another's lease of those very days."""
        with self.registry.cursor() as cr:
            env = self._get_env(cr)
            lease = self._create_lease_in_force(env, "2034-01-01", "2034-12-31")
            amendment = self._create_lease(env, 0, "draft", "2034-06-01", "2035-06-30", kind="amendment", predecessor_id=lease.id)
            other = self._create_lease(env, 2, "draft", "2035-01-01", "2035-12-31")
            ids = (amendment.id, other.id)

        def take(lease_id):
            return lambda env: bool(env["mall.lease"].browse(lease_id)._secure_occupancy() or True)

        answers = self._race(*((1, take(lease_id)) for lease_id in ids))
        self.assertEqual(len([answer for answer in answers if isinstance(answer, UnitTaken)]), 1, answers)

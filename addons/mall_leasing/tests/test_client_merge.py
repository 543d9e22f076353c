from odoo.fields import Command
from odoo.tests import tagged

from ..client_exceptions import MergeRefused
from .lease_common import LeaseCase


@tagged("post_install", "-at_install")
class TestClientMerge(LeaseCase):
    """L2.2: two files of one client become one, nothing is lost, nothing signed changes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twin = cls.env["res.partner"].create(
            {"name": "Test Tenant", "is_company": True, "is_leasing_client": True, "email": "twin@example.com"}
        )

    def _merge(self, user, sources, target):
        self.env.flush_all()
        wizard = self._as(self.env["base.partner.merge.automatic.wizard"], user)
        wizard = wizard.create({"partner_ids": [Command.set((sources | target).ids)], "dst_partner_id": target.id, "state": "selection"})
        wizard.action_merge()
        self.env.invalidate_all()

    def _fill(self, partner):
        """Give a client one of everything that points at it."""
        person = self.env["res.partner"].create({"name": "Person", "parent_id": partner.id})
        lead = self._create_lead(partner_id=partner.id)
        unit = self._create_unit(code=f"M-{partner.id}")
        self._create_offer(lead_id=lead.id, partner_id=partner.id, unit_ids=[Command.set(unit.ids)])
        self.env["mall.communication"]._log(
            [{"lead_id": lead.id, "summary": "a"}, {"partner_id": person.id, "summary": "b", "company_id": self.company.id}]
        )
        self.env["mall.client.shop"].create({"partner_id": partner.id, "place": "Elsewhere"})
        self.env["mall.brand"].create({"name": f"Brand {partner.id}", "partner_id": partner.id})
        self._occupy(
            unit, "lease", lease_id=self._create_lease(partner_id=partner.id, unit_ids=[Command.set(unit.ids)]), partner_id=partner
        )
        return person

    def _get_counts(self, partners):
        """Return {(table, column): rows} of everything in the database that points at these partners."""
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"]
        counts = {}
        for table, column in wizard._get_fk_on("res_partner"):
            if table.startswith(("mall_", "crm_", "approval_", "contract_", "account_move")):
                self.env.cr.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}" IN %s', [tuple(partners.ids)])
                counts[table, column] = self.env.cr.fetchone()[0]
        return {key: count for key, count in counts.items() if count}

    def test_l2_2_merging_keeps_every_record(self):
        """Everything that pointed at either file points at the one that stays; people and logins come along."""
        person = self._fill(self.twin)
        self._fill(self.tenant_partner)
        login = self._create_user("t_twin", "base.group_portal", partner_id=person.id)
        before = self._get_counts(self.twin | self.tenant_partner)
        for table in (
            "mall_communication",
            "mall_lease",
            "mall_offer",
            "mall_unit_occupancy",
            "mall_client_shop",
            "mall_brand",
            "crm_lead",
        ):
            self.assertIn(table, [key[0] for key in before])
        self._merge(self.manager, self.twin, self.tenant_partner)
        self.assertFalse(self.twin.exists())
        self.assertEqual(self._get_counts(self.tenant_partner), before)
        self.assertEqual(person.commercial_partner_id, self.tenant_partner)
        self.assertEqual(login.partner_id.parent_id, self.tenant_partner)
        self.assertEqual(len(self.tenant_partner.communication_ids), 4)

    def test_l2_2_merging_unites_the_files(self):
        tea = self.env["mall.trade.category"].create({"name": "Test Tea"})
        self.tenant_partner.write({"leasing_trade_ids": [Command.set(self.trade.ids)], "leasing_exclusivity": "No tea next door"})
        self.twin.write({"leasing_trade_ids": [Command.set(tea.ids)], "leasing_exclusivity": "No juice next door", "leasing_area_min": 45})
        self.twin.with_user(self.manager).write({"leasing_credit_state": "passed", "leasing_credit_note": "Register seen"})
        self._merge(self.manager, self.twin, self.tenant_partner)
        client = self.tenant_partner
        self.assertEqual(client.leasing_trade_ids, self.trade | tea)
        self.assertEqual(client.leasing_exclusivity, "No tea next door\nNo juice next door")
        self.assertEqual(
            (client.leasing_area_min, client.leasing_credit_state, client.leasing_credit_note), (45, "passed", "Register seen")
        )
        self.assertEqual(client.leasing_credit_user_id, self.manager)

    def test_lr2_2_specialists_merge_no_clients(self):
        self.twin.email = self.tenant_partner.email
        with self.assertRaises(MergeRefused):
            self._merge(self.specialist, self.twin, self.tenant_partner)
        self.assertTrue(self.twin.exists())

    def test_l4_2_two_legal_persons_that_signed_are_not_merged(self):
        mine = self._lease_in("active")
        theirs = self._create_lease(partner_id=self.twin.id, unit_ids=[Command.set(self._create_unit(code="L-2").ids)])
        self.env.cr.execute("UPDATE mall_lease SET state = 'active' WHERE id = %s", [theirs.id])
        self.env.invalidate_all()
        self.tenant_partner.company_registry, self.twin.company_registry = "12345675", "87654321"
        with self.assertRaises(MergeRefused), self.env.cr.savepoint():
            self._merge(self.manager, self.twin, self.tenant_partner)
        self.twin.company_registry = "1234-5675"
        self._merge(self.manager, self.twin, self.tenant_partner)
        self.assertEqual(theirs.partner_id | mine.partner_id, self.tenant_partner)

    def test_l4_2_a_signed_lease_stays_signed_when_its_tenant_is_merged(self):
        """The document, its fingerprint and the approvals stand; the lease goes on being worked with."""
        lease = self._lease_in("tenant_signed")
        before = (lease.document_sha256, lease.document_attachment_id.checksum, lease.tenant_signed_by, lease.approval_digest)
        self.twin.email = "kept@example.com"
        self._merge(self.manager, self.tenant_partner, self.twin)
        self.assertEqual(lease.partner_id, self.twin)
        self.assertEqual(
            (lease.document_sha256, lease.document_attachment_id.checksum, lease.tenant_signed_by, lease.approval_digest), before
        )
        self.assertTrue(lease._is_approved())
        self._countersign(lease)
        self.assertEqual(lease.state, "active")
        self._change(lease, {"user_id": self.manager.id}, user=self.manager)
        self.assertEqual(lease.state, "active")

    def test_l4_2_merging_hides_no_later_change_of_the_tenant(self):
        """Only the merged file stands for the tenant approved; another client is another tenant."""
        lease = self._lease_in("to_sign")
        self._merge(self.manager, self.tenant_partner, self.twin)
        other = self.env["res.partner"].create({"name": "Another Ltd.", "is_company": True})
        self._change(lease, {"partner_id": other.id})
        self.assertEqual(lease.state, "legal_review")

    def test_contacts_outside_leasing_are_merged_by_the_core_s_rules(self):
        one, two = self.env["res.partner"].create([{"name": "X", "email": "x@example.com"}, {"name": "X", "email": "x@example.com"}])
        self._merge(self.specialist, one, two)
        self.assertFalse(one.exists())

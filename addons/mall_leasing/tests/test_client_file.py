from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..client_exceptions import PortalContactKept
from .offer_common import OfferCommon


@tagged("post_install", "-at_install")
class TestClientFile(OfferCommon):
    """L2.2, LR2.2: one file for each client, kept up to date; duplicates are found, logins stay where they are."""

    @classmethod
    def _create_client(cls, name, **values):
        return cls.env["res.partner"].create({"name": name, "is_company": True, "is_leasing_client": True, **values})

    def test_l2_2_a_lead_or_a_lease_makes_a_client(self):
        company = self.env["res.partner"].create({"name": "New Brand Ltd.", "is_company": True})
        person = self.env["res.partner"].create({"name": "Ms Lee", "parent_id": company.id})
        other = self.env["res.partner"].create({"name": "Somebody"})
        self._create_lead(partner_id=person.id)
        self.assertTrue(person.is_leasing_client and company.is_leasing_client)
        self._create_lead(partner_id=other.id, team_id=self.env["crm.team"].create({"name": "Sales"}).id)
        self.assertFalse(other.is_leasing_client)

    def test_lr2_2_the_file_says_how_complete_it_is_and_what_is_missing(self):
        client = self._create_client("Half Known Ltd.", phone="+886 7 987 0199", email="a@example.com")
        self.assertEqual(client.leasing_completeness, 20)
        self.assertIn("wanted area", client.leasing_missing)
        client.write(
            {
                "vat": "12345675",
                "child_ids": [Command.create({"name": "Ms Lee"})],
                "leasing_brand_ids": [Command.create({"name": "Half"})],
                "leasing_trade_ids": [Command.set(self.trade.ids)],
                "leasing_area_min": 40,
                "leasing_amount_budget": 100000,
                "leasing_date_opening": "2027-03-01",
            }
        )
        self.assertEqual((client.leasing_completeness, client.leasing_missing), (90, "credit check"))
        client.with_user(self.manager).leasing_credit_state = "passed"
        self.assertEqual((client.leasing_completeness, client.leasing_missing), (100, False))
        client.with_user(self.manager).leasing_credit_valid_until = fields.Date.subtract(fields.Date.today(), days=1)
        self.assertEqual(client.leasing_missing, "credit check")

    def test_l2_2_only_the_manager_decides_the_credit_check(self):
        client = self._create_client("Wants Credit Ltd.")
        for values in (
            {"leasing_credit_state": "passed"},
            {"leasing_credit_note": "Fine"},
            {"leasing_credit_valid_until": "2027-01-01"},
            {"leasing_credit_state": "requested", "leasing_credit_user_id": self.manager.id},
        ):
            with self.assertRaises(AccessError):
                self._rpc(self.specialist, "res.partner", "write", client.ids, values)
        smuggled = {"child_ids": [Command.update(client.id, {"leasing_credit_state": "passed"})]}
        with self.assertRaises(AccessError):
            self._rpc(self.specialist, "res.partner", "write", self.tenant_partner.ids, smuggled)
        with self.assertRaises(AccessError):
            self._rpc(self.specialist, "res.partner", "create", [{"name": "Born Rich", "leasing_credit_state": "passed"}])
        self.team.user_id = self.manager
        self._rpc(self.specialist, "res.partner", "action_request_credit_check", client.ids)
        self.assertEqual((client.leasing_credit_state, client.activity_ids.user_id), ("requested", self.manager))
        self._rpc(
            self.manager,
            "res.partner",
            "write",
            client.ids,
            {"leasing_credit_state": "conditional", "leasing_credit_user_id": self.leader.id},
        )
        self.assertEqual((client.leasing_credit_user_id, str(client.leasing_credit_date)), (self.manager, "2026-11-23"))

    def test_l2_2_shops_elsewhere_tell_the_rent_per_square_metre(self):
        client = self._create_client("Many Shops Ltd.")
        shop = (
            self.env["mall.client.shop"]
            .with_user(self.specialist)
            .create({"partner_id": client.id, "place": "Station Mall", "area": 50, "amount_rent": 125000, "company_id": self.company.id})
        )
        self.assertEqual(shop.amount_rent_area, 2500)

    def test_l2_2_the_file_is_printed_with_its_log(self):
        client = self._create_client("Printed Ltd.")
        self.env["mall.communication"]._log([{"partner_id": client.id, "summary": "Asked for <b>power</b>", "company_id": self.company.id}])
        report = self.env["ir.actions.report"].with_user(self.specialist).with_context(allowed_company_ids=self.company.ids)
        html = report._render_qweb_html("mall_leasing.report_client_file", client.ids)[0].decode()
        for words in ("Printed Ltd.", "Asked for &lt;b&gt;power", "registration number"):
            self.assertIn(words, html)

    # --- duplicates

    def test_l2_2_duplicates_are_found_by_name_number_and_telephone(self):
        first = self._create_client("Test Heron Tea Co., Ltd.", vat="TW 9753-1864", phone="+886 4 987 0155")
        same = (
            self._create_client("ＴＥＳＴ heron tea"),
            self._create_client("Other Name A", company_registry="97531864"),
            self._create_client("Other Name B", phone="(04) 987-0155 #3"),
        )
        self._create_client("Quite Different Ltd.", phone="+886 4 987 0156")
        self.assertEqual(first.client_duplicate_ids, self.env["res.partner"].union(*same))
        for client in same:
            self.assertIn(first, client.client_duplicate_ids)
        listed = self.env["res.partner"].search([("is_client_duplicate", "=", True), ("create_date", ">=", first.create_date)])
        self.assertLessEqual(first | same[0] | same[1] | same[2], listed)
        self.assertNotIn("Quite Different Ltd.", listed.mapped("name"))

    def test_l2_2_people_of_one_company_are_no_duplicates(self):
        client = self._create_client("Family Ltd.", phone="+886 4 987 0199")
        person = self.env["res.partner"].create({"name": "Ms Family", "parent_id": client.id, "phone": "+886 4 987 0199"})
        self.assertFalse(client.client_duplicate_ids | person.client_duplicate_ids)

    def test_l2_2_a_lead_of_a_known_client_says_so(self):
        client = self._create_client("Known Client Co.")
        lead = self._create_lead(partner_id=False, partner_name="known client")
        self.assertEqual(lead.client_duplicate_ids, client)
        lead.partner_id = client
        self.assertFalse(lead.client_duplicate_ids)

    def test_query_count_of_duplicates_and_counts_is_flat(self):
        """2 files or 22: the list of clients costs the same."""
        clients = self.env["res.partner"].union(*[self._create_client(f"Flat {number} Ltd.") for number in range(22)])
        twins = self.env["res.partner"].union(*[self._create_client(f"flat {number} inc") for number in range(22)])
        self.assertEqual(clients.client_duplicate_ids, twins)
        names = ["name", "client_duplicate_count", "leasing_completeness", "leasing_lead_count", "mall_lease_count", "communication_count"]

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.with_user(self.specialist).with_context(allowed_company_ids=self.company.ids).read(names)
            return self.env.cr.sql_log_count - before

        count(clients[:2])
        few = count(clients[:2])
        self.assertLessEqual(count(clients), few)

    # --- logins

    def test_g3_1_a_portal_login_is_not_moved_to_another_tenant(self):
        """A specialist moves no login into another company, in any way; the manager does."""
        other = self._create_client("Other Tenant Ltd.")
        person = self.tenant.partner_id
        for values, record in (
            ({"parent_id": other.id}, person),
            ({"is_company": True}, person),
            ({"child_ids": [Command.link(person.id)]}, other),
            ({"child_ids": [Command.update(person.id, {"parent_id": other.id})]}, other),
            ({"child_ids": [Command.set(person.ids)]}, other),
            ({"child_ids": [Command.unlink(person.id)]}, self.tenant_partner),
        ):
            with self.assertRaises(PortalContactKept):
                self._rpc(self.specialist, "res.partner", "write", record.ids, values)
        with self.assertRaises(PortalContactKept):
            self._rpc(
                self.specialist, "res.partner", "create", [{"name": "New", "is_company": True, "child_ids": [Command.link(person.id)]}]
            )
        self.assertEqual(person.parent_id, self.tenant_partner)
        self._rpc(self.specialist, "res.partner", "write", person.ids, {"function": "Owner", "parent_id": self.tenant_partner.id})
        person.with_user(self.manager).parent_id = other
        self.assertEqual(person.commercial_partner_id, other)

    def test_g3_1_people_without_login_are_moved_as_before(self):
        other = self._create_client("Other Tenant Ltd.")
        person = self.env["res.partner"].create({"name": "No Login", "parent_id": self.tenant_partner.id})
        self._rpc(self.specialist, "res.partner", "write", person.ids, {"parent_id": other.id})
        self.assertEqual(person.parent_id, other)

    def _grant(self, user, person):
        wizard = (
            self.env["portal.wizard"]
            .with_user(user)
            .with_context(active_ids=person.ids, no_reset_password=True, allowed_company_ids=self.company.ids)
        )
        return wizard.create({"partner_ids": [Command.set(person.ids)]}).user_ids.action_grant_access()

    def test_g3_1_the_portal_is_opened_by_those_who_work_with_the_tenant(self):
        """A specialist of another team makes no login that would see a tenant's leases."""
        self._create_lease(team_id=self.team.id)
        person = self.env["res.partner"].create({"name": "New", "parent_id": self.tenant_partner.id, "email": "new@example.com"})
        with self.assertRaises(PortalContactKept):
            self._grant(self.outsider, person)
        self.assertFalse(person.user_ids)
        self._grant(self.specialist, person)
        self.assertTrue(person.user_ids.share)

    # --- search

    def _find(self, user, term, limit=5):
        return {(row["model"], row["id"]) for row in self._rpc(user, "mall.leasing.search", "find", term, limit)}

    def test_l2_2_one_search_finds_everything_with_the_rights_of_the_user(self):
        client = self._create_client("Zebrawood Ltd.", phone="+886 4 555 7711")
        brand = self.env["mall.brand"].create({"name": "Zebrawood"})
        lead = self._create_lead(name="Zebrawood wants in", partner_id=client.id)
        offer = self._create_offer(lead_id=lead.id, partner_id=client.id)
        lease = self._create_lease(partner_id=client.id, team_id=self.team.id)
        unit = self._create_unit("ZEBRAWOOD-1")
        entry = self.env["mall.communication"]._log([{"lead_id": lead.id, "summary": "x", "body": "<p>the zebrawood floor</p>"}])
        shared = {("res.partner", client.id), ("mall.brand", brand.id), ("mall.unit", unit.id)}
        private = {(record._name, record.id) for record in (lead, offer, lease, entry)}
        self.assertEqual(self._find(self.specialist, "zebrawood"), shared | private)
        self.assertEqual(self._find(self.outsider, "zebrawood"), shared)
        self.assertEqual(self._find(self.specialist, "(04) 555 7711"), {("res.partner", client.id)})
        self.assertEqual(self._find(self.legal, "zebrawood"), shared - {("res.partner", client.id)})
        self.assertFalse(self._find(self.specialist, "z"))
        for user in (self.tenant, self.salesperson):
            with self.assertRaises(AccessError):
                self._find(user, "zebrawood")

    def test_search_asks_a_fixed_number_of_queries(self):
        """2 matches or 22: bounded, whatever the limit asked for."""

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows = self.env["mall.leasing.search"].with_user(self.specialist).find("flatfish", 1000)
            return self.env.cr.sql_log_count - before, rows

        for number in range(2):
            self._create_lead(name=f"flatfish {number}")
        count()
        few, _rows = count()
        for number in range(30):
            self._create_lead(name=f"flatfish {number}")
        many, rows = count()
        self.assertLessEqual(many, few)
        self.assertEqual(len(rows), 20)

    def test_l2_2_who_works_elsewhere_still_makes_contacts(self):
        """The client file's fields are closed to other departments; making a contact is not."""
        clerk = self._create_user("t_clerk", "base.group_partner_manager")
        contact = self.env["res.partner"].with_user(clerk).create({"name": "Supplier of lamps"})
        self.assertEqual(contact.sudo().leasing_credit_state, "none")

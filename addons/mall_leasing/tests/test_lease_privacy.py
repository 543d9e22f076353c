from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..lease_reasons import LeaseMoveRefused
from .lease_common import LeaseCase


@tagged("-at_install", "post_install")
class TestLeasePrivacy(LeaseCase):
    """Who sees which lease, tried over the ORM as the lower user."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_specialist = cls._create_user("t_other_specialist", "mall_leasing.group_mall_leasing_specialist")
        cls.team = cls.env["crm.team"].create({"name": "Team A", "company_id": cls.company.id})
        other = cls.env["res.partner"].create({"name": "Other Tenant", "is_company": True})
        cls.other_tenant = cls._create_user("t_other_tenant", "base.group_portal")
        cls.other_tenant.partner_id.parent_id = other

    def _get_visible(self, user, lease):
        """Return the model names of what the user finds of a lease: itself, its charges, its steps."""
        found = []
        for model, domain in (
            ("mall.lease", [("id", "=", lease.id)]),
            ("mall.lease.charge", [("lease_id", "=", lease.id)]),
            ("mall.lease.charge.step", [("lease_id", "=", lease.id)]),
        ):
            records = self._as(self.env[model], user)
            if records.has_access("read") and records.search(domain):
                found.append(model)
        return found

    def _assert_unreadable(self, user, lease):
        self.assertEqual(self._get_visible(user, lease), [])
        for record in (lease, lease.charge_ids, lease.charge_ids.step_ids):
            with self.assertRaises(AccessError):
                self._as(record, user).read(["display_name"])

    ALL = ["mall.lease", "mall.lease.charge", "mall.lease.charge.step"]

    def test_specialist_sees_own_and_team(self):
        """Own leases, those of the own team, not those of another team."""
        lease = self._draft()
        self.assertEqual(self._get_visible(self.specialist, lease), self.ALL)
        self._assert_unreadable(self.other_specialist, lease)
        lease.sudo().team_id = self.team
        self.team.member_ids = self.other_specialist
        self.assertEqual(self._get_visible(self.other_specialist, lease), self.ALL)
        self.assertEqual(self._get_visible(self.manager, lease), self.ALL)

    def test_specialist_cannot_touch_the_lease_of_another_team(self):
        """Neither the lease nor its charges and steps can be written, added to or deleted from outside the team."""
        lease = self._draft()
        charge, step = lease.charge_ids[0], lease.charge_ids.step_ids
        for attempt in (
            lambda: self._as(lease, self.other_specialist).write({"amount_deposit": 1}),
            lambda: self._as(charge, self.other_specialist).write({"amount": 1}),
            lambda: self._as(charge, self.other_specialist).create({"lease_id": lease.id, "name": "x"}),
            lambda: self._as(charge, self.other_specialist).unlink(),
            lambda: self._as(step, self.other_specialist).write({"amount": 1}),
            lambda: self._as(step, self.other_specialist).create({"charge_id": charge.id, "date_from": "2027-03-01"}),
            lambda: self._as(lease, self.other_specialist).action_approval_submit(),
        ):
            with self.assertRaises(AccessError):
                attempt()
        with self.assertRaises(AccessError):
            self._as(self.env["mall.lease.cancel"], self.other_specialist).create(
                {"lease_ids": [(6, 0, lease.ids)], "reason": "Spite"}
            )
        with self.assertRaises(LeaseMoveRefused) as caught:
            self._as(lease, self.other_specialist)._cancel("Spite")
        self.assertEqual(caught.exception.reason, "role_drafter")

    def test_l4_2_approvers_see_leases_once_submitted(self):
        """Legal and leadership see what is put before them, not what is being drafted or was given up unseen."""
        lease = self._draft()
        for user in (self.legal, self.leader):
            self._assert_unreadable(user, lease)
        self._submit(lease)
        for user in (self.legal, self.leader):
            self.assertEqual(self._get_visible(user, lease), self.ALL)
            for record in (lease, lease.charge_ids, lease.charge_ids.step_ids):
                with self.assertRaises(AccessError):
                    self._as(record, user).write({"create_uid": user.id})
                with self.assertRaises(AccessError):
                    self._as(record, user).unlink()
        unseen = self._draft(unit_ids=[(6, 0, self._create_unit(code="2").ids)])
        self._as(unseen, self.specialist)._cancel("Never mind")
        self._assert_unreadable(self.legal, unseen)

    def test_tenant_sees_own_leases_from_to_sign_on(self):
        """The tenant reads the own company's lease, charges and steps once it is ready to sign, not before."""
        lease = self._lease_in("leadership_approval")
        self._assert_unreadable(self.tenant, lease)
        self._approve(lease, self.leader)
        self.assertEqual(self._get_visible(self.tenant, lease), self.ALL)
        self._as(lease, self.specialist).action_approval_withdraw()
        self._assert_unreadable(self.tenant, lease)

    def test_tenant_never_sees_the_lease_of_another(self):
        """Neither lease nor charges nor steps of another company, in any state."""
        for state in ("draft", "to_sign", "active"):
            lease = self._lease_in(state, unit_ids=[(6, 0, self._create_unit(code=state).ids)])
            self._assert_unreadable(self.other_tenant, lease)

    def test_tenant_writes_nothing(self):
        """Signing is all a tenant can do."""
        lease = self._lease_in("to_sign")
        for record in (lease, lease.charge_ids, lease.charge_ids.step_ids):
            with self.assertRaises(AccessError):
                self._as(record, self.tenant).write({"create_uid": self.tenant.id})
            with self.assertRaises(AccessError):
                self._as(record, self.tenant).unlink()
        for action in ("action_approval_submit", "action_approval_withdraw"):
            with self.assertRaises(Exception) as caught:
                getattr(self._as(lease, self.tenant), action)()
            self.assertEqual(lease.state, "to_sign", caught.exception)

    def test_tenant_cannot_read_what_is_the_house_s(self):
        """Lead, offer, specialist, origin, contract, network address and the link's token stay inside."""
        lease = self._as(self._lease_in("tenant_signed"), self.tenant)
        self.assertTrue(lease.name)
        for name in (
            "approval_timeline",
            "approval_digest",
            "lead_id",
            "offer_id",
            "origin",
            "user_id",
            "team_id",
            "contract_id",
            "tenant_signed_ip",
            "access_token",
        ):
            with self.subTest(name), self.assertRaises(AccessError):
                lease.read([name])

    def test_tenant_reads_no_internal_note(self):
        """What colleagues note on a lease, approvers included, is not the tenant's; what is said to the tenant is."""
        lease = self._lease_in("legal_review")
        self._reject(lease, self.legal, "Their bank is nervous")
        self._submit(lease)
        self._approve(lease, self.legal)
        self._approve(lease, self.leader)
        self._as(lease, self.specialist).message_post(body="Would pay more", subtype_xmlid="mail.mt_note")
        self._as(lease, self.specialist).message_post(body="Please sign", subtype_xmlid="mail.mt_comment")
        messages = self._as(self.env["mail.message"], self.tenant).search(
            [("model", "=", "mall.lease"), ("res_id", "=", lease.id)]
        )
        text = " ".join(messages.mapped("body"))
        self.assertIn("Please sign", text)
        self.assertNotIn("Would pay more", text)
        self.assertNotIn("nervous", text)
        steps = self._as(self.env["approval.step"], self.tenant)
        self.assertFalse(steps.has_access("read") and steps.search([]))

    def test_house_cannot_read_the_link_of_the_tenant(self):
        """Neither from the field nor from the chatter: a colleague cannot open the portal in the tenant's name."""
        lease = self._lease_in("to_sign")
        token = lease.sudo().access_token
        self.assertTrue(token)
        for user in (self.specialist, self.manager, self.legal, self.leader):
            with self.assertRaises(AccessError):
                self._as(lease, user).read(["access_token"])
            messages = self._as(self.env["mail.message"], user).search([("body", "ilike", token)])
            self.assertFalse(messages)
            self.assertNotIn(token, self._as(lease, user).get_portal_url())
            share = {"res_model": lease._name, "res_id": lease.id}
            if self._as(self.env["portal.share"], user).has_access("create"):
                self.assertNotIn(token, self._as(self.env["portal.share"], user).create(share).share_link)

    def test_multi_company(self):
        """A manager of another company sees nothing, and no lease mixes companies."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        manager = self._create_user(
            "t_elsewhere",
            "mall_leasing.group_mall_leasing_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        lease = self._lease_in("active")
        with self.assertRaises(AccessError):
            lease.with_user(manager).with_context(allowed_company_ids=company.ids).read(["name"])
        found = self.env["mall.lease"].with_user(manager).with_context(allowed_company_ids=company.ids).search([])
        self.assertNotIn(lease, found)
        with self.assertRaises(Exception) as caught:
            self._draft(user=manager, company_id=company.id, user_id=manager.id)
        self.assertIn(type(caught.exception).__name__, ("UserError", "AccessError"))

    def test_list_costs_a_flat_number_of_queries(self):
        """2 leases or 22: the list asks the database the same number of times."""
        fields = ["name", "partner_id", "unit_ids", "area", "date_end", "amount_rent_month", "state", "activity_ids"]
        units = self._create_units(22)
        for unit in units:
            self._draft(unit_ids=[(6, 0, unit.ids)])
        model = self._as(self.env["mall.lease"], self.specialist)

        def count(limit):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            model.web_search_read([], {name: {} for name in fields}, limit=limit)
            return self.env.cr.sql_log_count - before

        count(2)
        self.assertLessEqual(count(22), count(2))

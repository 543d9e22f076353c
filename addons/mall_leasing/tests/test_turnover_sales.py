import base64
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..exceptions import FieldGated
from ..lease_reasons import LeaseTermsFrozen
from ..models.turnover.turnover_reasons import TurnoverRefused
from .turnover_common import TurnoverCase


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10")
class TestTurnoverSales(TurnoverCase):
    """L4.1: sales are declared by month, in versions, by those whose shop it is; terms are part of the lease."""

    def _assert_refused(self, reason, call, *args, **kwargs):
        with self.assertRaises(TurnoverRefused) as caught:
            call(*args, **kwargs)
        self.assertEqual(caught.exception.reason, reason)

    def test_l4_1_bad_declarations_are_refused_in_one_sentence(self):
        """Future month, month outside the term, negative net, kind not agreed, second version, lease not in force."""
        lease = self._lease_in_force()
        gift = self.env.ref("mall_leasing.sales_exclusion_kind_gift_card")
        self._assert_refused("month_future", self._declare, lease, "2027-03", 1)
        self._assert_refused("month_outside", self._declare, lease, "2026-12", 1)
        self._assert_refused("net_negative", self._declare, lease, "2027-01", 100, [(self.vat, 101)])
        self._assert_refused("exclusion_not_agreed", self._declare, lease, "2027-01", 100, [(gift, 1)])
        self._assert_refused("not_declarable", self._declare, self._lease_in_force(state="to_sign"), "2027-01", 1)
        self._declare(lease, "2027-01", 100, confirm=False)
        self._assert_refused("version_open", self._declare, lease, "2027-01", 100)
        self._declare(lease, "2027-02", 100)
        self._assert_refused("version_exists", self._declare, lease, "2027-02", 100)

    def test_l4_1_declared_figures_do_not_change(self):
        """What was declared is kept; state and version are no one's to write; a correction is a new version."""
        lease = self._lease_in_force()
        declaration = self._as(self._declare(lease, "2027-01", 100, [(self.vat, 5)]), self.specialist)
        self._assert_refused("version_frozen", declaration.write, {"amount_gross": 1})
        self._assert_refused("version_frozen", declaration.exclusion_ids.write, {"amount": 1})
        self._assert_refused("version_kept", declaration.unlink)
        with self.assertRaises(FieldGated):
            declaration.write({"state": "draft"})
        with self.assertRaises(FieldGated):
            self.env["mall.sales.declaration"].with_user(self.specialist).create(
                {"lease_id": lease.id, "month": "2027-02-01", "state": "confirmed"}
            )
        version = self._correct(declaration, 90)
        self.assertEqual((version.version, version.previous_id, version.amount_net), (2, declaration, 85))
        self.assertEqual((declaration.state, declaration.amount_net), ("replaced", 95))

    def test_l4_1_sent_back_sales_are_declared_again(self):
        """The reason reaches the tenant; the tenant's next figures take its place."""
        lease = self._lease_in_force()
        declaration = self._as(lease, self.tenant)._declare_as_tenant(date(2027, 1, 1), 100, {})
        self.assertEqual((declaration.state, declaration.source), ("declared", "portal"))
        staff = self._as(declaration, self.specialist)
        self._assert_refused("reason_missing", staff._send_back, "")
        staff._send_back("Till report says more")
        self.assertEqual((declaration.state, declaration.return_reason), ("draft", "Till report says more"))
        again = self._as(lease, self.tenant)._declare_as_tenant(date(2027, 1, 1), 120, {self.vat.id: 20})
        self.assertEqual((again, again.state, again.amount_net), (declaration, "declared", 100))

    def test_l4_1_tenant_s_second_click_declares_nothing_twice(self):
        """Same figures: the same declaration; after confirmation other figures are a further version."""
        lease = self._as(self._lease_in_force(), self.tenant)
        first = lease._declare_as_tenant(date(2027, 1, 1), 100, {})
        self.assertEqual(lease._declare_as_tenant(date(2027, 1, 1), 100, {}), first)
        self._as(first, self.specialist).action_confirm()
        self.assertEqual(lease._declare_as_tenant(date(2027, 1, 1), 100, {}), first)
        second = lease._declare_as_tenant(date(2027, 1, 1), 110, {})
        self.assertEqual((second.version, second.previous_id, second.state), (2, first, "declared"))

    def test_l4_1_tenants_never_see_each_other_s_sales(self):
        """By RPC neither declarations nor lines nor settlements nor terms of another's lease, and no writing at all."""
        lease = self._lease_in_force()
        declaration = self._declare(lease, "2027-01", 1_000_000, [(self.vat, 5)])
        settlement = self._prepare(lease).filtered(lambda one: one.state == "draft")
        own, other = self.tenant, self.other_tenant
        self.assertFalse(self._as(settlement, own).search([("lease_id", "=", lease.id)]), "not before it is confirmed")
        self._confirm(settlement)
        for records in (declaration, declaration.exclusion_ids, settlement, settlement.line_ids, lease.turnover_term_ids.tier_ids):
            domain = [("id", "in", records.ids)]
            self.assertEqual(self._as(records, own).search_count(domain), len(records), records._name)
            self.assertFalse(self._as(records, other).search(domain), records._name)
            with self.assertRaises(AccessError):
                self._as(records, other).read(["display_name"])
            for user in (own, other):
                with self.assertRaises(AccessError):
                    self._as(records, user).write({"company_id": self.company.id})
        self._assert_refused("role_tenant", self._as(lease, other)._declare_as_tenant, date(2027, 2, 1), 1, {})
        with self.assertRaises(AccessError):
            self._as(self.env["mall.sales.declaration"], own).create({"lease_id": lease.id, "month": "2027-02-01"})

    def test_l4_1_unusual_sales_get_a_hint(self):
        """Half of the former month's sales and less is worth a question."""
        lease = self._lease_in_force()
        self._declare(lease, "2027-01", 1000)
        self.assertIn("60 % below", self._declare(lease, "2027-02", 400).hint)

    def test_lr2_3_undeclared_sales_are_chased_once_a_month(self):
        """After the due day the specialist gets an activity, the tenant a mail; the next day nobody is asked again."""
        lease, declared = self._lease_in_force(), self._lease_in_force()
        self._declare(declared, "2027-02", 1)
        kind = self.env.ref("mall_leasing.mail_activity_data_sales")
        for _day in (1, 2):
            with self.enter_registry_test_mode():
                self.env.ref("mall_leasing.ir_cron_chase_sales").method_direct_trigger()
            activities = (lease | declared).activity_ids.filtered(lambda one: one.activity_type_id == kind)
            self.assertEqual((activities.res_id, activities.user_id), (lease.id, self.specialist))
            asked = [("subject", "like", "declare your sales of February 2027"), ("recipient_ids", "in", lease.partner_id.ids)]
            self.assertEqual(self.env["mail.mail"].sudo().search_count(asked), 1)

    def test_l4_1_import_names_bad_rows_and_repeats_nothing(self):
        """All or nothing by default; the same file again changes nothing; other figures correct confirmed sales."""
        lease = self._lease_in_force()
        good = f"lease,month,gross,VAT,receipts\n{lease.name},2027-01,\"1,050\",50,7\n{lease.name},2027-02,900,,\n"
        bad = good + "L/0,2027-01,5,,\n"
        wizard = self._as(self.env["mall.sales.import"], self.specialist)

        def load(text):
            return wizard.create({"property_id": self.property.id, "file": base64.b64encode(text.encode())})

        preview = load(bad)
        preview.action_preview()
        self.assertEqual((preview.good_count, preview.bad_count), (2, 1))
        with self.assertRaises(UserError) as refused:
            load(bad).action_import()
        self.assertIn("Row 4, Lease", str(refused.exception))
        self.assertFalse(lease.declaration_ids)
        load(good).action_import()
        self.assertEqual(sorted(lease.declaration_ids.mapped("amount_net")), [900, 1000])
        self.assertEqual(set(lease.declaration_ids.mapped("source")), {"import"})
        load(good).action_import()
        self.assertEqual(len(lease.declaration_ids), 2)
        lease.declaration_ids.with_user(self.specialist).action_confirm()
        load(good.replace("900", "950")).action_import()
        self.assertEqual(len(lease.declaration_ids), 3)
        self.assertEqual(max(lease.declaration_ids.mapped("version")), 2)

    def test_l4_1_terms_are_frozen_with_the_lease(self):
        """Signed here: nobody changes a share; taken over from paper: a manager enters it until it was settled, traced."""
        lease = self._lease_in_force()
        with self.assertRaises(LeaseTermsFrozen):
            self._as(lease.turnover_term_ids.tier_ids, self.manager).write({"percent": 1})
        paper = self._lease_in_force()
        paper._gate_write({"origin": "rent_roll"})
        with self.assertRaises(LeaseTermsFrozen):
            self._as(paper.turnover_term_ids, self.specialist).write({"amount_minimum": 1})
        self._as(paper.turnover_term_ids.tier_ids, self.manager).write({"percent": 9})
        self.env.cr.flush()
        self.assertIn("9 %", paper.message_ids[0].body)
        self._declare(paper, "2027-01", 1_000_000)
        self._confirm(self._prepare(paper).filtered(lambda one: one.state == "draft"))
        with self.assertRaises(LeaseTermsFrozen):
            self._as(paper.turnover_term_ids.tier_ids, self.manager).write({"percent": 1})

    def test_l4_1_unusable_terms_from_paper_are_not_saved(self):
        """They pass no approval here: what cannot be settled is refused on saving, once all rows are in."""
        paper = self._lease_in_force()
        paper._gate_write({"origin": "rent_roll"})
        term = self._as(paper.turnover_term_ids, self.manager)
        term.write({"tier_ids": [Command.clear(), Command.create({"percent": 8})]})
        self.env.cr.flush()
        self.assertEqual(term.tier_ids.mapped("percent"), [8])

        def empty():
            term.tier_ids.unlink()
            self.env.cr.flush()

        self._assert_refused("term_without_tier", empty)

    def test_l4_1_without_turnover_rent_gross_sales_alone_are_declared(self):
        """The house may ask any shop for its sales; what is taken off was never agreed there."""
        lease = self._lease_in_force()
        lease.sudo().turnover_term_ids.with_context(tracking_disable=True)._write({"date_from": date(2027, 2, 1)})
        self.env.invalidate_all()
        self._assert_refused("exclusion_without_term", self._declare, lease, "2027-01", 100, [(self.vat, 1)])
        self.assertEqual(self._declare(lease, "2027-01", 100).state, "confirmed")

    def test_l4_1_changed_share_asks_leadership_again(self):
        """Turnover rent is money: legal's word stands, leadership is asked again."""
        lease = self._lease_in("to_sign", turnover_term_ids=[Command.create(self._term_values())])
        self._as(lease.turnover_term_ids.tier_ids, self.specialist).write({"percent": 1})
        self.env.cr.flush()
        self.assertEqual(lease.state, "leadership_approval")

    def test_l4_1_unusable_terms_are_not_submitted(self):
        """Each flaw has its sentence."""
        cases = {
            "term_without_tier": {"tier_ids": []},
            "term_outside_lease": {"date_from": "2026-12-01"},
            "term_inside_month": {"date_from": "2027-02-15"},
            "natural_and_higher": {"relation": "higher_of", "breakpoint": "natural"},
            "natural_without_share": {"breakpoint": "natural", "tier_ids": [Command.create({"percent": 0})]},
        }
        for reason, values in cases.items():
            with self.subTest(reason):
                lease = self._draft(turnover_term_ids=[Command.create(self._term_values(**values))])
                self._assert_refused(reason, self._submit, lease)

    def test_l4_1_offer_s_share_becomes_the_lease_s_turnover_rent(self):
        """Share, breakpoint and relation are carried over."""
        offer = self._create_offer(
            turnover_percent=8, amount_breakpoint=500_000, turnover_relation="higher_of", unit_ids=[Command.set(self.unit.ids)]
        )
        lease = self.env["mall.lease"].create({**offer._prepare_lease_values(), "offer_id": False})
        term = lease.turnover_term_ids
        self.assertEqual((term.relation, term.breakpoint, term.amount_breakpoint), ("higher_of", "artificial", 500_000))
        self.assertEqual(term.tier_ids.percent, 8)

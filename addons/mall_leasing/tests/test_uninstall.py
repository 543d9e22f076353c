"""What the add-on brought and others came to need stays when it goes."""

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from ..hooks import _clear_tables, _close_open_approvals, _drop_yearly_numbers, _get_own_models, _give_away_the_needed
from .lease_common import LeaseCase


@tagged("post_install", "-at_install")
class TestUninstall(LeaseCase):
    """Odoo deletes what carries an external id of the add-on; the hook takes it off what rows that stay refer to."""

    def _name(self, record):
        """Give a record the external id that demonstration data would have."""
        self.env["ir.model.data"].create(
            {"module": "mall_leasing", "name": f"test_{record._table}_{record.id}", "model": record._name, "res_id": record.id}
        )
        return record

    def _is_named(self, record):
        domain = [("module", "=", "mall_leasing"), ("model", "=", record._name), ("res_id", "=", record.id)]
        return bool(self.env["ir.model.data"].search_count(domain))

    def _uninstall(self):
        self.env.flush_all()
        _close_open_approvals(self.env)
        _give_away_the_needed(self.env)
        self.env.invalidate_all()

    def _book(self, product):
        """Put the product and the tenant on a line of the books."""
        journal = self.env["account.journal"].create({"name": "Rent", "code": "RENT", "type": "general"})
        account = self.env["account.account"].create({"name": "Rent", "code": "777777", "account_type": "income"})
        line = {"account_id": account.id, "product_id": product.id, "partner_id": self.tenant_partner.id}
        lines = [Command.create({**line, "debit": 1}), Command.create({**line, "credit": 1})]
        self.env["account.move"].create({"move_type": "entry", "journal_id": journal.id, "line_ids": lines})

    def test_booked_product_stays_with_its_template(self):
        billed = self.env.ref("mall_leasing.product_base_rent")
        unused = self.env.ref("mall_leasing.product_other")
        self._name(self.tenant_partner)
        self._book(billed)
        self._uninstall()
        self.assertFalse(self._is_named(billed))
        self.assertFalse(self._is_named(billed.product_tmpl_id), "deleting the template deletes the product")
        self.assertFalse(self._is_named(self.tenant_partner), "the line of the books names them")
        self.assertTrue(self._is_named(unused))
        self.assertTrue(self._is_named(unused.product_tmpl_id))

    def test_user_of_the_records_stays_archived(self):
        """Who decided stays on record, but a login nobody looks after must not stay open."""
        self._name(self.legal)
        self._name(self.legal.partner_id)
        self._name(self.manager)
        lease = self._lease_in("leadership_approval")
        self._uninstall()
        self.assertIn(self.legal, lease._get_approval_steps().decided_by_id)
        self.assertFalse(self.legal.active)
        self.assertFalse(self._is_named(self.legal))
        self.assertFalse(self._is_named(self.legal.partner_id))

    def test_open_approval_ends_undecided(self):
        lease = self._lease_in("leadership_approval")
        self._uninstall()
        self.assertEqual(set(lease._get_approval_steps().mapped("state")), {"approved", "superseded"})

    def test_what_nobody_else_needs_keeps_its_name(self):
        """Two records that only refer to each other go together."""
        parent = self._name(self.env["res.partner"].create({"name": "Parent Co.", "is_company": True}))
        user = self._name(self._create_user("t_lonely", "base.group_portal"))
        user.partner_id.parent_id = parent
        self._name(user.partner_id)
        self._uninstall()
        for record in (parent, user, user.partner_id):
            self.assertTrue(self._is_named(record), record)
        self.assertTrue(user.active)

    def test_numbers_of_a_year_leave_no_sequence(self):
        """Odoo forgets the PostgreSQL sequence of a year when it deletes the Odoo one with all its years."""
        sequence = self.env.ref("mall_leasing.sequence_mall_lease")
        sequence.use_date_range = True
        sequence.next_by_id()
        year = f"ir_sequence_{sequence.id:03}_{sequence.date_range_ids.id:03}"
        query = SQL("SELECT sequencename FROM pg_sequences WHERE sequencename = %s", year)
        self.assertTrue(self.env.execute_query(query))
        _drop_yearly_numbers(self.env)
        self.assertFalse(self.env.execute_query(query))

    def test_rows_go_children_first(self):
        """No row refuses: a lease with all that hangs on it, amended, its obligations and files on the way."""
        lease = self._lease_in("active")
        self.env["mall.lease.obligation"].sudo().create({"lease_id": lease.id, "name": "Insure", "party": "tenant", "date_due": "2027-03-01"})
        self.env["mall.communication"]._log([{"lease_id": lease.id, "partner_id": lease.partner_id.id, "summary": "Called"}])
        models = _get_own_models(self.env)
        for name in ("mall.lease.obligation.term", "mall.lease.clause.line", "mall.lease.version", "mall.return.visit"):
            self.assertIn(name, models.values())
        self.env.flush_all()
        _clear_tables(self.env)
        for table in models:
            rows = self.env.execute_query(SQL("SELECT count(*) FROM %s", SQL.identifier(table)))
            self.assertEqual(rows, [(0,)], table)

    def test_hook_asks_once_a_round(self):
        """The price does not grow with the number of records."""
        for number in range(20):
            self._name(self.env["res.partner"].create({"name": f"Partner {number}"}))
        self._uninstall()
        with self.assertQueryCount(3):
            _give_away_the_needed(self.env)

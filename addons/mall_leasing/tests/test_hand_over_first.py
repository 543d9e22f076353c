from odoo.tests import tagged

from ..exceptions import HandOverFirst
from .offer_common import OfferCommon


@tagged("-at_install", "post_install")
class TestHandOverFirst(OfferCommon):
    """LR1.3: work never vanishes with the person in charge of it."""

    def _assert_refused(self, *words):
        with self.assertRaises(HandOverFirst) as caught, self.env.cr.savepoint():
            self.specialist.active = False
        for word in words:
            self.assertIn(word, str(caught.exception))

    def test_lr1_3_user_with_open_work_is_not_archived(self):
        """Open leads, offers and leases are listed; once handed over, the login closes."""
        offer = self._create_accepted_offer()
        lead = offer.lead_id
        lease = self._create_lease()
        self._assert_refused(lead.name, offer.name, lease.name)
        lead.user_id = self.colleague
        self._assert_refused(lease.name)
        lease.user_id = self.colleague
        self.specialist.active = False
        self.assertFalse(self.specialist.active)

    def test_lr1_3_user_with_open_work_is_not_deleted(self):
        """Deleting the login is refused as archiving is."""
        self._create_lead()
        with self.assertRaises(HandOverFirst):
            self.specialist.unlink()

    def test_lr1_3_employee_with_open_work_is_not_archived(self):
        """Somebody leaves: the employee record stays until the deals are handed over."""
        employee = self.env["hr.employee"].create({"name": "Leaver", "user_id": self.specialist.id, "company_id": self.company.id})
        lead = self._create_lead()
        with self.assertRaises(HandOverFirst), self.env.cr.savepoint():
            employee.active = False
        lead.user_id = self.colleague
        employee.active = False
        self.assertFalse(employee.active)

    def test_lr1_3_work_that_is_over_keeps_nobody(self):
        """Lost leads, withdrawn offers and cancelled leases bind nobody."""
        offer = self._create_offer()
        offer.lead_id.action_set_lost()
        lease = self._create_lease()
        lease.with_user(self.specialist).with_context(allowed_company_ids=self.company.ids)._cancel("Never mind")
        self.specialist.active = False
        self.assertFalse(self.specialist.active)

    def test_query_count_is_flat(self):
        """2 open leads or 22: the database is asked the same number of times."""

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.specialist._get_open_leasing_work()
            return self.env.cr.sql_log_count - before

        for _ in range(2):
            self._create_lead()
        count()
        few = count()
        for _ in range(20):
            self._create_lead()
        self.assertLessEqual(count(), few)

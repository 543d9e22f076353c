from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..exceptions import OfferMoveRefused
from ..lease_reasons import LeaseRefused
from .offer_common import OfferCommon


@tagged("-at_install", "post_install")
class TestLeaseSource(OfferCommon):
    """A lease takes its offer's units and moves its lead on: only those of the drafter's own talks."""

    def _draft(self, user, **values):
        values = {"property_id": self.property.id, "date_start": "2027-01-01", "date_end": "2027-12-31", **values}
        return self._rpc(user, "mall.lease", "create", [values])[0]

    def test_l4_1_offer_of_another_team_is_not_taken(self):
        """Neither lead nor offer of another team, on drafting, by default or by relinking; the hold stays."""
        offer = self._create_accepted_offer()
        for values in ({"offer_id": offer.id, "lead_id": offer.lead_id.id}, {"offer_id": offer.id}, {"lead_id": offer.lead_id.id}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                self._draft(self.outsider, **values)
        with self.assertRaises(AccessError):
            values = {"property_id": self.property.id, "date_end": "2027-12-31"}
            self._rpc(self.outsider, "mall.lease", "create", [values], context={"default_offer_id": offer.id})
        own = self._draft(self.outsider)
        with self.assertRaises(AccessError):
            self._rpc(self.outsider, "mall.lease", "write", [own], {"lead_id": offer.lead_id.id})
        with self.assertRaises(LeaseRefused):
            self._rpc(self.outsider, "mall.lease", "write", [own], {"offer_id": offer.id})
        self.assertEqual(offer.occupancy_ids.kind, "hold")
        self.assertEqual(offer.lead_id.stage_id, self._stage("intent"))

    def test_l4_1_lease_comes_from_an_accepted_offer_of_its_talks(self):
        """An offer that is not accepted, or was made in other talks, is no source of a lease."""
        sent = self._create_sent_offer()
        with self.assertRaises(OfferMoveRefused):
            self._draft(self.specialist, offer_id=sent.id, lead_id=sent.lead_id.id)
        sent.action_accept()
        with self.assertRaises(LeaseRefused) as caught:
            self._draft(self.specialist, offer_id=sent.id, lead_id=self._create_lead().id)
        self.assertEqual(caught.exception.reason, "offer_elsewhere")

    def test_l4_1_source_of_a_lease_does_not_change(self):
        """The offer never, the lead no longer once the lease has an offer; saying the same again is no change."""
        offer = self._create_accepted_offer()
        offer.with_user(self.specialist).action_draft_lease()
        lease, lead = offer.lease_ids, self._create_lead()
        self._rpc(self.specialist, "mall.lease", "write", [lease.id], {"lead_id": offer.lead_id.id})
        for parent, values in (
            (("mall.lease", lease.id), {"lead_id": lead.id}),
            (("mall.lease", lease.id), {"offer_id": False}),
            (("crm.lead", lead.id), {"lease_ids": [Command.link(lease.id)]}),
            (("crm.lead", offer.lead_id.id), {"lease_ids": [Command.unlink(lease.id)]}),
        ):
            with self.subTest(values=values), self.assertRaises(LeaseRefused):
                self._rpc(self.specialist, parent[0], "write", [parent[1]], values)

    def test_talks_of_another_team_are_not_told(self):
        """Whoever may not write a lead is not told its name, nor that it has an open offer."""
        lead = self._create_lead(name="Secret anchor")
        self._create_sent_offer(lead_id=lead.id)
        with self.assertRaises(AccessError) as caught:
            self._rpc(self.outsider, "mall.offer", "create", [{"lead_id": lead.id}])
        self.assertNotIn("Secret anchor", str(caught.exception))

    def test_lead_with_talks_is_not_deleted(self):
        """A lead that came to an offer is kept, in one sentence."""
        offer = self._create_offer()
        with self.assertRaisesRegex(Exception, "cannot be deleted: offers or leases came of these talks"):
            self._rpc(self.manager, "crm.lead", "unlink", [offer.lead_id.id])

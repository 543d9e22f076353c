import hashlib
from unittest.mock import patch

from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from odoo.addons.approval_chain.tests.race_common import RaceCase

from .lease_common import picture


@tagged("post_install", "-at_install")
class TestLeaseRace(RaceCase):
    """L4.2: a double click on the signature, as two real sessions, signs once and troubles nobody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The chain of approvals is tested elsewhere: here the lease is approved.
        cls.startClassPatcher(patch.object(cls.registry["mall.lease"], "_is_approved", lambda lease: True))

    @classmethod
    def _create_data(cls, env):
        company = env["res.partner"].create({"name": "Racing Signer Co.", "is_company": True})
        user = new_test_user(env, "racing_signer", groups="base.group_portal")
        user.partner_id.parent_id = company
        lease = env["mall.lease"].create({"partner_id": company.id, "date_start": "2030-01-01", "date_end": "2030-12-31"})
        paper = lease._attach_document("race.pdf", b"%PDF race")
        fingerprint = hashlib.sha256(paper.raw).hexdigest()
        lease._gate_write({"state": "to_sign", "document_attachment_id": paper.id, "document_sha256": fingerprint})
        cls.lease_id, cls.user_id, cls.partner_ids = lease.id, user.id, (company | user.partner_id).ids
        cls.paper_id = paper.id

    @classmethod
    def _remove_data(cls):
        with cls.registry.cursor() as cr:
            env = cls._get_env(cr)
            env["mail.message"].search([("model", "=", "mall.lease"), ("res_id", "=", cls.lease_id)]).unlink()
            env["mail.activity"].search([("res_model", "=", "mall.lease"), ("res_id", "=", cls.lease_id)]).unlink()
            # A signed lease cannot be deleted by the rules of the house, which this clean-up is not part of.
            env.execute_query(SQL("DELETE FROM mall_lease WHERE id = %s RETURNING id", cls.lease_id))
            env.invalidate_all()
            env["ir.attachment"].search([("res_model", "=", "mall.lease"), ("res_id", "=", cls.lease_id)]).unlink()
            env["res.users"].browse(cls.user_id).unlink()
            env["res.partner"].browse(cls.partner_ids).unlink()

    def test_l4_2_two_sessions_sign_once(self):
        """Both sessions see the lease unsigned; one signs, the other starts over and finds it signed."""

        def sign(name):
            return lambda env: env["mall.lease"].browse(self.lease_id)._sign_as_tenant(name, picture(), "192.0.2.7")

        answers = self._race((self.user_id, sign("First")), (self.user_id, sign("Second")))
        self.assertEqual(sorted(answers), [False, True])
        winner = ("First", "Second")[answers.index(True)]
        with self.registry.cursor() as cr:
            lease = self._get_env(cr)["mall.lease"].browse(self.lease_id)
            self.assertEqual((lease.state, lease.tenant_signed_by), ("tenant_signed", winner))

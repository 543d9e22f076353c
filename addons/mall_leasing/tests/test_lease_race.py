import hashlib
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .lease_common import picture


@tagged("post_install", "-at_install")
class TestLeaseRace(BaseCase):
    """L4.2: a double click on the signature, as two real sessions, signs once and troubles nobody.

    Two sessions need committed data, so this class writes its own and takes it away again.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        # The thread that runs the tests holds the registry's lock; the racing sessions would wait for ever.
        cls.startClassPatcher(patch.object(Registry, "_lock", DummyRLock()))
        # The chain of approvals is tested elsewhere: here the lease is approved.
        cls.startClassPatcher(patch.object(cls.registry["mall.lease"], "_is_approved", lambda lease: True))
        cls.addClassCleanup(cls._remove_data)
        with cls.registry.cursor() as cr:
            cls._create_data(api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True, "lang": "en_US"}))

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
            env = api.Environment(cr, SUPERUSER_ID, {})
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
        barrier = Barrier(2, timeout=30)
        waited = []

        def sign(name):
            with self.registry.cursor() as cr:
                env = api.Environment(cr, self.user_id, {})
                lease = env["mall.lease"].browse(self.lease_id)

                def attempt():
                    self.assertTrue(lease.name)  # the snapshot of both sessions is older than either's signature
                    if name not in waited:
                        waited.append(name)
                        barrier.wait()
                    return lease._sign_as_tenant(name, picture(), "192.0.2.7")

                return retrying(attempt, env)

        with mute_logger("odoo.sql_db", "odoo.service.model"), ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(sign, ("First", "Second")))
        self.assertEqual(sorted(answers), [False, True])
        winner = ("First", "Second")[answers.index(True)]
        with self.registry.cursor() as cr:
            lease = api.Environment(cr, SUPERUSER_ID, {})["mall.lease"].browse(self.lease_id)
            self.assertEqual((lease.state, lease.tenant_signed_by), ("tenant_signed", winner))

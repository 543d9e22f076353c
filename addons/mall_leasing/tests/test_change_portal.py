from odoo.tests import HttpCase, freeze_time, tagged

from .change_common import ChangeCase


@tagged("-at_install", "post_install")
class TestChangePortal(ChangeCase, HttpCase):
    """L4.2: consent and acknowledgement in the portal, by the tenant concerned and nobody else."""

    def _get_page(self, path, login=None):
        self.authenticate(login, login)
        return self.url_open(path)

    def _post(self, path, login, query="", **params):
        self.authenticate(login, login)
        params = {"name": "Wu Ya-ting", "signature": self.signature, **params}
        response = self.url_open(f"{path}{query}", json={"jsonrpc": "2.0", "method": "call", "params": params})
        self.env.invalidate_all()
        return response.json()

    def _lease(self):
        with freeze_time("2027-03-10"):
            return self._lease_in("active")

    def test_l4_2_outgoing_tenant_consents_in_the_portal(self):
        """The lease leads to the page, the page says what is consented to, the signature is taken once."""
        lease = self._lease()
        assignment = self._bring_to(self._assign(lease, has_guarantee=True), "to_sign")
        assignment.charge_ids[0].sudo()
        home = self._get_page(f"/my/leases/{lease.id}", "t_tenant")
        self.assertIn(f"/my/leases/{lease.id}/assignment", home.text)
        page = self.url_open(f"/my/leases/{lease.id}/assignment")
        for words in ("Incoming Tenant Co.", "stay liable as guarantor", assignment.document_sha256, "portal.signature_form"):
            self.assertIn(words, page.text)
        answer = self._post(f"/my/leases/{lease.id}/assignment/consent", "t_tenant")
        self.assertEqual(answer["result"]["redirect_url"], f"/my/leases/{lease.id}/assignment?message=sign_ok")
        self.assertEqual((assignment.consent_signed_by, assignment.consent_signed_by_id), ("Wu Ya-ting", self.tenant))
        again = self._post(f"/my/leases/{lease.id}/assignment/consent", "t_tenant", name="Else")
        self.assertEqual((again["result"], assignment.consent_signed_by), (answer["result"], "Wu Ya-ting"))
        page = self._get_page(f"/my/leases/{lease.id}/assignment?message=sign_ok", "t_tenant")
        self.assertIn("your signature is recorded", page.text)
        self.assertNotIn("portal.signature_form", page.text)

    def test_l4_2_nobody_else_consents(self):
        """The new tenant, staff, and whoever is not logged in find nothing and write nothing."""
        lease = self._lease()
        assignment = self._bring_to(self._assign(lease), "to_sign")
        for login in ("t_incoming", "t_specialist", "t_leader"):
            with self.subTest(login):
                self.assertNotIn("portal.signature_form", self._get_page(f"/my/leases/{lease.id}/assignment", login).text)
                answer = self._post(f"/my/leases/{lease.id}/assignment/consent", login)
                self.assertTrue(answer["result"]["error"])
        link = f"?access_token={lease.sudo()._portal_ensure_token()}"
        with self.subTest("link without login"):
            page = self._get_page(f"/my/leases/{lease.id}/assignment{link}")
            self.assertNotIn("Incoming Tenant Co.", page.text)
        self.assertFalse(assignment.consent_signed_on)

    def test_l4_2_outgoing_tenant_never_reads_the_new_lease(self):
        """Neither by its address nor its file; the new tenant in turn reads nothing of the old one."""
        lease = self._lease()
        assignment = self._bring_to(self._assign(lease), "to_sign")
        for path in ("", "/document"):
            answer = self._get_page(f"/my/leases/{assignment.id}{path}", "t_tenant")
            self.assertNotIn(assignment.name, answer.text)
            self.assertNotIn(lease.document_sha256, self._get_page(f"/my/leases/{lease.id}{path}", "t_incoming").text)
        self.assertIn(assignment.document_sha256, self._get_page(f"/my/leases/{assignment.id}", "t_incoming").text)

    def test_l4_2_tenant_acknowledges_in_the_portal(self):
        """The lease leads to the page, the page to the frozen file, the signature makes the end certain."""
        lease = self._lease()
        termination = self._termination_in("leadership_approval", lease)
        self.assertNotIn(f"/my/leases/{lease.id}/termination", self._get_page(f"/my/leases/{lease.id}", "t_tenant").text)
        self._approve(termination, self.leader)
        self.assertIn(f"/my/leases/{lease.id}/termination", self._get_page(f"/my/leases/{lease.id}", "t_tenant").text)
        page = self.url_open(f"/my/leases/{lease.id}/termination")
        self.assertIn(termination.document_sha256, page.text)
        self.assertIn("portal.signature_form", page.text)
        document = self.url_open(f"/my/leases/{lease.id}/termination/document")
        self.assertEqual(document.content, termination.sudo().document_attachment_id.raw)
        answer = self._post(f"/my/leases/{lease.id}/termination/acknowledge", "t_tenant")
        self.assertEqual(answer["result"]["redirect_url"], f"/my/leases/{lease.id}/termination?message=sign_ok")
        self.assertEqual((termination.state, termination.ack_signed_by_id), ("scheduled", self.tenant))
        again = self._post(f"/my/leases/{lease.id}/termination/acknowledge", "t_tenant", name="Else")
        self.assertEqual((again["result"], termination.ack_signed_by), (answer["result"], "Wu Ya-ting"))

    def test_l4_2_nobody_else_acknowledges(self):
        """Another tenant, staff and links: no page, no file, no signature."""
        lease = self._lease()
        termination = self._termination_in("to_acknowledge", lease)
        for login in ("t_incoming", "t_specialist", "t_manager"):
            with self.subTest(login):
                for path in ("", "/document"):
                    answer = self._get_page(f"/my/leases/{lease.id}/termination{path}", login)
                    self.assertNotIn("portal.signature_form", answer.text)
                    self.assertNotEqual(answer.content, termination.sudo().document_attachment_id.raw)
                answer = self._post(f"/my/leases/{lease.id}/termination/acknowledge", login)
                self.assertTrue(answer["result"]["error"])
        self.assertEqual(termination.state, "to_acknowledge")

    def test_l4_2_bad_signature_is_one_sentence(self):
        """What is no picture is refused in words, and nothing moves."""
        lease = self._lease()
        termination = self._termination_in("to_acknowledge", lease)
        answer = self._post(f"/my/leases/{lease.id}/termination/acknowledge", "t_tenant", signature="bm8=")
        self.assertIn("not a picture", answer["result"]["error"])
        self.assertEqual(termination.state, "to_acknowledge")

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .lease_common import LeaseBuilders, PrintsBlank


@tagged("-at_install", "post_install")
class TestLeasePortal(PrintsBlank, LeaseBuilders, HttpCase):
    """The tenant signs in the portal (L4.2), and nobody else sees or signs the lease there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        other = cls.env["res.partner"].create({"name": "Other Tenant", "is_company": True})
        cls.other_tenant = cls._create_user("t_other_tenant", "base.group_portal")
        cls.other_tenant.partner_id.parent_id = other

    def _get_page(self, path, login=None):
        self.authenticate(login, login)
        return self.url_open(path)

    def _post_signature(self, lease, login=None, query="", **params):
        self.authenticate(login, login)
        params = {"name": "Wu Ya-ting", "signature": self.signature, **params}
        response = self.url_open(
            f"/my/leases/{lease.id}/sign{query}",
            json={"jsonrpc": "2.0", "method": "call", "params": params},
        )
        self.env.invalidate_all()
        return response.json()

    def test_l4_2_tenant_reads_and_signs_in_the_portal(self):
        """The page shows fingerprint and document, takes the signature, and says thank you."""
        lease = self._lease_in("to_sign")
        page = self._get_page(f"/my/leases/{lease.id}", "t_tenant")
        self.assertEqual(page.status_code, 200)
        self.assertIn(lease.document_sha256, page.text)
        self.assertIn("portal.signature_form", page.text)
        document = self.url_open(f"/my/leases/{lease.id}/document")
        self.assertEqual(document.content, lease.document_attachment_id.raw)
        self.assertEqual(document.headers["Content-Type"], "application/pdf")
        answer = self._post_signature(lease, "t_tenant")
        self.assertEqual(answer["result"]["redirect_url"], f"/my/leases/{lease.id}?message=sign_ok")
        self.assertEqual((lease.state, lease.tenant_signed_by), ("tenant_signed", "Wu Ya-ting"))
        self.assertEqual(lease.tenant_signed_by_id, self.tenant)
        self.assertTrue(lease.tenant_signed_ip)
        page = self._get_page(answer["result"]["redirect_url"], "t_tenant")
        self.assertIn("your signature is recorded", page.text)
        self.assertNotIn("portal.signature_form", page.text)

    def test_l4_2_double_click_signs_once(self):
        """The second post finds the lease signed and answers like the first."""
        lease = self._lease_in("to_sign")
        first = self._post_signature(lease, "t_tenant")
        stamp = lease.tenant_signed_on
        second = self._post_signature(lease, "t_tenant", name="Somebody Else")
        self.assertEqual(first["result"], second["result"])
        self.assertEqual((lease.tenant_signed_by, lease.tenant_signed_on), ("Wu Ya-ting", stamp))

    def test_l4_2_only_the_tenant_can_post_a_signature(self):
        """Another tenant, staff, and whoever holds a link: each is turned away, nothing is written."""
        lease = self._lease_in("to_sign")
        link = f"?access_token={lease.sudo().access_token}"
        for login, query in (
            ("t_other_tenant", ""),
            ("t_other_tenant", link),
            ("t_specialist", ""),
            ("t_specialist", link),
            ("t_leader", link),
        ):
            with self.subTest(login=login, link=bool(query)):
                answer = self._post_signature(lease, login, query)
                self.assertTrue(answer["result"]["error"])
        with self.subTest("nobody logged in"), mute_logger("odoo.http"):
            self.assertIn("error", self._post_signature(lease, None, link))
        self.assertEqual(lease.state, "to_sign")
        self.assertFalse(lease.tenant_signature)

    def test_l4_2_signature_by_post_refused_before_approval(self):
        """The address is known, the lease is not ready: refused in words."""
        lease = self._lease_in("leadership_approval")
        answer = self._post_signature(lease, "t_tenant")
        self.assertTrue(answer["result"]["error"])
        self.assertEqual(lease.state, "leadership_approval")

    def test_l4_2_altered_document_is_not_signed_in_the_portal(self):
        """The form shows the refusal as one sentence."""
        lease = self._lease_in("to_sign")
        lease.document_attachment_id.sudo().raw = b"%PDF other"
        answer = self._post_signature(lease, "t_tenant")
        self.assertIn("SHA-256", answer["result"]["error"])
        self.assertEqual(lease.state, "to_sign")

    def test_link_opens_its_own_lease_only(self):
        """The mailed link reads that lease without login; with another lease's link nothing opens."""
        lease = self._lease_in("to_sign")
        second = self._lease_in("to_sign", unit_ids=[(6, 0, self._create_unit(code="2").ids)])
        token, other = lease.sudo().access_token, second.sudo().access_token
        page = self._get_page(f"/my/leases/{lease.id}?access_token={token}")
        self.assertIn(lease.document_sha256, page.text)
        self.assertIn("Log in to sign", page.text)
        self.assertNotIn("portal.signature_form", page.text)
        document = self.url_open(f"/my/leases/{lease.id}/document?access_token={token}")
        self.assertEqual(document.content, lease.document_attachment_id.raw)
        for path in ("", "/document"):
            for query in (f"?access_token={other}", "?access_token=x", ""):
                answer = self._get_page(f"/my/leases/{lease.id}{path}{query}")
                self.assertNotIn(lease.name, answer.text)
                self.assertNotEqual(answer.content, lease.document_attachment_id.raw)

    def test_link_dies_when_the_terms_open_again(self):
        """Back in draft the tenant sees nothing, neither by login nor by the old link."""
        lease = self._lease_in("to_sign")
        link = f"/my/leases/{lease.id}?access_token={lease.sudo().access_token}"
        self._as(lease, self.specialist).action_approval_withdraw()
        for path in (link, link.replace("?", "/document?"), f"/my/leases/{lease.id}"):
            for login in (None, "t_tenant"):
                self.assertNotIn(lease.name, self._get_page(path, login).text)

    def test_other_tenant_finds_nothing(self):
        """Neither in the list, nor by address, nor the file."""
        lease = self._lease_in("to_sign")
        for path in ("/my/leases", f"/my/leases/{lease.id}", f"/my/leases/{lease.id}/document"):
            answer = self._get_page(path, "t_other_tenant")
            self.assertNotIn(lease.name, answer.text)
            self.assertNotEqual(answer.content, lease.document_attachment_id.raw)
        with mute_logger("odoo.http"):
            answer = self._get_page(f"/web/content/{lease.document_attachment_id.id}", "t_other_tenant")
        self.assertEqual(answer.status_code, 404)

    def test_tenant_finds_the_lease_on_the_home_page_and_in_the_list(self):
        """The card counts, the list shows the state in the tenant's words, sorting does not break."""
        lease = self._lease_in("to_sign")
        self.authenticate("t_tenant", "t_tenant")
        counters = self.make_jsonrpc_request("/my/counters", {"counters": ["lease_count", "lease_to_sign_count"]})
        self.assertEqual((counters["lease_count"], counters["lease_to_sign_count"]), (1, 1))
        for sortby in ("date", "name", "state", "nonsense"):
            page = self.url_open(f"/my/leases?sortby={sortby}")
            self.assertIn(lease.name, page.text)
            self.assertIn("Waiting for your signature", page.text)
        self.assertIn("/my/leases", self.url_open("/my").text)

    def test_signed_copy_replaces_the_document(self):
        """Once in force the tenant downloads the signed copy."""
        lease = self._lease_in("active")
        document = self._get_page(f"/my/leases/{lease.id}/document?download=1", "t_tenant")
        self.assertEqual(document.content, lease.signed_attachment_id.raw)
        self.assertIn("attachment", document.headers["Content-Disposition"])

    def test_l4_2_signature_is_for_the_tenant_s_eyes(self):
        """Staff open the tenant's page with their own rights, without the button to sign."""
        lease = self._lease_in("to_sign")
        page = self._get_page(f"/my/leases/{lease.id}", "t_specialist")
        self.assertIn(lease.document_sha256, page.text)
        self.assertNotIn("portal.signature_form", page.text)

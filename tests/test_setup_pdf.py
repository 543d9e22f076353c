"""Every PDF carries its letterhead, page numbers and Chinese text, and printing it leaves no warning."""

import io
import unicodedata

from pypdf import PdfReader

from odoo.tests import HttpCase, tagged

REPORT = """<t t-name="base.suite_test_report">
  <t t-call="web.html_container">
    <t t-foreach="docs" t-as="o">
      <t t-call="web.external_layout">
        <div class="page">
          <h2>租賃合約 <span t-field="o.name"/></h2>
          <p t-foreach="range(30)" t-as="number">第 <t t-out="number"/> 條 商場租金 the rent of line <t t-out="number"/></p>
          <p>全文完</p>
        </div>
      </t>
    </t>
  </t>
</t>"""


@tagged("post_install", "-at_install")
class TestReportPdf(HttpCase):
    """A two-page report with the company's layout, printed for real."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.ui.view"].create({"name": "suite_test_report", "type": "qweb", "key": "base.suite_test_report", "arch": REPORT})
        cls.report = cls.env["ir.actions.report"].create(
            {"name": "Test", "model": "res.partner", "report_name": "base.suite_test_report", "report_type": "qweb-pdf"}
        )
        cls.env.company.write({"name": "測試商場股份有限公司", "external_report_layout_id": cls.env.ref("web.external_layout_standard").id})
        cls.env.company.company_details = "<p>台北市招商路一號</p>"
        cls.env.company.paperformat_id = cls.env.ref("base.paperformat_euro")
        cls.partners = cls.env["res.partner"].create([{"name": "甲品牌"}, {"name": "乙品牌"}])

    def print_pages(self, partners):
        """Return the text of each page; look-alike radicals are read as the characters they show."""
        content, kind = self.report.with_context(force_report_rendering=True)._render_qweb_pdf(self.report, partners.ids)
        self.assertEqual(kind, "pdf")
        return ["".join(unicodedata.normalize("NFKC", page.extract_text()).split()) for page in PdfReader(io.BytesIO(content)).pages]

    def test_page_numbers_letterhead_and_chinese_on_every_page(self):
        pages = self.print_pages(self.partners[0])
        self.assertEqual(len(pages), 2)
        for number, text in enumerate(pages, 1):
            self.assertIn(f"{number}/2", text)
            self.assertIn("台北市招商路一號", text)
        self.assertIn("租賃合約", pages[0])
        self.assertIn("therentofline0", pages[0], "Latin text must be text too, not outlines")
        self.assertIn("甲品牌", pages[0])
        self.assertIn("全文完", pages[1])

    def test_two_documents_count_their_pages_apart(self):
        pages = self.print_pages(self.partners)
        self.assertEqual(len(pages), 4)
        self.assertEqual([f"{number}/2" in text for number, text in zip((1, 2, 1, 2), pages, strict=True)], [True] * 4)
        self.assertIn("乙品牌", pages[2])

    def test_attachments_of_two_documents_are_split(self):
        self.report.attachment = "'contract-%s.pdf' % object.id"
        self.print_pages(self.partners)
        saved = self.env["ir.attachment"].search([("res_model", "=", "res.partner"), ("res_id", "in", self.partners.ids)])
        self.assertEqual(len(saved), 2)
        for attachment in saved:
            pages = PdfReader(io.BytesIO(attachment.raw)).pages
            self.assertEqual(len(pages), 2)
            name = self.env["res.partner"].browse(attachment.res_id).name
            self.assertIn(name, unicodedata.normalize("NFKC", pages[0].extract_text()))

from odoo import fields, models


class TestApprovalFolder(models.Model):
    """A parent of documents: the roundabout way to write them."""

    _name = "test.approval.folder"
    _description = "Test Approval Folder"

    name = fields.Char(required=True)
    document_ids = fields.One2many("test.approval.document", "folder_id")

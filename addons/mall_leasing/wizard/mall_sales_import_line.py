from odoo import fields, models


class MallSalesImportLine(models.TransientModel):
    """One row of the uploaded sales as it was read, with what is wrong with it; for the eye only."""

    _name = "mall.sales.import.line"
    _description = "Sales Row"
    _order = "status, row"

    import_id = fields.Many2one("mall.sales.import", required=True, ondelete="cascade", index=True)
    row = fields.Integer(readonly=True, help="Number of the row in the file; the heading is row 1.")
    status = fields.Selection(
        [("bad", "Bad"), ("new", "New"), ("correction", "Correction"), ("unchanged", "Unchanged")],
        readonly=True,
        help="New: declared for the first time. Correction: a further version of confirmed sales. Unchanged: there already.",
    )
    reasons = fields.Text(string="What is wrong", readonly=True, help="Every reason why the row cannot go in.")
    shop = fields.Char(readonly=True, help="The lease or unit as the file names it.")
    month = fields.Char(readonly=True)
    gross = fields.Char(readonly=True)
    excluded = fields.Char(string="Taken Off", readonly=True)
    tickets = fields.Char(string="Receipts", readonly=True)

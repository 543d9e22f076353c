from odoo import fields, models


class MallRentRollImportLine(models.TransientModel):
    """One row of the uploaded rent roll as it was read, with what is wrong with it; for the eye only."""

    _name = "mall.rent.roll.import.line"
    _description = "Rent Roll Row"
    _order = "status, row"

    import_id = fields.Many2one("mall.rent.roll.import", required=True, ondelete="cascade", index=True)
    row = fields.Integer(readonly=True, help="Number of the row in the file; the heading is row 1.")
    status = fields.Selection(
        [("bad", "Bad"), ("good", "Ready")],
        readonly=True,
        help="Ready rows become leases; the others say why they cannot.",
    )
    reasons = fields.Text(string="What is wrong", readonly=True, help="Every reason why the row cannot go in.")
    unit = fields.Char(readonly=True)
    tenant = fields.Char(readonly=True)
    brand = fields.Char(readonly=True)
    trade = fields.Char(readonly=True)
    area = fields.Char(readonly=True)
    date_from = fields.Char(string="From", readonly=True)
    date_to = fields.Char(string="To", readonly=True)
    rent = fields.Char(readonly=True)
    deposit = fields.Char(readonly=True)

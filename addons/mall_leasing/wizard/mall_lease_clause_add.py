from odoo import api, fields, models


class MallLeaseClauseAdd(models.TransientModel):
    """Choose clauses of the library for a lease that is drawn up."""

    _name = "mall.lease.clause.add"
    _description = "Add Clauses to a Lease"

    lease_id = fields.Many2one("mall.lease", required=True, readonly=True, ondelete="cascade")
    available_ids = fields.Many2many("mall.lease.clause", compute="_compute_available_ids")
    clause_ids = fields.Many2many(
        "mall.lease.clause",
        string="Clauses",
        domain="[('id', 'in', available_ids)]",
        help="Clauses of the library that are not on the lease yet.",
    )

    @api.depends("lease_id")
    def _compute_available_ids(self):
        for wizard in self:
            domain = [("company_id", "=", wizard.lease_id.company_id.id), ("id", "not in", wizard.lease_id.clause_line_ids.clause_id.ids)]
            wizard.available_ids = self.env["mall.lease.clause"].search(domain)

    def action_add(self):
        """Put the clauses on the lease.

        :raises ClauseRefused: if the lease is no draft
        Clause: L4.1
        """
        self.ensure_one()
        self.lease_id._check_drafting()
        self.lease_id._add_clauses(self.clause_ids.sorted() - self.lease_id.clause_line_ids.clause_id)
        return {"type": "ir.actions.act_window_close"}

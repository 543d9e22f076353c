from odoo import api, models


class AccountMove(models.Model):
    """Tell a lease what became of its deposit requests."""

    _inherit = "account.move"

    def button_cancel(self):
        """Cancel; a cancelled deposit request asks for nothing."""
        result = super().button_cancel()
        self.env["mall.lease"]._sync_deposit_requests(self)
        return result

    def _post(self, soft=True):
        """Post; a deposit request that was cancelled before asks again."""
        posted = super()._post(soft)
        self.env["mall.lease"]._sync_deposit_requests(posted)
        return posted

    def _get_deposit_progress(self):
        """Return what a deposit request asks for and what came in on it, company currency.

        A credit note set against it lowers the request; everything else set against it is money.

        :return: {"requested": float, "received": float}
        """
        self.ensure_one()
        if self.state == "cancel":
            return {"requested": 0.0, "received": 0.0}
        lines = self.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        credited = received = 0.0
        for partial in lines.matched_credit_ids:
            if partial.credit_move_id.move_id.move_type == "out_refund":
                credited += partial.amount
            else:
                received += partial.amount
        return {"requested": sum(lines.mapped("balance")) - credited, "received": received}


class AccountPartialReconcile(models.Model):
    """Book deposits as received at the moment their requests are paid, in whole or in part."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        """Match, and bring the ledgers of the deposits paid by it up to date."""
        partials = super().create(vals_list)
        self.env["mall.lease"]._sync_deposit_requests(partials.debit_move_id.move_id)
        return partials

    def unlink(self):
        """Take a match back, and with it what the ledgers of deposits made of it."""
        moves = self.debit_move_id.move_id
        result = super().unlink()
        moves.invalidate_recordset()
        self.env["mall.lease"]._sync_deposit_requests(moves.exists())
        return result

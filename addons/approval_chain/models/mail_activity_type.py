from odoo import api, models


class MailActivityType(models.Model):
    _inherit = "mail.activity.type"

    @api.model
    def _get_model_info_by_xmlid(self):
        """Protect the approval activity type from deletion: approvers are told through it."""
        info = super()._get_model_info_by_xmlid()
        info["approval_chain.mail_activity_data_approval"] = {"res_model": False, "unlink": False}
        return info

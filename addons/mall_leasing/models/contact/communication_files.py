from odoo import api, fields, models
from odoo.tools import SQL


class MallCommunication(models.Model):
    """What files ask of the log: their last contact, their windows, and to follow them when two become one."""

    _inherit = "mall.communication"

    @api.model
    def _get_last_days(self, name, records):
        """Return {id of the file: day of its last contact} in one query; entries that were put right do not count.

        :param str name: field of the log that points at the files
        """
        # sudo: when a client was last spoken with belongs to the file, whoever reads it
        groups = self.sudo()._read_group([(name, "in", records.ids), ("corrected_by_ids", "=", False)], [name], ["datetime:max"])
        return {record.id: fields.Datetime.context_timestamp(self._at_company(), last).date() for record, last in groups}

    @api.model
    def _at_company(self):
        """Return the model in the time zone of the mall, else the user's: a stored day must not follow who computes it."""
        zone = self.env.company.partner_id.tz
        return self.with_context(tz=zone) if zone else self

    @api.model
    def _get_quick_action(self, **defaults):
        """Return the action that opens the quick entry in a dialog.

        :param defaults: values to begin with
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Log Communication"),
            "res_model": self._name,
            "view_mode": "form",
            "views": [(self.env.ref("mall_leasing.mall_communication_view_form_quick").id, "form")],
            "target": "new",
            "context": {f"default_{name}": value for name, value in defaults.items() if value},
        }

    @api.model
    def _get_action(self, context, domain):
        """Return the action that opens part of the log."""
        action = self.env["ir.actions.act_window"]._for_xml_id("mall_leasing.mall_communication_action")
        return {**action, "context": context, "domain": domain}

    @api.model
    def _move_files(self, name, sources, target):
        """Let entries follow their file when it is merged into another: not what was said changes, only where it stands.

        The log's own guard refuses any write; merging is the one thing that goes past it, and touches this column alone.

        :param str name: field of the log that points at the files
        """
        if not sources:
            return
        self.flush_model()
        self.env.cr.execute(
            SQL(
                "UPDATE mall_communication SET %(name)s = %(target)s WHERE %(name)s IN %(sources)s",
                name=SQL.identifier(self._fields[name].name),
                target=target.id,
                sources=tuple(sources.ids),
            )
        )
        self.invalidate_model([name])
        target.invalidate_recordset(["communication_ids"])
        self.env.add_to_compute(target._fields["date_last_contact"], target)

from odoo import api, fields, models


class MallLeaseCompare(models.TransientModel):
    """Two states of a lease, or of two leases, side by side."""

    _name = "mall.lease.compare"
    _description = "Compare Lease Versions"

    left_lease_id = fields.Many2one("mall.lease", string="Lease", required=True, ondelete="cascade", help="The older side.")
    left_version_id = fields.Many2one(
        "mall.lease.version",
        string="Version",
        domain="[('lease_id', '=', left_lease_id)]",
        ondelete="cascade",
        help="Empty means the lease as it is now.",
    )
    right_lease_id = fields.Many2one(
        "mall.lease", string="With Lease", required=True, ondelete="cascade", help="The newer side: the same lease or another."
    )
    right_version_id = fields.Many2one(
        "mall.lease.version",
        string="With Version",
        domain="[('lease_id', '=', right_lease_id)]",
        ondelete="cascade",
        help="Empty means the lease as it is now.",
    )
    only_changes = fields.Boolean(default=True, help="Leave out what both sides say.")
    change_count = fields.Integer(compute="_compute_result")
    result = fields.Html(compute="_compute_result", sanitize=False, help="What differs, words taken out and put in marked.")

    @api.depends("left_lease_id", "left_version_id", "right_lease_id", "right_version_id", "only_changes")
    @api.depends_context("uid", "lang")
    def _compute_result(self):
        for wizard in self:
            rows = wizard._get_rows() if wizard.left_lease_id and wizard.right_lease_id else []
            wizard.change_count = sum(row["kind"] != "same" for row in rows)
            wizard.result = self.env["ir.qweb"]._render("mall_leasing.lease_changes_table", {**wizard._get_titles(), "rows": rows})

    def _get_rows(self):
        """Return what differs.

        :raises AccessError: if a side is not the reader's to read
        Clause: L4.2
        """
        self.ensure_one()
        left, right = self._get_side("left"), self._get_side("right")
        return self.right_lease_id._compare_rows(left, right, only_changes=self.only_changes)

    def _get_side(self, side):
        lease, version = self[f"{side}_lease_id"], self[f"{side}_version_id"]
        # A wizard stores any id; what it shows follows the right to read the lease itself.
        (lease | version.lease_id).check_access("read")
        return version._get_rows() if version else lease._get_present_rows()

    def _get_titles(self):
        """Return the headings of both sides."""
        self.ensure_one()
        return {f"{side}_title": self._get_title(side) for side in ("left", "right")}

    def _get_title(self, side):
        lease, version = self[f"{side}_lease_id"], self[f"{side}_version_id"]
        return version.display_name if version else self.env._("%(lease)s as it is now", lease=lease.display_name)

    @api.onchange("left_lease_id")
    def _onchange_left_lease_id(self):
        if self.left_version_id.lease_id != self.left_lease_id:
            self.left_version_id = False

    @api.onchange("right_lease_id")
    def _onchange_right_lease_id(self):
        if self.right_version_id.lease_id != self.right_lease_id:
            self.right_version_id = False

    @api.model
    def _open(self, lease, left, right, other=None):
        """Return the action that compares two states.

        :param lease: mall.lease of the right side
        :param left: mall.lease.version, empty for the lease as it is now
        :param right: mall.lease.version, empty for the lease as it is now
        :param other: mall.lease of the left side where it is another
        """
        values = {
            "left_lease_id": (other or left.lease_id or lease).id,
            "left_version_id": left.id,
            "right_lease_id": lease.id,
            "right_version_id": right.id,
        }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compare"),
            "res_model": self._name,
            "res_id": self.create(values).id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def action_swap(self):
        """Change sides."""
        self.ensure_one()
        values = {
            "left_lease_id": self.right_lease_id.id,
            "left_version_id": self.right_version_id.id,
            "right_lease_id": self.left_lease_id.id,
            "right_version_id": self.left_version_id.id,
        }
        self.write(values)
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compare"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def action_print(self):
        """Print the differences."""
        self.ensure_one()
        return self.env.ref("mall_leasing.action_report_mall_lease_compare").report_action(self, config=False)

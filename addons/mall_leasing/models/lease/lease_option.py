from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MallLease(models.Model):
    """The options of a lease are part of what legal answers for and both sides sign. Clause: L4.1, L4.2."""

    _inherit = "mall.lease"

    option_ids = fields.One2many(
        "mall.lease.option",
        "lease_id",
        string="Options",
        copy=True,
        help="Rights to prolong the lease or to end it early, with the last day of notice.",
    )

    @api.constrains("date_end", "option_ids")
    def _check_option_ids(self):
        """Refuse options whose notice would come after the lease has ended."""
        for lease in self:
            if any(option.date_notice > lease.date_end for option in lease.option_ids):
                raise ValidationError(
                    self.env._(
                        "%(lease)s ends before the last day of notice of one of its options: correct the option. (L4.1)",
                        lease=lease.display_name,
                    )
                )


class MallLeaseOption(models.Model):
    _inherit = "mall.lease.option"

    @api.constrains("date_notice")
    def _check_date_notice(self):
        self.lease_id._check_option_ids()

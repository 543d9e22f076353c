from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_list

from ..client.crm_lead import LEASING
from .partner_commands import walk

MANAGER = "mall_leasing.group_mall_leasing_manager"
CREDIT_STATES = [
    ("none", "Not Checked"),
    ("requested", "Requested"),
    ("passed", "Passed"),
    ("conditional", "With Conditions"),
    ("refused", "Refused"),
]
#: What the leasing manager decides; a specialist asks for it.
CREDIT_FIELDS = frozenset(
    {"leasing_credit_state", "leasing_credit_date", "leasing_credit_user_id", "leasing_credit_valid_until", "leasing_credit_note"}
)
DECIDED = frozenset({"passed", "conditional", "refused"})
#: Rights of the house: whoever reads companies of other departments must not find the clients' wishes there.
FILE_SIZES = ("leasing_area_min", "leasing_area_max", "leasing_amount_budget")


class ResPartner(models.Model):
    """The client file: who the client is, what it wants, whether it can pay. Clause: L2.2, LR2.2."""

    _inherit = "res.partner"

    is_leasing_client = fields.Boolean(
        string="Leasing Client",
        compute="_compute_is_leasing_client",
        store=True,
        readonly=False,
        index=True,
        recursive=True,
        groups=LEASING,
        help="The company has a file in leasing: set by its first lead or lease, or by hand.",
    )
    # what they want
    leasing_brand_ids = fields.One2many("mall.brand", "partner_id", string="Brands", groups=LEASING, help="The brands the client operates.")
    leasing_trade_ids = fields.Many2many(
        "mall.trade.category",
        "res_partner_mall_trade_rel",
        "partner_id",
        "trade_id",
        string="Trades",
        groups=LEASING,
        help="What the client's shops sell or serve.",
    )
    leasing_property_ids = fields.Many2many(
        "mall.property",
        "res_partner_mall_property_rel",
        "partner_id",
        "property_id",
        string="Properties of Interest",
        groups=LEASING,
        help="The malls the client would open in.",
    )
    leasing_area_min = fields.Float(
        string="Wanted Area from (m²)", digits=(12, 2), groups=LEASING, help="Smallest net area that serves the client."
    )
    leasing_area_max = fields.Float(
        string="Wanted Area to (m²)", digits=(12, 2), groups=LEASING, help="Largest net area that serves the client."
    )
    leasing_currency_id = fields.Many2one("res.currency", compute="_compute_leasing_currency_id", groups=LEASING)
    leasing_amount_budget = fields.Monetary(
        string="Budget a Month",
        currency_field="leasing_currency_id",
        groups=LEASING,
        help="What the client can pay a month, all in, without tax.",
    )
    leasing_date_opening = fields.Date(string="Wanted Opening", groups=LEASING, help="By when the client would like to open.")
    leasing_exclusivity = fields.Text(
        string="Exclusivity Wishes", groups=LEASING, help="Trades or brands the client does not want next door, and how near."
    )
    leasing_shop_ids = fields.One2many(
        "mall.client.shop", "partner_id", string="Shops Elsewhere", groups=LEASING, help="What the client runs in other places."
    )
    # can they pay
    leasing_credit_state = fields.Selection(
        CREDIT_STATES,
        string="Credit Check",
        compute="_compute_leasing_credit_state",
        store=True,
        readonly=False,
        tracking=True,
        groups=LEASING,
        help="Not Checked: nobody asked yet.\nRequested: the leasing manager is asked to decide.\nPassed, With Conditions, Refused: decided by the leasing manager.",
    )
    leasing_credit_date = fields.Date(string="Checked On", readonly=True, groups=LEASING, help="When the manager decided.")
    leasing_credit_user_id = fields.Many2one(
        "res.users", string="Checked By", readonly=True, groups=LEASING, help="The manager who decided."
    )
    leasing_credit_valid_until = fields.Date(
        string="Valid Until", tracking=True, groups=LEASING, help="Last day the result may be relied on."
    )
    leasing_credit_note = fields.Text(
        string="Result", groups=LEASING, help="What was looked at and what was found; the conditions, if any."
    )
    leasing_credit_attachment_ids = fields.Many2many(
        "ir.attachment",
        "res_partner_credit_attachment_rel",
        "partner_id",
        "attachment_id",
        string="Evidence",
        groups=LEASING,
        help="Register extracts, accounts, bank references.",
    )
    leasing_credit_expired = fields.Boolean(
        compute="_compute_leasing_credit_expired", groups=LEASING, help="The last result is out of date."
    )
    # how complete
    leasing_completeness = fields.Integer(
        string="Complete (%)",
        compute="_compute_leasing_completeness",
        groups=LEASING,
        help="How much of what the file should say is filled in, in percent.",
    )
    leasing_missing = fields.Char(
        string="Still Missing", compute="_compute_leasing_completeness", groups=LEASING, help="What to ask the client next."
    )

    _leasing_area_ordered = models.Constraint(
        "CHECK (leasing_area_min >= 0 AND (leasing_area_max = 0 OR leasing_area_max >= leasing_area_min))",
        "The largest wanted area cannot be below the smallest.",
    )
    _leasing_budget_not_negative = models.Constraint("CHECK (leasing_amount_budget >= 0)", "A budget cannot be negative.")

    @api.depends("opportunity_ids.is_leasing", "mall_lease_ids", "child_ids.is_leasing_client")
    def _compute_is_leasing_client(self):
        # sudo: that talks or leases exist makes a client, whoever may read them
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        talking = {
            partner.id for (partner,) in leads._read_group([("partner_id", "in", self.ids), ("is_leasing", "=", True)], ["partner_id"])
        }
        leases = self.env["mall.lease"].sudo()  # sudo: as above
        letting = {partner.id for (partner,) in leases._read_group([("partner_id", "in", self.ids)], ["partner_id"])}
        for partner in self:
            named = partner.id in talking or partner.id in letting
            partner.is_leasing_client = partner.is_leasing_client or named or any(partner.child_ids.mapped("is_leasing_client"))

    @api.depends_context("company")
    def _compute_leasing_currency_id(self):
        self.leasing_currency_id = self.env.company.currency_id

    @api.depends("leasing_credit_valid_until")
    def _compute_leasing_credit_expired(self):
        today = fields.Date.context_today(self)
        for partner in self:
            partner.leasing_credit_expired = bool(partner.leasing_credit_valid_until and partner.leasing_credit_valid_until < today)

    @api.model
    def _get_file_items(self):
        """Return what a complete file says: {label: how to tell}. Override to ask for more.

        Clause: LR2.2
        """
        return {
            self.env._("telephone"): lambda file: file.phone,
            self.env._("e-mail"): lambda file: file.email,
            self.env._("registration number"): lambda file: file.vat or file.company_registry,
            self.env._("contact person"): lambda file: file.child_ids or not file.is_company,
            self.env._("brand"): lambda file: file.leasing_brand_ids,
            self.env._("trade"): lambda file: file.leasing_trade_ids,
            self.env._("wanted area"): lambda file: file.leasing_area_min or file.leasing_area_max,
            self.env._("budget"): lambda file: file.leasing_amount_budget,
            self.env._("wanted opening"): lambda file: file.leasing_date_opening,
            self.env._("credit check"): lambda file: file.leasing_credit_state in DECIDED and not file.leasing_credit_expired,
        }

    @api.depends("is_company")
    def _compute_leasing_credit_state(self):
        # Not a default: whoever makes a contact outside leasing may not give the field a value, not even its first.
        for partner in self:
            partner.leasing_credit_state = partner.leasing_credit_state or "none"

    @api.depends(
        "phone", "email", "vat", "company_registry", "child_ids", "is_company", "leasing_brand_ids", "leasing_trade_ids", "leasing_area_min",
        "leasing_area_max", "leasing_amount_budget", "leasing_date_opening", "leasing_credit_state", "leasing_credit_valid_until",
    )  # fmt: skip
    def _compute_leasing_completeness(self):
        items = self._get_file_items()
        for partner in self:
            missing = [label for label, is_known in items.items() if not is_known(partner)]
            partner.leasing_completeness = round(100 * (len(items) - len(missing)) / len(items))
            partner.leasing_missing = format_list(self.env, missing) if missing else False

    # --- the credit check is the manager's

    @api.model_create_multi
    def create(self, vals_list):
        """Create contacts; a decided credit check comes from the leasing manager only.

        :raises AccessError: below leasing manager
        Clause: L2.2
        """
        vals_list = [self._stamp_credit(vals) for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        """Write contacts; a decided credit check comes from the leasing manager only.

        :raises AccessError: below leasing manager
        Clause: L2.2
        """
        return super().write(self._stamp_credit(vals))

    def _stamp_credit(self, vals):
        """Return values with who decided the credit check and when, if they decide it."""
        if self.env.su:
            return vals
        is_manager = self.env.user.has_group(MANAGER)
        for ids, values in () if is_manager else walk(vals):
            self.browse(ids)._check_credit_request(values)
        if not CREDIT_FIELDS.intersection(vals):
            return vals
        if not is_manager:
            self._check_credit_request(vals)
            return vals
        vals = {name: value for name, value in vals.items() if name not in ("leasing_credit_date", "leasing_credit_user_id")}
        if vals.get("leasing_credit_state") in DECIDED:
            vals |= {"leasing_credit_date": fields.Date.context_today(self), "leasing_credit_user_id": self.env.uid}
        return vals

    def _check_credit_request(self, vals):
        """Refuse all a specialist may not do: the one thing left is to ask for a check.

        :raises AccessError: for any other change
        """
        told = {name for name in CREDIT_FIELDS.intersection(vals) if self._is_credit_changed(name, vals[name])}
        if told and (told != {"leasing_credit_state"} or vals["leasing_credit_state"] != "requested"):
            raise AccessError(
                self.env._("Only the leasing manager decides a client's credit check: set it to Requested to ask for it. (L2.2)")
            )

    def _is_credit_changed(self, name, value):
        """Tell whether a value differs from what stands there; merging and importing repeat what stands there."""
        field = self._fields[name]
        if not self:
            return (value or "none") != "none" if name == "leasing_credit_state" else bool(value)
        # sudo: what stands there is compared, not shown
        return any(field.convert_to_cache(value, partner) != field.convert_to_cache(partner[name], partner) for partner in self.sudo())

    def action_request_credit_check(self):
        """Ask the leasing manager of the client's leads for a credit check.

        Clause: L2.2
        """
        self.write({"leasing_credit_state": "requested"})
        # sudo: who leads the team is no secret; the activity is the request itself
        leader = self.env.user.sudo().crm_team_ids.filtered("is_leasing").user_id[:1]
        for partner in self.filtered(lambda partner: leader):
            partner.activity_schedule("mail.mail_activity_data_todo", user_id=leader.id, summary=self.env._("Decide the credit check"))
        return True

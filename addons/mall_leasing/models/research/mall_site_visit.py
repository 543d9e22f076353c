from datetime import timedelta
from urllib.parse import quote_plus

from odoo import api, fields, models

from ...core.site_score import weighted_score
from .transition_mixin import SPECIALIST, Rule

MAP_URL = "https://www.openstreetmap.org/search?query="


class MallSiteVisit(models.Model):
    """A visit to a client's shop, a place or a competitor: basic facts, outlook, competition. Clause: L1.2."""

    _name = "mall.site.visit"
    _description = "Site Visit"
    _inherit = ["mall.transition.mixin", "mall.bounds.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "datetime_start desc, id desc"
    _check_company_auto = True
    _gated_fields = frozenset(
        {"state", "moved_by_id", "moved_datetime", "date_done", "cancel_reason", "calendar_event_id"}
    )
    _transitions = {
        ("planned", "done"): Rule(SPECIALIST, "L1.2", "_guard_blocks"),
        ("planned", "cancelled"): Rule(SPECIALIST, "L1.2"),
        ("cancelled", "planned"): Rule(SPECIALIST, "L1.2"),
    }

    # where to, when, who
    name = fields.Char(
        string="Place",
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        index="trigram",
        tracking=True,
        help="The shop, street or mall that is visited.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, help="Who sends the visitors."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    target_kind = fields.Selection(
        [("client", "Client's Shop"), ("place", "Place"), ("competitor", "Competitor")],
        string="Target",
        required=True,
        default="client",
        help="What is visited: a shop the client runs, a location, or a competing mall.",
    )
    lead_id = fields.Many2one(
        "crm.lead", index="btree_not_null", check_company=True, help="The lead the visit serves; it keeps the visit."
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        compute="_compute_from_lead",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
        help="Whose shop is visited.",
    )
    research_id = fields.Many2one(
        "mall.market.research",
        string="Research",
        index="btree_not_null",
        compute="_compute_from_lead",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        ondelete="restrict",
        help="The market research the visit stands on: it comes before the first visit.",
    )
    competitor_id = fields.Many2one(
        "mall.market.research.competitor",
        index="btree_not_null",
        check_company=True,
        help="The competitor of the research that is visited.",
    )
    property_id = fields.Many2one(
        "mall.property",
        compute="_compute_from_lead",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        check_company=True,
        help="The mall of ours the visit is made for.",
    )
    street = fields.Char(
        string="Address", compute="_compute_street", store=True, readonly=False, help="Where to go; opens on the map."
    )
    map_url = fields.Char(string="Map", compute="_compute_map_url", help="The address on OpenStreetMap.")
    datetime_start = fields.Datetime(
        string="When", required=True, default=fields.Datetime.now, index=True, tracking=True, help="Start of the visit."
    )
    duration_hours = fields.Float(
        string="Hours", default=1.0, required=True, aggregator=None, help="How long it is planned to take."
    )
    datetime_stop = fields.Datetime(compute="_compute_datetime_stop", store=True, help="Planned end of the visit.")
    user_id = fields.Many2one(
        "res.users",
        string="Specialist",
        required=True,
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
        check_company=True,
        help="Who leads the visit and reports it.",
    )
    team_id = fields.Many2one(
        "crm.team",
        default=lambda self: self.env["mall.lease"]._get_default_team(),
        index=True,
        check_company=True,
        help="Its members see the visit.",
    )
    participant_ids = fields.Many2many(
        "res.partner", string="Participants", help="Who else comes along, of ours and of the client's."
    )
    calendar_event_id = fields.Many2one(
        "calendar.event", readonly=True, copy=False, ondelete="set null", help="The visit in the calendar."
    )

    # block 1: basic facts
    basics = fields.Text(
        string="Basic Facts", help="Who runs it, since when, what is sold to whom, how it looks, how it is kept."
    )
    area_shop = fields.Float(string="Shop Area (m²)", digits=(12, 2), aggregator=None, help="Net area seen, in square metres.")
    staff_count = fields.Integer(string="Staff", aggregator=None, help="Persons at work during the visit.")
    customer_count = fields.Integer(string="Customers Seen", aggregator=None, help="Customers counted during the visit.")
    amount_rent_paid = fields.Monetary(
        string="Rent Paid There", aggregator=None, help="Per m² of net area and month, without tax, as far as known."
    )
    # block 2: market outlook
    outlook = fields.Text(string="Market Outlook", help="Where the trade and the place are going, and why.")
    outlook_trend = fields.Selection(
        [("growing", "Growing"), ("stable", "Stable"), ("declining", "Declining")],
        string="Trend",
        help="Where the visited business is going.",
    )
    # block 3: competition
    competition = fields.Text(help="Who else sells this nearby, at what prices, and what they do better.")
    competition_level = fields.Selection(
        [("low", "Low"), ("medium", "Medium"), ("high", "High")], help="How hard the competition is on the spot."
    )
    competitor_count = fields.Integer(
        string="Competitors Nearby", aggregator=None, help="Shops of the same trade within walking distance."
    )
    conclusion = fields.Text(help="What follows for us: go on, wait, or leave it.")

    # marks and pictures
    score_ids = fields.One2many("mall.site.visit.score", "visit_id", string="Marks", help="One mark per criterion.")
    score = fields.Float(
        digits=(5, 2),
        compute="_compute_score",
        store=True,
        aggregator=None,
        help="Weighted marks on a scale of 0 to 100; criteria without a mark do not count.",
    )
    is_scored = fields.Boolean(compute="_compute_score", store=True, help="At least one criterion has a mark.")
    photo_ids = fields.One2many("mall.site.visit.photo", "visit_id", string="Photos", help="What it looks like.")
    cover_id = fields.Many2one(
        "mall.site.visit.photo", compute="_compute_cover_id", store=True, help="The first of the photos."
    )
    image_cover = fields.Image(related="cover_id.image_512", string="Photo", help="The first of the photos, small.")
    photo_count = fields.Integer(compute="_compute_cover_id", store=True, aggregator=None)

    state = fields.Selection(
        [("planned", "Planned"), ("done", "Done"), ("cancelled", "Cancelled")],
        default="planned",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        help="Planned: in the calendar.\nDone: the three blocks are reported.\nCancelled: it did not take place.",
    )
    date_done = fields.Date(string="Reported On", readonly=True, copy=False, index=True, help="Day it was reported.")
    cancel_reason = fields.Char(readonly=True, copy=False, help="Why the visit did not take place.")

    _duration_positive = models.Constraint(
        "CHECK (duration_hours > 0 AND duration_hours <= 24)", "A visit takes more than zero and at most 24 hours."
    )
    _counts_not_negative = models.Constraint(
        "CHECK (area_shop >= 0 AND staff_count >= 0 AND customer_count >= 0 AND competitor_count >= 0 "
        "AND amount_rent_paid >= 0)",
        "Area, rent and counts of a visit cannot be negative.",
    )

    @api.depends("lead_id", "partner_id", "competitor_id")
    def _compute_name(self):
        for visit in self:
            lead = visit.lead_id
            known = visit.competitor_id.name or visit.partner_id.name or lead.partner_name or lead.name
            visit.name = visit.name or known

    @api.depends("lead_id")
    def _compute_from_lead(self):
        for visit in self:
            lead = visit.lead_id
            visit.partner_id = visit.partner_id or lead.partner_id
            visit.research_id = visit.research_id or lead.research_id
            visit.property_id = visit.property_id or lead.property_id

    @api.depends("partner_id", "competitor_id")
    def _compute_street(self):
        for visit in self:
            known = visit.partner_id.contact_address_inline or visit.competitor_id.place
            visit.street = visit.street or known

    @api.depends("street", "name")
    def _compute_map_url(self):
        for visit in self:
            place = visit.street or visit.name
            visit.map_url = place and MAP_URL + quote_plus(place)

    @api.depends("datetime_start", "duration_hours")
    def _compute_datetime_stop(self):
        for visit in self:
            start = visit.datetime_start
            visit.datetime_stop = start and start + timedelta(hours=min(max(visit.duration_hours, 0), 24))

    @api.depends("score_ids.mark", "score_ids.weight")
    def _compute_score(self):
        for visit in self:
            marks = [(line.weight, int(line.mark) if line.mark else None) for line in visit.score_ids]
            score = weighted_score(marks)
            visit.score, visit.is_scored = score or 0.0, score is not None

    @api.depends("photo_ids", "photo_ids.sequence")
    def _compute_cover_id(self):
        for visit in self:
            visit.cover_id = visit.photo_ids.sorted("sequence")[:1]
            visit.photo_count = len(visit.photo_ids)

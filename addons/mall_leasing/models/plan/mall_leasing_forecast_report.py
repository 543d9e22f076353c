from odoo import fields, models
from odoo.tools import SQL


class MallLeasingForecastReport(models.Model):
    """What the open leads are likely to bring: one row per lead, weighted by its stage. Clause: LR1.3."""

    _name = "mall.leasing.forecast.report"
    _description = "Leasing Forecast"
    _auto = False
    _order = "amount_weighted desc, id"
    _rec_name = "lead_id"

    lead_id = fields.Many2one("crm.lead", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    user_id = fields.Many2one("res.users", string="Specialist", readonly=True)
    team_id = fields.Many2one("crm.team", readonly=True)
    stage_id = fields.Many2one("crm.stage", readonly=True)
    property_id = fields.Many2one("mall.property", readonly=True)
    trade_category_id = fields.Many2one("mall.trade.category", string="Trade", readonly=True)
    medium_id = fields.Many2one("utm.medium", string="Channel", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Client", readonly=True)
    date_deadline = fields.Date(string="Expected Signature", readonly=True, help="As entered on the lead; often empty.")
    percent = fields.Float(
        string="Likely (%)", readonly=True, aggregator="avg", help="Of 100 leads in this stage, how many end in a lease."
    )
    area = fields.Float(
        string="Area (m²)", readonly=True, help="Of the standing offer, else of the wanted units, else what is wanted."
    )
    amount_month = fields.Monetary(
        string="Rent per Month", readonly=True, help="Of the standing offer, else the client's budget."
    )
    amount_term = fields.Monetary(
        string="Rent of the Term", readonly=True, help="Of the standing offer, else rent times the forecast term of the settings."
    )
    lease_weighted = fields.Float(string="Leases, Weighted", readonly=True, digits=(16, 2), help="Likely number of leases.")
    area_weighted = fields.Float(string="Area, Weighted (m²)", readonly=True, help="Area times likelihood.")
    amount_month_weighted = fields.Monetary(string="Rent per Month, Weighted", readonly=True, help="Rent times likelihood.")
    amount_weighted = fields.Monetary(
        string="Rent of the Term, Weighted", readonly=True, help="Rent of the term times likelihood."
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT row.*, row.lead_id AS id, percent / 100 AS lease_weighted, area * percent / 100 AS area_weighted,
                   amount_month * percent / 100 AS amount_month_weighted, amount_term * percent / 100 AS amount_weighted
              FROM (
                SELECT lead.id AS lead_id, lead.company_id, company.currency_id, lead.user_id, lead.team_id,
                       lead.stage_id, COALESCE(offer.property_id, lead.property_id) AS property_id,
                       lead.trade_category_id, lead.medium_id, lead.partner_id, lead.date_deadline,
                       COALESCE(stage.leasing_percent, 0) AS percent,
                       COALESCE(offer.area, units.area, (lead.area_wanted_min + GREATEST(lead.area_wanted_max, lead.area_wanted_min)) / 2, 0) AS area,
                       COALESCE(offer.amount_rent_month, lead.amount_budget, 0) AS amount_month,
                       COALESCE(offer.amount_rent_total, lead.amount_budget * company.leasing_forecast_months, 0) AS amount_term
                  FROM crm_lead AS lead
                  JOIN res_company AS company ON company.id = lead.company_id
                  LEFT JOIN crm_stage AS stage ON stage.id = lead.stage_id
                  LEFT JOIN LATERAL (
                        SELECT area, amount_rent_month, amount_rent_total, property_id
                          FROM mall_offer
                         WHERE lead_id = lead.id AND state IN ('draft', 'sent', 'accepted')
                         ORDER BY id DESC LIMIT 1) AS offer ON TRUE
                  LEFT JOIN LATERAL (
                        SELECT SUM(unit.area_net) AS area
                          FROM crm_lead_mall_unit_rel AS wanted JOIN mall_unit AS unit ON unit.id = wanted.unit_id
                         WHERE wanted.lead_id = lead.id) AS units ON TRUE
                 WHERE lead.is_leasing AND lead.active AND lead.won_status = 'pending'
              ) AS row
            """
        )

    def action_open_lead(self):
        """Open the lead behind the row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "res_id": self.lead_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

{
    "name": "Mall Leasing",
    "version": "19.0.1.0.0",
    "summary": "Units, prospects, offers, leases, approvals, signature and rent of a shopping mall",
    "author": "Mall Suite Founders",
    "license": "AGPL-3",
    "category": "Sales/Real Estate",
    "application": True,
    "depends": [
        "approval_chain",
        "hr_quarterly_appraisal",
        "crm",
        "contract",
        "portal",
        "account",
        "project",
    ],
    "data": [
        # --- who may do what
        "security/mall_leasing_groups.xml",
        "views/mall_leasing_menus.xml",
        # --- property
        "security/property/ir.model.access.csv",
        "security/mall_property_security.xml",
        "security/mall_floor_security.xml",
        "security/mall_unit_security.xml",
        "security/mall_trade_category_security.xml",
        "security/mall_brand_security.xml",
        "security/mall_unit_occupancy_security.xml",
        "views/mall_property_views.xml",
        "views/mall_floor_views.xml",
        "views/mall_unit_views.xml",
        "views/mall_trade_category_views.xml",
        "views/mall_brand_views.xml",
        "views/mall_unit_occupancy_views.xml",
        "views/mall_rent_roll_import_views.xml",
        # --- client and negotiation
        "security/negotiation/ir.model.access.csv",
        "security/crm_lead_security.xml",
        "security/mall_offer_security.xml",
        "data/crm_team_data.xml",
        "data/crm_stage_data.xml",
        "data/utm_medium_data.xml",
        "data/mall_offer_data.xml",
        "views/mall_offer_hold_extend_views.xml",
        "views/mall_offer_views.xml",
        "views/crm_lead_views.xml",
        "views/crm_lead_pipeline_views.xml",
        "views/crm_team_views.xml",
        "views/res_config_settings_views.xml",
        # --- lease
        "security/lease/ir.model.access.csv",
        "security/mall_lease_security.xml",
        "security/mall_lease_charge_security.xml",
        "security/mall_lease_charge_step_security.xml",
        "data/mall_lease_data.xml",
        "report/mall_lease_reports.xml",
        "data/mail_template_lease.xml",
        "views/mall_lease_views.xml",
        "views/mall_lease_menus.xml",
        "views/mall_lease_wizard_views.xml",
        "views/mall_lease_portal_templates.xml",
        "views/res_config_settings_lease_views.xml",
        # --- billing
        "security/contract_security.xml",
        # --- research
        "security/research/ir.model.access.csv",
        "security/mall_market_research_security.xml",
        "security/mall_site_visit_security.xml",
        "security/mall_channel_security.xml",
        # --- client file
        "security/client/ir.model.access.csv",
        "security/mall_communication_security.xml",
        "data/mall_communication_data.xml",
        # --- negotiation: questions, letter of intent, deposit, critical dates
        "security/mall_offer_question_security.xml",
        "security/mall_lease_option_security.xml",
        "security/mall_lease_deposit_entry_security.xml",
        "security/mall_lease_critical_date_security.xml",
        "data/mall_lease_deposit_data.xml",
        "data/mall_negotiation_data.xml",
        # --- clauses, obligations, versions
        # --- change: amendment, renewal, termination, assignment
        # --- rent: indexes, one-off charges
        # --- turnover
        # --- follow-up
        # --- plan
        "security/plan/ir.model.access.csv",
        "security/mall_leasing_plan_security.xml",
        "security/mall_leasing_plan_report_security.xml",
        "security/mall_leasing_forecast_report_security.xml",
        # --- portal
        # --- floor plan
        "security/floor_plan/ir.model.access.csv",
        "security/mall_floor_shape_security.xml",
        "views/mall_floor_plan_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["mall_leasing/static/src/**/*"],
        "web.assets_tests": ["mall_leasing/static/tests/tours/**/*"],
    },
    "demo": [
        "demo/res_company_demo.xml",
        "demo/res_users_demo.xml",
        "demo/mall_trade_category_demo.xml",
        "demo/mall_property_demo.xml",
        "demo/mall_rent_roll_demo.xml",
        "demo/crm_lead_demo.xml",
        "demo/mall_offer_demo.xml",
    ],
    "uninstall_hook": "uninstall_hook",
}

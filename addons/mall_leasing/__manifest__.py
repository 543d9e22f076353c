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
        # --- client and negotiation
        # --- lease
    ],
    "demo": [
        "demo/res_company_demo.xml",
        "demo/res_users_demo.xml",
    ],
}

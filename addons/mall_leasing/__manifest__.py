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
        # --- client and negotiation
        # --- lease
    ],
    "demo": [
        "demo/res_company_demo.xml",
        "demo/res_users_demo.xml",
    ],
}

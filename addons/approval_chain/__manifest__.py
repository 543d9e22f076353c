{
    "name": "Approval Chain",
    "summary": "Ordered approvals bound to the content they approve",
    "version": "19.0.1.0.0",
    "category": "Productivity",
    "author": "Mall Suite Founders",
    "license": "LGPL-3",
    "depends": ["mail"],
    "data": [
        "security/approval_chain_groups.xml",
        "security/ir.model.access.csv",
        "security/approval_step_security.xml",
        "security/approval_delegation_security.xml",
        "data/mail_activity_type_data.xml",
        "views/approval_step_views.xml",
        "views/approval_delegation_views.xml",
        "views/approval_chain_menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["approval_chain/static/src/**/*"],
    },
    "application": True,
}

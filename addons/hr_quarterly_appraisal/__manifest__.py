{
    "name": "Quarterly Appraisal",
    "version": "19.0.1.0.0",
    "summary": "Quarterly appraisal of employees: roles and application shell",
    "author": "Mall Suite Founders",
    "license": "LGPL-3",
    "category": "Human Resources/Appraisals",
    "application": True,
    "depends": ["approval_chain", "hr", "survey"],
    "data": [
        "security/hr_quarterly_appraisal_groups.xml",
        "views/hr_quarterly_appraisal_menus.xml",
    ],
    "demo": ["demo/res_users_demo.xml"],
}

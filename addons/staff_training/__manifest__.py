{
    "name": "Staff Training",
    "version": "19.0.1.0.0",
    "summary": "Training, careers and promotion: roles and application shell",
    "author": "Mall Suite Founders",
    "license": "LGPL-3",
    "category": "Human Resources/Training",
    "application": True,
    "depends": ["hr_quarterly_appraisal", "hr_skills", "survey", "calendar"],
    "data": [
        "security/staff_training_groups.xml",
        "views/staff_training_menus.xml",
    ],
    "demo": ["demo/res_users_demo.xml"],
}

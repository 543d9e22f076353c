{
    "name": "Approval Chain: test adopter",
    "summary": "A document with lines that goes through approvals; for tests only",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "Mall Suite Founders",
    "license": "LGPL-3",
    "depends": ["approval_chain"],
    "data": [
        "security/test_approval_chain_groups.xml",
        "security/ir.model.access.csv",
        "security/test_approval_document_security.xml",
        "views/test_approval_document_views.xml",
    ],
    "assets": {"web.assets_tests": ["test_approval_chain/static/tests/tours/**/*"]},
}

import { registry } from "@web/core/registry";

const open = [
    { content: "open the document", trigger: ".o_data_row td:contains(Tour terms)", run: "click" },
    { content: "the chain is shown", trigger: ".o_approval_timeline .o_approval_step[data-code=legal]" },
];

registry.category("web_tour.tours").add("approval_timeline_submit", {
    url: "/odoo/test-approval-documents",
    steps: () => [
        { content: "open the draft", trigger: ".o_data_row td:contains(Tour terms)", run: "click" },
        { content: "nothing was asked yet", trigger: ".o_approval_empty" },
        { content: "submit", trigger: "button[name=action_approval_submit]", run: "click" },
        { content: "legal is asked", trigger: ".o_approval_step[data-code=legal][data-state=pending]" },
        { content: "the head waits", trigger: ".o_approval_step[data-code=head][data-state=waiting]" },
        { content: "the submitter decides nothing", trigger: ".o_approval_timeline:not(:has(.o_approval_decision))" },
    ],
});

registry.category("web_tour.tours").add("approval_timeline_approve", {
    url: "/odoo/test-approval-documents",
    steps: () => [
        ...open,
        { content: "write a comment", trigger: ".o_approval_comment", run: "edit Read and checked" },
        { content: "approve", trigger: ".o_approval_approve", run: "click" },
        {
            content: "approved, with the comment",
            trigger: ".o_approval_step[data-code=legal][data-state=approved] .o_approval_words:contains(Read and checked)",
        },
        { content: "no more to decide", trigger: ".o_approval_timeline:not(:has(.o_approval_decision))" },
        { content: "the state moved on", trigger: ".o_arrow_button_current:contains(Leadership Approval)" },
    ],
});

registry.category("web_tour.tours").add("approval_timeline_reject", {
    url: "/odoo/test-approval-documents",
    steps: () => [
        ...open,
        { content: "reject without a reason", trigger: ".o_approval_reject", run: "click" },
        { content: "the reason is asked for", trigger: ".o_approval_reason_missing" },
        { content: "give the reason", trigger: ".o_approval_comment", run: "edit Rent below market" },
        { content: "reject", trigger: ".o_approval_reject", run: "click" },
        { content: "rejected", trigger: ".o_approval_step[data-code=head][data-state=rejected]" },
        { content: "back at the start", trigger: ".o_arrow_button_current:contains(Draft)" },
    ],
});

registry.category("web_tour.tours").add("approval_timeline_changed", {
    url: "/odoo/test-approval-documents",
    steps: () => [
        ...open,
        { content: "two rounds", trigger: ".o_approval_round:eq(1)" },
        { content: "the old approval fell", trigger: ".o_approval_fallen" },
        { content: "what was", trigger: ".o_approval_differences del:contains(100.00)" },
        { content: "what is", trigger: ".o_approval_differences ins:contains(150.00)" },
    ],
});

registry.category("web_tour.tours").add("approval_my_approvals", {
    url: "/odoo/my-approvals",
    steps: () => [
        { content: "what waits for me", trigger: ".o_data_row td:contains(Tour terms)", run: "click" },
        { content: "go to it", trigger: "button[name=action_open_document]", run: "click" },
        { content: "decide there", trigger: ".o_approval_decision" },
    ],
});

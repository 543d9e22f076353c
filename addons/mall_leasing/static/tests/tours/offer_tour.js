import { registry } from "@web/core/registry";

const field = (name) => `.o_field_widget[name=${name}] input`;

registry.category("web_tour.tours").add("mall_leasing_offer", {
    url: "/odoo/leasing-pipeline",
    steps: () => [
        { content: "The six stages are the columns", trigger: ".o_kanban_group:eq(5) .o_column_title:contains(Follow-up)" },
        { content: "Open the client", trigger: ".o_kanban_record:contains(Coffee at the corner)", run: "click" },
        { content: "Only the six stages can be chosen", trigger: ".o_statusbar_status:not(:contains(Everybody))" },
        { content: "Make an offer", trigger: "button[name=action_open_offer]", run: "click" },
        { content: "It knows the unit", trigger: ".o_field_widget[name=unit_ids]:contains(1F-08)" },
        { content: "Rent", trigger: field("amount_rent"), run: "edit 1800" },
        { content: "Rent-free", trigger: field("rent_free_months"), run: "edit 2" },
        { content: "Months", trigger: field("term_months"), run: "edit 24" },
        {
            content: "Open the day's field",
            trigger: ".o_field_widget[name=date_start] button, .o_field_widget[name=date_start] input",
            run: "click",
        },
        { content: "Start", trigger: field("date_start"), run: "edit 01/01/2031 && press Enter" },
        { content: "The rent of the term adds up", trigger: ".o_field_widget[name=amount_rent_total]:contains('3,960,000')" },
        { content: "Send", trigger: "button[name=action_send]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Sent)" },
        { content: "The client wants less", trigger: "button[name=action_counter]", run: "click" },
        { trigger: ".o_field_widget[name=round]:contains(2)" },
        { content: "Less rent", trigger: field("amount_rent"), run: "edit 1750" },
        { content: "Put it to us", trigger: "button[name=action_send]", run: "click" },
        { content: "Agreed", trigger: "button[name=action_ask_accept]", run: "click" },
        { trigger: ".alert:contains(The units are held for this client until)" },
        { content: "Draft the lease", trigger: "button[name=action_draft_lease]", run: "click" },
        { trigger: ".breadcrumb-item.active:contains(L/), .o_last_breadcrumb_item:contains(L/)" },
    ],
});

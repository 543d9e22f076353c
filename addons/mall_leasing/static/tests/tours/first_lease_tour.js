import { registry } from "@web/core/registry";

const { DateTime } = luxon;
const tours = registry.category("web_tour.tours");
const field = (name) => `.o_field_widget[name=${name}] input`;
const state = (label) => `.o_arrow_button_current:contains(${label})`;
// Mid-month, so that the first month is billed by days.
const firstDay = DateTime.now().plus({ months: 1 }).set({ day: 16 }).toFormat("MM/dd/yyyy");

/** Wait until the signature has stood for a second: the form draws it, wipes it once the dialog is open, draws again. */
async function inkToDry(canvas) {
    const hasInk = () => {
        const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        return pixels.some((value, index) => index % 4 === 3 && value);
    };
    for (let stood = 0; stood < 10; stood = hasInk() ? stood + 1 : 0) {
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
}

const openApproval = [
    { content: "What waits for me", trigger: ".o-mail-ActivityMenu-counter, .o_menu_systray i[aria-label='Activities']", run: "click" },
    { content: "A lease does", trigger: ".o-mail-ActivityGroup [name=activityTitle]:contains(Lease)", run: "click" },
    { content: "Open it", trigger: ".o_data_row:contains(Blue Magpie) .o_data_cell", run: "click" },
];

tours.add("first_lease_specialist", {
    steps: () => [
        { content: "The client", trigger: ".o_kanban_record:contains(Blue Magpie)", run: "click" },
        { content: "Make an offer", trigger: "button[name=action_open_offer]", run: "click" },
        { content: "For the shop it wants", trigger: ".o_field_widget[name=unit_ids]:contains(1F-08)" },
        { content: "Rent", trigger: field("amount_rent"), run: "edit 4500" },
        { content: "Fee", trigger: field("amount_management_fee"), run: "edit 300" },
        { content: "Months", trigger: field("term_months"), run: "edit 36" },
        {
            content: "Open the day's field",
            trigger: ".o_field_widget[name=date_start] button, .o_field_widget[name=date_start] input",
            run: "click",
        },
        { content: "First day", trigger: field("date_start"), run: `edit ${firstDay} && press Enter` },
        { content: "Deposit", trigger: field("amount_deposit"), run: "edit 1200000" },
        { content: "Send", trigger: "button[name=action_send]", run: "click" },
        { content: "The client agrees", trigger: "button[name=action_ask_accept]", run: "click" },
        { content: "The shop is held", trigger: ".alert:contains(The units are held for this client until)" },
        { content: "Draft the lease", trigger: "button[name=action_draft_lease]", run: "click" },
        { content: "Submit it", trigger: "button[name=action_approval_submit]", run: "click" },
        { content: "Legal is asked first", trigger: state("Legal Review") },
    ],
});

const approve = (next) => [
    ...openApproval,
    { content: "The chain", trigger: "a.nav-link:contains(Approval)", run: "click" },
    { content: "Approve", trigger: ".o_approval_timeline button:contains(Approve)", run: "click" },
    { content: "It moves on", trigger: state(next) },
];

tours.add("first_lease_legal", { steps: () => approve("Leadership Approval") });
tours.add("first_lease_leader", { steps: () => approve("To Sign") });

tours.add("first_lease_tenant", {
    steps: () => [
        { content: "My lease", trigger: "table tr:contains(Waiting for your signature) a:contains(L/)", run: "click", expectUnloadPage: true },
        { content: "The frozen document's fingerprint", trigger: ".o_lease_sha256:contains(/^[0-9a-f]{64}$/)" },
        { content: "Sign", trigger: "a.o_lease_sign", run: "click" },
        { content: "With my name", trigger: ".modal.show input[name=signer]:value(Wu Ya-ting)" },
        { content: "Drawn", trigger: ".modal.show canvas.o_web_sign_signature", run: ({ anchor }) => inkToDry(anchor) },
        {
            content: "Accept",
            trigger: ".modal.show .o_portal_sign_submit:enabled",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "Thanks", trigger: ".alert-success:contains(your signature is recorded)" },
    ],
});

tours.add("first_lease_countersign", {
    steps: () => [
        ...openApproval,
        { content: "Countersign", trigger: "button[name=action_open_countersign]", run: "click" },
        { content: "My signature", trigger: ".modal .o_signature", run: "click" },
        { content: "As written", trigger: ".modal .o_web_sign_name_and_signature" },
        { content: "Adopt it", trigger: ".modal button:enabled:contains(Adopt)", run: "click" },
        { content: "It stands there", trigger: ".modal .o_field_signature img" },
        { content: "Bind both sides", trigger: ".modal button[name=action_countersign]", run: "click" },
        { content: "In force", trigger: state("Active") },
    ],
});

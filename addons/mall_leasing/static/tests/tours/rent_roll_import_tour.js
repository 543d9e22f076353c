import { registry } from "@web/core/registry";

const ROLL = "/mall_leasing/tests/rent_roll.csv";

/** Put the mall's rent roll, changed on the way, into the file field as if chosen from the disk. */
async function chooseRoll(change) {
    const response = await fetch(ROLL);
    if (!response.ok) {
        throw new Error(`${ROLL} answers ${response.status}`);
    }
    const chosen = new DataTransfer();
    chosen.items.add(new File([change(await response.text())], "rent_roll.csv", { type: "text/csv" }));
    const input = document.querySelector(".modal .o_field_widget[name=file] input[type=file]");
    input.files = chosen.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}

/** An unknown unit in row 2, an unreadable day in row 3, the unit of row 5 let twice in row 4. */
function spoil(text) {
    const lines = text.split("\n");
    lines[1] = lines[1].replace(/^[^,]+/, "9F-99");
    lines[2] = lines[2].replace(/\d{4}-\d{2}-\d{2}/, "next spring");
    lines[3] = lines[4];
    return lines.join("\n");
}

registry.category("web_tour.tours").add("mall_leasing_rent_roll_import", {
    url: "/odoo/malls",
    steps: () => [
        { content: "Open the mall", trigger: ".o_data_cell:contains(Test Mall)", run: "click" },
        { content: "Start the import", trigger: "button[name=action_import_rent_roll]", run: "click" },
        {
            content: "Choose a rent roll with mistakes",
            trigger: ".modal .o_field_widget[name=file]",
            run: () => chooseRoll(spoil),
        },
        { trigger: ".modal .o_field_widget[name=file] input:value(rent_roll.csv)" },
        { content: "Have it checked", trigger: ".modal button[name=action_preview]", run: "click" },
        { content: "Three rows are bad", trigger: ".modal .o_rent_roll_bad:contains(3)" },
        { trigger: ".modal td[name=reasons]:contains('Row 2, Unit: “9F-99” is not a unit of this property.')" },
        { trigger: ".modal td[name=reasons]:contains('Row 3, From: “next spring” is no date')" },
        { trigger: ".modal td[name=reasons]:contains('is let in row 4 in the same period')" },
        {
            content: "Nothing can be imported",
            trigger: ".modal-footer:not(:has(button[name=action_import]))",
        },
        { content: "Take the mended file", trigger: ".modal button[name=action_back]", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=file]:has(input[type=file])",
            run: () => chooseRoll((text) => text),
        },
        { trigger: ".modal .o_field_widget[name=file] input:value(rent_roll.csv)" },
        { trigger: ".modal button[name=action_preview]", run: "click" },
        { content: "All rows are ready", trigger: ".modal .o_rent_roll_good:contains(60)" },
        { content: "Import", trigger: ".modal button[name=action_import]", run: "click" },
        { content: "What went in is said", trigger: ".o_notification:contains('Leases imported into Test Mall from rent_roll.csv: 60.')" },
        { content: "The leases are shown", trigger: "body:not(:has(.modal)) .o_list_view .o_pager_limit:contains(60)" },
    ],
});

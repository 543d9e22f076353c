import { registry } from "@web/core/registry";

function press(target, key) {
    target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}

function pointer(svg, name, x, y) {
    const point = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM());
    const values = { clientX: point.x, clientY: point.y, pointerId: 1, bubbles: true, cancelable: true };
    const target = name === "pointerdown" ? document.elementFromPoint(point.x, point.y) : svg;
    target.dispatchEvent(new PointerEvent(name, values));
}

function chooseFile(selector, text) {
    const chosen = new DataTransfer();
    chosen.items.add(new File([text], "plan.svg", { type: "image/svg+xml" }));
    const input = document.querySelector(selector);
    input.files = chosen.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}

registry.category("web_tour.tours").add("mall_leasing_floor_plan", {
    url: "/odoo/floor-plan",
    steps: () => [
        { content: "The vacant unit is vacant today", trigger: ".o_fp_unit[aria-label*='P-001, Vacant']" },
        {
            content: "Move the date to next year",
            trigger: ".o_fp_slider",
            run() {
                this.anchor.value = this.anchor.max;
                this.anchor.dispatchEvent(new Event("input", { bubbles: true }));
                press(this.anchor, "ArrowLeft");
            },
        },
        { content: "It is let then", trigger: ".o_fp_unit[data-key=let][aria-label*='P-001, Let, Test Tenant Co.']" },
        { content: "Colour by expiry", trigger: ".o_fp_mode", run: "select expiry" },
        { trigger: ".o_fp_unit[data-key^=expiry][aria-label*=days]" },
        { trigger: ".o_fp_legend tr[data-key^=expiry]" },
        {
            content: "Go to a unit and open its card by keyboard",
            trigger: ".o_fp_unit[aria-label*='P-001']",
            run() {
                this.anchor.focus();
                press(this.anchor, "Enter");
            },
        },
        { trigger: ".o_fp_card[role=dialog] h3:contains(P-001)" },
        {
            content: "Escape closes the card and gives the focus back",
            trigger: ".o_fp_card .o_fp_actions button",
            run() {
                press(this.anchor, "Escape");
            },
        },
        { trigger: ".o_fp_unit[aria-label*='P-001']:focus" },
        { content: "The list shows the same", trigger: ".o_fp_show_list", run: "click" },
        { trigger: ".o_fp_list button[data-unit]:contains(P-002)", run: "click" },
        { content: "Open the unit", trigger: ".o_fp_card button:contains(Open Unit)", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=code]" },
        { content: "Back to the plan", trigger: ".breadcrumb-item a:contains(Floor Plan)", run: "click" },
        { content: "The list is still open", trigger: ".o_fp_list" },
        { content: "Draw", trigger: ".o_fp_edit", run: "click" },
        {
            content: "Draw a rectangle over free space",
            trigger: ".o_fp_svg.o_fp_editing",
            run() {
                pointer(this.anchor, "pointerdown", 601, 402);
                pointer(this.anchor, "pointermove", 650, 440);
                pointer(this.anchor, "pointerup", 699, 498);
            },
        },
        { content: "It has taken the next unit", trigger: ".o_fp_editor .o_fp_assign:value(/\\d/)" },
        { trigger: ".o_fp_missing:contains(0 units)" },
        { content: "Save", trigger: ".o_fp_save:enabled", run: "click" },
        { content: "It is on the plan", trigger: ".o_floor_plan:not(:has(.o_fp_editor)) .o_fp_unit[aria-label*='P-003']" },
        { content: "Upload a bad drawing", trigger: ".o_fp_edit", run: "click" },
        {
            trigger: ".o_fp_editor .btn:contains(Upload Drawing)",
            run: () => chooseFile(".o_fp_upload", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">\n<script/></svg>'),
        },
        { content: "It is refused with the reason", trigger: ".modal:contains(it contains a script in line 2)" },
        { trigger: ".modal .btn-primary", run: "click" },
        { content: "Nothing is lost", trigger: "body:not(:has(.modal)) .o_fp_unit[data-unit]" },
        { trigger: ".o_fp_discard", run: "click" },
        { trigger: ".o_floor_plan:not(:has(.o_fp_editor)) .o_fp_show_plan" },
    ],
});

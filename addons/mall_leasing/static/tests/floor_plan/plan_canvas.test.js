import { after, describe, expect, test } from "@odoo/hoot";
import { PlanCanvas } from "@mall_leasing/floor_plan/plan_canvas";

const LOOKS = [
    { key: "vacant", look: ["#fff", "#000", "diagonal"] },
    { key: "trading", look: ["#4dbd97", "#000", "plain"] },
];

function canvas(values = {}, options = {}) {
    const units = new Map([1, 2, 3].map((id) => [id, { id, code: `U-${id}` }]));
    const shapes = [1, 2, 3].map((id) => ({ unit_id: id, kind: "rect", points: [id * 20, 0, 10, 10] }));
    const floor = { id: 7, view_box: "0 0 120 80", svg: "", shapes, ...values };
    const plan = new PlanCanvas(floor, units, { label: "Plan", onOpen() {}, ...options });
    plan.mount(document.body);
    after(() => plan.remove());
    plan.setLooks(LOOKS);
    return plan;
}

function rows(...keys) {
    return keys.map((key, index) => ({ unit: { id: index + 1 }, key, text: "", title: `U-${index + 1}, ${key}` }));
}

describe.current.tags("desktop");

test("painting touches only what has changed", () => {
    const plan = canvas();
    expect(plan.paint(rows("vacant", "vacant", "trading"))).toBe(3);
    expect(plan.paint(rows("vacant", "vacant", "trading"))).toBe(0);
    expect(plan.paint(rows("vacant", "trading", "trading"))).toBe(1);
    expect(plan.shapes.get(2).group.style.fill).toBe("rgb(77, 189, 151)");
    expect(plan.shapes.get(1).group.style.fill).toInclude("url(");
});

test("shapes are buttons with a name, one of them in the tab order, and arrows go to the neighbour", () => {
    const plan = canvas();
    plan.paint(rows("vacant", "vacant", "trading"));
    const groups = [...plan.layer.querySelectorAll("[role=button]")];
    expect(groups.map((group) => group.getAttribute("aria-label"))).toEqual(["U-1, vacant", "U-2, vacant", "U-3, trading"]);
    expect(groups.map((group) => group.getAttribute("tabindex"))).toEqual(["0", "-1", "-1"]);
    groups[0].focus();
    groups[0].dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
    expect(document.activeElement).toBe(groups[1]);
    expect(groups[1].getAttribute("tabindex")).toBe("0");
});

test("enter opens the unit", () => {
    const opened = [];
    const plan = canvas({}, { onOpen: (unitId) => opened.push(unitId) });
    plan.shapes.get(2).group.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    expect(opened).toEqual([2]);
});

test("elements of the drawing become shapes where they stand, under ids of the floor's own", () => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80"><g transform="translate(5 0)">
        <g id="A" fill="red"><rect width="10" height="10" fill="url(#sea)"/></g></g></svg>`;
    const plan = canvas({ svg, shapes: [{ unit_id: 1, kind: "element", element_id: "A" }] });
    const leaf = plan.shapes.get(1).group.firstChild;
    expect(leaf.getAttribute("transform")).toBe("matrix(1 0 0 1 5 0)");
    expect(leaf.hasAttribute("fill")).toBe(false);
    expect(document.getElementById("A")).toBe(null);
    expect(plan.drawing.querySelector("rect").getAttribute("fill")).toBe("url(#o_fp_drawing_7_sea)");
});

test("zoom stays within the plan", () => {
    const plan = canvas();
    plan.zoom(2);
    expect(plan.view).toEqual([30, 20, 60, 40]);
    plan.pan(-1000, 1000);
    expect(plan.view).toEqual([0, 40, 60, 40]);
    plan.zoom(0.01);
    expect(plan.view).toEqual([0, 0, 120, 80]);
});

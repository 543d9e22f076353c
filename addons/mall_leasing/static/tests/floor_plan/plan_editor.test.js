import { describe, expect, test } from "@odoo/hoot";
import { niceGrid, PlanEditor } from "@mall_leasing/floor_plan/plan_editor";

function editor(options) {
    const units = [1, 2, 3].map((id) => ({ id, code: `U-${id}` }));
    return new PlanEditor({ view_box: "0 0 1200 800", shapes: [] }, units, options);
}

function draw(plan, from, to) {
    plan.press(from);
    plan.release(to);
}

describe.current.tags("headless");

test("a rectangle snaps to the grid and takes the next unit", () => {
    const plan = editor();
    draw(plan, [13, 14], [58, 41]);
    expect(plan.shapes.map((shape) => [shape.unit_id, shape.points])).toEqual([[1, [10, 10, 50, 30]]]);
    expect(plan.missing.map((unit) => unit.id)).toEqual([2, 3]);
    draw(plan, [200, 200], [150, 150]);
    expect(plan.shapes[1].points).toEqual([150, 150, 50, 50]);
});

test("a click draws nothing", () => {
    const plan = editor();
    draw(plan, [13, 14], [14, 15]);
    expect(plan.shapes.length).toBe(0);
    expect(plan.isDirty).toBe(false);
});

test("rectangles move, resize by the opposite corner, and every step is undone", () => {
    const plan = editor();
    draw(plan, [0, 0], [100, 100]);
    plan.press([50, 50], { unitId: 1 });
    plan.release([70, 50]);
    expect(plan.selected.points).toEqual([20, 0, 100, 100]);
    plan.press([20, 0], { corner: 0 });
    plan.release([40, 20]);
    expect(plan.selected.points).toEqual([40, 20, 80, 80]);
    plan.undo();
    plan.undo();
    expect(plan.selected.points).toEqual([0, 0, 100, 100]);
    plan.undo();
    expect(plan.shapes.length).toBe(0);
});

test("keys move and resize, but never to nothing", () => {
    const plan = editor();
    draw(plan, [0, 0], [10, 10]);
    plan.nudge(1, 0);
    expect(plan.selected.points).toEqual([10, 0, 10, 10]);
    plan.nudge(-1, 0, true);
    expect(plan.selected.points).toEqual([10, 0, 10, 10]);
});

test("units change places when a shape is given a unit that has one", () => {
    const plan = editor();
    draw(plan, [0, 0], [10, 10]);
    draw(plan, [20, 0], [30, 10]);
    plan.assign(1);
    expect(plan.shapes.map((shape) => shape.unit_id)).toEqual([2, 1]);
});

test("an element of the drawing is one unit's and a unit has one element", () => {
    const plan = editor();
    plan.link(1, "a");
    plan.link(2, "a");
    expect(plan.shapes.map((shape) => [shape.unit_id, shape.element_id])).toEqual([[2, "a"]]);
});

test("with every unit on the plan a further rectangle is refused", () => {
    const refused = [];
    const plan = editor({ onRefuse: (reason) => refused.push(reason) });
    for (const x of [0, 20, 40, 60]) {
        draw(plan, [x, 0], [x + 10, 10]);
    }
    expect(plan.shapes.length).toBe(3);
    expect(refused).toEqual(["no_unit_left"]);
});

test("grids are round", () => {
    expect([1200, 90, 5000].map(niceGrid)).toEqual([10, 1, 50]);
});

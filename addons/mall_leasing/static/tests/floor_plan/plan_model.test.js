import { describe, expect, test } from "@odoo/hoot";
import { PlanModel, toDay, toDays } from "@mall_leasing/floor_plan/plan_model";

function unit(id, values = {}) {
    return { id, code: `U-${id}`, name: "", floor_id: 1, area: 100, trade_id: 1, rent_asking: 10, ...values };
}

function span(unit_id, date_from, date_to, values = {}) {
    return { id: unit_id, unit_id, kind: "lease", date_from, date_to, date_trading: date_from, trade_id: 1, ...values };
}

function model(spans = [], units = [unit(1), unit(2)]) {
    return new PlanModel({
        units,
        spans,
        trades: [{ id: 1, name: "Coffee", color: 1 }],
        dates: ["2026-01-01", "2026-06-01", "2027-01-01"],
        date_min: "2026-01-01",
        date_max: "2027-01-01",
    });
}

describe.current.tags("headless");

test("a unit's state turns on the very days of its occupancy", () => {
    const plan = model([span(1, "2026-02-01", "2026-03-31", { date_trading: "2026-02-15" })]);
    const states = ["2026-01-31", "2026-02-01", "2026-02-15", "2026-03-31", "2026-04-01"].map(
        (day) => plan.rowsAt("state", day)[0].state
    );
    expect(states).toEqual(["vacant", "fit_out", "trading", "trading", "vacant"]);
});

test("the occupant of a day is found among past and future ones", () => {
    const plan = model([span(1, "2024-01-01", "2024-12-31"), span(1, "2025-02-01", false, { kind: "hold" })]);
    expect(plan.stateOf(plan.spanAt(1, "2024-06-01"), "2024-06-01")).toBe("trading");
    expect(plan.spanAt(1, "2025-01-15")).toBe(undefined);
    expect(plan.stateOf(plan.spanAt(1, "2099-01-01"), "2099-01-01")).toBe("held");
});

test("days to expiry fall into their classes at the boundaries", () => {
    const plan = model([span(1, "2026-01-01", "2026-12-31")]);
    const classOf = (left) => plan.classOf("expiry", plan.units.get(1), toDay(toDays("2026-12-31") - left));
    expect([90, 91, 180, 181, 364].map(classOf)).toEqual(["expiry_0", "expiry_1", "expiry_1", "expiry_2", "expiry_2"]);
    expect(plan.classOf("expiry", plan.units.get(2), "2026-05-01")).toBe("vacant");
});

test("rents that may not be known are not guessed", () => {
    const plan = model([
        span(1, "2026-01-01", "2026-12-31", { rents: [["2026-01-01", 100], ["2026-07-01", 500]] }),
        span(2, "2026-01-01", "2026-12-31", { rents: false }),
    ]);
    expect(plan.rowsAt("rent", "2026-06-30").map((row) => row.rent)).toEqual([100, undefined]);
    expect(plan.rowsAt("rent", "2026-06-30").map((row) => row.key)).toEqual(["rent_0", "unknown"]);
    expect(plan.rowsAt("rent", "2026-07-01")[0].key).toBe("rent_4");
});

test("the legend counts units and square metres, and the vacancy by area", () => {
    const plan = model([span(1, "2026-01-01", "2026-12-31")], [unit(1, { area: 300 }), unit(2)]);
    const summary = plan.summaryOf("state", plan.rowsAt("state", "2026-05-01"));
    expect(summary.vacantRate).toBe(0.25);
    expect(summary.entries.find((entry) => entry.key === "trading")).toEqual({ key: "trading", count: 1, area: 300 });
});

test("steps go from change to change and stop at the ends", () => {
    const plan = model();
    expect(plan.stepFrom("2026-03-01", 1)).toBe("2026-06-01");
    expect(plan.stepFrom("2026-06-01", -1)).toBe("2026-01-01");
    expect(plan.stepFrom("2027-01-01", 1)).toBe("2027-01-01");
    expect(plan.clampDay("1999-01-01")).toBe("2026-01-01");
});

test("no two classes of a colouring look the same", () => {
    const plan = model();
    for (const mode of ["state", "expiry", "rent"]) {
        const looks = plan.classesOf(mode).map((key) => String(plan.lookOf(key)));
        expect(new Set(looks).size).toBe(looks.length);
        const patterns = plan.classesOf(mode).map((key) => plan.lookOf(key)[2]);
        expect(new Set(patterns).size).toBeGreaterThan(4);
    }
});

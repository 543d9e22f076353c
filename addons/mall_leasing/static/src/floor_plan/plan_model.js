/**
 * What the plan knows: who has which unit when, and into which class of the chosen colouring that puts it.
 * Pure: no framework, no DOM, no request. Days are strings "YYYY-MM-DD", which compare as they read.
 */

const DAY = 24 * 60 * 60 * 1000;

export const MODES = ["state", "expiry", "trade", "rent"];
export const STATES = ["vacant", "held", "let", "fit_out", "trading"];
/** Upper ends of the classes of days to expiry; the last class is open. */
export const EXPIRY_DAYS = [90, 180, 365, 730];
const RENT_CLASSES = 5;

/** Colour (safe for the colour-blind), lines and pattern of a class; the pattern tells what the colour does not. */
const LOOKS = {
    vacant: ["#ffffff", "#c04a00", "diagonal"],
    held: ["#f0e442", "#6b6400", "dots"],
    let: ["#56b4e9", "#0b4f75", "horizontal"],
    fit_out: ["#cc79a7", "#6d2a50", "vertical"],
    trading: ["#4dbd97", "#00573f", "plain"],
    unknown: ["#d8d8d8", "#8a8a8a", "cross"],
    expiry_0: ["#d7301f", "#5c0a02", "cross"],
    expiry_1: ["#fc8d59", "#8a3207", "vertical"],
    expiry_2: ["#fdcc8a", "#93570a", "dots"],
    expiry_3: ["#c6dbef", "#2c5f8f", "horizontal"],
    expiry_4: ["#6baed6", "#0b3c63", "plain"],
    rent_0: ["#eff3ff", "#6b7fae", "plain"],
    rent_1: ["#bdd7e7", "#2f6b8d", "dots"],
    rent_2: ["#6baed6", "#0b4a70", "horizontal"],
    rent_3: ["#4292c6", "#06294a", "vertical"],
    rent_4: ["#2171b5", "#dbe9f6", "cross"],
};
/** Hues of the trades by their colour number; trades of one number differ in lightness and pattern. */
const HUES = [210, 15, 200, 95, 45, 285, 340, 170, 230, 0, 140, 265];
const PATTERNS = ["plain", "diagonal", "dots", "horizontal", "vertical", "cross"];

export function toDays(day) {
    return Math.round(Date.parse(`${day}T00:00:00Z`) / DAY);
}

export function toDay(days) {
    return new Date(days * DAY).toISOString().slice(0, 10);
}

/** Return the last item of a sorted list that does not come after a day, found by halving. */
function lastUntil(items, day, dayOf) {
    let low = 0;
    let high = items.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (dayOf(items[middle]) <= day) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return items[low - 1];
}

export class PlanModel {
    /** @param {Object} data answer of mall.floor.get_plan_data */
    constructor(data) {
        this.data = data;
        this.units = new Map(data.units.map((unit) => [unit.id, unit]));
        this.trades = new Map(data.trades.map((trade) => [trade.id, trade]));
        this.spans = new Map(data.units.map((unit) => [unit.id, []]));
        for (const span of data.spans) {
            this.spans.get(span.unit_id)?.push(span);
        }
        this.rentSteps = this._rentSteps();
        this.tradeLooks = this._tradeLooks();
    }

    /** Return who has a unit on a day, or undefined. */
    spanAt(unitId, day) {
        const span = lastUntil(this.spans.get(unitId), day, (item) => item.date_from);
        return span && (!span.date_to || span.date_to >= day) ? span : undefined;
    }

    stateOf(span, day) {
        if (!span) {
            return "vacant";
        }
        if (span.kind === "hold") {
            return "held";
        }
        if (!span.date_trading) {
            return "let";
        }
        return day < span.date_trading ? "fit_out" : "trading";
    }

    /** Return the base rent per m2 and month of an occupancy on a day; undefined where it is not to be known. */
    rentOf(span, day) {
        const change = span?.rents && lastUntil(span.rents, day, (item) => item[0]);
        return change ? change[1] : undefined;
    }

    /** Return the days from a day to the last one of an occupancy, or undefined if it has none. */
    daysLeft(span, day) {
        const last = span?.date_last || span?.date_to;
        return last ? toDays(last) - toDays(day) : undefined;
    }

    /** Return the class of a unit in a colouring on a day. */
    classOf(mode, unit, day, span = this.spanAt(unit.id, day)) {
        const state = this.stateOf(span, day);
        if (mode === "state" || state === "vacant") {
            return state;
        }
        if (mode === "trade") {
            return span.trade_id ? `trade_${span.trade_id}` : "unknown";
        }
        if (state === "held") {
            return "held";
        }
        return mode === "expiry" ? this._expiryClass(span, day) : this._rentClass(span, day);
    }

    _expiryClass(span, day) {
        const days = this.daysLeft(span, day) ?? Infinity;
        const index = EXPIRY_DAYS.findIndex((limit) => days <= limit);
        return `expiry_${index < 0 ? EXPIRY_DAYS.length : index}`;
    }

    _rentClass(span, day) {
        const rent = this.rentOf(span, day);
        if (rent === undefined) {
            return "unknown";
        }
        const index = this.rentSteps.findIndex((limit) => rent < limit);
        return `rent_${index < 0 ? RENT_CLASSES - 1 : index}`;
    }

    /** Return the upper ends of all rent classes but the last: round numbers, the same on every day. */
    _rentSteps() {
        const rents = this.data.spans.flatMap((span) => (span.rents || []).map((item) => item[1])).filter(Boolean);
        if (!rents.length) {
            return [];
        }
        const [low, high] = [Math.min(...rents), Math.max(...rents)];
        const raw = (high - low) / RENT_CLASSES || high / RENT_CLASSES;
        const unit = 10 ** Math.floor(Math.log10(raw));
        const step = [1, 2, 2.5, 5, 10].map((factor) => factor * unit).find((size) => size >= raw);
        const first = Math.floor(low / step) * step;
        return Array.from({ length: RENT_CLASSES - 1 }, (_item, index) => first + step * (index + 1));
    }

    _tradeLooks() {
        const seen = {};
        return new Map(
            this.data.trades.map((trade) => {
                const rank = (seen[trade.color] = (seen[trade.color] ?? -1) + 1);
                const hue = (HUES[trade.color % HUES.length] + 22 * rank) % 360;
                const look = [`hsl(${hue} 65% ${78 - 9 * (rank % 3)}%)`, `hsl(${hue} 70% 25%)`];
                return [trade.id, [...look, PATTERNS[rank % PATTERNS.length]]];
            })
        );
    }

    lookOf(key) {
        return LOOKS[key] || this.tradeLooks.get(Number(key.slice("trade_".length))) || LOOKS.unknown;
    }

    /** Return the classes a colouring can show, in the order of its legend. */
    classesOf(mode) {
        const numbered = (name, count) => Array.from({ length: count }, (_item, index) => `${name}_${index}`);
        switch (mode) {
            case "state":
                return STATES;
            case "expiry":
                return ["vacant", "held", ...numbered("expiry", EXPIRY_DAYS.length + 1)];
            case "rent":
                return ["vacant", "held", ...numbered("rent", RENT_CLASSES), "unknown"];
            default:
                return ["vacant", ...this.data.trades.map((trade) => `trade_${trade.id}`), "unknown"];
        }
    }

    /** Return what to show of every unit on a day: [{unit, span, state, key, rent, daysLeft}], in the order of the codes. */
    rowsAt(mode, day) {
        return this.data.units.map((unit) => {
            const span = this.spanAt(unit.id, day);
            return {
                unit,
                span,
                state: this.stateOf(span, day),
                key: this.classOf(mode, unit, day, span),
                rent: this.rentOf(span, day),
                daysLeft: this.daysLeft(span, day),
            };
        });
    }

    /** Return {entries: [{key, count, area}], vacantRate, units, area}; classes without unit are left out by trade. */
    summaryOf(mode, rows) {
        const found = new Map(this.classesOf(mode).map((key) => [key, { key, count: 0, area: 0 }]));
        let [area, vacant] = [0, 0];
        for (const { unit, state, key } of rows) {
            const entry = found.get(key);
            entry.count += 1;
            entry.area += unit.area;
            area += unit.area;
            vacant += state === "vacant" ? unit.area : 0;
        }
        const entries = [...found.values()].filter(
            (entry) => entry.count || !(mode === "trade" || entry.key === "unknown")
        );
        return { entries, area, units: rows.length, vacantRate: area ? vacant / area : 0 };
    }

    /** Return the next day after (direction 1) or before (-1) a day on which something changes. */
    stepFrom(day, direction) {
        const { dates } = this.data;
        if (direction > 0) {
            return dates.find((date) => date > day) || this.data.date_max;
        }
        return dates.findLast((date) => date < day) || this.data.date_min;
    }

    clampDay(day) {
        const { date_min, date_max } = this.data;
        return day < date_min ? date_min : day > date_max ? date_max : day;
    }
}

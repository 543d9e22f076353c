/**
 * One floor on the screen: the drawing, the units over it, zoom, and repainting of what has changed.
 * Pure DOM: the framework renders around it and never inside it, so that moving the date costs only the changed shapes.
 */

const SVG = "http://www.w3.org/2000/svg";
const LEAVES = "path, rect, circle, ellipse, polygon, polyline, use";
const ZOOM_STEP = 1.25;
const MAX_ZOOM = 40;
/** Size of the second line of a label, in heights of the first; as in the style sheet. */
const BRAND_SIZE = 0.8;

export function svgElement(name, attributes = {}) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) {
        element.setAttribute(key, value);
    }
    return element;
}

/** Return about how wide a text is, in widths of a Chinese character. */
function textWidth(text) {
    return [...text].reduce((width, letter) => width + (letter >= "\u2e80" ? 1 : 0.56), 0);
}

function fitText(text, room) {
    const letters = [...text];
    while (letters.length && textWidth(letters.join("")) > room) {
        letters.pop();
    }
    return letters.length === [...text].length ? text : letters.length > 1 ? `${letters.slice(0, -1).join("")}…` : "";
}

/** Return pattern lines for a tile of 8 x 8. */
function patternMarks(pattern, line) {
    const stroke = { stroke: line, "stroke-width": 1.4, fill: "none", opacity: 0.55 };
    const paths = {
        diagonal: "M-1,1 l2,-2 M0,8 l8,-8 M7,9 l2,-2",
        horizontal: "M0,4 h8",
        vertical: "M4,0 v8",
        cross: "M0,0 l8,8 M8,0 l-8,8",
    };
    if (pattern === "dots") {
        return [svgElement("circle", { cx: 4, cy: 4, r: 1.5, fill: line, opacity: 0.6 })];
    }
    return paths[pattern] ? [svgElement("path", { ...stroke, d: paths[pattern] })] : [];
}

/** Return the pattern element of a look [colour, line, pattern]. */
export function patternElement(id, [color, line, pattern], scale = 1) {
    const element = svgElement("pattern", {
        id,
        width: 8,
        height: 8,
        patternUnits: "userSpaceOnUse",
        patternTransform: `scale(${scale})`,
    });
    element.append(svgElement("rect", { width: 8, height: 8, fill: color }), ...patternMarks(pattern, line));
    return element;
}

/** Return the nodes of a clean drawing, its ids made the floor's own: two floors may use the same ones. */
function importDrawing(text, prefix) {
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    const drawing = svgElement("g", { class: "o_fp_drawing", "aria-hidden": "true" });
    if (parsed.namespaceURI !== SVG) {
        return drawing;
    }
    for (const { name, value } of [...parsed.attributes]) {
        if (!["xmlns", "viewBox", "id"].includes(name)) {
            drawing.setAttribute(name, value);
        }
    }
    for (const node of parsed.querySelectorAll("*")) {
        for (const { name, value } of [...node.attributes]) {
            if (name === "id") {
                node.setAttribute("data-element", value);
                node.setAttribute("id", prefix + value);
            } else if (name === "href") {
                node.setAttribute("href", value.startsWith("#") ? `#${prefix}${value.slice(1)}` : value);
            } else if (value.includes("url(")) {
                node.setAttribute(name, value.replace(/url\(\s*['"]?#([^'")\s]+)['"]?\s*\)/g, `url(#${prefix}$1)`));
            }
        }
    }
    drawing.append(...[...parsed.childNodes].map((node) => document.importNode(node, true)));
    return drawing;
}

export class PlanCanvas {
    /**
     * @param {Object} floor as in get_plan_data
     * @param {Map} units by id
     * @param {{onOpen: Function, label: string}} options
     */
    constructor(floor, units, options) {
        this.floor = floor;
        this.prefix = `o_fp_${floor.id}_`;
        this.options = options;
        this.box = floor.view_box.split(" ").map(Number);
        this.view = [...this.box];
        this.svg = svgElement("svg", { class: "o_fp_svg", role: "group", "aria-label": options.label, tabindex: 0 });
        this.defs = svgElement("defs");
        this.drawing = importDrawing(floor.svg, `o_fp_drawing_${floor.id}_`);
        this.layer = svgElement("g", { class: "o_fp_units" });
        this.labels = svgElement("g", { class: "o_fp_labels", "aria-hidden": "true" });
        this.svg.append(this.defs, this.drawing, this.layer, this.labels);
        this.units = units;
        this.shapes = new Map();
        this.pointers = new Map();
        this._listen();
        this._applyView();
    }

    /** Put the floor into the page; positions can be taken only there. */
    mount(parent) {
        parent.append(this.svg);
        this.drawShapes(this.floor.shapes);
    }

    remove() {
        this.svg.remove();
    }

    // --- shapes

    /** Draw the units' shapes anew. */
    drawShapes(shapes) {
        this.layer.replaceChildren();
        this.labels.replaceChildren();
        this.shapes.clear();
        for (const shape of shapes) {
            const unit = this.units.get(shape.unit_id);
            const leaves = unit ? this._leavesOf(shape) : [];
            if (leaves.length) {
                this._addShape(shape, unit, leaves);
            }
        }
        // read all, then write all: one layout for the floor, not one for each label
        const placed = [...this.shapes.values()].map((item) => [item, item.group.getBBox()]);
        for (const [item, box] of placed) {
            item.center = [box.x + box.width / 2, box.y + box.height / 2];
            this._addLabel(item, box);
        }
        this._roam(this.shapes.values().next().value?.group);
    }

    _addShape(shape, unit, leaves) {
        const group = svgElement("g", { class: "o_fp_unit", role: "button", tabindex: -1, "data-unit": unit.id });
        group.append(...leaves);
        this.layer.append(group);
        this.shapes.set(unit.id, { shape, unit, group, key: "", text: "", title: "" });
    }

    /** Return the outline of a shape: drawn points, or a copy of the drawing's element without its own colours. */
    _leavesOf(shape) {
        if (shape.kind === "rect") {
            const [x, y, width, height] = shape.points;
            return [svgElement("rect", { x, y, width, height })];
        }
        if (shape.kind === "polygon") {
            return [svgElement("polygon", { points: shape.points.map((point) => point.join(",")).join(" ") })];
        }
        const element = this.elementOf(shape.element_id);
        if (!element) {
            return [];
        }
        const leaves = element.matches(LEAVES) ? [element] : [...element.querySelectorAll(LEAVES)];
        return leaves.map((leaf) => this._copyLeaf(leaf));
    }

    _copyLeaf(leaf) {
        const copy = leaf.cloneNode(false);
        for (const name of [...copy.getAttributeNames()]) {
            if (/^(id|data-element|fill|stroke|opacity|transform|style|visibility|display)/.test(name)) {
                copy.removeAttribute(name);
            }
        }
        const matrix = this.drawing.getScreenCTM()?.inverse().multiply(leaf.getScreenCTM());
        if (matrix && !(matrix.a === 1 && matrix.d === 1 && !matrix.b && !matrix.c && !matrix.e && !matrix.f)) {
            const { a, b, c, d, e, f } = matrix;
            copy.setAttribute("transform", `matrix(${[a, b, c, d, e, f].map((part) => +part.toFixed(5)).join(" ")})`);
        }
        return copy;
    }

    elementOf(elementId) {
        return this.drawing.querySelector(`[data-element="${CSS.escape(elementId)}"]`);
    }

    /** Write the unit's code, along the longer side where the shape is narrow, and leave a line for who is in it. */
    _addLabel(item, box) {
        const [x, y] = item.shape.label_position || item.center;
        const upright = box.height > 1.6 * box.width && box.width < this.box[2] / 22;
        const [length, height] = upright ? [box.height, box.width] : [box.width, box.height];
        const size = Math.min(height / 3.2, length / (textWidth(item.unit.code) + 0.8), this.box[2] / 55);
        const text = svgElement("text", { x, y, "font-size": size.toFixed(2) });
        if (upright) {
            text.setAttribute("transform", `rotate(-90 ${x} ${y})`);
        }
        const code = svgElement("tspan", { x, dy: "-0.1em" });
        code.textContent = item.unit.code;
        item.brand = svgElement("tspan", { x, dy: "1.05em", class: "o_fp_brand" });
        item.room = length / (size * BRAND_SIZE) - 0.6;
        text.append(code, item.brand);
        this.labels.append(text);
    }

    // --- painting

    /** Make the fills of a colouring: [{key, look}]. */
    setLooks(looks) {
        const scale = this.box[2] / 1100;
        this.fills = new Map();
        this.defs.replaceChildren(
            ...looks.map(({ key, look }) => {
                this.fills.set(key, look[2] === "plain" ? look[0] : `url(#${this.prefix}${key})`);
                return patternElement(this.prefix + key, look, scale);
            })
        );
        for (const item of this.shapes.values()) {
            item.key = "";
        }
    }

    /**
     * Paint the units; touch only what differs from the screen.
     * @param {Object[]} rows of {unit, key, text, title}
     * @returns {number} how many shapes were touched
     */
    paint(rows) {
        let touched = 0;
        for (const { unit, key, text, title } of rows) {
            const item = this.shapes.get(unit.id);
            if (!item) {
                continue;
            }
            if (item.key !== key) {
                item.key = key;
                item.group.style.fill = this.fills.get(key);
                item.group.dataset.key = key;
                touched += 1;
            }
            if (item.title !== title) {
                item.title = title;
                item.group.setAttribute("aria-label", title);
            }
            if (item.text !== text) {
                item.text = text;
                item.brand.textContent = fitText(text, item.room);
            }
        }
        return touched;
    }

    select(unitId) {
        for (const { group, unit } of this.shapes.values()) {
            group.classList.toggle("o_fp_selected", unit.id === unitId);
        }
    }

    // --- zoom and pan

    _applyView() {
        this.svg.setAttribute("viewBox", this.view.join(" "));
    }

    /** Return where a pointer is, in the units of the plan. */
    toPlan(event) {
        const matrix = this.svg.getScreenCTM();
        const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
        return [point.x, point.y];
    }

    zoom(factor, [x, y] = [this.view[0] + this.view[2] / 2, this.view[1] + this.view[3] / 2]) {
        const zoomed = this.box[2] / this.view[2];
        const size = Math.min(Math.max(zoomed * factor, 1), MAX_ZOOM) / zoomed;
        const [left, top, width, height] = this.view;
        this.view = [x - (x - left) / size, y - (y - top) / size, width / size, height / size];
        this._keepInside();
    }

    pan(dx, dy) {
        this.view[0] += dx;
        this.view[1] += dy;
        this._keepInside();
    }

    fit() {
        this.view = [...this.box];
        this._applyView();
    }

    _keepInside() {
        for (const axis of [0, 1]) {
            const [start, length] = [this.box[axis], this.box[axis + 2]];
            const last = start + length - this.view[axis + 2];
            this.view[axis] = Math.min(Math.max(this.view[axis], start), Math.max(last, start));
        }
        this._applyView();
    }

    // --- input

    _listen() {
        this.svg.addEventListener("wheel", (event) => this._onWheel(event), { passive: false });
        this.svg.addEventListener("pointerdown", (event) => this._onPointerDown(event));
        this.svg.addEventListener("pointermove", (event) => this._onPointerMove(event));
        for (const name of ["pointerup", "pointercancel"]) {
            this.svg.addEventListener(name, (event) => this._onPointerUp(event));
        }
        this.svg.addEventListener("keydown", (event) => this._onKeyDown(event));
        this.svg.addEventListener("focusin", (event) => this._roam(event.target.closest(".o_fp_unit")));
        this.svg.addEventListener("click", (event) => this._onClick(event));
    }

    _onWheel(event) {
        event.preventDefault();
        this.zoom(event.deltaY < 0 ? ZOOM_STEP : 1 / ZOOM_STEP, this.toPlan(event));
    }

    _onPointerDown(event) {
        this.moved = false;
        if (this.options.editor?.onPointerDown(event, this)) {
            return;
        }
        this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
    }

    _onPointerMove(event) {
        if (this.options.editor?.onPointerMove(event, this)) {
            return;
        }
        const before = this.pointers.get(event.pointerId);
        if (!before) {
            return;
        }
        const [dx, dy] = [event.clientX - before[0], event.clientY - before[1]];
        if (!this.moved && Math.hypot(dx, dy) < 5) {
            return;
        }
        this.moved = true;
        this.svg.setPointerCapture?.(event.pointerId);
        const spread = this._spread();
        this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
        if (this.pointers.size === 2) {
            this.zoom(this._spread() / spread, this.toPlan(event));
        } else {
            const scale = this.view[2] / this.svg.clientWidth || 1;
            this.pan(-dx * scale, -dy * scale);
        }
    }

    /** Return how far two fingers are apart. */
    _spread() {
        const [first, second] = [...this.pointers.values()];
        return second ? Math.hypot(first[0] - second[0], first[1] - second[1]) || 1 : 1;
    }

    _onPointerUp(event) {
        this.options.editor?.onPointerUp(event, this);
        this.pointers.delete(event.pointerId);
    }

    _onClick(event) {
        if (this.moved) {
            this.moved = false;
            return;
        }
        this._open(event.target);
    }

    _open(target) {
        const group = target.closest(".o_fp_unit");
        const element = target.closest("[data-element]");
        if (group) {
            this.options.onOpen(Number(group.dataset.unit), group);
        } else if (element) {
            this.options.onElement?.(element.dataset.element, element);
        }
    }

    _onKeyDown(event) {
        const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
        const group = event.target.closest(".o_fp_unit");
        if (this.options.editor?.onKeyDown(event, this)) {
            event.preventDefault();
        } else if (arrows[event.key]) {
            const [dx, dy] = arrows[event.key];
            if (group) {
                this._focusNext(Number(group.dataset.unit), dx, dy);
            } else {
                this.pan((dx * this.view[2]) / 8, (dy * this.view[3]) / 8);
            }
            event.preventDefault();
        } else if (group && ["Enter", " "].includes(event.key)) {
            this._open(group);
            event.preventDefault();
        } else if ("+=-0".includes(event.key) && event.key.length === 1) {
            event.key === "0" ? this.fit() : this.zoom(event.key === "-" ? 1 / ZOOM_STEP : ZOOM_STEP);
            event.preventDefault();
        }
    }

    /** Move the focus to the nearest unit in a direction: what lies straight ahead before what lies aside. */
    _focusNext(unitId, dx, dy) {
        const from = this.shapes.get(unitId).center;
        let [best, least] = [null, Infinity];
        for (const { center, group } of this.shapes.values()) {
            const ahead = (center[0] - from[0]) * dx + (center[1] - from[1]) * dy;
            const aside = Math.abs((center[0] - from[0]) * dy) + Math.abs((center[1] - from[1]) * dx);
            if (ahead > 0.01 && ahead + 2 * aside < least) {
                [best, least] = [group, ahead + 2 * aside];
            }
        }
        best?.focus();
    }

    /** Let the tab key come back to the unit it left: one unit of the floor is in the tab order. */
    _roam(group) {
        if (group) {
            this.layer.querySelector("[tabindex='0']")?.setAttribute("tabindex", -1);
            group.setAttribute("tabindex", 0);
        }
    }
}

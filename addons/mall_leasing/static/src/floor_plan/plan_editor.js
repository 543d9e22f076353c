/** Drawing units onto a plan: rectangles on a grid, each step undone by one key. Pure but for the pointer events it reads. */

const CORNERS = [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
];
const MAX_UNDO = 100;

export class PlanEditor {
    /**
     * @param {Object} floor as in get_plan_data
     * @param {Object[]} units of the floor
     * @param {{onChange: Function, onRefuse: Function}} options
     */
    constructor(floor, units, options = {}) {
        this.units = units;
        this.options = options;
        this.box = floor.view_box.split(" ").map(Number);
        this.grid = niceGrid(this.box[2]);
        this.shapes = floor.shapes.map((shape) => ({ ...shape }));
        this.saved = JSON.stringify(this.shapes);
        this.undone = [];
        this.selectedId = null;
        this.nextId = null;
        this.drag = null;
    }

    get isDirty() {
        return JSON.stringify(this.shapes) !== this.saved;
    }

    get selected() {
        return this.shapes.find((shape) => shape.unit_id === this.selectedId);
    }

    /** Return the units no shape stands for, in the order of their codes. */
    get missing() {
        const placed = new Set(this.shapes.map((shape) => shape.unit_id));
        return this.units.filter((unit) => !placed.has(unit.id));
    }

    /** Return the unit that the next rectangle stands for. */
    get next() {
        return this.missing.find((unit) => unit.id === this.nextId) || this.missing[0];
    }

    snap(value) {
        return Math.round(value / this.grid) * this.grid;
    }

    // --- changes, each one step of undo

    _change(work) {
        this.undone.push(JSON.stringify([this.shapes, this.selectedId]));
        this.undone.splice(0, this.undone.length - MAX_UNDO);
        work();
        this.options.onChange?.();
    }

    undo() {
        const before = this.undone.pop();
        if (before) {
            [this.shapes, this.selectedId] = JSON.parse(before);
            this.options.onChange?.();
        }
    }

    select(unitId) {
        this.selectedId = unitId;
        this.options.onChange?.();
    }

    /** Add a rectangle for the next unit without a shape; tell when there is none. */
    add(points) {
        const unit = this.next;
        if (!unit) {
            this.options.onRefuse?.("no_unit_left");
            return;
        }
        this._change(() => {
            this.shapes.push({ unit_id: unit.id, kind: "rect", element_id: false, points, label_position: false });
            this.selectedId = unit.id;
            this.nextId = null;
        });
    }

    /** Say which element of the drawing a unit is. */
    link(unitId, elementId) {
        this._change(() => {
            this.shapes = this.shapes.filter((shape) => shape.unit_id !== unitId && shape.element_id !== elementId);
            this.shapes.push({
                unit_id: unitId,
                kind: "element",
                element_id: elementId,
                points: false,
                label_position: false,
            });
            this.selectedId = unitId;
        });
    }

    /** Let the selected shape stand for another unit; a unit that has a shape changes places with it. */
    assign(unitId) {
        const [shape, from] = [this.selected, this.selectedId];
        if (!shape || unitId === from) {
            return;
        }
        this._change(() => {
            const other = this.shapes.find((item) => item.unit_id === unitId);
            if (other) {
                other.unit_id = from;
            }
            shape.unit_id = unitId;
            this.selectedId = unitId;
        });
    }

    removeSelected() {
        if (this.selected) {
            this._change(() => {
                this.shapes = this.shapes.filter((shape) => shape.unit_id !== this.selectedId);
                this.selectedId = null;
            });
        }
    }

    /** Move the selected shape, or its lower right corner, by steps of the grid. */
    nudge(dx, dy, resize = false) {
        const shape = this.selected;
        if (shape?.kind === "rect") {
            const [x, y, width, height] = shape.points;
            const [stepX, stepY] = [dx * this.grid, dy * this.grid];
            const points = resize ? [x, y, width + stepX, height + stepY] : [x + stepX, y + stepY, width, height];
            if (points[2] > 0 && points[3] > 0) {
                this._change(() => (this.selected.points = points));
            }
        }
    }

    // --- the pointer; positions are those of the plan

    /** Begin to draw, move or resize. */
    press([x, y], target = {}) {
        const start = [this.snap(x), this.snap(y)];
        if (target.corner !== undefined && this.selected?.kind === "rect") {
            const [left, top, width, height] = this.selected.points;
            const [right, low] = CORNERS[target.corner];
            const fixed = [right ? left : left + width, low ? top : top + height];
            this.drag = { kind: "resize", fixed, points: this.selected.points };
        } else if (target.unitId) {
            this.select(target.unitId);
            this.drag = this.selected?.kind === "rect" ? { kind: "move", start, points: this.selected.points } : null;
        } else {
            this.drag = { kind: "draw", fixed: start, points: null };
        }
        return Boolean(this.drag);
    }

    /** Return the rectangle as it would be if the pointer were let go here. */
    drawn([x, y]) {
        const end = [this.snap(x), this.snap(y)];
        if (this.drag.kind === "move") {
            const { start, points } = this.drag;
            return [points[0] + end[0] - start[0], points[1] + end[1] - start[1], points[2], points[3]];
        }
        const { fixed } = this.drag;
        return [
            Math.min(fixed[0], end[0]),
            Math.min(fixed[1], end[1]),
            Math.abs(end[0] - fixed[0]),
            Math.abs(end[1] - fixed[1]),
        ];
    }

    release(position) {
        const drag = this.drag;
        const points = drag && this.drawn(position);
        this.drag = null;
        if (!points || !points[2] || !points[3] || String(points) === String(drag.points)) {
            return;
        }
        if (drag.kind === "draw") {
            this.add(points);
        } else {
            this._change(() => (this.selected.points = points));
        }
    }

    // --- events of the canvas

    onPointerDown(event, canvas) {
        const corner = event.target.dataset?.corner;
        const group = event.target.closest(".o_fp_unit");
        if (event.button || (!group && !corner && event.target.closest("[data-element]") && !this.options.background)) {
            return false;
        }
        const target = { corner: corner && Number(corner), unitId: group && Number(group.dataset.unit) };
        const taken = this.press(canvas.toPlan(event), target);
        if (taken) {
            canvas.svg.setPointerCapture?.(event.pointerId);
        }
        return taken;
    }

    onPointerMove(event, canvas) {
        if (this.drag) {
            this.options.onPreview?.(this.drawn(canvas.toPlan(event)));
        }
        return Boolean(this.drag);
    }

    onPointerUp(event, canvas) {
        if (this.drag) {
            this.release(canvas.toPlan(event));
            this.options.onPreview?.(null);
        }
    }

    onKeyDown(event) {
        const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
        if (event.key === "z" && (event.ctrlKey || event.metaKey)) {
            this.undo();
        } else if (["Delete", "Backspace"].includes(event.key) && this.selected) {
            this.removeSelected();
        } else if (arrows[event.key] && this.selected?.kind === "rect") {
            this.nudge(...arrows[event.key], event.shiftKey);
        } else {
            return false;
        }
        return true;
    }
}

/** Return a round distance of grid lines for a plan of a width: about 120 of them. */
export function niceGrid(width) {
    const raw = width / 120;
    const unit = 10 ** Math.floor(Math.log10(raw));
    return [1, 2, 5, 10].map((factor) => factor * unit).find((size) => size >= raw);
}

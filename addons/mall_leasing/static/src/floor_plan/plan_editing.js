import { _t } from "@web/core/l10n/translation";
import { svgElement } from "./plan_canvas";
import { PlanEditor } from "./plan_editor";

/** Drawing on the screen: ties the editor to the canvas, the files and the server. Held in the state of the floor plan. */
export class PlanEditing {
    active = false;
    saving = false;
    /** Counts changes, so that the screen follows an editor that knows nothing of screens. */
    changes = 0;

    constructor(plan) {
        // kept out of the reactive state: neither is data
        Object.defineProperty(this, "plan", { value: plan, enumerable: false });
        Object.defineProperty(this, "inner", { value: {}, enumerable: false });
    }

    get editor() {
        return this.changes >= 0 && this.inner.editor;
    }

    get canvas() {
        return this.inner.canvas;
    }

    get floor() {
        return this.plan.data.floors[0];
    }

    get isDirty() {
        return Boolean(this.active && this.editor?.isDirty);
    }

    // --- begin and end

    async start() {
        const { plan } = this;
        if (!plan.place.floor_id) {
            await plan.load(plan.place.property_id, plan.data.all_floors[0].id);
        }
        plan.state.view = "plan";
        plan.state.unitId = false;
        this.prepare();
        this.active = true;
    }

    /** Begin a fresh drawing of the floor as it is on the server. */
    prepare() {
        const { plan } = this;
        this.inner.editor = new PlanEditor(this.floor, plan.data.units, {
            background: this.floor.background,
            onChange: () => this.redraw(),
            onPreview: (points) => this.preview(points),
            onRefuse: () => plan.notification.add(_t("Every unit of this floor is on the plan already."), { type: "warning" }),
        });
        this.changes += 1;
    }

    attach(canvas) {
        this.inner.canvas = canvas;
        if (this.active && canvas) {
            canvas.svg.classList.add("o_fp_editing");
            this.redraw();
        }
    }

    async mayLeave() {
        return !this.isDirty || this.plan.confirmLoss();
    }

    stop() {
        this.active = false;
        this.inner.editor = null;
        this.inner.canvas = null;
    }

    async discard() {
        if (await this.mayLeave()) {
            this.stop();
        }
    }

    // --- on the canvas

    redraw() {
        this.changes += 1;
        const { canvas, editor, plan } = this;
        if (!canvas || !editor) {
            return;
        }
        const focused = canvas.svg.contains(document.activeElement);
        canvas.drawShapes(editor.shapes);
        canvas.setLooks(plan.looks);
        plan.repaint();
        canvas.select(editor.selectedId);
        this.drawHandles(editor.selected);
        if (focused) {
            (canvas.shapes.get(editor.selectedId)?.group || canvas.svg).focus();
        }
    }

    drawHandles(shape) {
        const { canvas } = this;
        if (shape?.kind !== "rect") {
            return;
        }
        const [x, y, width, height] = shape.points;
        const size = canvas.view[2] / 70;
        [0, 1, 2, 3].forEach((corner) => {
            const [left, top] = [x + (corner % 2) * width - size / 2, y + (corner > 1) * height - size / 2];
            const handle = { x: left, y: top, width: size, height: size, class: "o_fp_handle", "data-corner": corner };
            canvas.layer.append(svgElement("rect", handle));
        });
    }

    preview(points) {
        this.canvas.layer.querySelector(".o_fp_preview")?.remove();
        if (points) {
            const [x, y, width, height] = points;
            this.canvas.layer.append(svgElement("rect", { x, y, width, height, class: "o_fp_preview" }));
        }
    }

    onPointerDown(event, canvas) {
        return this.active && this.editor.onPointerDown(event, canvas);
    }

    onPointerMove(event, canvas) {
        return this.active && this.editor.onPointerMove(event, canvas);
    }

    onPointerUp(event, canvas) {
        return this.active && this.editor.onPointerUp(event, canvas);
    }

    onKeyDown(event, canvas) {
        return this.active && this.editor.onKeyDown(event, canvas);
    }

    select(unitId) {
        this.editor.select(unitId);
    }

    setNext(unitId) {
        this.editor.nextId = unitId;
        this.changes += 1;
    }

    /** A click on a shape of the drawing makes it the shape of the next unit. */
    onElement(elementId) {
        if (!this.active || this.floor.background) {
            return;
        }
        const unit = this.editor.next;
        const known = elementId in this.floor.elements;
        if (unit && known) {
            this.editor.link(unit.id, elementId);
        }
    }

    // --- files and server; a refusal is shown as the server words it, and the drawing stays

    async call(method, ...args) {
        this.saving = true;
        try {
            await this.plan.orm.call("mall.floor", method, [[this.floor.id], this.floor.version, ...args]);
        } finally {
            this.saving = false;
        }
        await this.plan.reload();
    }

    async save() {
        const shapes = this.editor.shapes.map(({ unit_id, kind, element_id, points, label_position }) => ({
            unit_id,
            kind,
            element_id,
            points,
            label_position,
        }));
        await this.call("save_plan", shapes);
        this.stop();
    }

    async upload(event, background) {
        const [file] = event.target.files;
        event.target.value = "";
        if (file && (await this.mayLeave())) {
            await this.call("upload_plan", await readBase64(file), background);
            this.prepare();
            this.redraw();
        }
    }

    async removeDrawing() {
        if (await this.mayLeave()) {
            await this.call("remove_plan");
            this.prepare();
            this.redraw();
        }
    }
}

function readBase64(file) {
    return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.onerror = () => reject(reader.error);
        reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
        reader.readAsDataURL(file);
    });
}

import { Component, onWillStart, useEffect, useRef, useState } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { PlanCanvas } from "./plan_canvas";
import { PlanEditing } from "./plan_editing";
import { MODES, PlanModel, toDay, toDays } from "./plan_model";
import { className, modeName, stateName } from "./plan_words";
import { PlanSwatch } from "./plan_swatch";

/** Columns of the list twin: name, title, what to sort by, whether it is a number. */
const COLUMNS = [
    { name: "code", title: _t("Unit"), by: (row) => row.unit.code },
    { name: "state", title: _t("State"), by: (row) => row.state },
    { name: "tenant", title: _t("Tenant"), by: (row) => row.span?.tenant || "" },
    { name: "brand", title: _t("Brand"), by: (row) => row.span?.brand || "" },
    { name: "trade", title: _t("Trade"), by: (row) => row.trade },
    { name: "area", title: _t("Area (m²)"), by: (row) => row.unit.area, number: true },
    { name: "rent", title: _t("Rent per m²"), by: (row) => row.rent ?? -1, number: true },
    { name: "asking", title: _t("Asking per m²"), by: (row) => row.unit.rent_asking, number: true },
    { name: "days", title: _t("Days to Expiry"), by: (row) => row.daysLeft ?? Infinity, number: true },
];

/** The mall as a picture on any day: colours, date, one card a unit, the same as a list, and a simple editor. */
export class FloorPlan extends Component {
    static template = "mall_leasing.FloorPlan";
    static components = { Layout, PlanSwatch };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.canvasRef = useRef("canvas");
        this.cardRef = useRef("card");
        this.display = { controlPanel: {} };
        this.columns = COLUMNS;
        this.modes = MODES;
        this.canvases = [];
        const kept = this.props.state || {};
        this.state = useState({
            loaded: 0,
            mode: kept.mode || "state",
            view: kept.view || "plan",
            date: kept.date || false,
            unitId: false,
            sort: { name: "code", down: false },
        });
        this.editing = useState(new PlanEditing(this));
        useSetupAction({
            beforeLeave: () => this.editing.mayLeave(),
            beforeUnload: (event) => this.editing.isDirty && event.preventDefault(),
            getLocalState: () => ({ ...this.place, mode: this.state.mode, view: this.state.view, date: this.state.date }),
        });
        const params = this.props.action.params || {};
        onWillStart(async () => {
            await this.load(kept.property_id || params.property_id, kept.floor_id ?? params.floor_id);
            this.state.unitId = params.unit_id && this.model.units.has(params.unit_id) ? params.unit_id : false;
        });
        useEffect(
            () => this.mountCanvases(),
            () => [this.state.loaded, this.state.view, this.editing.active]
        );
        useEffect(
            (unitId) => {
                this.canvases.forEach((canvas) => canvas.select(unitId));
                this.cardRef.el?.querySelector("button, a")?.focus();
            },
            () => [this.state.unitId, this.state.loaded]
        );
    }

    // --- data

    async load(propertyId, floorId) {
        const data = await this.orm.call("mall.floor", "get_plan_page", [propertyId || false, floorId || false]);
        this.model = new PlanModel(data);
        this.place = { property_id: data.property_id, floor_id: data.floor_id };
        this.state.date = this.model.clampDay(this.state.date || data.today);
        this.state.unitId = false;
        this.rows = this.getRows();
        this.state.loaded += 1;
    }

    async reload() {
        await this.load(this.place.property_id, this.place.floor_id);
    }

    get data() {
        return this.model.data;
    }

    /** Return the rows of the day in the words of the user, for plan and list. */
    getRows() {
        const { mode, date } = this.state;
        this.names = new Map(this.model.classesOf(mode).map((key) => [key, className(this.model, key, this.money)]));
        return this.model.rowsAt(mode, date).map((row) => {
            const text = row.span?.brand || row.span?.tenant || "";
            const words = [row.unit.code, stateName(row.state), text, `${this.area(row.unit.area)} m²`];
            if (mode !== "state") {
                words.push(this.names.get(row.key));
            }
            const trade = this.model.trades.get(row.span ? row.span.trade_id : row.unit.trade_id)?.name || "";
            return { ...row, text, trade, title: words.filter(Boolean).join(", ") };
        });
    }

    get summary() {
        return this.model.summaryOf(this.state.mode, this.rows);
    }

    get sortedRows() {
        const { name, down } = this.state.sort;
        const { by } = COLUMNS.find((column) => column.name === name);
        const order = (one, other) =>
            typeof one === "string" ? one.localeCompare(other, undefined, { numeric: true }) : one - other;
        const sorted = [...this.rows].sort((one, other) => order(by(one), by(other)) || order(one.unit.code, other.unit.code));
        return down ? sorted.reverse() : sorted;
    }

    get selectedRow() {
        return this.rows.find((row) => row.unit.id === this.state.unitId);
    }

    /** Return who had, has and will have the unit of the card. */
    get history() {
        return this.model.spans.get(this.state.unitId);
    }

    // --- words

    modeName = modeName;
    stateName = stateName;
    money = (amount) => formatCurrency(amount, this.data.currency_id, { digits: [16, 0] });
    area = (area) => area.toLocaleString(undefined, { maximumFractionDigits: 1 });
    day = (day) => (day ? formatDate(deserializeDate(day)) : _t("open end"));
    percent = (rate) => rate.toLocaleString(undefined, { style: "percent", maximumFractionDigits: 1 });

    get looks() {
        return this.model.classesOf(this.state.mode).map((key) => ({ key, look: this.model.lookOf(key) }));
    }

    get hasPlan() {
        return this.editing.active || this.data.floors.some((floor) => floor.svg || floor.shapes.length);
    }

    // --- the picture

    mountCanvases() {
        const parent = this.canvasRef.el;
        if (!parent) {
            return;
        }
        const floors = this.data.floors.filter((floor) => this.editing.active || floor.svg || floor.shapes.length);
        this.canvases = floors.map((floor) => {
            const canvas = new PlanCanvas(floor, this.model.units, {
                label: _t("Plan of %s", floor.name),
                editor: this.editing.active ? this.editing : null,
                onOpen: (unitId) => this.onOpenUnit(unitId),
                onElement: (elementId) => this.editing.onElement(elementId),
            });
            canvas.mount(parent);
            return canvas;
        });
        this.editing.attach(this.canvases[0]);
        this.recolour();
        this.canvases.forEach((canvas) => canvas.select(this.state.unitId));
        return () => {
            this.canvases.forEach((canvas) => canvas.remove());
            this.canvases = [];
        };
    }

    recolour() {
        this.canvases.forEach((canvas) => canvas.setLooks(this.looks));
        this.repaint();
    }

    /** Bring the plan to the day and colouring of the state: no request, and only what differs is touched. */
    repaint() {
        this.rows = this.getRows();
        return this.canvases.reduce((touched, canvas) => touched + canvas.paint(this.rows), 0);
    }

    zoom(factor) {
        this.canvases.forEach((canvas) => (factor ? canvas.zoom(factor) : canvas.fit()));
    }

    // --- what people do

    setDate(day) {
        if (/^\d{4}-\d{2}-\d{2}$/.test(day || "")) {
            this.state.date = this.model.clampDay(day);
            this.repaint();
        }
    }

    onSlide(event) {
        this.setDate(toDay(Number(event.target.value)));
    }

    /** On the slider, arrows go from change to change: that is where something is to be seen. */
    onSliderKey(event) {
        const direction = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
        if (direction) {
            event.preventDefault();
            this.step(direction);
        }
    }

    step(direction) {
        this.setDate(this.model.stepFrom(this.state.date, direction));
    }

    toDays = toDays;

    setMode(mode) {
        this.state.mode = mode;
        this.recolour();
    }

    async choose(place) {
        if (await this.editing.mayLeave()) {
            this.editing.stop();
            await this.load(place.property_id ?? this.place.property_id, place.floor_id);
        }
    }

    sortBy(name) {
        const { sort } = this.state;
        this.state.sort = { name, down: sort.name === name && !sort.down };
    }

    onOpenUnit(unitId) {
        if (this.editing.active) {
            this.editing.select(unitId);
        } else {
            this.state.unitId = unitId;
        }
    }

    closeCard() {
        const unitId = this.state.unitId;
        this.state.unitId = false;
        const group = this.canvases.map((canvas) => canvas.shapes.get(unitId)?.group).find(Boolean);
        (group || document.querySelector(`.o_fp_list [data-unit="${unitId}"]`))?.focus();
    }

    onKeyDown(event) {
        if (event.key === "Escape" && this.state.unitId) {
            event.stopPropagation();
            this.closeCard();
        }
    }

    openRecord(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
            target: "current",
        });
    }

    async startOffer(unitId) {
        this.action.doAction(await this.orm.call("mall.unit", "action_start_offer", [[unitId]]));
    }

    confirmLoss() {
        return new Promise((resolve) =>
            this.dialog.add(ConfirmationDialog, {
                title: _t("Drawing not saved"),
                body: _t("What you have drawn is lost if you leave now."),
                confirmLabel: _t("Leave"),
                confirm: () => resolve(true),
                cancelLabel: _t("Stay"),
                cancel: () => resolve(false),
            })
        );
    }
}

registry.category("actions").add("mall_leasing.floor_plan", FloorPlan);

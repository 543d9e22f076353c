import { Component, useEffect, useRef } from "@odoo/owl";
import { patternElement, svgElement } from "./plan_canvas";

/** A sample of a class's colour and pattern, as large as a letter. */
export class PlanSwatch extends Component {
    static template = "mall_leasing.PlanSwatch";
    static props = { name: String, look: Array };

    setup() {
        const root = useRef("root");
        useEffect(
            (name, color) => {
                const id = `o_fp_swatch_${name}_${color.replace(/\W/g, "")}`;
                const square = svgElement("rect", { width: 20, height: 16, fill: `url(#${id})` });
                root.el.replaceChildren(patternElement(id, this.props.look), square);
            },
            () => [this.props.name, this.props.look[0]]
        );
    }
}

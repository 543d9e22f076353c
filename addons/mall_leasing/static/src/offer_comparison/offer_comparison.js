import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** Offers as columns, terms and figures as rows; what changed or is best stands out. */
export class OfferComparison extends Component {
    static template = "mall_leasing.OfferComparison";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ onlyChanges: false, data: null });
        this.display = { controlPanel: {} };
        onWillStart(async () => {
            const { params, context } = this.props.action;
            const source = params?.source || context.compare_source || "mall.offer";
            const ids = params?.ids || context.compare_ids || context.active_ids || [];
            this.state.data = await this.orm.call("mall.offer", "get_comparison", [source, ids]);
        });
    }

    get data() {
        return this.state.data;
    }

    get legend() {
        return this.data.mode === "rounds"
            ? _t("Marked: changed against the round before.")
            : _t("Marked: the best figure of all offers.");
    }

    get sections() {
        if (!this.state.onlyChanges) {
            return this.data.sections;
        }
        const stands = (row) => row.cells.some((cell) => cell.changed || cell.best);
        return this.data.sections
            .map((section) => ({ ...section, rows: section.rows.filter(stands) }))
            .filter((section) => section.rows.length);
    }

    openOffer(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "mall.offer",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    async print() {
        const action = await this.orm.call("mall.offer", "action_print_comparison", [this.data.offer_ids]);
        return this.action.doAction(action);
    }
}

registry.category("actions").add("mall_leasing.offer_comparison", OfferComparison);

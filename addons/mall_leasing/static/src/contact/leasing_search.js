import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

const NAMESPACE = "?";
const KINDS = [
    "res.partner",
    "mall.brand",
    "crm.lead",
    "mall.offer",
    "mall.lease",
    "mall.unit",
    "mall.communication",
];
const ROLES = ["specialist", "legal", "leader"].map((role) => `mall_leasing.group_mall_leasing_${role}`);

registry.category("command_setup").add(NAMESPACE, {
    debounceDelay: 250,
    emptyMessage: _t("Nothing found in leasing; type two characters or more"),
    name: _t("leasing"),
    placeholder: _t("Client, brand, unit, number or telephone..."),
});

const categories = registry.category("command_categories");
KINDS.forEach((model, index) =>
    categories.add(`mall_leasing_${model}`, { namespace: NAMESPACE }, { sequence: 10 + index })
);
categories.add("mall_leasing", {}, { sequence: 46 });

async function isLeasingStaff() {
    const answers = await Promise.all(ROLES.map((role) => user.hasGroup(role)));
    return answers.some(Boolean);
}

function openRecord(env, row) {
    return env.services.action.doAction({
        type: "ir.actions.act_window",
        res_model: row.model,
        res_id: row.id,
        views: [[false, "form"]],
    });
}

const providers = registry.category("command_provider");
providers.add("mall_leasing_search", {
    namespace: NAMESPACE,
    async provide(env, { searchValue }) {
        if (searchValue.trim().length < 2 || !(await isLeasingStaff())) {
            return [];
        }
        const rows = await env.services.orm.silent.call("mall.leasing.search", "find", [searchValue]);
        return rows.map((row) => ({
            async action() {
                await openRecord(env, row);
            },
            category: `mall_leasing_${row.model}`,
            name: [row.kind, row.name, row.detail].filter(Boolean).join(" · "),
        }));
    },
});

// In the palette's own list, so that whoever presses Ctrl+K finds the way here.
providers.add("mall_leasing_search_entry", {
    async provide(env) {
        if (!(await isLeasingStaff())) {
            return [];
        }
        return [
            {
                action() {
                    // once this palette has closed
                    setTimeout(() => env.services.command.openMainPalette({ searchValue: NAMESPACE }));
                },
                category: "mall_leasing",
                name: _t("Search in Leasing"),
            },
        ];
    },
});

registry.category("actions").add("mall_leasing.search", (env) => {
    env.services.command.openMainPalette({ searchValue: NAMESPACE });
});

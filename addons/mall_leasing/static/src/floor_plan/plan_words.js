/** What the classes, columns and refusals of the plan are called. */
import { _t } from "@web/core/l10n/translation";
import { EXPIRY_DAYS } from "./plan_model";

export function modeName(mode) {
    return {
        state: _t("State"),
        expiry: _t("Days to Expiry"),
        trade: _t("Trade"),
        rent: _t("Rent per m²"),
    }[mode];
}

export function stateName(state) {
    return {
        vacant: _t("Vacant"),
        held: _t("Held"),
        let: _t("Let"),
        fit_out: _t("Fit-out"),
        trading: _t("Trading"),
    }[state];
}

/**
 * Return what a class of a colouring is called.
 * @param {PlanModel} model
 * @param {Function} formatMoney
 */
export function className(model, key, formatMoney) {
    const [kind, id] = key.split("_");
    if (kind === "expiry") {
        return expiryName(Number(id));
    }
    if (kind === "rent") {
        return rentName(model.rentSteps, Number(id), formatMoney);
    }
    if (kind === "trade") {
        return model.trades.get(Number(id)).name;
    }
    return key === "unknown" ? _t("Not known") : stateName(key);
}

function expiryName(index) {
    if (index === EXPIRY_DAYS.length) {
        return _t("More than %s days", EXPIRY_DAYS[index - 1]);
    }
    return index ? _t("%(from)s to %(to)s days", { from: EXPIRY_DAYS[index - 1] + 1, to: EXPIRY_DAYS[index] }) : _t("Up to %s days", EXPIRY_DAYS[0]);
}

function rentName(steps, index, formatMoney) {
    if (!index) {
        return steps.length ? _t("Below %s", formatMoney(steps[0])) : formatMoney(0);
    }
    if (index >= steps.length) {
        return _t("%s and more", formatMoney(steps.at(-1) || 0));
    }
    return _t("%(from)s to %(to)s", { from: formatMoney(steps[index - 1]), to: formatMoney(steps[index]) });
}

import { Component, useRef, useState } from "@odoo/owl";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const ICONS = {
    waiting: "fa-ellipsis-h text-muted",
    pending: "fa-hourglass-half text-info",
    approved: "fa-check-circle text-success",
    rejected: "fa-times-circle text-danger",
    superseded: "fa-history text-muted",
};
const BADGES = {
    waiting: "text-bg-light",
    pending: "text-bg-info",
    approved: "text-bg-success",
    rejected: "text-bg-danger",
    superseded: "text-bg-secondary",
};

/**
 * The chain of a document, round by round, and the decision for whoever may decide now.
 * It shows and asks; every right is checked by the server.
 */
export class ApprovalTimeline extends Component {
    static template = "approval_chain.ApprovalTimeline";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.comment = useRef("comment");
        this.state = useState({ comment: "", reasonMissing: false, busy: false });
    }

    get timeline() {
        return this.props.record.data[this.props.name] || { pending: false, rounds: [] };
    }

    get pending() {
        return this.timeline.pending;
    }

    get commentId() {
        return `o_approval_comment_${this.props.id || this.props.name}`;
    }

    icon(step) {
        return ICONS[step.state];
    }

    badge(step) {
        return BADGES[step.state];
    }

    time(value) {
        return value ? formatDateTime(deserializeDateTime(value), { showSeconds: false }) : "";
    }

    roundLabel(round) {
        return _t("Round %s", round);
    }

    /** Approve what was seen when the form was loaded. */
    approve() {
        return this.decide("action_approval_approve");
    }

    /** Reject; the reason is asked for here, and again by the server. */
    reject() {
        this.state.reasonMissing = !this.state.comment.trim();
        if (this.state.reasonMissing) {
            this.comment.el.focus();
            return;
        }
        return this.decide("action_approval_reject");
    }

    async decide(method) {
        const { record } = this.props;
        const { digest } = this.pending;
        if (this.state.busy || !(await record.save())) {
            return;
        }
        this.state.busy = true;
        try {
            await this.orm.call(record.resModel, method, [[record.resId], digest, this.state.comment]);
            this.state.comment = "";
            this.state.reasonMissing = false;
        } finally {
            this.state.busy = false;
            await record.load();
        }
    }
}

export const approvalTimeline = {
    component: ApprovalTimeline,
    displayName: _t("Approval timeline"),
    supportedTypes: ["json"],
};

registry.category("fields").add("approval_timeline", approvalTimeline);

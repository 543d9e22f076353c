import { SignatureField } from "@web/views/fields/signature/signature_field";
import { patch } from "@web/core/utils/patch";
import { useService } from "@web/core/utils/hooks";

// The field announces an image that fails to load through a service it never asked for: without this the leader who
// countersigns on a bad line sees a crash instead of a notice.
patch(SignatureField.prototype, {
    setup() {
        super.setup();
        this.notification = useService("notification");
    },
});

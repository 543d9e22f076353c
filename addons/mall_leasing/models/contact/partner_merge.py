from markupsafe import Markup

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.approval_chain.core import content as approval_content

from ...client_exceptions import MergeRefused
from ...core.client_key import registration_key
from ...core.lease import SIGNED_STATES
from .res_partner_file import MANAGER


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Two files of one client become one, and nothing is lost. Clause: L2.2, LR2.2.

    The core moves everything that points at the merged file with SQL, past all guards: leases, occupancies, contracts,
    invoices, the contact log. What is left to do here is to say who may, to refuse what would join two legal persons,
    to unite what both files say, and to keep approvals valid that name the tenant by its former file.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Merge contacts; clients of leasing only by the leasing manager, and never two legal persons that have signed.

        :raises MergeRefused: naming what is in the way
        Clause: L2.2
        """
        partners = self.env["res.partner"].browse(partner_ids).exists()
        if len(partners) < 2 or not partners._has_leasing_file():
            return super()._merge(partner_ids, dst_partner, extra_checks)
        self._check_leasing_merge(partners)
        target = dst_partner if dst_partner and dst_partner in partners else self._get_ordered_partner(partners.ids)[-1]
        sources = partners - target
        names = sources.mapped("display_name")
        # sudo: the united file holds more than one office's fields; the manager's right to merge was checked just now
        united = target.sudo()._unite_files(sources.sudo())
        self.env["mall.lease"]._keep_tenant_known_as(sources, target)
        result = super()._merge(partner_ids, target, extra_checks=False)
        target = target.with_env(self.env)
        target.sudo().write(united)  # sudo: as above
        target._after_leasing_merge(names)
        return result

    def _check_leasing_merge(self, partners):
        """Refuse those who may not merge clients, and the merge of two legal persons.

        :raises MergeRefused: one sentence
        """
        if not (self.env.su or self.env.user.has_group(MANAGER) or self.env.user.has_group("base.group_system")):
            raise MergeRefused(self.env._("Only the leasing manager merges the files of clients. (LR2.2)"))
        # sudo: who has signed counts, whichever leases the manager's companies show
        leases = (
            self.env["mall.lease"]
            .sudo()
            .search([("partner_id.commercial_partner_id", "in", partners.ids), ("state", "in", list(SIGNED_STATES))])
        )
        signed = leases.partner_id.commercial_partner_id
        numbers = {registration_key(partner.vat, partner.company_registry) for partner in signed} - {""}
        if len(signed) > 1 and len(numbers) > 1:
            raise MergeRefused(
                self.env._(
                    "%(clients)s have different registration numbers and both have signed leases: they are two legal persons "
                    "and cannot be merged. A tenant is replaced by an assignment of the lease. (L4.2)",
                    clients=", ".join(signed.mapped("name")),
                )
            )


class ResPartner(models.Model):
    """What a client's file gives to the one it is merged into."""

    _inherit = "res.partner"

    def _has_leasing_file(self):
        """Tell whether one of these is a client of leasing, or a person of one."""
        # sudo: that there is a file counts, for whoever merges
        return any((self | self.commercial_partner_id).sudo().mapped("is_leasing_client"))

    def _unite_files(self, sources):
        """Return the values of this file after those of others are taken in: lists add up, gaps are filled.

        :param sources: the files that will be gone
        """
        self.ensure_one()
        united = {"is_leasing_client": True}
        for name in ("leasing_trade_ids", "leasing_property_ids", "leasing_credit_attachment_ids"):
            united[name] = [fields.Command.link(record.id) for record in sources[name] - self[name]]
        texts = [text for text in [self.leasing_exclusivity, *sources.mapped("leasing_exclusivity")] if text]
        united["leasing_exclusivity"] = "\n".join(dict.fromkeys(texts)) or False
        best = next((file for file in [self, *sources] if file.leasing_credit_state not in ("none", False)), self)
        names = [
            "leasing_credit_state",
            "leasing_credit_date",
            "leasing_credit_user_id",
            "leasing_credit_valid_until",
            "leasing_credit_note",
        ]
        return united | best._convert_to_write({name: best[name] for name in names})

    def _after_leasing_merge(self, names):
        """Have figured out again what the core moved past the ORM, and put the merge on record.

        :param list names: names of the files that are gone
        """
        self.env.invalidate_all()
        people = self | self.child_ids
        for name in ("client_name_key", "is_leasing_client", "date_last_contact"):
            self.env.add_to_compute(self._fields[name], self)
        self.env.add_to_compute(self._fields["complete_name"], people)
        note = self.env._("Merged with the file of %(clients)s.", clients=", ".join(names))
        self._message_log(body=note)
        # sudo: the tenant's leases say so in any company; nothing else of them is written
        leases = self.env["mall.lease"].sudo().search([("partner_id", "=", self.id)])
        leases._message_log_batch(bodies={lease.id: Markup("<p>%s</p>") % note for lease in leases})


class MallLease(models.Model):
    """An approved lease names its tenant by file; the tenant stays the one approved when its file is merged. Clause: L4.2."""

    _inherit = "mall.lease"

    tenant_known_as = fields.Json(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="{present file: file under which the tenant was approved}, of tenants whose files were merged.",
    )

    def _get_approval_protected_fields(self):
        return super()._get_approval_protected_fields() | {"tenant_known_as"}

    def _read_approval_node(self, tree, labels):
        """Read the terms with the tenant under the file it was approved as: merging two files changes no tenant."""
        node = super()._read_approval_node(tree, labels)
        known_as = self.tenant_known_as or {}
        tenant = node.get("partner_id")
        if self._name == "mall.lease" and tenant and str(tenant["ref"]) in known_as:
            node["partner_id"] = {**tenant, "ref": known_as[str(tenant["ref"])]}
        return node

    def _keep_tenant_known_as(self, sources, target):
        """Note under which file the tenant of each lease was approved, before its file is merged into another.

        :param sources: partners that will be gone
        :param target: partner that stays
        """
        # sudo: no term changes, only the way the tenant is found; whoever merges was checked
        leases = self.sudo().search([("partner_id", "in", sources.ids)])
        leases.fetch(["tenant_known_as", "partner_id"])
        self.flush_model()
        rows = [
            (
                lease.id,
                {
                    **(lease.tenant_known_as or {}),
                    str(target.id): (lease.tenant_known_as or {}).get(str(lease.partner_id.id), lease.partner_id.id),
                },
            )
            for lease in leases
        ]
        if rows:
            values = SQL(", ").join(SQL("(%s, %s::jsonb)", key, approval_content.canonical(value)) for key, value in rows)
            self.env.cr.execute(
                SQL("UPDATE mall_lease SET tenant_known_as = v.known FROM (VALUES %s) AS v (id, known) WHERE mall_lease.id = v.id", values)
            )
            self.invalidate_model(["tenant_known_as"])

from odoo import api, models


class MallLeaseTermsMixin(models.AbstractModel):
    """Keep rows that are part of a lease's terms as they are once the lease is signed."""

    _name = "mall.lease.terms.mixin"
    _description = "Part of a Lease's Terms"

    #: The field by which a row belongs to its lease, or to another row that does; ``lease_id`` leads to the lease.
    _terms_parent = "lease_id"
    #: The field of the lease that the rows are part of; a refusal names it.
    _terms_field = "charge_ids"

    @api.model_create_multi
    def create(self, vals_list):
        """Add rows to leases whose terms are open.

        :raises LeaseTermsFrozen: if the lease is signed
        Clause: L4.2
        """
        self._check_leases_open(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """Change rows of leases whose terms are open; moving one to a signed lease is refused too.

        :raises LeaseTermsFrozen: if the lease is signed
        Clause: L4.2
        """
        self._check_leases_open([vals])
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._check_leases_open([])

    def _check_leases_open(self, vals_list):
        """Refuse to touch rows of signed leases, those left and those entered."""
        parents = self.env[self._fields[self._terms_parent].comodel_name]
        entered = parents.browse([vals[self._terms_parent] for vals in vals_list if vals.get(self._terms_parent)])
        # sudo: the state of the lease alone decides, whoever asks
        entered, rows = entered.sudo(), self.sudo()
        leases = entered if self._terms_parent == "lease_id" else entered.lease_id
        (rows.lease_id | leases)._check_terms_open({self._terms_field})

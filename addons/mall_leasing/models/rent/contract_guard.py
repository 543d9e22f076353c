from odoo import models

from ...rent_reasons import RentRefused


class ContractContract(models.Model):
    """Whose lease a contract bills is settled when the lease makes it."""

    _inherit = "contract.contract"

    def write(self, vals):
        """Write; which lease a contract bills does not change, whoever asks.

        :raises RentRefused: naming the field
        Clause: L4.2
        """
        if "mall_lease_id" in vals:
            for contract in self.filtered(lambda contract: contract.mall_lease_id.id != (vals["mall_lease_id"] or False)):
                label = self._fields["mall_lease_id"]._description_string(self.env)
                raise RentRefused(self.env, "contract_by_lease", "L4.2", contract=contract.display_name, field=label)
        return super().write(vals)


class ContractLine(models.Model):
    """Which charge a line bills is settled when the lease makes it."""

    _inherit = "contract.line"

    def write(self, vals):
        """Write; which charge a line bills does not change, whoever asks.

        :raises RentRefused: naming the field
        Clause: L4.2
        """
        if "mall_charge_id" in vals:
            for line in self.filtered(lambda line: line.mall_charge_id.id != (vals["mall_charge_id"] or False)):
                label = self._fields["mall_charge_id"]._description_string(self.env)
                raise RentRefused(self.env, "contract_by_lease", "L4.2", contract=line.contract_id.display_name, field=label)
        return super().write(vals)

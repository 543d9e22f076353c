from . import mall_lease
from . import mall_lease_charge
from . import mall_lease_charge_step
from . import lease_billing
from . import contract_line
from . import contract_contract
from . import account_move

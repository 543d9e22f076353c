from . import mall_lease
from . import mall_lease_charge
from . import mall_lease_charge_step

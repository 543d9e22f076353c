from . import mall_floor
from . import mall_floor_shape
from . import mall_unit
from . import mall_unit_occupancy
from . import mall_lease
from . import mall_lease_charge

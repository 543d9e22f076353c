from . import mall_trade_category
from . import mall_brand
from . import mall_property
from . import mall_floor
from . import mall_unit
from . import mall_unit_budget
from . import mall_unit_occupancy

from . import mall_rent_roll_import
from . import mall_rent_roll_import_line

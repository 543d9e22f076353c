from . import test_occupancy
from . import test_billing
from . import test_occupancy_race
from . import test_rent_roll_parser
from . import test_property
from . import test_rent_roll_import
from . import test_rent_roll_tour

from . import test_occupancy
from . import test_billing

from . import test_conformance
from . import test_core
from . import test_delegation_cost

from . import test_approval_activity
from . import test_approval_change
from . import test_approval_cost
from . import test_approval_delegation
from . import test_approval_flow
from . import test_approval_forging
from . import test_approval_timeline
from . import test_approval_tour

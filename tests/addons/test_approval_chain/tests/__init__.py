from . import test_approval_change
from . import test_approval_flow

from . import test_approval_change, test_approval_flow, test_approval_tour

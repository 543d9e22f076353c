from . import portal_lease
from . import portal_lease_change
from . import portal_turnover
from . import portal_follow_up

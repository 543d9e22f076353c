from . import bounds_mixin
from . import gated_mixin
from . import deadline_mixin
from . import approval_mixin
from . import property, client, negotiation, lease
from . import research, change, rent, turnover, follow_up, plan, portal
from . import floor_plan
from . import contact, team
from . import hr_employee
from . import res_users

from . import bounds_mixin
from . import property, client, negotiation, lease
from . import hr_employee
from . import res_users

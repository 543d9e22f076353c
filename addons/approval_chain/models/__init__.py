from . import approval_delegation
from . import approval_step
from . import approval_content_mixin
from . import approval_timeline_mixin
from . import approval_mixin
from . import mail_activity_type
from . import res_users

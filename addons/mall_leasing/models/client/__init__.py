from . import utm_medium
from . import crm_stage
from . import crm_team
from . import crm_lead
from . import crm_lead_stage

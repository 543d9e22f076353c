from . import mall_offer
from . import mall_offer_step
from . import mall_offer_figures
from . import mall_offer_workflow
from . import mall_offer_hold
from . import mall_offer_lease
from . import res_config_settings

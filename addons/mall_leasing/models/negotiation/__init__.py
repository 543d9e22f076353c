from . import mall_offer
from . import mall_offer_step

from . import mall_offer_comparison
from . import mall_offer_intent

from . import mall_rent_roll_import
from . import mall_rent_roll_import_line
from . import mall_lease_cancel
from . import mall_lease_countersign
from . import mall_offer_hold_extend
from . import mall_offer_accept
from . import mall_lease_change
from . import mall_lease_termination_word

from . import account_move
from . import billing_run
from . import contract_guard

from . import project_task
from . import hand_over
from . import approver_kept

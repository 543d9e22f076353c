from . import test_approval_document
from . import test_approval_folder

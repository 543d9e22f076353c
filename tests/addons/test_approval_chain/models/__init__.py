from . import test_approval_document, test_approval_folder

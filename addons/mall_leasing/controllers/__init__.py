from . import portal_lease

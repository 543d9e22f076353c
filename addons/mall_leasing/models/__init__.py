from . import property, client, negotiation, lease

from . import mall_tenant_request

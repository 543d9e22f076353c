"""The access table played over the wire: what a role may and may not do, asked through HTTP with that role's login.

``test_access_matrix`` asks the server what it would allow; here people try, and the answers are what the table says.
"""

import pydoc
from itertools import count

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from tests.test_access_matrix import MATRIX, OPERATIONS, ROLES

NO_RECORD = 2**31 - 1


@tagged("post_install", "-at_install")
class TestAccessRpc(HttpCase):
    """DESIGN rule 6: the table holds for whoever speaks to the server without its screens."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.partner"].search([("user_ids", "!=", False)]).lang = "en_US"
        cls.numbers = count(1)
        cls.samples = {model: cls._find_sample(model) for model in MATRIX}

    @classmethod
    def _find_sample(cls, model):
        """Return the id of a record of a model, of none where there is none."""
        return cls.env[model].with_context(active_test=False).search([], limit=1).id or NO_RECORD

    def _ask(self, model, method, *args, **kwargs):
        """Return (result, error) of a call as whoever is logged in."""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        body = {"jsonrpc": "2.0", "method": "call", "id": next(self.numbers), "params": params}
        with mute_logger("odoo.http"):
            answer = self.opener.post(f"{self.base_url()}/web/dataset/call_kw/{model}/{method}", json=body, timeout=30).json()
        return answer.get("result"), answer.get("error")

    def _try(self, model, operation):
        """Try an operation in the plainest way; what is allowed is tried where it changes nothing."""
        ids = [self.samples[model]]
        arguments = {"read": ([], ["id"]), "create": ([{}],), "write": (ids, {}), "unlink": (ids,)}
        return self._ask(model, "search_read" if operation == "read" else operation, *arguments[operation])

    def _is_refusal(self, error, kinds):
        """Tell whether an error of the server is of a kind of exceptions."""
        return bool(error) and issubclass(pydoc.locate(error["data"]["name"]), kinds)

    def _get_deviation(self, model, operation, allowed):
        """Return what was answered where it is not what the table says."""
        result, error = self._try(model, operation)
        if allowed:
            return error and f"{error['data']['name']}: {error['data']['message'][:90]}"
        if self._is_refusal(error, self._get_refusals(model, operation)):
            return None
        return error["data"]["name"] if error else f"answered {result}"

    def _get_refusals(self, model, operation):
        """Return as what a forbidden operation may be refused."""
        if not any(OPERATIONS[operation] in rights for rights in MATRIX[model]):
            return UserError  # what nobody at all may do, a model refuses in words of its own
        if self.samples[model] == NO_RECORD and operation == "write":
            return AccessError, MissingError  # a check of the content may come first, and finds nothing
        return AccessError

    def _play(self, login):
        """Return {(model, operation): answer} of what differs from the table for a role: reading, and all it may not do.

        What it may change is the chapters' own tests' to show, with records that mean something.
        """
        self.authenticate(login, login)
        column, found = ROLES.index(login), {}
        for model, row in MATRIX.items():
            for operation, letter in OPERATIONS.items():
                allowed = letter in row[column]
                answer = (operation == "read" or not allowed) and self._get_deviation(model, operation, allowed)
                if answer:
                    found[model, operation] = answer
        return found

    def test_specialist_over_the_wire(self):
        self.assertEqual(self._play("leasing_specialist"), {})

    def test_manager_over_the_wire(self):
        self.assertEqual(self._play("leasing_manager"), {})

    def test_legal_over_the_wire(self):
        self.assertEqual(self._play("legal"), {})

    def test_leader_over_the_wire(self):
        self.assertEqual(self._play("leader"), {})

    def test_tenant_over_the_wire(self):
        self.assertEqual(self._play("tenant"), {})

    def test_employee_of_another_department_over_the_wire(self):
        self.assertEqual(self._play("hr"), {})

    def test_the_public_reaches_no_model_over_the_wire(self):
        """Without a login the server answers no call at all."""
        self.authenticate(None, None)
        for model in MATRIX:
            result, error = self._ask(model, "search_read", [], ["id"], limit=1)
            self.assertIsNone(result, model)
            self.assertEqual(error["data"]["name"], "odoo.http.SessionExpiredException", model)

"""Every refusal reaches the user as its sentence."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

SUITE = ("approval_chain", "hr_quarterly_appraisal", "staff_training", "mall_leasing", "mall_operations")


def subclasses(cls):
    """Yield all classes below a class."""
    for sub in cls.__subclasses__():
        yield sub
        yield from subclasses(sub)


@tagged("post_install", "-at_install")
class TestNamedErrors(TransactionCase):
    """The web client knows core's errors by name; ours say which of them they are, or it would show a crash."""

    def test_web_client_shows_each_named_error_as_what_it_is(self):
        """Named errors carry the class the web client has a dialog for."""
        own = {cls for cls in subclasses(UserError) if cls.__module__.startswith(tuple(f"odoo.addons.{name}." for name in SUITE))}
        self.assertGreater(len(own), 10)
        for cls in own:
            kind = "AccessError" if issubclass(cls, AccessError) else "UserError"
            shown = getattr(cls, "context", {}).get("exception_class")
            self.assertEqual(shown, f"odoo.exceptions.{kind}", cls.__qualname__)

from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import LeasingCommon

ACTIONS = ("property", "floor", "unit", "trade_category", "brand", "unit_occupancy")


@tagged("post_install", "-at_install")
class TestPropertyRpc(LeasingCommon, HttpCase):
    """DESIGN rule 6: what the rules say holds over the wire, as the lowest role that tries."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unit = cls._create_unit()
        cls.occupancy = cls._occupy(cls.unit)
        cls.env["mall.brand"].create({"name": "Tide"})
        cls.importer = cls.env["mall.rent.roll.import"].with_user(cls.manager).create(
            {"property_id": cls.property.id}
        )

    def _call(self, model, method, *args, **kwargs):
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.make_jsonrpc_request(f"/web/dataset/call_kw/{model}/{method}", params)

    def _assert_refused(self, login, *calls):
        self.authenticate(login, login)
        for model, method, *args in calls:
            with (
                self.subTest(login=login, model=model, method=method),
                mute_logger("odoo.http"),
                self.assertRaisesRegex(JsonRpcException, "AccessError$"),
            ):
                self._call(model, method, *args)

    def test_nobody_makes_or_changes_occupancy(self):
        values = {"unit_id": self.unit.id, "kind": "lease", "date_from": "2030-01-01"}
        for login in ("t_manager", "t_specialist", "t_tenant"):
            self._assert_refused(
                login,
                ("mall.unit.occupancy", "create", [values]),
                ("mall.unit.occupancy", "write", self.occupancy.ids, {"active": False}),
                ("mall.unit.occupancy", "unlink", self.occupancy.ids),
                ("mall.unit.occupancy", "_reserve", self.unit.ids, "lease", "2030-01-01", False),
                ("mall.unit.occupancy", "_release", self.occupancy.ids, "because"),
            )
        self.assertTrue(self.occupancy.active)

    def test_specialist_does_not_change_the_property(self):
        self._assert_refused(
            "t_specialist",
            ("mall.unit", "write", self.unit.ids, {"rent_asking": 1}),
            ("mall.unit", "action_archive", self.unit.ids),
            ("mall.floor", "unlink", self.floor.ids),
            ("mall.trade.category", "create", [{"name": "Own Trade"}]),
            ("mall.rent.roll.import", "create", [{"property_id": self.property.id}]),
            ("mall.rent.roll.import", "action_import", self.importer.ids),
        )

    def test_tenant_reads_nothing_of_the_property(self):
        self._assert_refused(
            "t_tenant",
            ("mall.unit", "search_read", [], ["rent_asking"]),
            ("mall.unit", "web_search_read", [], {"current_partner_id": {}}),
            ("mall.property", "read", self.property.ids, ["name"]),
            ("mall.brand", "name_search", "a"),
            ("mall.unit.occupancy", "search_count", []),
        )

    def test_reading_a_unit_does_not_leak_through_the_date(self):
        """A date that is none gets a sentence, not a traceback."""
        self.authenticate("t_specialist", "t_specialist")
        with mute_logger("odoo.http"), self.assertRaisesRegex(JsonRpcException, "UserError$"):
            self._call("mall.unit", "read", self.unit.ids, ["state"], context={"mall_date": "1 OR 1=1"})

    def test_each_screen_opens_for_each_role(self):
        """List, form, search and kanban load and read as every role that has the menu."""
        for user in self.manager + self.specialist + self.legal + self.leader:
            for name in ACTIONS:
                action = self.env.ref(f"mall_leasing.mall_{name}_action")
                model = self.env[action.res_model].with_user(user)
                with self.subTest(login=user.login, action=name):
                    views = model.get_views([(False, mode) for mode in (*action.view_mode.split(","), "search")])
                    fields = {field: {} for field in views["models"][model._name]["fields"]}
                    seen = model.search([], limit=1)
                    self.assertEqual(len(seen.web_read(fields)), len(seen))
                    # A draft lease's occupancy is not yet the approvers' to see.
                    hidden = name == "unit_occupancy" and user in self.legal + self.leader
                    self.assertEqual(bool(seen), not hidden)

import base64

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..models.property.plan_reasons import PlanRefused
from .common import LEASING, LeasingCommon

DAYS = ("2026-12-31", "2027-01-01", "2027-02-01", "2027-12-31", "2028-01-01")


def drawing(*ids, extra=""):
    shapes = "".join(f'<rect id="{name}" width="9" height="9"/>' for name in ids)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 90">{shapes}{extra}</svg>'


def encoded(text):
    return base64.b64encode(text.encode()).decode()


class FloorPlanCommon(LeasingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.units = cls._create_units(3, prefix="1F")
        cls.plan = cls.floor.with_user(cls.manager)

    def _assert_refused(self, reason, call, *args):
        with self.assertRaises(PlanRefused) as caught:
            call(*args)
        self.assertEqual(caught.exception.reason, reason)
        return str(caught.exception)

    def _rect(self, unit, **values):
        return {"unit_id": unit.id, "kind": "rect", "points": [0, 0, 10, 10], **values}


@tagged("post_install", "-at_install")
class TestFloorPlanDrawing(FloorPlanCommon):
    """Issue 3, the plan you can see: drawings come in clean, shapes find their units."""

    def test_upload_finds_the_units(self):
        """By id, then by what the name comes to; the rest is listed."""
        self.plan.upload_plan(0, encoded(drawing("1F-001", "_x31_f_002", "stairs")))
        self.assertEqual(self.floor.shape_ids.unit_id, self.units[:2])
        self.assertEqual(self.floor.plan_missing_unit_ids, self.units[2])
        self.assertEqual(self.floor.plan_missing_elements, "stairs")
        self.assertEqual(self.floor.plan_version, 1)

    def test_second_upload_keeps_what_still_fits(self):
        self.plan.upload_plan(0, encoded(drawing("1F-001", "kiosk")))
        self.plan.save_plan(1, [{"unit_id": self.units[2].id, "kind": "element", "element_id": "kiosk"}])
        self.plan.upload_plan(2, encoded(drawing("1F-001", "1F-002", "kiosk")))
        found = {shape.unit_id.code: shape.element_id for shape in self.floor.shape_ids}
        self.assertEqual(found, {"1F-001": "1F-001", "1F-002": "1F-002", "1F-003": "kiosk"})

    def test_bad_drawing_is_refused_whichever_way_it_comes(self):
        """The upload, the form's field and a bare write pass the same gate."""
        bad = drawing("1F-001", extra="\n<script>alert(1)</script>")
        message = self._assert_refused("script", self.plan.upload_plan, 0, encoded(bad))
        self.assertIn("script in line 2", message)
        self._assert_refused("script", self.plan.write, {"plan_svg": bad})
        self._assert_refused("script", self.plan.write, {"plan_file": encoded(bad)})
        values = {"name": "X", "code": "X", "property_id": self.property.id, "plan_svg": bad}
        self._assert_refused("script", self.plan.create, values)
        self.assertFalse(self.floor.plan_svg)

    def test_form_field_takes_the_drawing_and_gives_nothing_back(self):
        self.plan.write({"plan_file": encoded(drawing("1F-001"))})
        self.assertIn('id="1F-001"', self.floor.plan_svg)
        self.floor.invalidate_recordset()
        self.assertFalse(self.floor.plan_file)

    def test_what_follows_from_the_drawing_is_not_written_by_hand(self):
        self.plan.write({"plan_version": 7, "plan_view_box": "0 0 1 1", "plan_elements": {"x": ""}})
        self.assertEqual((self.floor.plan_version, self.floor.plan_elements), (0, False))

    def test_background_takes_no_units(self):
        self.plan.upload_plan(0, encoded(drawing("1F-001")), True)
        self.assertFalse(self.floor.shape_ids)

    def test_removing_the_drawing_keeps_what_was_drawn_here(self):
        self.plan.upload_plan(0, encoded(drawing("1F-001")))
        self.plan.save_plan(
            1, [{"unit_id": self.units[0].id, "kind": "element", "element_id": "1F-001"}, self._rect(self.units[1])]
        )
        self.plan.remove_plan(2)
        self.assertEqual(self.floor.shape_ids.mapped("kind"), ["rect"])
        self.assertFalse(self.floor.plan_svg)


@tagged("post_install", "-at_install")
class TestFloorPlanShapes(FloorPlanCommon):
    """Issue 3, the plan you can see: what is drawn is saved in one go, and nobody overwrites another's."""

    def test_second_editor_is_told(self):
        self.plan.save_plan(0, [self._rect(self.units[0])])
        other = self._create_user("t_manager_2", LEASING + "manager")
        message = self._assert_refused("changed_meanwhile", self.floor.with_user(other).save_plan, 0, [])
        self.assertIn(self.manager.name, message)
        self.assertEqual(len(self.floor.shape_ids), 1)

    def test_bad_shapes_are_refused(self):
        elsewhere = self._create_unit("2F-01", floor_id=self._create_floor(code="2F").id)
        one, two = self.units[0], self.units[1]
        for reason, shapes in {
            "not_a_shape": "rect",
            "no_unit": [{"kind": "rect"}],
            "unit_elsewhere": [self._rect(elsewhere)],
            "unit_twice": [self._rect(one), self._rect(one)],
            "element_unknown": [{"unit_id": one.id, "kind": "element", "element_id": "a"}],
            "not_numbers": [self._rect(one, points=["<script>", 0, 1, 1])],
            "no_area": [self._rect(one), self._rect(two, points=[0, 0, 0, 9])],
            "too_many_points": [self._rect(one, kind="polygon", points=[[n, n * n] for n in range(501)])],
        }.items():
            with self.subTest(reason):
                self._assert_refused(reason, self.plan.save_plan, 0, shapes)
        self._assert_refused("not_a_shape", self.plan.save_plan, 0, [self._rect(one, kind="circle")])

    def test_element_stands_for_one_unit(self):
        self.plan.upload_plan(0, encoded(drawing("hall")))
        shapes = [{"unit_id": unit.id, "kind": "element", "element_id": "hall"} for unit in self.units[:2]]
        self._assert_refused("element_twice", self.plan.save_plan, 1, shapes)

    def test_unit_has_one_shape_in_the_database(self):
        self.plan.save_plan(0, [self._rect(self.units[0])])
        values = {"floor_id": self.floor.id, "unit_id": self.units[0].id, "points": [0, 0, 1, 1]}
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["mall.floor.shape"].create(values)

    def test_unit_that_moves_leaves_the_plan(self):
        self.plan.save_plan(0, [self._rect(self.units[0]), self._rect(self.units[1])])
        self.units[0].with_user(self.manager).floor_id = self._create_floor(code="2F")
        self.assertEqual(self.floor.shape_ids.unit_id, self.units[1])

    def test_only_managers_draw(self):
        for user in self.specialist + self.legal + self.leader + self.tenant:
            floor = self.floor.with_user(user)
            for call in (
                lambda floor=floor: floor.save_plan(0, []),
                lambda floor=floor: floor.upload_plan(0, encoded(drawing("a"))),
                lambda floor=floor: floor.remove_plan(0),
            ):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    call()


@tagged("post_install", "-at_install")
class TestFloorPlanData(FloorPlanCommon):
    """Issue 3, the plan you can see: the same states as the units tell, and nothing its reader may not know."""

    def _data(self, user, date=False):
        floor = self.floor.with_user(user).with_context(allowed_company_ids=self.company.ids)
        return floor.get_plan_data(date)

    def _leased(self, **values):
        """Return an active lease of the first unit with a rent of 500 per m2, 550 from July."""
        lease = self._create_lease(
            unit_ids=[Command.set(self.units[0].ids)],
            trade_category_id=self.trade.id,
            charge_ids=[
                Command.create(
                    {
                        "kind": "base_rent",
                        "amount": 50000,
                        "step_ids": [Command.create({"date_from": "2027-07-01", "amount": 55000})],
                    }
                ),
                Command.create({"kind": "management_fee", "basis": "area", "amount": 200}),
            ],
            **values,
        )
        self._occupy(self.units[0], lease_id=lease, date_trading="2027-02-01")
        return lease

    def _activate(self, lease):
        self.env.flush_all()
        self.env.cr.execute("UPDATE mall_lease SET state = 'active' WHERE id = %s", [lease.id])
        self.env.invalidate_all()

    def test_states_are_those_of_the_units(self):
        self._leased()
        self._occupy(self.units[1], kind="hold", date_expiry="2027-03-01")
        for day in DAYS:
            data = self._data(self.specialist, day)
            expected = {unit.id: unit.state for unit in self.units.with_context(mall_date=day)}
            self.assertEqual({unit["id"]: unit["state"] for unit in data["units"]}, expected, day)
        self.assertIn("2027-02-01", data["dates"])
        self.assertEqual(data["date_max"], "2028-01-01")

    def test_rents_per_area_and_their_steps(self):
        lease = self._leased()
        [span] = self._data(self.specialist)["spans"]
        self.assertEqual(span["rents"], [["2027-01-01", 500.0], ["2027-07-01", 550.0], ["2028-01-01", 0]])
        self.assertEqual((span["lease_id"], span["date_last"]), (lease.id, "2027-12-31"))

    def test_colleagues_talks_and_rents_stay_their_own(self):
        """Another team's specialist sees that the unit is taken; once signed, by whom; never at what rent."""
        lease = self._leased()
        lease.team_id = False
        stranger = self._create_user("t_stranger", LEASING + "specialist")
        [span] = self._data(stranger)["spans"]
        self.assertEqual((span["tenant"], span["rents"], span["lease_id"]), ("", False, False))
        self.assertEqual(span["date_to"], "2027-12-31")
        self._activate(lease)
        [span] = self._data(stranger)["spans"]
        self.assertEqual((span["tenant"], span["rents"], span["lease_id"]), ("Test Tenant Co.", False, False))

    def test_tenants_and_other_companies_see_no_plan(self):
        with self.assertRaises(AccessError):
            self._data(self.tenant)
        other = self.env["res.company"].create({"name": "Another"})
        outsider = self._create_user("t_out", LEASING + "manager", company_id=other.id, company_ids=[(6, 0, other.ids)])
        floors = self.env["mall.floor"].with_user(outsider).with_context(allowed_company_ids=other.ids)
        self.assertFalse(floors.get_plan_page(self.property.id, self.floor.id)["units"])
        with self.assertRaises(AccessError):
            floors.browse(self.floor.id).get_plan_data()

    def test_a_day_that_is_none(self):
        with self.assertRaises(UserError):
            self._data(self.specialist, "tomorrow")

    def test_queries_do_not_grow_with_the_units(self):
        """As many for 300 units as for 2."""

        def count(units):
            floor = self._create_floor(code=f"F{units}")
            shops = self._create_units(units, prefix=f"F{units}", floor_id=floor.id)
            leases = self.env["mall.lease"].create(
                [
                    {
                        "date_start": "2027-01-01",
                        "date_end": "2027-12-31",
                        "property_id": self.property.id,
                        "user_id": self.specialist.id,
                        "unit_ids": [Command.set(shop.ids)],
                        "charge_ids": [Command.create({"kind": "base_rent", "amount": 10})],
                    }
                    for shop in shops
                ]
            )
            period = {"kind": "lease", "date_from": "2027-01-01", "date_to": "2027-12-31"}
            requests = [{"unit_id": s, "lease_id": lease, **period} for s, lease in zip(shops, leases, strict=True)]
            self.env["mall.unit.occupancy"].sudo()._reserve_batch(requests)
            floor.with_user(self.manager).save_plan(0, [self._rect(shop) for shop in shops])
            self.env.flush_all()
            self.env.invalidate_all()
            floor = floor.with_user(self.specialist).with_context(allowed_company_ids=self.company.ids)
            floor.get_plan_data()  # what is cached for good, like rules
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            data = floor.get_plan_data()
            self.assertEqual((len(data["spans"]), len(data["floors"][0]["shapes"])), (units, units))
            return self.env.cr.sql_log_count - before

        self.assertEqual(count(300), count(2))

    def test_offer_starts_as_talks_about_the_unit(self):
        action = self.units[0].with_user(self.specialist).action_start_offer()
        lead = self.env["crm.lead"].with_user(self.specialist).with_context(action["context"]).create({"name": "New"})
        self.assertEqual((lead.unit_ids, lead.property_id, lead.user_id), (self.units[0], self.property, self.specialist))
        with self.assertRaises(AccessError):
            self.units[0].with_user(self.legal).action_start_offer()


@tagged("post_install", "-at_install")
class TestFloorPlanFile(FloorPlanCommon, HttpCase):
    """The drawing reaches the browser as data of the client, never as a document of its own."""

    def test_no_address_hands_out_the_drawing(self):
        self.plan.upload_plan(0, encoded(drawing("1F-001")))
        self.authenticate("t_manager", "t_manager")
        for path in ("content", "image"):
            for field in ("plan_svg", "plan_file"):
                with self.subTest(path=path, field=field), mute_logger("odoo.http"):
                    answer = self.url_open(f"/web/{path}/mall.floor/{self.floor.id}/{field}")
                    self.assertNotIn("1F-001", answer.text)
                    self.assertNotIn("svg", answer.headers["Content-Type"])

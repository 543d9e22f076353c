from odoo.tests import new_test_user, tagged

from odoo.addons.approval_chain.tests.race_common import RaceCase

from ..exceptions import UnitTaken
from .common import LEASING

TRIES = 10


@tagged("post_install", "-at_install")
class TestOfferRace(RaceCase):
    """DESIGN rule 3: two specialists press Accept at the same moment."""

    context = {**RaceCase.context, "mail_create_nolog": True, "no_reset_password": True}

    @classmethod
    def _create_data(cls, env):
        mall = env["mall.property"].create({"name": "Racing Offers Mall", "code": "ROM"})
        floor = env["mall.floor"].create({"name": "Ground", "code": "G", "property_id": mall.id})
        unit = env["mall.unit"].create(
            {"property_id": mall.id, "floor_id": floor.id, "code": "RO-1", "area_net": 50, "area_gross": 60}
        )
        users = env["res.users"].union(
            *[new_test_user(env, f"racing_{name}", LEASING + "specialist") for name in ("a", "b")]
        )
        team = env["crm.team"].create({"name": "Racing Team", "is_leasing": True, "member_ids": [(6, 0, users.ids)]})
        partners = env["res.partner"].create([{"name": "Racing Client A"}, {"name": "Racing Client B"}])
        cls.users, cls.partners, cls.team_id, cls.unit_id = users.ids, partners.ids, team.id, unit.id
        made = (team, unit, floor, mall, users, users.partner_id | partners)
        cls.data = {record._name: record.ids for record in made}

    @classmethod
    def _remove_data(cls):
        with cls.registry.cursor() as cr:
            env = cls._get_env(cr)
            cr.execute("DELETE FROM mall_unit_occupancy WHERE unit_id = %s", [cls.unit_id])
            cr.execute("DELETE FROM mall_offer WHERE team_id = %s", [cls.team_id])
            env["crm.lead"].with_context(active_test=False).search([("team_id", "=", cls.team_id)]).unlink()
            for model, ids in cls.data.items():
                env[model].browse(ids).unlink()

    def _create_sent_offers(self, year, count):
        """Return the ids of sent offers on the one unit, each of another client and specialist."""
        with self.registry.cursor() as cr:
            env = self._get_env(cr)
            offers = env["mall.offer"]
            for user_id, partner_id in list(zip(self.users, self.partners, strict=True))[:count]:
                lead = env["crm.lead"].create(
                    {"name": "Race", "team_id": self.team_id, "user_id": user_id, "partner_id": partner_id}
                )
                offers += offers.create(
                    {
                        "lead_id": lead.id,
                        "property_id": env["mall.unit"].browse(self.unit_id).property_id.id,
                        "unit_ids": [(6, 0, [self.unit_id])],
                        "date_start": f"{year}-01-01",
                        "term_months": 12,
                        "amount_rent": 1000,
                    }
                )
            offers.action_send()
            return offers.ids

    def _press(self, method, offer_ids):
        """Let both specialists call a method at the same moment, each as one request does.

        :return: for each its answer, or the sentence it was refused with
        """

        def press(offer_id):
            return lambda env: getattr(env["mall.offer"].browse(offer_id), method)()

        answers = self._race(*zip(self.users, map(press, offer_ids), strict=True))
        return [str(answer) if isinstance(answer, UnitTaken) else answer for answer in answers]

    def _read(self, offer_ids, name):
        with self.registry.cursor() as cr:
            return self._get_env(cr)["mall.offer"].browse(offer_ids).mapped(name)

    def _count(self, model, domain):
        with self.registry.cursor() as cr:
            return self._get_env(cr)[model].search_count(domain)

    def test_l3_2_exactly_one_of_two_offers_on_a_unit_is_accepted(self):
        """Of all tries: one offer accepted and holding the unit, the other still sent and its user told why."""
        for year in range(2040, 2040 + TRIES):
            with self.subTest(year=year):
                offer_ids = self._create_sent_offers(year, 2)
                answers = self._press("action_accept", offer_ids)
                refusals = [answer for answer in answers if answer is not True]
                self.assertEqual(len(refusals), 1, answers)
                self.assertRegex(refusals[0], r"^Unit RO-1 is already taken by .* from .* to .*\.$")
                self.assertEqual(sorted(self._read(offer_ids, "state")), ["accepted", "sent"])
                self.assertEqual(sorted(self._read(offer_ids, "is_held")), [False, True])

    def test_l3_2_two_sessions_accepting_one_offer_both_succeed_with_one_hold(self):
        for year in range(2060, 2060 + TRIES):
            with self.subTest(year=year):
                [offer_id] = self._create_sent_offers(year, 1)
                self.assertEqual(self._press("action_accept", [offer_id] * 2), [True, True])
                self.assertEqual(self._count("mall.unit.occupancy", [("offer_id", "=", offer_id)]), 1)

    def test_l3_2_two_sessions_answering_one_offer_open_one_round(self):
        [offer_id] = self._create_sent_offers(2080, 1)
        first, second = self._press("action_counter", [offer_id] * 2)
        self.assertEqual(first["res_id"], second["res_id"])
        self.assertEqual(self._count("mall.offer", [("previous_id", "=", offer_id)]), 1)

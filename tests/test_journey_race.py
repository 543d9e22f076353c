"""Two people, one shop: a served Odoo and two sessions that press Accept at the same moment."""

import socket
import subprocess
import threading
import time
import unittest
import urllib.request
from contextlib import contextmanager

from tests.rpc import Refused, Session
from tools import addons, databases, odoo_run, postgres, suite

DATABASE = "mall_race"
ROUNDS = 5


def free_port():
    """Return a port of 127.0.0.1 nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(database):
    """Serve a clone of the suite's template; yields (server address, log file)."""
    server = postgres.connect("postgres-test", durable=False)
    databases.clone(server, suite.prepare_template(server), database)
    port = free_port()
    config = odoo_run.write_config(server, database, "race", http_port=port, gevent_port=free_port(), max_cron_threads=0, log_handler=":INFO")
    log = odoo_run.log_file("race")
    with open(log, "w") as output:
        process = subprocess.Popen(odoo_run.command(config), stdin=subprocess.DEVNULL, stdout=output, stderr=output, **odoo_run.options(config))
    try:
        wait_for(f"http://127.0.0.1:{port}/web/health", process)
        yield f"http://127.0.0.1:{port}", log
    finally:
        process.terminate()
        process.wait(timeout=30)
        databases.drop(server, database)


def wait_for(address, process, seconds=90):
    """Return once the server answers.

    :raises TimeoutError: if it does not in time, or has ended.
    """
    until = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)


class TestRace(unittest.TestCase):
    """DESIGN rule 3: one unit, one occupant, proven by PostgreSQL."""

    def _draw_up_offers(self, manager, count):
        """Make ``count`` shops, each wanted by two clients; return [(offer id, offer id)]."""
        mall = manager.create("mall.property", {"name": "Race Mall", "code": "RACE"})
        floor = manager.create("mall.floor", {"name": "Ground", "code": "G", "property_id": mall})
        team = manager.call("ir.model.data", "check_object_reference", "mall_leasing", "team_leasing")[1]
        pairs = []
        for number in range(count):
            unit = manager.create(
                "mall.unit",
                {"code": f"G-{number}", "property_id": mall, "floor_id": floor, "area_net": 50, "area_gross": 60},
            )
            pairs.append([self._send_offer(manager, mall, unit, team, f"Client {number}{side}") for side in "AB"])
        return pairs

    def _send_offer(self, manager, mall, unit, team, client):
        partner = manager.create("res.partner", {"name": client, "is_company": True})
        lead = manager.create(
            "crm.lead", {"name": client, "type": "opportunity", "partner_id": partner, "team_id": team, "unit_ids": [(6, 0, [unit])]}
        )
        offer = manager.create(
            "mall.offer",
            {
                "lead_id": lead,
                "property_id": mall,
                "unit_ids": [(6, 0, [unit])],
                "date_start": "2027-01-01",
                "term_months": 24,
                "amount_rent": 2000,
            },
        )
        manager.call("mall.offer", "action_send", [offer])
        return offer

    def _race(self, sessions, offers):
        """Let each session accept its offer at the same moment; return [sentence or None]."""
        answers = [None] * len(sessions)
        gun = threading.Barrier(len(sessions))

        def run(index):
            gun.wait()
            try:
                sessions[index].call("mall.offer", "action_accept", [offers[index]])
            except Refused as refusal:
                answers[index] = str(refusal)

        threads = [threading.Thread(target=run, args=(index,)) for index in range(len(sessions))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    def test_l3_2_two_sessions_race_for_a_unit_and_one_wins(self):
        """An accepted offer holds the shop; of two people accepting at once one gets it, the other a sentence."""
        self.assertIn("mall_leasing", addons.folders())
        with serving(DATABASE) as (address, log):
            sessions = [Session(address, DATABASE, "leasing_manager") for _seat in range(2)]
            for number, offers in enumerate(self._draw_up_offers(sessions[0], ROUNDS)):
                with self.subTest(round=number):
                    answers = self._race(sessions, offers)
                    self.assertEqual(answers.count(None), 1, answers)
                    [sentence] = filter(None, answers)
                    self.assertIn(f"G-{number}", sentence)
                    held = sessions[0].read("mall.unit.occupancy", [("offer_id", "in", offers)], "kind")
                    self.assertEqual([row["kind"] for row in held], ["hold"])
            self.assertEqual(self._get_complaints(log), [])

    def _get_complaints(self, log):
        """Return the log's warnings and errors but the losers' sentences, which Odoo logs as it sends them."""
        return [line for line in odoo_run.complaints(log) if "odoo.http: Unit G-" not in line]

"""A billing run that is killed in the middle, and two at once: every lease is billed once for the month."""

import json
import subprocess
import unittest
from contextlib import contextmanager

from tools import databases, odoo_run, postgres, suite

DATABASE = "mall_billing_kill"
CHUNK = 10
#: Played on the first day the demonstration mall is billed, with small chunks, each told as it is committed.
RUN = f"""
import datetime
from freezegun import freeze_time
from odoo.addons.base.models.ir_cron import IrCron
from odoo.addons.mall_leasing.models.rent import billing_run
billing_run.CHUNK = {CHUNK}
commit = IrCron._commit_progress
def tell(self, processed=0, **values):
    left = commit(self, processed, **values)
    print("COMMITTED", flush=True)
    return left
IrCron._commit_progress = tell
today = datetime.date.today()
day = (today.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
"""
CRON = """
with freeze_time(datetime.datetime.combine(day, datetime.time(12)), tick=True):
    env.ref("contract.contract_cron_for_invoice").method_direct_trigger()
print("DONE", flush=True)
"""
AT_ONCE = """
progress = env["ir.cron.progress"].create({"cron_id": env.ref("contract.contract_cron_for_invoice").id, "remaining": 0, "done": 0})
env.cr.commit()
cron = env.ref("contract.contract_cron_for_invoice")
contracts = env["contract.contract"].with_context(ir_cron_progress_id=progress.id, cron_id=cron.id)
with freeze_time(datetime.datetime.combine(day, datetime.time(12)), tick=True):
    contracts._cron_bill_leases()
env.cr.commit()
print("DONE", flush=True)
"""
COUNT = """
import json
groups = env["account.move"].search([("mall_lease_id", "!=", False), ("move_type", "=", "out_invoice"), ("invoice_date", "=", day), ("line_ids.contract_line_id", "!=", False)])
per_lease = {}
for move in groups:
    per_lease[move.mall_lease_id.id] = per_lease.get(move.mall_lease_id.id, 0) + 1
due = env["contract.contract"].search_count([("mall_lease_id.state", "=", "active"), ("recurring_next_date", "<=", day)])
print("FOUND", json.dumps({"twice": sum(1 for count in per_lease.values() if count > 1), "billed": len(per_lease), "due": due}))
"""


class Shell:
    """An ``odoo shell`` process that plays a script."""

    def __init__(self, config, script):
        self.log = odoo_run.log_file("billing_kill")
        words = odoo_run.command(config, "shell", "--no-http")
        with open(self.log, "a") as errors:
            self.process = subprocess.Popen(
                words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, **odoo_run.options(config)
            )
        self.process.stdin.write(RUN + script)
        self.process.stdin.close()

    def wait_for(self, word):
        """Return the first line that begins with a word, or None if the process ends without."""
        for line in self.process.stdout:
            if line.startswith(word):
                return line[len(word) :].strip()
        return None

    def finish(self):
        """Wait for the end of the script; return whether it got there."""
        reached = self.wait_for("DONE") is not None
        self.process.wait(timeout=300)
        return reached


@contextmanager
def mall(database):
    """Yield the configuration of a fresh demonstration mall."""
    server = postgres.connect("postgres-test", durable=False)
    databases.clone(server, suite.prepare_template(server), database)
    try:
        yield odoo_run.write_config(server, database, "billing_kill", max_cron_threads=0, log_level="warn")
    finally:
        databases.drop(server, database)


class TestBillingKill(unittest.TestCase):
    """DESIGN rule 8: survive a kill in the middle, run again: nothing twice, nothing lost."""

    def _count(self, config):
        shell = Shell(config, COUNT)
        found = json.loads(shell.wait_for("FOUND"))
        shell.process.wait(timeout=60)
        return found

    def test_killed_in_the_middle_and_run_again_every_lease_is_billed_once(self):
        """SIGKILL after the second chunk; then two runs at once; then nothing is left and nothing is there twice."""
        with mall(DATABASE) as config:
            before = self._count(config)
            self.assertGreater(before["due"], 4 * CHUNK, "the demonstration mall has leases to bill")
            run = Shell(config, CRON)
            for _commit in range(3):  # the first tells how much there is to do
                self.assertIsNotNone(run.wait_for("COMMITTED"))
            run.process.kill()
            run.process.wait(timeout=60)
            killed = self._count(config)
            self.assertEqual(killed["twice"], 0)
            self.assertGreaterEqual(killed["billed"], 2 * CHUNK)
            self.assertGreater(killed["due"], 0, "it was killed before its end")
            runs = [Shell(config, AT_ONCE) for _seat in range(2)]
            self.assertEqual([run.finish() for run in runs], [True, True])
            self.assertTrue(Shell(config, CRON).finish())
            self.assertEqual(self._count(config), {"twice": 0, "billed": before["due"], "due": 0})

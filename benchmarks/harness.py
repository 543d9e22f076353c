"""Compare ways of doing the same work in one run: interleaved, each in a savepoint that is rolled back.

Wall time strays by 40 % on a shared machine, so each way is judged by CPU time, its own and its database backend's,
and by its best round; the first way named is the floor that the others are measured against. Statements are exact.
"""

import json
import os
import time
from contextlib import contextmanager

import odoo.init  # noqa: F401  (prepares the namespace package for scripts)
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

QUIET = {"tracking_disable": True, "mail_create_nolog": True, "mail_create_nosubscribe": True}


@contextmanager
def environment():
    """Yield a superuser environment on the benchmark's database; nothing it does is kept."""
    config.parse_config(["-c", os.environ["ODOO_RC"]], setup_logging=True)
    [database] = config["db_name"]
    with Registry(database).cursor() as cr:
        cr.execute("SET max_parallel_workers_per_gather = 0")  # workers' time would not be counted
        yield api.Environment(cr, SUPERUSER_ID, QUIET)
        cr.rollback()


def compare(env, ways, rounds=7):
    """Run every way ``rounds`` times, in turn.

    :param dict ways: {name: callable without arguments}, the floor first.
    :return: {name: {"cpu_ms", "wall_ms", "queries", "x floor"}}, best round of each.
    """
    seen = {name: [] for name in ways}
    for _round in range(rounds):
        for name, work in ways.items():
            seen[name].append(measure(env, work))
    best = {name: [min(column) for column in zip(*rows, strict=True)] for name, rows in seen.items()}
    floor = next(iter(best.values()))[0]
    return {
        name: {"cpu_ms": round(cpu, 1), "wall_ms": round(wall, 1), "queries": queries, "x floor": round(cpu / floor, 2)}
        for name, (cpu, wall, queries) in best.items()
    }


def measure(env, work):
    """Return (CPU ms, wall ms, statements) of one run, undone afterwards."""
    env.flush_all()
    env.invalidate_all()
    undo = env.cr.savepoint(flush=False)
    before = cpu_ms(env), time.perf_counter(), env.cr.sql_log_count
    work()
    env.flush_all()
    after = cpu_ms(env), time.perf_counter(), env.cr.sql_log_count
    env.clear()
    undo.close(rollback=True)
    return after[0] - before[0], (after[1] - before[1]) * 1000, after[2] - before[2]


def cpu_ms(env):
    """Return the CPU milliseconds used so far by this process and its database backend."""
    with open(f"/proc/{env.cr._cnx.info.backend_pid}/schedstat") as stat:
        backend_ns = int(stat.read().split()[0])
    return time.process_time() * 1000 + backend_ns / 1e6


def report(result):
    """Hand the result to ``make bench``."""
    with open(os.environ["BENCH_OUTPUT"], "w") as output:
        json.dump(result, output, indent=1)

"""`make bench`: run `benchmarks/bench_*.py` in Odoo's environment; each writes `var/bench/<name>.json`."""

import json

from . import accounts, databases, odoo_run, paths, postgres, setup, suite
from .errors import SetupError
from .process import run, say


def files():
    """Return the benchmark files, by name."""
    return sorted((paths.ROOT / "benchmarks").glob("bench_*.py"))


def main(arguments):
    """Run every benchmark, or those named, on a clone of the test template.

    A benchmark is a Python file that finds its database through ODOO_RC and writes the path in BENCH_OUTPUT.

    :return int: exit code, 1 if one failed.
    :raises SetupError: if a benchmark wrote no result.
    """
    wanted = [path for path in files() if not arguments or path.stem in arguments or path.name in arguments]
    if not wanted:
        say("there are no benchmarks")
        return 0
    with setup.one_at_a_time():
        setup.prepare()
        server = postgres.connect("postgres-test", durable=False)
        template = suite.prepare_template(server)
    with setup.one_at_a_time("test"):
        measure(server, template, wanted)
    return 0


def measure(server, template, wanted):
    """Run benchmark files one after the other, each on a fresh clone.

    :raises SetupError: if one fails or writes no result.
    """
    results = accounts.give(paths.VAR / "bench", accounts.odoo_account())
    for path in wanted:
        databases.clone(server, template, "mall_bench")
        config = odoo_run.write_config(server, "mall_bench", "bench", log_handler=":WARNING", max_cron_threads=0)
        target = results / f"{path.stem.removeprefix('bench_')}.json"
        done = run([paths.PYTHON, path], **odoo_run.options(config, BENCH_OUTPUT=target, PYTHONPATH=paths.ROOT))
        if done.returncode:
            raise SetupError(f"The benchmark {path.name} failed.")
        if not target.is_file():
            raise SetupError(f"The benchmark {path.name} wrote no {target}.")
        print_table(path.stem, json.loads(target.read_text()))


def print_table(name, result):
    """Print a result: {measure: {column: value}}, or whatever it holds."""
    print(f"\n{name}")
    for measure, values in result.items() if isinstance(result, dict) else enumerate(result):
        cells = values.items() if isinstance(values, dict) else [("", values)]
        print(f"  {measure:<40}" + "  ".join(f"{column} {value}".strip() for column, value in cells))

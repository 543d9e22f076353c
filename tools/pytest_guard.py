"""pytest plug-in: nothing is skipped in silence, and no unexpected WARNING or ERROR stays in Odoo's log.

A test that expects a log line says so with `assertLogs` or `mute_logger`; such lines never come here.
"""

import logging

import pytest

from . import expected_log, paths

# (part of a test's id, reason): skips that are right
ALLOWED_SKIPS = ()


class Collector(logging.Handler):
    """Keep the records of level WARNING and up that nobody expects."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        """Keep one record as text; a record that cannot be formatted is kept as it is."""
        try:
            message = record.getMessage()
        except (TypeError, ValueError):
            message = str(record.msg)
        if not expected_log.is_expected(record.name, message):
            self.lines.append(f"{record.levelname} {record.name}: {message}{self._trace(record)}")

    def _trace(self, record):
        """Return the traceback of a record as text, empty without one."""
        return "\n" + logging.Formatter().formatException(record.exc_info) if record.exc_info and record.exc_info[0] else ""

    def take(self):
        """Return what was kept and forget it."""
        lines, self.lines = self.lines, []
        return lines


COLLECTOR = Collector()


def pytest_ignore_collect(collection_path):
    """Leave out the models of add-ons made for tests, whose files are named test_*.py as well."""
    if paths.TEST_ADDONS not in collection_path.parents:
        return None
    inner = collection_path.relative_to(paths.TEST_ADDONS).parts
    return True if len(inner) > 1 and inner[1] != "tests" else None


def pytest_configure(config):
    """Listen to every logger; Python's own warnings come through `py.warnings`, as in a served Odoo."""
    logging.getLogger().addHandler(COLLECTOR)
    logging.captureWarnings(True)


def pytest_unconfigure(config):
    """Stop listening."""
    logging.getLogger().removeHandler(COLLECTOR)


def complain():
    """Fail the running test if anything was logged since the last call."""
    lines = COLLECTOR.take()
    if lines:
        pytest.fail("unexpected in Odoo's log:\n" + "\n".join(lines), pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item):
    """Watch what fixtures and setUpClass log."""
    result = yield
    complain()
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Watch what the test logs."""
    result = yield
    complain()
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    """Watch what clean-up logs."""
    result = yield
    complain()
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Turn a skip without leave into a failure."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and not any(part in item.nodeid for part, _reason in ALLOWED_SKIPS):
        refuse(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """Turn a file that skips itself into a failure."""
    report = yield
    if report.skipped:
        refuse(report)
    return report


def refuse(report):
    """Make a failure of a skip, with the reason the test gave."""
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
    report.outcome = "failed"
    report.longrepr = f"skipped without leave: {str(reason).removeprefix('Skipped: ')}"


def pytest_sessionfinish(session, exitstatus):
    """Fail the run if something was logged after the last test."""
    lines = COLLECTOR.take()
    if lines:
        print("\nunexpected in Odoo's log after the last test:\n" + "\n".join(lines))
        session.exitstatus = pytest.ExitCode.TESTS_FAILED

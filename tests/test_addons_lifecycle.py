"""Each add-on installs alone, with and without demo data, and leaves nothing behind when it goes."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tools import addons, lifecycle, postgres

CASES = [(name, demo) for name in addons.in_order() for demo in (True, False)]
AT_ONCE = 2


@pytest.fixture(scope="module")
def lives(request):
    """Return {(add-on, demo): future} of the lives that this run asks for, two at a time."""
    wanted = [item.callspec.params["case"] for item in request.session.items if item.path == request.path and hasattr(item, "callspec")]
    server = postgres.connect("postgres-test", durable=False)
    for case in wanted:
        lifecycle.prepare(server, *case)
    # the longest first, so that none is left alone at the end
    order = sorted(wanted, key=lambda case: -len(addons.foreign_needs(case[0])))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {case: pool.submit(lifecycle.live, server, *case) for case in order}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}-{'demo' if case[1] else 'plain'}")
def test_installs_alone_and_uninstalls_cleanly(lives, case):
    life = lives[case].result()
    assert life.state == "installed"
    assert life.complaints == []
    assert life.left_behind == []
    assert life.taken_away == []


def test_every_addon_of_the_design_is_there():
    assert set(addons.in_order()) >= {"approval_chain", "hr_quarterly_appraisal", "staff_training", "mall_leasing", "mall_operations"}


def test_arrows_point_one_way():
    """The HR add-ons know nothing of a mall."""
    for name in ("approval_chain", "hr_quarterly_appraisal", "staff_training"):
        assert not any(need.startswith("mall_") for need in addons.own_needs(name))

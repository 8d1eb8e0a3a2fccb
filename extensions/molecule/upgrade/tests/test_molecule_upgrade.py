# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rolling upgrade: a version that does not start stops it at the first node, a good one goes through in order.

The tests follow one another. What was down when is read from the journals of the hosts, which share one clock.
"""

import json
import uuid

import pytest
from lab.outside import current, upload

SYSTEM = current()
OLD, NEW, BROKEN = SYSTEM.variables["lab_product_versions"]
# The product of each host with its place in the order of the upgrade: first the standby data center.
ORDER = ("dc2", "dc1")
NODES = [name for center in ORDER for name in SYSTEM.groups[center] if name in SYSTEM.groups["gir_rws"]]
PRODUCTS = [
    (product, name) for product in ("rws", "rcs", "rps", "muxer", "mcp") for name in SYSTEM.groups[f"gir_{product}"]
]


def upgrade(version, *words):
    """Bring a version to all hosts."""
    return SYSTEM.play("gir.multidc.upgrade", "-e", f"lab_product_version={version}", *words)


def installed():
    """The version of each product on each host, as the product itself says it."""
    found = {}
    for product, name in PRODUCTS:
        said = SYSTEM.host(name).check_output("/usr/bin/python3 /opt/genesys/%s/%s.pyz --version", product, product)
        found[product, name] = said.split()[-1]
    return found


def now():
    """The clock of the hosts, for journals."""
    return SYSTEM.host(NODES[0]).check_output("date +%s.%N")


def interruptions(since):
    """When each RWS node did not serve: (from, to), from its stop to its word that it is ready."""
    found = {}
    for name in NODES:
        lines = SYSTEM.host(name).check_output("journalctl --quiet --unit gir-rws --since @%s --output json", since)
        spells = []
        for line in map(json.loads, lines.splitlines()):
            at, message = int(line["__REALTIME_TIMESTAMP"]), str(line["MESSAGE"])
            if message.startswith("Stopping"):
                spells.append([at, None])
            elif message.endswith("is ready"):
                assert spells, f"{name} started without having been stopped"
                spells[-1][1] = at
        found[name] = spells
    return found


@pytest.fixture(autouse=True)
def agents():
    """Whatever happens, screen recordings can be uploaded in both data centers before and after it."""
    for datacenter in ORDER:
        upload(SYSTEM, datacenter, str(uuid.uuid4()))
    yield
    for datacenter in ORDER:
        upload(SYSTEM, datacenter, str(uuid.uuid4()))


def test_a_version_that_does_not_start_stops_the_upgrade_at_the_first_node():
    code, said, changes = upgrade(BROKEN)
    assert code != 0
    assert "Traceback" not in said
    touched = {place for place, version in installed().items() if version == BROKEN}
    assert len(touched) == 1, touched
    product, name = touched.pop()
    assert SYSTEM.datacenter(name) == ORDER[0]
    assert set(changes) <= {name}
    assert f"{name}: the upgrade stopped here" in said
    for other_product, other in PRODUCTS:
        unit = SYSTEM.host(other).service(f"gir-{other_product}")
        rests = other_product == "muxer" and SYSTEM.datacenter(other) == "dc2"
        assert unit.is_running is (not rests and (other_product, other) != (product, name)), (other_product, other)


def test_a_good_version_goes_through_in_order_and_never_takes_two_nodes_of_a_data_center():
    since = now()
    before = installed()
    predicted = upgrade(NEW, "--check").changes
    assert set(predicted) == {name for _product, name in PRODUCTS}
    assert installed() == before
    code, said, changes = upgrade(NEW)
    assert code == 0, said
    assert changes == predicted
    assert installed() == dict.fromkeys(PRODUCTS, NEW)
    spells = interruptions(since)
    assert {name: len(found) for name, found in spells.items()} == dict.fromkeys(NODES, 1), spells
    in_time = sorted(NODES, key=lambda name: spells[name][0][0])
    assert [SYSTEM.datacenter(name) for name in in_time] == [center for center in ORDER for _node in (1, 2)]
    for earlier, later in zip(in_time, in_time[1:], strict=False):
        assert spells[earlier][0][1] < spells[later][0][0], "a node was stopped before the one before it served"


def test_a_second_upgrade_changes_nothing():
    since = now()
    code, said, changes = upgrade(NEW)
    assert (code, changes) == (0, {}), said
    assert interruptions(since) == {name: [] for name in NODES}

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook upgrade builds an index anew where that was asked for twice, against the RWS stand-in."""

import pytest
from standins import rws
from standins.packages import make_archive
from support.component_runs import Roles
from support.inventory import Inventory

FROM = "-5d"
DAY = 24 * 3600 * 1000


@pytest.fixture
def system():
    with rws.cluster(nodes=1, data_centers=("dc1",), monitoring_delay=0.2) as running:
        yield running


@pytest.fixture
def site(tmp_path, system):
    """One host in each data center with everything, of which one component has a package."""
    roles = Roles(
        tmp_path,
        mcp_package=str(tmp_path / "mcp-1.1.tar.gz"),
        mcp_package_version="1.1",
        mcp_package_response={"License": {"LicenseAgreement": "Accepted"}},
        gir_rws_ops_username=system.ops[0],
        gir_rws_ops_password=system.ops[1],
    )
    groups = dict.fromkeys(["gir_rws", "gir_rcs", "gir_rps", "gir_mcp"], ["rec-dc1", "rec-dc2"])
    roles.inventory = Inventory({**groups, "dc1": ["rec-dc1"], "dc2": ["rec-dc2"]}, roles.variables)
    roles.inventory.host("rec-dc1", gir_rws_node_url=system.urls[0])
    make_archive(tmp_path / "mcp-1.1.tar.gz", name="mcp", version="1.1", behaviour="installs")
    return roles


def upgrade(site, *arguments, **extra):
    return site.playbook("upgrade", *arguments, gir_read_record=False, gir_upgrade_purge_from=FROM, **extra)


def test_index_is_built_anew_where_it_was_named_twice(site, system):
    """Once is not enough; check mode only predicts it; a request that fails is repeated without a second deletion."""
    upgrade(site, gir_upgrade_purge_old_index="dc1").refused(
        "Nothing was touched: ", "to confirm, give gir_upgrade_purge_confirm=dc1"
    )
    both = {"gir_upgrade_purge_old_index": "dc1", "gir_upgrade_purge_confirm": "dc1"}
    check = upgrade(site, "--check", **both).succeeded()
    assert system.index_runs == []
    # The first window of each index deletes it; a later one fails once.
    system.faults.add("status", status=500, path="/recordings$", method="POST", skip=3, times=1)
    real = upgrade(site, "-vvv", **both).succeeded()
    build = "Build anew the index of dc1"
    assert {task for _host, task in check.changed} - {task for _host, task in real.changed} == {build}
    for index in ("recordings", "screen-recordings"):
        runs = [run for run in system.index_runs if run["index"] == index]
        assert [run["purgeOld"] for run in runs] == [True] + [False] * (len(runs) - 1)
        starts = sorted(run["from"] for run in runs)
        assert starts == list(range(starts[0], starts[0] + len(starts) * DAY, DAY))
    assert list(site.hosts.rglob("*lock.json")) == []
    real.says_nothing_of([system.ops[1]])


def test_index_that_cannot_be_built_anew(site, system):
    """The hosts are upgraded by then, and the lock is given back."""
    system.faults.add("status", status=503)
    found = upgrade(site, gir_upgrade_purge_old_index="dc1", gir_upgrade_purge_confirm="dc1")
    found.refused("dc1: the index was not touched. ", "mcp nothing -> 1.1")
    assert system.index_runs == [] and list(site.hosts.rglob("*lock.json")) == []

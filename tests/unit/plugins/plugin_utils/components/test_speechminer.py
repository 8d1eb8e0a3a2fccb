# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What SpeechMiner should be."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import Target
from ansible_collections.gir.multidc.plugins.plugin_utils._topology import engine
from recorded import groups_of, scenarios

SCENARIO = scenarios("muxer")["minimal, three data centers"]


def evaluated(active="dc1", **groups):
    """The map with SpeechMiner on some of its hosts."""
    groups = {**groups_of(SCENARIO), **(groups or {"gir_speechminer": ["rws1-dc1", "rws1-dc2"]})}
    return engine.evaluate(groups, {**SCENARIO["variables"], "gir_active_datacenter": active}, None)


def desired(host, active="dc1", **given):
    return COMPONENTS["speechminer"].desired(evaluated(active).model, Target(host), given)


def test_probe_of_the_interaction_receiver():
    """Each host proves the Interaction Receiver of its own data center."""
    assert [probe.url for probe in desired("rws1-dc2").probes] == ["https://sm.dc2.test/ir"]


@pytest.mark.parametrize(("active", "runs"), [("dc1", "rws1-dc1"), ("dc2", "rws1-dc2")])
def test_service_of_the_active_data_center(active, runs):
    """The other one's service is left as it is, and nothing is touched without the name of a unit."""
    given = {"speechminer_service": "sm", "speechminer_health": {"port": "8080"}}
    services = {host: desired(host, active, **given).service for host in ("rws1-dc1", "rws1-dc2")}
    assert [host for host, service in services.items() if service is not None] == [runs]
    assert (services[runs].name, services[runs].health) == ("sm", {"port": 8080})
    assert desired(runs, active).service is None


def test_wrong_health():
    assert [violation.id for violation in desired("rws1-dc1", speechminer_health={"prot": 1}).violations] == ["GIR805"]


@pytest.mark.parametrize(
    ("hosts", "rules"),
    [(["rws1-dc1", "rws1-dc2"], []), (["rws1-dc1"], ["GIR219"]), (["rws1-dc1", "rws1-dc2", "rws1-dc3"], ["GIR218"])],
)
def test_placement(hosts, rules):
    """In the primary and the backup data center, in both or none."""
    errors = evaluated(gir_speechminer=hosts).errors
    assert [error["id"] for error in errors] == rules

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text that means a boolean or a number is that; and what the map drives is never held by further options."""

import pytest
from adopted_system import System, drift, said, seeded, variables

YAML_OF_RWS = "/opt/genesys/rws/config/application.yaml"
RPS = "/opt/genesys/rps/rpconfig.cfg"


def quoted(system, host, key, value, new):
    system.edit(host, YAML_OF_RWS, f"{key}: {value}", f'{key}: "{new}"')


def changed(host, place, path=YAML_OF_RWS):
    return f"site would change {host}: {place} of {path}."


def further(adoption, host, component="rws"):
    """What the usual system has as further options is the same everywhere."""
    return adoption["effective"](host).get(f"{component}_extra_options", {})


def test_a_sync_node_in_quotes(adopt):
    """It stays where it is; site would take the quotes away, which is told."""

    def change(system):
        quoted(system, "rws1", "syncNode", "true", "false")
        quoted(system, "rws2", "syncNode", "false", "True")
        quoted(system, "rws3", "syncNode", "false", "false")

    adoption = adopt(change)
    assert adoption["effective"]("rws2")["rws_sync_node"] is True
    assert adoption["contradictions"] == []
    assert drift(adoption) == [changed(host, "serverSettings/syncNode") for host in ("rws1", "rws2", "rws3")]
    assert further(adoption, "rws1") == further(adopt(), "rws1")


def test_a_boolean_and_a_number_in_quotes(adopt):
    """The variable holds them, and nothing else does."""

    def change(system):
        for host in ("rws1", "rws2", "rws3"):
            quoted(system, host, "enableCsrfProtection", "false", "false")
            quoted(system, host, "port", "8080", "8080")

    adoption = adopt(change, system=System(rws_enable_csrf_protection=False))
    found = variables(adoption)
    assert (found["rws_enable_csrf_protection"], found["rws_port"]) == (False, 8080)
    assert further(adoption, "rws1") == further(adopt(), "rws1")
    told = [changed("rws1", place) for place in ("jetty/port", "serverSettings/enableCsrfProtection")]
    assert sorted(line for line in drift(adoption) if "rws1" in line) == told


@pytest.mark.parametrize("change", ["eServicesSite DC1 dc1", "siteName DC1 DCX", "nodePath /US/NY /US/NJ"])
def test_what_the_map_drives_in_rws_is_not_held(adopt, change):
    """After a failover a further option would still say what was before it."""
    key, old, new = change.split()
    given = {"dc1": {"site_name": "DC1", "node_path": "/US/NY"}, "dc2": {}}
    system = seeded(gir_datacenters=given)
    adoption = adopt(lambda found: found.edit("rws2", YAML_OF_RWS, f"{key}: {old}", f"{key}: {new}"), system=system)
    assert further(adoption, "rws2") == further(adopt(), "rws2")
    assert drift(adoption) == [changed("rws2", f"serverSettings/{key}")]


def test_a_mode_with_a_remark_is_not_held(adopt):
    adoption = adopt(lambda system: system.edit("rps1", RPS, "mode = active", "mode = active ; live since 2024"))
    assert further(adoption, "rps1", "rps") == {}
    assert drift(adoption) == [changed("rps1", "processing/mode", RPS)]


def test_a_mode_that_is_lacking_is_not_left_out(adopt):
    adoption = adopt(lambda system: system.edit("rps1", RPS, "mode = active\n", ""))
    assert "rps_option_names" not in adoption["effective"]("rps1")
    assert said(adoption, "drift", changed("rps1", "processing/mode", RPS))

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tasks of role _component are told of a component with a package and a service."""

import json

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import calls
from recorded import computed, given_of, scenarios, with_defaults


def plan(component="mcp", host="mcp1-dc1", **variables):
    base = scenarios(component)["minimal"]
    scenario = {**base, "variables": {**base["variables"], **variables}}
    given = with_defaults(component, given_of(scenario, host), host)
    return calls.plan(COMPONENTS[component], computed(component, scenario, host), given)


@pytest.mark.parametrize(
    ("variables", "managed"),
    [
        ({"mcp_service": "gir-mcp"}, True),
        ({}, False),
        ({"mcp_service": ""}, False),
        ({"mcp_service": "gir-mcp", "gir_manage_services": False}, False),
        ({"mcp_service": "gir-mcp", "gir_root": "/staged"}, False),
    ],
)
def test_service_is_touched(variables, managed):
    """Only where it has a name, where services are managed, and where it is real."""
    found = plan(**variables)
    assert found["service_managed"] is managed
    assert found["staged"] is ("gir_root" in variables)


def test_package():
    """Where it comes from and goes to, and whose it is; its response holds secrets and is not among it."""
    response = {"License": {"Password": "hidden-1"}}
    versions = {"mcp_package": "/srv/mcp.tar.gz", "mcp_package_version": "9.0"}
    found = plan(**versions, mcp_package_response=response, mcp_service="gir-mcp")
    assert found["package"] == {
        "archive": "/srv/mcp.tar.gz",
        "remote_src": False,
        "version": "9.0",
        "install_path": "/opt/genesys/mcp",
    }
    assert (found["service_user"], found["service_group"]) == ("genesys", "genesysgroup")
    assert found["backup_directory"] == "/var/lib/gir_multidc/mcp"
    assert "hidden-1" not in json.dumps(found)


def test_no_package():
    found = plan()
    assert (found["package"], found["service"], found["backup_directory"]) == (None, None, "")

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A GAX stand-in that holds what the components describe for three data centers, to be compared with it."""

import contextlib
import copy
import functools
from dataclasses import dataclass, field
from typing import Any

import gax_systems
import module_runs
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import Target
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import objects
from ansible_collections.gir.multidc.plugins.plugin_utils._topology import engine
from standins.gax_dialects import DIALECTS
from standins.gax_sites import application, thing
from support import three_sites

KEYSTORE_PASSWORD = "keystore-pass-4711"
GIVEN = {
    "gir_configuration_source": "gax",
    "gir_service_user": "genesys",
    "gir_service_group": "genesys",
    "rcs_keystore_path": "/opt/genesys/rcs/keystore.jks",
    "rcs_keystore_password": KEYSTORE_PASSWORD,
    "mcp_codecs": ["pcmu", "pcma"],
    "rws_cluster_application_name": "Cluster",
    "rws_cluster_options": {"cluster": {"mode": "all"}},
    "workspace_desktop_application_name": "WDE",
    "workspace_desktop_agent_groups": {"dc1": "Agents_DC1", "dc2": "Agents_DC2", "dc3": None},
    "workspace_desktop_agent_group_tenant": "Resources",
    "workspace_desktop_disaster_recovery_timeout": 30,
    "ivr_profile_tenant": "Resources",
    "geo_location_dns": {
        "newyork": [{"number": "trunk-ny", "switch": "SIP_Switch_DC1"}],
        "dallas": [{"number": "trunk-tx", "switch": "SIP_Switch_DC2"}],
    },
    "geo_location_resource_groups": {"newyork": "MCP_NewYork", "dallas": "MCP_Dallas"},
    "geo_location_resource_group_folder": "Resources/Resource Groups",
    "geo_location_sip_servers": {"dc1": ["SIP_DC1"]},
    "geo_location_strict_match": {"dc1": "msml"},
}
SECRETS = (*three_sites.SECRETS, KEYSTORE_PASSWORD, gax_systems.PASSWORD)
DESCRIBING = ("rws", "mcp", "rcs", "ivr_profile", "geo_location", "workspace_desktop")
HOSTS = {"mcp": ["mcp0-dc1", "mcp1-dc2", "mcp2-dc3"], "rcs": ["rcs0-dc1", "rcs1-dc2", "rcs2-dc3"]}


@dataclass(frozen=True)
class State:
    """As _gathering.states has it."""

    component: Any
    host: str
    desired: Any
    given: dict = field(repr=False)


def groups_of():
    """The groups of the inventory of three sites."""
    places = {**three_sites.COMPONENTS, "gir_rps": ["dc1", "dc2", "dc3"], "gir_muxer": ["dc1", "dc2"]}
    found = {}
    for group, centers in places.items():
        for number, center in enumerate(centers):
            host = f"{group[4:]}{number}-{center}"
            for name in (group, center, "gir", "all"):
                found.setdefault(name, []).append(host)
    return {name: list(dict.fromkeys(hosts)) for name, hosts in found.items()}


@functools.lru_cache(maxsize=None)
def model():
    """Of the three sites."""
    groups = groups_of()
    own = {name: three_sites.VARIABLES.get(name) for name in engine.HOST_VARIABLES}
    own = dict.fromkeys(groups["gir_rws"], own)
    found = engine.evaluate(groups, {**three_sites.VARIABLES, **GIVEN}, own)
    assert found.model is not None, found.errors
    return found.model


def variables_of(component, host, further):
    """What the component reads, with the defaults of its role."""
    given = {**three_sites.VARIABLES, **GIVEN, **further}
    found = {}
    for name, row in component.variables.items():
        if name in given:
            found[name] = given[name]
        elif not row.about.required and not name.startswith("gir_"):
            default = row.default
            known = isinstance(default, str)
            found[name] = default.replace("{{ inventory_hostname }}", host) if known else copy.deepcopy(default)
    return found


def states(url="https://gax.test", components=DESCRIBING, **further):
    """The states of these components on all their hosts."""
    further = {**connection(url), **further}
    found = []
    for name in components:
        component = COMPONENTS[name]
        for host in component.targets(model()):
            given = variables_of(component, host, further)
            desired = component.desired(model(), Target(host), given)
            assert not [one for one in desired.violations if one.severity == "error"], desired.violations
            found.append(State(component, host, desired, given))
    return found


def connection(url):
    """How the hosts reach GAX."""
    return {"gir_gax_url": [url], "gir_gax_username": gax_systems.USER, "gir_gax_password": gax_systems.PASSWORD}


def dn(dbid, number, switch):
    """A trunk."""
    return gax_systems.dn(dbid, number, switch)


def bare():
    """What a site has before anything of this collection is written, with options of its own."""
    names = ["WDE", "Cluster", "SIP_DC1", *(f"{host}_MCP" for host in HOSTS["mcp"])]
    names += [f"{host}_RCS" for host in HOSTS["rcs"]]
    own = {"log": {"all": "network"}, "own": {"password": "site-pass-2255", "colour": "blue"}}
    found = [application(str(number), name, own, {"own": {"a": "b"}}) for number, name in enumerate(names, 200)]
    found += [dn("300", "trunk-ny", "120"), dn("301", "trunk-tx", "121")]
    menu = {"gvp.general": {"service-type": "voicexml"}}
    return [*found, thing("CfgGVPIVRProfile", "310", "ivr-menu", "111", annex=menu, tenantdbid="101")]


@contextlib.contextmanager
def system(**options):
    """GAX that holds all of it, and the states."""
    path = options.pop("path", None)
    further = options.pop("variables", {})
    with gax_systems.Gax(directory=gax_systems.directory(*bare(), path=path), **options) as server:
        known = states(server.url, **further)
        things = [one.given() for state in known for one in state.desired.objects]
        module_runs.succeed("gax_objects", gax_systems.connect(server, things))
        yield server, known


class Healing:
    """GAX whose tree can be brought back to what it was."""

    def __init__(self, server, known):
        self.server, self.known = server, known
        self._tree = list(server.directory.objects())

    def heal(self):
        """Undo whatever was planted."""
        for now in list(self.server.directory.objects()):
            self.server.directory.remove(now["type"], now["dbid"])
        for one in self._tree:
            self.server.directory.put(one)
        self.server.faults.remove()
        self.server.set_dialect(**DIALECTS.defaults())
        self.server.forget_requests()


def compare(known, **further):
    """The request, and what the module says."""
    asked = objects.request(known)
    return asked, module_runs.run("gax_drift_info", {**asked.args, "retries": 0, "timeout": 5, **further})


def found(known, **further):
    """[(check, object, key)] of what differs or could not be looked at."""
    asked, result = compare(known, **further)
    return sorted((one["check"], one["object"], one["key"]) for one in asked.differences(result))


def item(server, kind, name):
    """An object as the tree holds it, to be changed."""
    (known,) = [one for one in server.directory.objects(kind) if name in (one.get("name"), one.get("number"))]
    return copy.deepcopy(known)


def put(server, kind, name, place, value, part="userproperties"):
    """Set an option as somebody at a console does; None takes it out."""
    section, _slash, key = place.partition("/")
    known = item(server, kind, name)
    entries = known.setdefault(part, {"property": []})["property"]
    entries[:] = [entry for entry in entries if (entry["section"], entry["key"]) != (section, key)]
    if value is not None:
        entries.append({"section": section, "key": key, "value": value})
    server.directory.put(known)

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A running system as the roles would have made it from variables: what adoption reads, without a host or a server."""

import copy
from dataclasses import asdict

from ansible_collections.gir.multidc.plugins.plugin_utils._adoption import units
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.adoption import Adoption
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.desired import DesiredSystem, as_text
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.live import Live
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.shared import ConfigurationServerObjects
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.plain import without_nulls
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.serialise import serialise

SECRETS = ["ops-pw-1", "admin-pw-2", "receiver-pw-3", "cfg-pw-4", "dav1-pw-5", "dav2-pw-6", "crypto-key-7", "jks-pw-8"]
GROUPS = {
    "dc1": ["rws1", "rws2", "rps1", "rcs1", "mcp1", "mux1", "dav1"],
    "dc2": ["rws3", "rps2", "rcs2", "mcp2", "mux2", "dav2"],
    "gir_rws": ["rws1", "rws2", "rws3"],
    "gir_rps": ["rps1", "rps2"],
    "gir_rcs": ["rcs1", "rcs2"],
    "gir_mcp": ["mcp1", "mcp2"],
    "gir_muxer": ["mux1", "mux2"],
    "gir_webdav": ["dav1", "dav2"],
}
GROUPS["gir"] = GROUPS["dc1"] + GROUPS["dc2"]
# What no running system says, so that the seed has to.
SEED = {
    "gir_rws_ops_username": "ops-user",
    "gir_rws_ops_password": "ops-pw-1",
    "gir_rws_admin_username": "admin-user",
    "gir_rws_admin_password": "admin-pw-2",
    "webdav_os_family": "Debian",
}


def _center(number, role, geo, place):
    name = f"dc{number}.test"
    return {
        "role": role,
        "site_name": f"DC{number}",
        "geo_locations": [geo],
        "node_path": place,
        "jurisdiction": "US",
        "storage": {"voice_url": f"https://dav.{name}/recordings", "screen_url": f"https://dav.{name}/screens"},
        "rws_url": f"https://rws.{name}",
        "processor_url": f"https://rp.{name}",
        "rcs_url": f"https://rcs.{name}",
        "interaction_receiver_url": "https://sm.dc1.test/interactionreceiver",
    }


VARIABLES = dict(
    SEED,
    gir_datacenters={
        "dc1": _center(1, "primary", "newyork", "/US/NY"),
        "dc2": _center(2, "backup", "dallas", "/US/TX"),
    },
    gir_storage_credentials={
        "dc1": {"username": "recorder1", "password": "dav1-pw-5"},
        "dc2": {"username": "recorder2", "password": "dav2-pw-6"},
    },
    gir_configuration_server={"host": "cfg.test", "port": 2020, "username": "gir", "password": "cfg-pw-4"},
    gir_interaction_receiver_username="receiver",
    gir_interaction_receiver_password="receiver-pw-3",
    gir_contact_center_id="625a5cf1-dea8-4e46-b18b-831d4b254488",
    gir_contact_center_domain="example",
    gir_service_user="genesys",
    gir_service_group="genesys",
    rws_port=8080,
    rws_cr_cluster_name="es",
    rws_crypto_security_key="crypto-key-7",
    rws_cassandra_nodes={"dc1": ["cass1", "cass2"], "dc2": ["cass3"]},
    rws_extra_options={"serverSettings": {"unknownOption": "{{ not a template }}"}},
    rws_service="gir-rws",
    rws_start_command="/usr/bin/java -jar rws.jar",
    rcs_keystore_path="/opt/genesys/rcs/keystore.jks",
    rcs_keystore_password="jks-pw-8",
    mcp_codecs=["pcmu", "pcma"],
    ivr_profile_recording_type="audio/mp3",
    ivr_profile_tenant="Resources",
    geo_location_dns={"newyork": [{"number": "trunk", "switch": "S1"}]},
    geo_location_resource_groups={"dallas": "MCP_Dallas"},
    workspace_desktop_application_name="WDE",
    workspace_desktop_agent_groups={"dc1": "A1", "dc2": "A2"},
    workspace_desktop_agent_group_tenant="Resources",
    workspace_desktop_version="8.5.118.10",
    workspace_desktop_srs_version="8.5.340.97",
    workspace_desktop_disaster_recovery_timeout=90,
)


class System:
    """Change `files`, `rws` and `objects` to make a system of another history."""

    def __init__(self, **variables):
        self.variables = {**copy.deepcopy(VARIABLES), **variables}
        self.groups = copy.deepcopy(GROUPS)
        self.seed = {host: dict(SEED) for host in self.groups["gir"]}
        desired = DesiredSystem(self.groups, lambda _host: self.variables, self.variables)
        assert desired.topology.model is not None, desired.topology.errors
        self.files = {host: {} for host in self.groups["gir"]}
        self.objects = []
        for component in COMPONENTS.values():
            if issubclass(component.table, ConfigurationServerObjects):
                for host in component.targets(desired.model):
                    self._write(desired.of(component, host))
        (state,) = desired.every(COMPONENTS["contact_center"])
        self.rws = {
            "contact_centers": [self.variables["gir_contact_center_id"]],
            "features": ["api-voice-recording", "api-supervisor-recording", "schema-elasticsearch-v2-call-recording"],
            "storage": [dict(entry, active=True, storage_type="webDAV") for entry in state.contact_center.storage],
            "settings": copy.deepcopy(state.contact_center.settings),
        }
        for entry in self.rws["settings"]:
            entry.setdefault("location", None)

    def _write(self, desired):
        """The files and the objects that a component asks for."""
        assert desired.violations == []
        for file in desired.files:
            head = f"# {units.OWN}\n" if file.path.endswith(".service") else ""
            self.put(desired.host, file.path, head + serialise(file.format, without_nulls(file.data)))
        self.objects += [asdict(as_text(thing, desired.host)) for thing in desired.objects]

    def put(self, host, path, text):
        self.files[host][path] = {"path": path, "content": text, "owner": "genesys", "group": "genesys"}

    def edit(self, host, path, old, new):
        content = self.files[host][path]["content"]
        assert old in content, content
        self.put(host, path, content.replace(old, new))

    def object(self, kind, name):
        (found,) = (item for item in self.objects if (item["type"], item["name"]) == (kind, name))
        return found

    def adopt(self, hidden=(), **options):
        live = Live(self.groups, copy.deepcopy(self.seed), self.files, self.rws, copy.deepcopy(self.objects), **options)
        return Adoption(live, hidden)


def outcome(change=None, **options):
    """What adoption makes of the system after `change(system)`."""
    system = System()
    if change is not None:
        change(system)
    adoption = system.adopt(**options)
    return dict(adoption.report.data(), problems=adoption.report.problems, files=adoption.files)

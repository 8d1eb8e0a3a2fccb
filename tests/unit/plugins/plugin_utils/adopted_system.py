# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A running system as the roles would have made it from variables: what adoption reads, without a host or a server."""

import copy
import sys
from dataclasses import asdict
from pathlib import Path

import yaml
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption import units
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.adoption import Adoption
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.desired import DesiredSystem, as_text
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.layout import EVERYWHERE, Layout
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.live import Live
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import errors
from ansible_collections.gir.multidc.plugins.plugin_utils._components.shared import ConfigurationServerObjects
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.plain import without_nulls
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.serialise import serialise

sys.path.insert(0, str(Path(__file__).resolve().parent / "components"))

from template_texts import text_of, without_hashes

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


def center_of(number, role, geo, place):
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
        "dc1": center_of(1, "primary", "newyork", "/US/NY"),
        "dc2": center_of(2, "backup", "dallas", "/US/TX"),
    },
    gir_storage_credentials={
        "dc1": {"username": "recorder1", "password": "dav1-pw-5"},
        "dc2": {"username": "recorder2", "password": "dav2-pw-6"},
    },
    gir_configuration_server={"host": "cfg.test", "port": 2020, "username": "gir", "password": "cfg-pw-4"},
    **dict.fromkeys(("gir_service_user", "gir_service_group"), "genesys"),
    gir_interaction_receiver_username="receiver",
    gir_interaction_receiver_password="receiver-pw-3",
    gir_contact_center_id="625a5cf1-dea8-4e46-b18b-831d4b254488",
    gir_contact_center_domain="example",
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

THIRD = {name: f"gir_{group}" for name, group in
         {"rws": "rws", "rps": "rps", "rcs": "rcs", "mcp": "mcp", "dav": "webdav"}.items()}  # fmt: skip
CENTRAL = {"voice_url": "https://dav.test/voice", "screen_url": "https://dav.test/screen", "jurisdiction": "US"}


class System:
    """Change `files`, `rws` and `objects` to make a system of another history.

    `also`: components without objects that are installed, too; `own`: {host: variables of its own}.
    """

    def __init__(self, also=(), own=None, groups=None, **variables):
        self.variables = {**copy.deepcopy(VARIABLES), **variables}
        self.groups = copy.deepcopy(groups or GROUPS)
        self.seed = {host: dict(SEED) for host in self.groups["gir"]}
        own = own or {}
        desired = DesiredSystem(self.groups, lambda host: {**self.variables, **own.get(host, {})}, self.variables)
        assert desired.topology.model is not None, desired.topology.errors
        self.model = desired.model
        self.files = {host: {} for host in self.groups["gir"]}
        self.objects = []
        for component in COMPONENTS.values():
            if issubclass(component.table, ConfigurationServerObjects) or component.name in also:
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
        assert errors(desired.violations) == []
        for path, text in texts_of(desired).items():
            self.put(desired.host, path, text)
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


def centers_of(change=None):
    """The usual map after `change(map)`."""
    centers = copy.deepcopy(VARIABLES["gir_datacenters"])
    if change is not None:
        change(centers)
    return centers


def seeded(system=None, **values):
    """The system, whose seed says these things of every host, too."""
    system = system or System()
    for seed in system.seed.values():
        seed.update(copy.deepcopy(values))
    return system


def central(**given):
    """A system in which all data centers share one storage, so that the seed has to say where calls come from."""
    account = {"central": {"username": "recorder1", "password": "dav1-pw-5"}}
    centers = centers_of(lambda found: [center.update(storage="central") for center in found.values()])
    shared = {"gir_datacenters": centers, "gir_central_storage": dict(CENTRAL), "gir_storage_credentials": account}
    places = {name: {"geo_locations": center["geo_locations"]} for name, center in centers.items()}
    return seeded(System(**{**shared, **given}), gir_datacenters=places)


def three_centers(change=None, **given):
    """A system with a third data center, which records and has an own storage. `change`: of the map."""
    groups = copy.deepcopy(GROUPS)
    groups["dc3"] = ["rws4", "rps3", "rcs3", "mcp3", "dav3"]
    for host in groups["dc3"]:
        groups["gir"].append(host)
        groups[THIRD[host.rstrip("3456789")]].append(host)
    centers = centers_of()
    centers["dc3"] = center_of(3, "recording", "miami", "/US/FL")
    del centers["dc3"]["interaction_receiver_url"]
    if change is not None:
        change(centers)
    accounts = {**VARIABLES["gir_storage_credentials"], "dc3": {"username": "recorder3", "password": "dav3-pw-9"}}
    agents = {"dc1": "A1", "dc2": "A2", "dc3": "A3"}
    usual = {
        "gir_datacenters": centers,
        "gir_storage_credentials": accounts,
        "workspace_desktop_agent_groups": agents,
        # Nothing else says the RCS of a data center without a Muxer.
        "contact_center_decrypt_setting_name": "decrypt-uri-prefix",
    }
    return System(groups=groups, **{**usual, **given})


def texts_of(desired):
    """{path: text} of the files that a component asks for."""
    return {file.path: _text(desired, file) for file in desired.files}


def _text(desired, file):
    if file.template is not None:
        return without_hashes(text_of(desired.component, file, desired.host))
    if file.content is not None:
        return file.content
    head = f"# {units.OWN}\n" if file.path.endswith(".service") else ""
    return head + serialise(file.format, without_nulls(file.data))


def outcome(change=None, system=None, **options):
    """What adoption makes of the system, or of the usual one, after `change(system)`."""
    system = system or System()
    if change is not None:
        change(system)
    adoption = system.adopt(**options)
    assert adoption.report.problems == [] or adoption.files == {}
    report, effective = adoption.report, adoption.store.effective
    return dict(report.data(), problems=report.problems, files=adoption.files, effective=effective, adopted=adoption)


def written_again(outcome_of, system, name):
    """What a component would write with the new inventory, and what is there: two {host: {path: text}}."""
    adoption = outcome_of["adopted"]
    everywhere = Layout(adoption.live, adoption.store).groups[EVERYWHERE]
    desired = DesiredSystem(adoption.live.groups, adoption.store.effective, everywhere)
    written = {host: texts_of(desired.of(COMPONENTS[name], host)) for host in system.groups[COMPONENTS[name].group]}
    there = {
        host: {path: file["content"] for path, file in system.files[host].items() if path in written[host]}
        for host in written
    }
    return written, there


class Loader(yaml.SafeLoader):
    """Reads the files of the new inventory."""


Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


def variables(adoption):
    """Those of the whole system."""
    found = {}
    for path, text in adoption["files"].items():
        if path.startswith("group_vars/gir/"):
            found.update(yaml.load(text, Loader))
    return found


def hosts_of(adoption):
    """The groups below gir in the new inventory."""
    return yaml.load(adoption["files"]["hosts.yml"], Loader)["gir"]["children"]


def said(adoption, kind, *parts):
    """Whether one sentence of this kind has all the parts."""
    return any(all(part in line for part in parts) for line in adoption[kind])


def drift(adoption):
    """What site would change; most systems here have no daily index update."""
    return [line for line in adoption["drift"] if "daily index update" not in line]

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A valid base for each component, and what a case lays over it to break one rule."""

import copy
from dataclasses import dataclass, field
from typing import Any

from recorded import CONTROLLER, computed, scenarios

# Of the names that follow the active data center.
_NAMES = {
    "load_balancer_dns_names": ["rws.rec.test"],
    "load_balancer_dns_zone": "rec.test",
    "load_balancer_dns_server": ["192.0.2.53"],
    "load_balancer_dns_key_name": "gir",
    "load_balancer_dns_key_secret": "c2VjcmV0",
}
_ADDRESSES = {"lb1-dc1": {"gir_address": "10.0.1.9"}, "lb1-dc2": {"gir_address": "10.0.2.9"}}
GUARDING = {"gir_site_guard": True, "gir_site_guard_key": "hidden-guard-1" * 3}
HOLD = {"name": "matter-1", "by": "alice", "on": "2026-11-01", "recordings": ["r1"]}
# By component: the host, and the variables that it needs besides those that all components share.
BASES: dict[str, tuple[str, dict[str, Any]]] = {
    "contact_center": (CONTROLLER, {}),
    "geo_location": (CONTROLLER, {}),
    "hold_keeper": ("rws1-dc1", {"gir_recording_holds": [HOLD]}),
    "index_update": ("rws1-dc2", {}),
    "ivr_profile": (CONTROLLER, {}),
    "ledger_publisher": ("rws1-dc1", GUARDING),
    "load_balancer": (
        "lb1-dc1",
        {
            "load_balancer_services": ["rws", "processor", "rcs"],
            "load_balancer_tls_pem": "/etc/gir/lb.pem",
            "rws_port": 8080,
            "rps_port": 8889,
            "voice_processor_port": 8890,
            "rcs_port": 8008,
        },
    ),
    "load_balancer_names": (CONTROLLER, _NAMES),
    "mcp": ("mcp1-dc1", {}),
    "media_lifecycle": (CONTROLLER, {}),
    "muxer": ("mux1-dc1", {"muxer_service": "gir-muxer"}),
    "rcs": ("rcs1-dc1", {}),
    "rps": ("rps1-dc2", {"rps_service": "gir-rps"}),
    "rws": ("rws1-dc1", {}),
    "site_guard": (
        "mux1-dc1",
        {**GUARDING, "gir_failover_witness": ["https://witness.test/"], "muxer_service": "gir-muxer"},
    ),
    "speechminer": ("rws1-dc1", {}),
    "speechminer_steps": (CONTROLLER, {}),
    "voice_processor": (
        "vp1-dc2",
        {
            "voice_processor_service": "gir-vp",
            "voice_processor_settings_format": "json",
            "voice_processor_setting_names": {"rws_url": "rwsUrl"},
        },
    ),
    "webdav": ("dav1-dc2", {}),
    "workspace_desktop": (
        CONTROLLER,
        {
            "workspace_desktop_application_name": "WDE",
            "workspace_desktop_agent_groups": {"dc1": "A1", "dc2": "A2"},
            "workspace_desktop_failover_strategy": "resubmit",
        },
    ),
}
# The map judges these, too, and has no model with a wrong one: it is given those of the base.
_MAP_KEEPS = (
    "gir_recording_holds",
    "gir_storage_credentials",
    "gir_contact_center_domain",
    "gir_contact_center_id",
    "gir_interaction_receiver_username",
    "gir_interaction_receiver_password",
    "gir_rws_ops_username",
    "gir_rws_ops_password",
    "gir_rws_admin_username",
    "gir_rws_admin_password",
    "gir_service_user",
    "gir_service_group",
    "gir_configuration_server",
    "rws_cr_cluster_name",
    "workspace_desktop_version",
    "workspace_desktop_srs_version",
    "workspace_desktop_failover_strategy",
)


@dataclass(frozen=True)
class Case:
    """`given` breaks one rule of the component; `says` stands in the sentence: the variable, and the value as shown.

    `centers`: further keys by data center; `hosts`: variables of other hosts; `host`: another one than the base's;
    `groups`: further groups; `facts`: what is known of the host.
    """

    component: str
    given: dict[str, Any]
    says: str
    centers: dict[str, dict[str, Any]] = field(default_factory=dict)
    hosts: dict[str, dict[str, Any]] = field(default_factory=dict)
    host: str = ""
    scenario: str = "minimal"
    groups: dict[str, list[str]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def variables(self) -> dict[str, Any]:
        """All variables of the case, with those of the base."""
        found = copy.deepcopy(scenarios("muxer")[self.scenario]["variables"])
        for name, keys in self.centers.items():
            found["gir_datacenters"][name].update(keys)
        return {**found, **BASES[self.component][1], **self.given}


def desired(case: Case) -> Any:
    """What the component makes of the case."""
    base = scenarios("muxer")[case.scenario]
    known = {**base["variables"], **BASES[case.component][1]}
    own = {host: {**_ADDRESSES.get(host, {}), **case.hosts.get(host, {})} for host in {*_ADDRESSES, *case.hosts}}
    changes = {
        "variables": case.variables,
        "model_variables": {name: known.get(name) for name in _MAP_KEEPS},
        "host_variables": own,
        "groups": {**base["groups"], **case.groups},
        "facts": {**base.get("facts", {}), **case.facts},
    }
    return computed(case.component, {**base, **changes}, case.host or BASES[case.component][0])

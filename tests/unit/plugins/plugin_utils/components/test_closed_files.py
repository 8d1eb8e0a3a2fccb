# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""With a value of its own in every secret variable, no file that holds one can be read by others."""

import json
from dataclasses import asdict

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import errors
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import Target
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import calls
from ansible_collections.gir.multidc.plugins.plugin_utils._topology import engine
from recorded import with_defaults
from support import three_sites
from template_texts import text_of

CANARY = "cAnArY-5512-"
_INSIDE = "password"
# What the three sites do not give, so that every file is written.
FURTHER = {
    **{f"{name}_service": f"gir-{name}" for name in ("rws", "rcs", "rps", "voice_processor", "muxer", "mcp")},
    **{
        f"{name}_start_command": f"/opt/{name}/run" for name in ("rws", "rcs", "rps", "voice_processor", "muxer", "mcp")
    },
    "gir_service_user": "genesys",
    "gir_service_group": "genesys",
    "gir_address": "192.0.2.7",
    "rcs_keystore_path": "/opt/genesys/rcs/keystore.jks",
    "rcs_archiving_username": "archiving",
    "muxer_rcs_username": "muxer",
    "rps_auth_username": "auth",
    "ivr_profile_aws_access_key_id": "AKIAEXAMPLE",
    "webdav_terminate_tls": False,
    "rws_port": 443,
    "load_balancer_tls_pem": "/etc/gir/lb.pem",
    "load_balancer_services": ["rws"],
    "load_balancer_dns_names": ["rws.rec.test"],
    "load_balancer_dns_zone": "rec.test",
    "load_balancer_dns_server": ["192.0.2.53"],
    "load_balancer_dns_key_name": "gir",
    "load_balancer_dns_targets": {name: ["192.0.2.9"] for name in ("dc1", "dc2", "dc3")},
    "rws_cassandra_username": "cassandra",
    "voice_processor_settings_format": "json",
    "voice_processor_setting_names": {"rws_password": "rwsPassword"},
    "workspace_desktop_application_name": "WDE",
    "workspace_desktop_agent_groups": {"dc1": "A1", "dc2": "A2", "dc3": "A3"},
    "workspace_desktop_failover_strategy": "resubmit",
    "gir_configuration_dir": "/import",
    "gir_site_guard": True,
    "gir_recording_holds": [{"name": "matter-1", "by": "alice", "on": "2026-11-01", "recordings": ["r1"]}],
}
_BASE64 = "Y0FuQXJZNTUxMg=="


def canaries():
    """A value for every secret variable of every component, in the form that the variable has."""
    found = {}
    for component in COMPONENTS.values():
        for name, row in component.variables.items():
            if row.about.secret or any(key.secret for key in (row.about.shape or {}).values()):
                found[name] = _value(name, row)
    return found


def _value(name, row):
    given = three_sites.VARIABLES.get(name)
    if isinstance(given, dict):
        return _filled(given, name)
    if name == "load_balancer_dns_key_secret":
        return _BASE64
    if name == "gir_site_guard_key":
        return CANARY + name * 2  # which is long enough
    if name.endswith("_environment"):
        return {"PASSWORD": CANARY + name}
    if row.about.shape:
        return [{key: CANARY + name if one.secret else f"some-{key}" for key, one in row.about.shape.items()}]
    if row.elements == "dict":
        return [{"group": "speechminer", "name": "speechminer-token", "value": CANARY + name}]
    if row.type == "dict":
        return {"Server": {"Password": CANARY + name}}
    return [CANARY + name] if row.type == "list" else CANARY + name


def _filled(tree, name):
    return {
        key: _filled(value, name) if isinstance(value, dict) else CANARY + name if key == _INSIDE else value
        for key, value in tree.items()
    }


GROUPS = {
    **three_sites.COMPONENTS,
    "gir_muxer": ["dc1", "dc2"],
    "gir_rps": ["dc1", "dc2", "dc3"],
    "gir_voice_processor": ["dc1", "dc2"],
    "gir_load_balancer": ["dc1", "dc2", "dc3"],
    "gir_speechminer": ["dc1", "dc2"],
}


@pytest.fixture(scope="module")
def states():
    """(component, desired, variables) of every component on each of its hosts."""
    variables = {**three_sites.VARIABLES, **FURTHER, **canaries()}
    groups = {group: [f"{group[4:]}-{name}" for name in names] for group, names in GROUPS.items()}
    for name in ("dc1", "dc2", "dc3"):
        groups[name] = [host for hosts in groups.values() for host in hosts if host.endswith(f"-{name}")]
    groups["gir"] = [host for group in GROUPS for host in groups[group]]
    topology = engine.evaluate(groups, variables, dict.fromkeys(groups["gir_rws"], variables))
    assert topology.model is not None, topology.errors
    found, wrong = [], []
    for component in COMPONENTS.values():
        for host in component.targets(topology.model):
            given = with_defaults(component.name, variables, host)
            target = Watched(host, os_family="Debian", service_manager="systemd",
                             others=dict.fromkeys(groups["gir"], variables))  # fmt: skip
            desired = component.desired(topology.model, target, given)
            ASKED.setdefault(component.name, set()).update(target.__dict__.pop("noted", ()))
            wrong += errors(desired.violations)
            found.append((component, desired, given))
    assert wrong == []
    return found


ASKED = {}


class Watched(Target):
    """Notes which of what only the host itself can say is asked for."""

    def __getattribute__(self, name):
        if name in ("os_family", "service_manager", "has_ipv6"):
            self.__dict__.setdefault("noted", set()).add(name)
        return super().__getattribute__(name)


def test_component_says_which_platform_it_depends_on(states):
    """A comparison asks for nothing beyond that before it asks the host."""
    assert {component.name for component, _desired, _given in states} == set(ASKED)
    assert {name: asked for name, asked in ASKED.items() if asked} == {
        name: set(component.platform) for name, component in COMPONENTS.items() if component.platform
    }


def text(component, file, host):
    if file.template is not None:
        return text_of(component.role or component.name, file, host) + json.dumps(file.variables)
    return file.content if file.content is not None else json.dumps(file.data)


def test_every_secret_is_somewhere(states):
    """Or the other tests here would show little."""
    everything = json.dumps([asdict(desired) for _component, desired, _given in states])
    somewhere = {name for name in canaries() if CANARY + name in everything}
    assert {f"{name}_environment" for name in ("rws", "rcs", "rps", "voice_processor", "muxer", "mcp")} <= somewhere
    assert {"rws_crypto_security_key", "gir_storage_credentials", "gir_rws_ops_password"} <= somewhere


def test_no_file_with_a_secret_can_be_read_by_others(states):
    closed = set()
    for component, desired, _given in states:
        for file in desired.files:
            if CANARY in text(component, file, desired.host) or file.secret:
                assert file.mode is not None and int(file.mode, 8) & 0o007 == 0, (component.name, file.path)
                assert not file.public
                closed.add(component.name)
    assert closed >= {"rws", "rps", "voice_processor", "muxer", "webdav", "index_update", "rcs", "mcp"}
    assert closed >= {"site_guard", "ledger_publisher", "hold_keeper"}


def test_directories_of_keys_and_accounts_are_closed(states):
    found = {
        directory.path: directory.mode for _component, desired, _given in states for directory in desired.directories
    }
    for path in ("/opt/genesys/rcs", "/opt/genesys/rws/config", "/opt/genesys/muxer", "/etc/gir/webdav"):
        assert int(found[path], 8) & 0o007 == 0


def test_what_is_written_for_import_is_for_its_owner(states):
    """Where secrets are not masked the files of the controller have mode 0600."""
    for component, desired, given in states:
        for verb, needed in (("documents", desired.documents), ("import_files", desired.objects)):
            if needed and "gir_configuration_dir" in component.variables:
                for call in calls.of_verb(verb, component, desired, given, {}, False):
                    assert call.name == "gir.multidc.render_bundle" and call.args["mask_secrets"] is False


def test_what_a_role_is_told_holds_no_secret(states):
    for component, desired, given in states:
        assert CANARY not in json.dumps(calls.plan(component, desired, given))


def test_every_component_keeps_what_it_replaces(states):
    for component, desired, given in states:
        for call in calls.of_verb("write", component, desired, given, {"validate_files": True}, False):
            assert call.args["backup_directory"] == f"/var/lib/gir_multidc/{component.name}"
            taken_up = desired.service is not None and bool(desired.service.backup_directory)
            assert call.args["backup_pending"] is taken_up

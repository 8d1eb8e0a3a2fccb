# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action topology under ansible-playbook, with tiny inventories: good ones and broken ones."""

import itertools
import json
import re
import sys

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret
from support import playbook

COMPONENTS = ("rws", "rcs", "mcp", "rps", "webdav")
SECRETS = {"gir_rws_ops_password": "hush-ops", "gir_rws_admin_password": "hush-admin"}
PUBLISH = [
    {"name": "Validate the topology", "gir.multidc.topology": None, "register": "found", "run_once": True},
    {"name": "Publish it", "ansible.builtin.set_fact": {"gir_topology": "{{ found.model }}"}, "run_once": True},
]
ON_GIR = {"name": "Publish", "hosts": "gir", "gather_facts": False, "tasks": PUBLISH}


def small():
    """Two data centers with one host for each component."""
    centers, children, credentials = {}, {}, {}
    for name, role in (("dc1", "primary"), ("dc2", "backup")):
        base = "{{ base }}." + name + ".example.com"
        centers[name] = {
            "role": role, "site_name": name.upper(), "geo_locations": ["geo-" + name], "node_path": "/US/" + name,
            "jurisdiction": "US", "rws_url": base + "/rws", "processor_url": base + "/rp", "rcs_url": base + "/rcs",
            "interaction_receiver_url": base + "/ir",
            "storage": {"voice_url": base + "/voice", "screen_url": base + "/screen"},
        }
        credentials[name] = {"username": "recorder", "password": "hush-" + name}
        children[name] = {"hosts": {f"{component}-{name}": {} for component in COMPONENTS}}
    for component in COMPONENTS:
        children["gir_" + component] = {"hosts": {f"{component}-{name}": {} for name in centers}}
    variables = {
        "base": "https://gir", "ansible_connection": "local", "ansible_python_interpreter": sys.executable,
        "gir_datacenters": centers, "gir_storage_credentials": credentials, "gir_service_user": "genesys",
        "gir_service_group": "genesys", "gir_rws_ops_username": "gir-ops", "gir_rws_admin_username": "gir-admin",
        "gir_contact_center_domain": "example", "workspace_desktop_failover_strategy": "dns",
        "gir_configuration_server": {"host": "cfg", "port": 2020, "username": "gir", "password": "hush-cfg"},
        "rws_cr_cluster_name": "gir_es", "rws_crypto_security_key": "{{ 'hush-' ~ 'crypto' }}", **SECRETS,
    }
    return {"gir": {"children": children, "vars": variables}}


@pytest.fixture
def play(tmp_path):
    """Runs plays against an inventory; warnings stand where they were printed."""

    def run(inventory, plays, *options):
        text = json.dumps(inventory, indent=1)
        # JSON knows no tags: a vaulted value is written in YAML.
        text = re.sub(r'"VAULT:([^"]*)"', r'!vault "\1"', text)
        (tmp_path / "hosts.yml").write_text(text, encoding="utf-8")
        how = {"directory": tmp_path, "inventory": "hosts.yml", "log": tmp_path / "log"}
        return playbook.run(plays, *options, **how, HOME=tmp_path)

    return run


def expecting(**values):
    """A task that fails on any host where the published model is another one."""
    claims = [f"gir_topology.{key} == {value!r}" for key, value in values.items()]
    return {"name": "Compare", "ansible.builtin.assert": {"that": claims}}


def expected_play(*tasks, hosts="gir"):
    return {"name": "Compare", "hosts": hosts, "gather_facts": False, "tasks": list(tasks)}


def test_publishes_to_every_host_and_from_the_controller_alike(play):
    everywhere = expected_play(
        expecting(active="dc1", sync_node="rws-dc1", warnings=[], interaction_receiver_url="https://gir.dc1.example.com/ir"),
        {"name": "Own data center", "ansible.builtin.assert": {
            "that": "gir_topology.hosts[inventory_hostname].data_center in group_names"}})
    controller = dict(ON_GIR, hosts="localhost")
    for options in ((), ("--check", "--limit", "mcp-dc2,localhost")):
        done = play(small(), [ON_GIR, everywhere, controller, expected_play(
            expecting(active="dc1", standby="dc2"), hosts="localhost")], *options).succeeded()
        assert done.recap and done.counts() == {}


def test_a_broken_inventory_gives_all_sentences_and_no_secret(play):
    inventory = small()
    variables = inventory["gir"]["vars"]
    variables["gir_datacenters"]["dc1"].update(site_name="DC-1", rcs_url="https://{{ nowhere }}/hush-rcs")
    variables["gir_datacenters"]["dc2"]["jurisdction"] = "US"
    variables["gir_storage_credentials"]["dc2"]["password"] = "hush-{{ nowhere_too }}"
    variables["gir_rws_admin_password"] = ["hush-list"]
    variables["gir_contact_center_domain"] = "{{ hush | "
    inventory["gir"]["children"]["dc2"]["hosts"]["rws-dc1"] = {}
    inventory["gir"]["children"]["gir_rws"]["hosts"]["rws-dc2"] = {"rws_crypto_security_key": "hush-other"}
    done = play(inventory, [ON_GIR], "-vvvv", "--diff")
    done.refused(
        'GIR106: gir_datacenters.dc1.site_name is "DC-1".',
        "GIR001: gir_datacenters.dc1.rcs_url cannot be evaluated: nowhere is undefined.",
        "Did you mean jurisdiction?",
        "GIR001: gir_storage_credentials.dc2.password cannot be evaluated: nowhere_too is undefined.",
        "GIR002: gir_rws_admin_password is a list, not text.",
        "GIR001: gir_contact_center_domain cannot be evaluated: its template is not valid",
        'The host "rws-dc1" is in the data centers dc1 and dc2.',
        "GIR502: rws_crypto_security_key is one value on rws-dc1, but different on rws-dc2.",
    )
    assert sorted(set(re.findall("hush-[a-z]+", done.output))) == []


def test_warnings_are_shown_and_the_model_is_published(play):
    inventory = small()
    del inventory["gir"]["vars"]["workspace_desktop_failover_strategy"]
    done = play(inventory, [ON_GIR, expected_play(
        {"name": "One warning", "ansible.builtin.assert": {
            "that": "gir_topology.warnings | select('match', 'GIR509: ') | length == 1"}})]).succeeded()
    assert "[WARNING]: GIR509: workspace_desktop_version" in done.flat


def asking(**options):
    """The plays that publish the model after asking the RWS hosts."""
    read = {**PUBLISH[0], "gir.multidc.topology": {"read_ledger": True, **options}}
    return {**ON_GIR, "tasks": [read, PUBLISH[1]]}


def test_the_record_on_an_rws_host_decides(play, tmp_path):
    """Only what the host says now: a fact of that name, as a cache keeps it, is not even looked at."""
    inventory = small()
    facts = tmp_path / "etc/ansible/facts.d"
    facts.mkdir(parents=True)
    (facts / "gir_multidc.fact").write_text('{"active_datacenter": "dc2", "epoch": 7}', encoding="utf-8")
    inventory["gir"]["children"]["dc2"]["hosts"]["rws-dc2"] = {"gir_root": str(tmp_path)}
    inventory["gir"]["children"]["dc1"]["hosts"]["rws-dc1"] = {"gir_root": str(tmp_path / "other")}
    cached = {"ansible_local": {"gir_multidc": {"active_datacenter": "dc1", "epoch": 9}}}
    told = {"name": "Tell", "hosts": "rws-dc1", "gather_facts": False,
            "tasks": [{"name": "Tell", "ansible.builtin.set_fact": {"ansible_facts": cached, **cached}}]}
    expected = expecting(active="dc2", active_source="record", epoch=7, standby="dc1", sync_node="rws-dc1")
    play(inventory, [told, asking(), expected_play(expected)]).succeeded()


def vaulted(text, password):
    """The text as YAML would hold it after !vault, on one line."""
    sealed = VaultLib([("default", VaultSecret(password))]).encrypt(text).decode()
    return "VAULT:" + sealed


@pytest.mark.parametrize("password", [b"right", b"wrong"])
def test_vaulted_values_are_read_or_named(play, tmp_path, password):
    inventory = small()
    inventory["gir"]["vars"]["gir_storage_credentials"]["dc1"]["password"] = vaulted("hush-sealed", b"right")
    inventory["gir"]["vars"]["gir_rws_ops_password"] = vaulted("hush-sealed", b"right")
    (tmp_path / "password").write_bytes(password)
    done = play(inventory, [ON_GIR], "--vault-password-file", "password", "-vvvv").says_nothing_of(["hush-sealed"])
    if password == b"right":
        done.succeeded()
        assert "Traceback" not in done.output
    else:
        names = ("gir_storage_credentials.dc1.password", "gir_rws_ops_password")
        done.refused(*(f"GIR001: {name} cannot be evaluated: it cannot be decrypted" for name in names))


def test_options_and_an_inventory_without_anything_are_refused(play):
    task = dict(PUBLISH[0], **{"gir.multidc.topology": {"active": "dc2"}})
    play(small(), [dict(ON_GIR, tasks=[task])]).refused("active")
    play({"all": {}}, [dict(ON_GIR, hosts="localhost")]).refused("GIR003: gir_datacenters is not given.")


def test_variables_of_components_are_judged_at_once(play):
    """Every mistake of every host, controller included, in one message; what hosts share stands once."""
    inventory = small()
    variables = inventory["gir"]["vars"]
    variables.update(rws_port="many", mcp_codecs={"no": "list"}, rws_crypto_security_key="hush-crypto")
    inventory["gir"]["children"]["dc2"]["hosts"]["rps-dc2"] = {"rps_port": "{{ nowhere }}"}
    verbs = ("site", "verify", "role")
    common = dict(PUBLISH[0], ignore_errors=True)
    judge = [dict(common, name=verb, **{"gir.multidc.topology": {"verb": verb}}) for verb in verbs]
    done = play(inventory, [dict(ON_GIR, tasks=judge)]).succeeded().says_nothing_of(["hush"])
    assert [found.task for found in done.results if found.state == "failed"] == ["site"]
    said = dict(zip(verbs, re.split(r"TASK \[(?:site|verify|role)\]", done.flat)[1:]))
    for verb, sentence in itertools.product(verbs, (
            "GIR803 rws-dc1 and rws-dc2: rws_port is \"many\", which is no whole number.",
            "GIR803 mcp-dc1 and mcp-dc2: mcp_codecs is a dictionary, which is no list.",
            "GIR801 rps-dc2: rps_port cannot be evaluated: nowhere is undefined.",
            "localhost: workspace_desktop_application_name is not given.")):
        assert (sentence in said[verb].replace('\\"', '"')) is (verb != "role"), done.output

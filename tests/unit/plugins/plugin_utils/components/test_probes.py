# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The transactions that prove what a host needs, and what is called to try them."""

import json

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.selection import of_host, probed, upgraded
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import calls
from recorded import RECORDED, computed, given_of, model_of, names, scenarios, with_defaults

THREE = "minimal, three data centers"
CENTRAL = ("voice recording storage", "webdav", "https://dav.central.test/recordings", "davc")


def scenario(component, **variables):
    base = scenarios(component)[THREE]
    return {**base, "variables": {**base["variables"], **variables}, "model_variables": base["variables"]}


def probes(component, host, **variables):
    desired = computed(component, scenario(component, **variables), host)
    assert desired.violations == []
    return desired.probes


def tried(component, host, **variables):
    return [(probe.name, probe.kind, probe.url, probe.username) for probe in probes(component, host, **variables)]


def called(component, host, **variables):
    given = with_defaults(component, given_of(scenario(component, **variables), host), host)
    desired = computed(component, scenario(component, **variables), host)
    return calls.of_verb("probe", COMPONENTS[component], desired, given, {}, False)


def test_mcp():
    """An MCP needs the processor of its data center and the storage of its IVR Profiles."""
    assert tried("mcp", "mcp1-dc2") == [
        ("recording processor", "http", "http://processor.dc2.test:8889", None),
        ("voice recording storage", "webdav", "http://dav.dc2.test:8080/recordings", "dav2"),
    ]


def test_mcp_with_central_storage():
    """A data center without a storage of its own, and the catch-all of the active one, use the central storage."""
    assert tried("mcp", "mcp1-dc3")[1:] == [CENTRAL]
    own = ("voice recording storage", "webdav", "https://dav.dc1.test/recordings", "dav1")
    assert tried("mcp", "mcp1-dc1")[1:] == [own, CENTRAL]


def test_mcp_after_a_failover():
    """The catch-all is a profile of the active data center."""
    base = scenario("mcp")
    moved = {**base, "model_variables": {**base["variables"], "gir_active_datacenter": "dc2"}}
    assert [probe.url for probe in computed("mcp", moved, "mcp1-dc2").probes][1:] == [
        "http://dav.dc2.test:8080/recordings",
        "https://dav.central.test/recordings",
    ]


def test_rws():
    """A node needs itself, the address of its data center, both storages and RCS."""
    assert tried("rws", "rws1-dc2", rws_port=8080) == [
        ("RWS node", "rws", "http://rws1-dc2:8080", "gir-ops"),
        ("RWS of the data center", "rws", "http://rws.dc2.test:8081", "gir-ops"),
        ("screen recording storage", "webdav", "http://dav.dc2.test:8080/screens", "dav2"),
        ("voice recording storage", "webdav", "http://dav.dc2.test:8080/recordings", "dav2"),
        ("Recording Crypto Server", "http", "http://rcs.dc2.test:8088", None),
    ]


@pytest.mark.parametrize(
    ("variables", "url"),
    [
        ({}, "https://rws.dc1.test"),
        ({"rws_port": "8443", "rws_jetty_enable_ssl": "yes"}, "https://rws1-dc1:8443"),
        ({"rws_port": 8080, "gir_address": "10.0.0.1"}, "http://10.0.0.1:8080"),
        ({"rws_port": 8080, "gir_address": ""}, "http://rws1-dc1:8080"),
        ({"rws_port": 8080, "gir_rws_node_url": "https://node.test"}, "https://node.test"),
        ({"rws_port": None, "gir_rws_node_url": ""}, "https://rws.dc1.test"),
    ],
)
def test_address_of_the_node(variables, url):
    assert probes("rws", "rws1-dc1", **variables)[0].url == url


def test_storage_without_an_account():
    """Whether an account is missing is said by the transaction, beside those that can be tried."""
    found = probes("mcp", "mcp1-dc1", gir_storage_credentials={"dc1": {"username": "dav1"}})
    assert [(probe.username, probe.password) for probe in found[1:]] == [(None, None), (None, None)]


def test_call():
    """The accounts go to the module alone, and only what is given is among its options."""
    (call,) = called("mcp", "mcp1-dc2")
    assert (call.name, call.action, call.variables) == ("gir.multidc.transaction_probe", False, {})
    assert call.args == {
        "probes": [
            {"name": "recording processor", "kind": "http", "url": "http://processor.dc2.test:8889"},
            {
                "name": "voice recording storage",
                "kind": "webdav",
                "url": "http://dav.dc2.test:8080/recordings",
                "username": "dav2",
                "password": "dav2-pass-2",
            },
        ],
        "validate_certs": True,
    }
    (call,) = called("rws", "rws1-dc1", gir_validate_certs="no", gir_ca_path="/etc/ca.pem")
    assert (call.args["validate_certs"], call.args["ca_path"]) == (False, "/etc/ca.pem")


def test_plan_holds_no_account():
    base = scenario("rws")
    given = with_defaults("rws", given_of(base, "rws1-dc1"), "rws1-dc1")
    text = json.dumps(calls.plan(COMPONENTS["rws"], computed("rws", base, "rws1-dc1"), given))
    assert [word for word in ("dav1-pass-1", "ops-pass-4") if word in text] == []


@pytest.mark.parametrize("component", [name for name in COMPONENTS if (RECORDED / f"{name}.json").exists()])
def test_components_with_transactions(component):
    """Exactly those that have transactions are called probed."""
    base = scenarios(component)[names(component)[0]]
    host = COMPONENTS[component].targets(model_of(base))[0]
    assert bool(computed(component, base, host).probes) is COMPONENTS[component].probed


def test_components_of_a_host():
    model = {"hosts": {"one": {"data_center": "dc1", "components": ["gir_mcp", "gir_webdav", "gir_rcs", "gir_rws"]}}}
    assert of_host(upgraded(), model, "one") == ["rcs", "rws", "mcp"]
    assert of_host(probed(), model, "one") == ["rws", "mcp"]
    assert of_host(probed(), model, "localhost") == []


def test_nothing_is_written_into_a_storage_that_keeps_everything():
    kept = {probe.url: probe.read_only for probe in probes("mcp", "mcp1-dc1", gir_storage_worm=["central"])}
    assert kept[CENTRAL[2]] is True
    assert kept["https://dav.dc1.test/recordings"] is None
    (call,) = called("rws", "rws1-dc2", gir_storage_worm=["dc2"])
    assert {probe["name"] for probe in call.args["probes"] if probe.get("read_only")} == {
        "voice recording storage", "screen recording storage"}  # fmt: skip


@pytest.mark.parametrize(("component", "host"), [("mcp", "mcp1-dc1"), ("rws", "rws1-dc1")])
def test_storage_that_nobody_knows_is_named(component, host):
    (violation,) = computed(component, scenario(component, gir_storage_worm=["dc9"]), host).violations
    assert violation.id == "GIR869"
    assert 'gir_storage_worm names "dc9"' in violation.sentence

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables that a host may not have for itself."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from ansible_collections.gir.multidc.plugins.plugin_utils._variables import known, scope


def judged(name, values, evaluate=None, broken=scope.GIR973):
    """`values`: host to what stands in the inventory; a host without a value has none."""
    compared = scope.Scope(broken, (name,))
    for host, value in values.items():
        compared.look_at(host, {} if value is None else {name: value})
    plain = evaluate or (lambda host, _name: values[host])
    return compared.violations(plain, lambda host, _name: f"host_vars/{host}.yml:3")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"a": 60, "b": 60, "c": 90},
            "rws_dr_monitoring_delay is 60 on a and b, but 90 on c (host_vars/c.yml:3).",
        ),
        (
            {"a": 60, "b": None},
            "rws_dr_monitoring_delay is 60 on a, but not given on b (host_vars/b.yml:3).",
        ),
        ({"a": 60, "b": 60}, None),
        ({"a": None, "b": None}, None),
        ({"a": None, "b": ""}, None),
    ],
)
def test_hosts_are_compared_with_the_first(values, sentence):
    assert [one.sentence for one in judged("rws_dr_monitoring_delay", values)] == ([sentence] if sentence else [])


def test_the_default_is_as_good_as_given():
    default = known.rows()["rws_enable_csrf_protection"].default
    assert judged("rws_enable_csrf_protection", {"a": None, "b": default}) == []


def test_what_a_template_gives_is_compared():
    values = {"a": "{{ delay }}", "b": "{{ delay }}"}
    alike = judged("rws_dr_monitoring_delay", values, lambda _host, _name: 60)
    apart = judged("rws_dr_monitoring_delay", values, lambda host, _name: {"a": 60, "b": 61}[host])
    assert alike == [] and [one.subject for one in apart] == ["rws_dr_monitoring_delay"]


def test_a_value_that_cannot_be_evaluated_is_left_to_others():
    values = {"a": 1, "b": "{{ x }}"}
    assert judged("rws_dr_monitoring_delay", values, lambda host, _name: 1 if host == "a" else Unusable("?")) == []


def test_secrets_and_dictionaries_are_not_shown():
    for name, one, other in (
        ("rcs_keystore_password", "pass-1", "pass-2"),
        ("gir_datacenters", {"dc1": {"password": "pass-1"}}, {"dc1": {"password": "pass-2"}}),
    ):
        (violation,) = judged(name, {"a": one, "b": other})
        assert name in violation.sentence and "pass-" not in violation.sentence
        assert violation.host == "b"


def test_the_map_and_what_the_controller_reads_is_of_the_system():
    names = set(scope.of_the_system())
    assert {"gir_datacenters", "gir_storage_credentials", "ivr_profile_recording_type", "geo_location_dns"} <= names
    assert {"gir_media_lifecycle", "gir_retention", "gir_recording_holds"} <= names
    assert not {"rws_port", "gir_address", "gir_service_user", "mcp_application_name"} & names


def test_nodes_share_what_the_tables_say():
    shared = scope.of_all_nodes()
    assert {"rws_dr_monitoring_delay", "rws_cassandra_keyspace"} <= set(shared["gir_rws"])
    assert "rcs_keystore_password" in shared["gir_rcs"]
    assert "rws_crypto_security_key" not in shared["gir_rws"], "GIR502 compares it"


def claimed(**hosts):
    """The sentences about Applications of several nodes. `hosts`: host to its variables; its group is in its name."""
    variables = {host.replace("_", "-"): own for host, own in hosts.items()}
    parts = ("mcp", "rcs", "rws", "rps")
    groups = {f"gir_{part}": [host for host in variables if host.startswith(part)] for part in parts}

    def evaluate(host, name):
        return variables[host][name].replace("{{ here }}", host)

    return [one.sentence for one in scope.applications(groups, lambda host: variables[host], evaluate)]


def test_an_application_of_several_nodes_is_refused():
    """Where the product has one for each node; a processor's may be shared, and RWS may have none."""
    for role in ("mcp", "rcs", "rws"):
        name = f"{role}_application_name"
        hosts = {f"{role}1_dc1": {name: "One"}, f"{role}1_dc2": {name: "One"}}
        assert claimed(**hosts) == [
            f'{name} is "One" on {role}1-dc1 and {role}1-dc2, but each node has an Application of its own.'
        ]
    shared = {"rps_application_name": "One"}
    assert claimed(rps1_dc1=shared, rps1_dc2=shared, mcp1_dc1={}, mcp2_dc1={}, rws1_dc1={}, rws2_dc1={}) == []


def test_an_application_name_is_compared_as_it_holds():
    own = {"mcp_application_name": "{{ here }}_MCP"}
    assert claimed(mcp1_dc1=own, mcp2_dc1=own) == []
    blank = {"mcp_application_name": "  "}
    assert claimed(mcp1_dc1=blank, mcp2_dc1=blank) == []
    fixed = {"mcp_application_name": "mcp1-dc1_MCP"}
    assert len(claimed(mcp1_dc1={}, mcp2_dc1=fixed)) == 1
    assert "mcp_application_name and rcs_application_name are" in claimed(
        mcp1_dc1={"mcp_application_name": "X"}, rcs1_dc1={"rcs_application_name": "X"}
    )[0]
    cluster = {"rws_cluster_application_name": "Cluster", "rws_application_name": "Node1"}
    assert claimed(rws1_dc1=cluster, rws2_dc1={**cluster, "rws_application_name": "Node2"}) == []
    assert len(claimed(rws1_dc1=cluster, rws2_dc1={**cluster, "rws_application_name": "Cluster"})) == 1

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables of data stores that are wrong: named before anything runs, with the host and what they have to be."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.rule import RULES
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import judgement
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable, plain
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.datastores import violations
from datastore_system import inventory
from gathered import gatherer
from test_topology_inventory import model_of

CASSANDRA, SEARCH = "cas1-dc2", "es1-dc2"
ACCOUNT = "https://ops:es-secret-4711@es1:9200"
CASES = [
    (CASSANDRA, {"gir_cassandra_nodetool": ["x"]}, "gir_cassandra_nodetool is a list, not text."),
    (CASSANDRA, {"gir_cassandra_jmx_port": "many"}, 'gir_cassandra_jmx_port is "many", not a number.'),
    (CASSANDRA, {"gir_cassandra_jmx_port": 70000}, "gir_cassandra_jmx_port is 70000, not from 1 to 65535."),
    (CASSANDRA, {"gir_cassandra_jmx_username": "monitor"},
     "gir_cassandra_jmx_username is given without gir_cassandra_jmx_password_file."),
    (CASSANDRA, {"gir_cassandra_datacenter": False}, "gir_cassandra_datacenter is false, not text."),
    (CASSANDRA, {"gir_outage_since": "2026-11-27 22:15"},
     'gir_outage_since is "2026-11-27 22:15", not a time with its zone.'),
    (SEARCH, {"gir_elasticsearch_url": "es1:9200"},
     'gir_elasticsearch_url is "es1:9200", no address such as https://es1.example.com:9200'),
    (SEARCH, {"gir_elasticsearch_url": ACCOUNT}, 'gir_elasticsearch_url is "https://********@es1:9200", no address'),
    (SEARCH, {"gir_elasticsearch_password": "p"},
     "gir_elasticsearch_password is given without gir_elasticsearch_username."),
    (SEARCH, {"gir_elasticsearch_validate_certs": "maybe"}, '_validate_certs is "maybe", not true or false.'),
    (SEARCH, {"gir_elasticsearch_days": 0}, "gir_elasticsearch_days is 0, not from 1 to 366."),
    (SEARCH, {"gir_elasticsearch_days_behind": "soon"}, 'gir_elasticsearch_days_behind is "soon", not a number.'),
    (SEARCH, {"gir_elasticsearch_watermarks": "85%"}, 'gir_elasticsearch_watermarks is "85%", not a dictionary.'),
    (SEARCH, {"gir_elasticsearch_watermarks": {"lo": "85%"}},
     'gir_elasticsearch_watermarks names "lo", but the watermarks are flood_stage, high and low.'),
    (SEARCH, {"gir_elasticsearch_watermarks": {"low": "many"}}, 'has "many" as low, neither a percentage such as 85%'),
]  # fmt: skip
GOOD = {
    "gir_cassandra_nodetool": "/opt/cassandra/bin/nodetool", "gir_cassandra_jmx_port": "7199",
    "gir_cassandra_jmx_username": "monitor", "gir_cassandra_jmx_password_file": "/etc/monitor", "gir_outage_until": " ",
    "gir_elasticsearch_url": "http://[2001:db8::5]:9200", "gir_elasticsearch_validate_certs": "no",
    "gir_elasticsearch_watermarks": {"low": "50gb", "high": "0.9", "flood_stage": "95%"}, "gir_elasticsearch_days": 30,
    "gir_outage_since": "2026-11-27T22:15:00+01:00",
}  # fmt: skip


def found(variables):
    return violations(model_of(inventory()), lambda host, name: plain(variables.get((host, name))))


@pytest.mark.parametrize(("host", "given", "sentence"), CASES)
def test_a_wrong_variable_is_named_with_its_host(host, given, sentence):
    (violation,) = found({(host, name): value for name, value in given.items()})
    assert (violation.id, violation.host, violation.subject) == ("GIR940", host, next(iter(given)))
    assert sentence in violation.sentence and "4711" not in violation.sentence and violation.remedy


def test_good_values_in_all_their_forms():
    assert found({(host, name): value for host in (CASSANDRA, SEARCH) for name, value in GOOD.items()}) == []


def test_all_wrong_variables_are_named_at_once():
    some = CASES[:3] + CASES[10:12]
    wrong = {(host, name): value for host, given, _sentence in some for name, value in given.items()}
    assert len(found(wrong)) == 4


def test_what_cannot_be_evaluated_is_left_to_another_rule():
    assert found({(CASSANDRA, "gir_cassandra_nodetool"): Unusable("x is undefined")}) == []


def test_variables_of_other_hosts_are_not_judged():
    assert found({("rws1-dc1", "gir_elasticsearch_days"): "many"}) == []


def test_verbs_of_the_night_only_warn():
    assert RULES["GIR940"].severity_for("topology") == "error"
    assert {RULES["GIR940"].severity_for(verb) for verb in ("status", "failover", "drift")} == {"warning"}


def test_the_judgement_of_all_variables_has_them():
    found = inventory()
    hosts = {host: {} for host in found["groups"]["all"]}
    hosts[SEARCH] = {"gir_elasticsearch_url": "es1"}
    known = gatherer({"groups": found["groups"]}, **hosts)
    judged = judgement.violations(found["groups"], model_of(found), known, values=[])
    assert [(one.id, one.host) for one in judged if one.id == "GIR940"] == [("GIR940", SEARCH)]

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data center against data center: what differs by nature, what is allowed to, and what nobody may see."""

import json

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import Report
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import parity
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.parity import Comparison, findings, read
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from drift_cases import MODEL, judged, report_of

RWS, RPS = COMPONENTS["rws"], COMPONENTS["rps"]
HERE, THERE, THIRD = "rws1-dc1", "rws1-dc2", "rws1-dc3"
DELAY = "rws_dr_monitoring_delay"


def brought(here, there, component=RWS, allowed=(), others=None):
    """What two hosts bring, and further ones."""
    comparison = Comparison(MODEL, allowed)
    given = {HERE: here, THERE: there, **(others or {})}
    return [comparison.alike(component, host, values) for host, values in given.items()]


def differing(*args, **more):
    return {one.object: (one.expected, one.actual) for one in findings(brought(*args, **more), MODEL)}


def test_equal_values():
    assert differing({"rws_dr_monitoring_delay": 8090}, {"rws_dr_monitoring_delay": 8090}) == {}
    assert differing({}, {}) == {}


def test_a_value_that_differs():
    (one,) = findings(brought({"rws_dr_monitoring_delay": 8090}, {"rws_dr_monitoring_delay": 8091}), MODEL)
    assert (one.check, one.host, one.data_center) == ("parity.variable", "parity", "dc2")
    assert (one.object, one.key, one.expected, one.actual) == ("rws_dr_monitoring_delay", "dc1/dc2", "8090", "8091")
    assert one.reason == "dc1 and dc2 differ in it."


def test_not_given_is_null():
    assert differing({DELAY: None}, {DELAY: 8091}) == {DELAY: ("null", "8091")}


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("rws1-dc1", "rws1-dc2"),
        ("rws1-dc1.example.test", "rws1-dc2.example.test"),
        ("log of rws1-dc1", "log of rws1-dc2"),
        ("dc1", "dc2"),
        ("/var/log/dc1/rws.log", "/var/log/dc2/rws.log"),
        ([], []),
        (["rws1-dc1", "rws2-dc1"], ["rws1-dc2"]),
        (["dc1", "dc2"], ["dc2", "dc1"]),
        (["dc1", "dc2"], ["dc1", "dc2"]),
        ({"dc1": "a", "dc2": "b"}, {"dc1": "a", "dc2": "b"}),
        ({"dc1": "a"}, {"dc2": "a"}),
        ({"node": "rws1-dc1"}, {"node": "rws1-dc2"}),
    ],
)
def test_what_differs_by_nature(here, there):
    assert differing({"rws_extra_options": {"x": here}}, {"rws_extra_options": {"x": there}}) == {}


def test_sites_and_locations_of_the_map():
    """Words of the map stand for the data center, and parts of other words do not."""
    one, two = (MODEL["data_centers"][name] for name in ("dc1", "dc2"))
    for key in ("site_name", "node_path", "rws_url"):
        assert differing({"rws_log_file": one[key]}, {"rws_log_file": two[key]}) == {}
    assert differing({"rws_log_file": "xdc1"}, {"rws_log_file": "xdc2"}) != {}
    assert differing({"rws_log_file": "dc1"}, {"rws_log_file": "dc1"}) == {}


def test_members_of_dictionaries_are_compared_one_by_one():
    here, there = {"a": {"b": 1, "c": 2}, "dc1": 1}, {"a": {"b": 1, "c": 3}, "dc2": 1, "d": 4}
    assert differing({"rws_extra_options": here}, {"rws_extra_options": there}) == {
        "rws_extra_options.a.c": ("2", "3"),
        "rws_extra_options.d": ("not given", "4"),
    }


def test_hosts_of_one_data_center_may_differ():
    others = {"rws2-dc1": {"rws_dr_monitoring_delay": 8091}}
    found = differing({"rws_dr_monitoring_delay": 8090}, {"rws_dr_monitoring_delay": 8090}, others=others)
    assert found == {"rws_dr_monitoring_delay": ("8090 or 8091", "8090")}


def test_every_other_data_center_against_the_primary():
    found = findings(brought({DELAY: 1}, {DELAY: 1}, others={THIRD: {DELAY: 2}}), MODEL)
    assert [(one.key, one.data_center) for one in found] == [("dc1/dc3", "dc3")]


@pytest.mark.parametrize(
    "given",
    [
        {"rws_cassandra_password": "s3cr3t-{}"},
        {"rws_extra_options": {"a": {"password": "s3cr3t-{}"}}},
        {"rws_extra_options": {"a": [{"token": "s3cr3t-{}"}]}},
        {"rws_extra_options": {"odd": "s3cr3t-{}"}, "gir_secret_keys": ["odd"]},
        {"rws_environment": {"A": "s3cr3t-{}"}},
        {"rws_extra_options": {"url": "https://ann:s3cr3t-{}@a.test/"}},
        {"rws_extra_options": {"db": {"url": "jdbc:sqlserver://h;user=x;password=s3cr3t-{}"}}},
        {"rws_extra_options": {"args": ["-Da.keyStorePassword=s3cr3t-{}", "--password", "s3cr3t-{}"]}},
        {"rws_extra_options": {"args": "-Xmx1g -Da.keyStorePassword=s3cr3t-{}"}},
        {"rws_extra_options": {"key": "-----BEGIN RSA " + "PRIVATE KEY-----s3cr3t-{}"}},
        {"rws_extra_options": {"a": {"name": "password", "value": "s3cr3t-{}"}}},
        {"rws_extra_options": {"a": '{"password": "s3cr3t-{}"}'}},
    ],
)
def test_a_secret_is_equal_or_differs_and_nothing_more(given):
    here, there = (json.loads(json.dumps(given).replace("{}", number)) for number in "12")
    made = brought(here, there)
    (one,) = findings(made, MODEL)
    assert (one.secret, one.expected, one.actual) == (True, None, None)
    assert one.repair.by == "person"
    assert "s3cr3t" not in json.dumps([made, one.as_dict()])
    assert findings(brought(here, here), MODEL) == []


def test_a_wrong_pattern_of_secret_names_hides_as_ever():
    given = {"rws_cassandra_password": "a", "gir_secret_keys": ["("]}
    assert findings(brought(given, {**given, "rws_cassandra_password": "b"}), MODEL)[0].secret


@pytest.mark.parametrize("given", [{"rws_cassandra_password": "a"}, {"rws_extra_options": {"a": "password=a"}}])
def test_what_a_report_holds_of_a_secret(given):
    """The same of every secret, so that nobody can try guesses; of what is shown, what every part computes."""
    other = json.loads(json.dumps(given).replace("a\"}", "b\"}"))
    first, second = (parity.public(brought({**one, "rws_log_file": "/l"}, {})[0])["values"] for one in (given, other))
    assert given != other and first == second
    made = [parity.public(one) for one in brought(given, other)]
    assert findings(made, MODEL) == []
    (point,) = parity.uncompared(made, MODEL)
    assert (point.component, point.object, point.key, point.outcome) == ("rws", "variables", "dc1/dc2", "not_checked")


def test_what_a_report_shows_that_is_no_secret():
    here, there = ({"rws_extra_options": {"a": f"delay={number} password=a"}} for number in (1, 2))
    made = [parity.public(one) for one in brought(here, there)]
    assert [one.expected for one in findings(made, MODEL)] == ["delay=1 password=********"]
    made = [parity.public(one) for one in brought({"rws_cassandra_password": "a"}, {})]
    assert [one.secret for one in findings(made, MODEL)] == [True]
    assert parity.uncompared(made, MODEL) == []


@pytest.mark.parametrize("name", ["rws_dr_monitoring_delay", "rws_dr_mon*", "rws.dr_monitoring_delay"])
def test_allowed_differences(name):
    report = Report("")
    allowed = read([name], report)
    assert report.violations == []
    assert differing({"rws_dr_monitoring_delay": 1}, {"rws_dr_monitoring_delay": 2}, allowed=allowed) == {}


def test_allowed_members_of_dictionaries():
    here, there = {"rws_extra_options": {"a": 1, "b": 1}}, {"rws_extra_options": {"a": 2, "b": 2}}
    assert set(differing(here, there, allowed=read("rws_extra_options.a", Report("")))) == {"rws_extra_options.b"}


@pytest.mark.parametrize(
    "given", [{"rps_region": "{}"}, {"rps_rws_url": "https://{}.test"}, {"gir_gax_url": ["https://{}.test"]}]
)
def test_what_this_collection_allows_itself(given):
    here, there = (json.loads(json.dumps(given).replace("{}", word)) for word in ("east", "west"))
    assert differing(here, there, component=RPS) == {}


def test_every_allowed_pattern_is_of_a_variable():
    variables = {name for component in COMPONENTS.values() for name in component.variables}
    unused = [one for one in parity.ALLOWED if not any(parity.fnmatchcase(name, one) for name in variables)]
    assert unused == []


@pytest.mark.parametrize(
    ("value", "words"),
    [(["rws_prot"], 'has "rws_prot", which no component has'), ({"a": 1}, "is a dictionary, not a list"),
     ([5], "has 5, which is no name"), (Unusable("x is undefined"), "cannot be evaluated: x is undefined")],
)  # fmt: skip
def test_names_that_are_none(value, words):
    report = Report("")
    assert read(value, report) == ()
    assert words in report.violations[0].sentence


def test_values_that_cannot_be_evaluated_are_judged_elsewhere():
    assert differing({DELAY: Unusable("x")}, {DELAY: 1}) == {DELAY: ("not given", "1")}


def test_installed_versions():
    comparison = Comparison(MODEL)
    versions = {HERE: "8.5.1", "rws2-dc1": "8.5.1", THERE: "8.5.2", THIRD: None}
    (one,) = findings([comparison.installed("rws", host, version) for host, version in versions.items()], MODEL)
    assert (one.check, one.object, one.key) == ("parity.version", "rws", "dc1/dc2")
    assert (one.expected, one.actual) == ("8.5.1", "8.5.2")


def test_component_of_one_data_center_is_not_compared():
    assert findings(brought({"rws_dr_monitoring_delay": 1}, {})[:1], MODEL) == []


def test_a_variable_of_several_components_is_one_finding():
    comparison = Comparison(MODEL)
    both = [(RWS, HERE, "a"), (COMPONENTS["index_update"], HERE, "a"), (RWS, THERE, "b"),
            (COMPONENTS["index_update"], THERE, "b")]  # fmt: skip
    made = [comparison.alike(component, host, {"gir_ca_path": path}) for component, host, path in both]
    assert [one.component for one in findings(made, MODEL)] == ["rws"]


def test_findings_and_checks_of_a_run():
    made = brought({"rws_dr_monitoring_delay": 1}, {"rws_dr_monitoring_delay": 2})
    assert [one.check for one in judged(alike=made).findings] == ["parity.variable"]
    found = report_of(alike=made)
    outcomes = {one["object"]: one["outcome"] for one in found["checks"]}
    assert outcomes == {"rws_dr_monitoring_delay": "drift", "variables": "equal"}
    assert found["across"] == {}

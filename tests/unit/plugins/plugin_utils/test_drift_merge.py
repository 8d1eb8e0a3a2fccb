# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several reports as one: that of a run that saw all of it."""

import copy
import json
import random

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import keystores
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.merge import Report, merged, read
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.parity import Comparison
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.reading import Refused, flaw
from drift_cases import CONFIG, MODEL, RWS1, RWS2, UNIT, YAML, answer, differs, report_of, rules_of, unread

HOSTS = list(MODEL["hosts"])
TIMES = ("started", "ended")
CHOICES = [
    [],
    [differs()],
    [differs("directory.missing", CONFIG, ""), differs("file.missing", YAML, "")],
    [unread()],
    [unread(thing="files"), differs("unit.state", UNIT, "")],
    [differs("file.mode", key="", expected="0600", actual="0644")],
    [{**differs("unit.drop_in", UNIT, "/run/systemd/system/service.d/a.conf", None, "a drop-in"), "noise": "x"}],
]
# Of several components in one directory that is missing.
SHARED = [
    *(differs("directory.missing", CONFIG, "", component=name) for name in ("rws", "index_update")),
    *(differs("file.missing", f"{CONFIG}/{name}", "", component=name) for name in ("muxer", "rcs", "index_update")),
    differs("file.owner", f"{CONFIG}/shared.yaml", "", component="rws"),
]
ENTRIES = [{"key": "logging.*"}, {"object": "/nowhere"}, {"object": UNIT, "until": "2026-11-01"}]


def of_hosts(seed):
    """What each host answers, by chance but always the same for one seed."""
    chance = random.Random(seed)
    failing = chance.sample(HOSTS, 2)
    found = {}
    for host in HOSTS:
        more = {"maintenance": {"who": "ann", "why": "disk"}} if chance.random() < 0.1 else {}
        if host in failing:
            found[host] = answer(host, failure="timed out", **more)
        else:
            found[host] = answer(host, *chance.choice(CHOICES), **more)
    return found


def apis():
    point = unread("rws.eservices_site", "site", "no node shows it", observable=False)
    said = differs("object.option", "CfgApplication A", "log/verbose", data_center="dc2")
    return [answer("gax", said, things={"CfgApplication A": "objects"}), answer("rws", point, things={"site": "rws"})]


def alike(hosts, secrets=()):
    """Values and versions of the RWS hosts among them. `secrets`: variables that differ in dc3."""
    comparison = Comparison(MODEL)
    found = []
    for host in hosts:
        if host.startswith("rws"):
            given = {"rws_log_file": f"/log/{host}", "rws_port": 8090 if "dc1" in host else 8091,
                     **dict.fromkeys(secrets, "a" if "dc3" in host else "b")}  # fmt: skip
            found.append(comparison.alike(COMPONENTS["rws"], host, given))
            found.append(comparison.installed("rws", host, "8.5.1" if host == RWS1 else "8.5.2"))
    return found


def run(answers, hosts, previous=None, whole=False):
    """The report of a run about some hosts; every run asks the APIs."""
    unseen = [host for host in HOSTS if host not in hosts]
    some = [answers[host] for host in HOSTS if host in hosts]
    more = {} if whole else {"unseen": unseen, "slice": "1 of 10"}
    return report_of(*some, *apis(), rules=rules_of(*ENTRIES), previous=previous, alike=alike(hosts), **more)


def sliced(answers, number, previous=None):
    return [Report(f"{part}.json", run(answers, HOSTS[part::number], previous)) for part in range(number)]


def essence(report):
    """A report without its times."""
    def timeless(value):
        if isinstance(value, dict):
            return {key: timeless(item) for key, item in value.items() if key not in TIMES}
        return [timeless(item) for item in value] if isinstance(value, list) else value

    return timeless(json.loads(json.dumps(report)))


@pytest.mark.parametrize(("seed", "number"), [(0, 2), (1, 10), (2, 10)])
def test_the_merge_of_slices_is_the_whole(seed, number):
    answers = of_hosts(seed)
    found = essence(merged(sliced(answers, number)))
    assert found == essence(run(answers, HOSTS, whole=True))
    assert flaw(found) == "in which report.started is missing"


@pytest.mark.parametrize("order", [1, -1])
def test_components_that_share_a_directory(order):
    """The parent is that of the own component, else the same one in whichever order they are asked."""
    answers = {host: answer(host, *SHARED[::order]) for host in HOSTS}
    whole = essence(run(answers, HOSTS, whole=True))
    assert whole == essence(run({host: answer(host, *SHARED) for host in HOSTS}, HOSTS, whole=True))
    assert essence(merged(sliced(answers, 3))) == whole
    owners = {one["id"]: one["component"] for one in whole["findings"]}
    explained = {one["component"]: owners[one["parent"]] for one in whole["explained"]}
    assert explained == {"rws": "rws", "index_update": "index_update", "muxer": "index_update", "rcs": "index_update"}


@pytest.mark.parametrize("seed", range(2))
def test_with_an_earlier_report(seed):
    before = run(of_hosts(seed + 100), HOSTS, whole=True)
    answers = of_hosts(seed)
    found = essence(merged(sliced(answers, 10, before)))
    whole = essence(run(answers, HOSTS, before, whole=True))
    assert found == whole
    assert whole["gone"] or whole["summary"]["new"]


def test_secrets_are_told_by_the_part_that_knows_both_sides():
    """Others hold nothing of them, so the merge says that it cannot tell."""
    def part(hosts, previous=None):
        made = alike(hosts, ["rws_cassandra_password"])
        return report_of(*map(answer, hosts), alike=made, previous=previous,
                         unseen=[one for one in HOSTS if one not in hosts])  # fmt: skip

    of_secret = ("rws_cassandra_password", "dc1/dc3")
    reports = [Report(name, part([one for one in HOSTS if name in one])) for name in ("dc1", "dc2", "dc3")]
    found = merged(reports)
    assert of_secret not in {(one["object"], one["key"]) for one in found["findings"]}
    assert [(one["object"], one["key"]) for one in found["not_observable"]] == [
        ("variables", "dc1/dc2"), ("variables", "dc1/dc3")
    ]  # fmt: skip
    assert found["coverage"]["not_observable"] == 1
    both = part([one for one in HOSTS if "dc2" not in one])
    found = merged([reports[1], Report("both", both)])
    assert of_secret in {(one["object"], one["key"]) for one in found["findings"]}
    later = merged([Report(one.name, part(one.values["run"]["hosts"], both)) for one in reports])
    assert of_secret in {(one["object"], one["key"]) for one in later["unjudged"]}


def test_any_order_and_twice_the_same():
    reports = sliced(of_hosts(1), 4)
    first = essence(merged(reports))
    assert essence(merged(reports[::-1])) == first
    assert essence(merged([*reports, *reports])) == first


def test_a_merge_of_merges():
    reports = sliced(of_hosts(2), 6)
    halves = [Report("a", merged(reports[:3])), Report("b", merged(reports[3:]))]
    assert halves[0].values["run"]["unseen"]
    assert essence(merged(halves)) == essence(merged(reports))


def test_hosts_that_no_report_saw_stay_unseen():
    answers = of_hosts(3)
    found = merged([Report(f"{part}", run(answers, HOSTS[part::4])) for part in range(3)])
    assert found["run"]["unseen"] == HOSTS[3::4]
    assert "ignore.unused" not in {one["check"] for one in found["findings"]}
    assert found["across"]


def test_contradictions_about_an_api_are_named():
    one = report_of(answer(RWS1), answer("gax", things={"A": "objects"}), unseen=[RWS2])
    drift = differs("object.option", "A", "x")
    two = report_of(answer(RWS2), answer("gax", drift, things={"A": "objects"}), unseen=[RWS1])
    found = merged([Report("one", one), Report("two", two)])
    assert [check["outcome"] for check in found["checks"] if check["object"] == "A"] == ["drift"]
    assert [note for note in found["notes"] if "contradict" in note] == [
        "The reports contradict each other about gax rws A: equal in one, drift in two. The worse one counts."
    ]


def test_a_host_that_one_controller_did_not_hear():
    one, two = report_of(answer(RWS1, failure="away")), report_of(answer(RWS1))
    found = merged([Report("one", one), Report("two", two)])
    assert found["summary"]["verdict"] == "not_checked"
    assert "not_checked in one, equal in two" in found["notes"][0]


def test_keystores_of_slices_are_compared_with_each_other():
    def view(*aliases):
        entries = [{"alias": alias, "kind": "key", "fingerprint": alias * 2, "chain": [], "digest": alias}
                   for alias in aliases]  # fmt: skip
        return {"component": "rcs", "path": "/k.jks", "exists": True, "size": 9, "opened": True, "type": "JKS",
                "sha256": "".join(aliases), "entries": entries}  # fmt: skip

    views = {"rcs1-dc1": view("a", "b"), "rcs1-dc2": view("a")}
    expected = keystores.differences(views, "rcs1-dc1")
    reports = []
    for host, own_view in views.items():
        own = {"views": {host: own_view}, "in_use": True}
        there = answer(host, things={"/k.jks": "keystore"}, component="rcs")
        more = {"unseen": [other for other in HOSTS if other != host]}
        reports.append(Report(host, report_of(there, keystores=own, **more)))
    found = merged(reports)
    assert sum(map(len, expected.values())) == 1
    assert [(one["check"], one["host"]) for one in found["findings"]] == [("keystore.missing", "rcs1-dc2")]
    assert {one["outcome"] for one in found["checks"] if one["host"] == "rcs1-dc2"} == {"drift"}


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("collection",), "0.2.0", 'the release of one is "0.1.0", and that of two is "0.2.0"'),
        (("model", "fingerprint"), "f" * 64, "the map of one is"),
        (("environment",), "f" * 32, "the environment of one is"),
        (("active", "data_center"), "dc2", 'the active data center of one is "dc1", and that of two is "dc2"'),
        (("active", "eservices_site"), "DC2", "the eServices site of one is"),
    ],
)
def test_reports_that_do_not_belong_together(path, value, words):
    one = report_of(answer(RWS1))
    two = copy.deepcopy(one)
    place = two
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    with pytest.raises(Refused) as refused:
        merged([Report("one", one), Report("two", two)])
    assert words in str(refused.value)


def test_a_model_that_was_changed_by_hand_is_refused():
    one = report_of(answer(RWS1), limit="dc1")
    one["across"]["model"] = {"model": {"data_centers": {}}}
    with pytest.raises(Refused, match="the model in one was changed by hand"):
        merged([Report("one", one)])


def test_values_that_were_changed_by_hand_are_refused():
    one = report_of(answer(RWS1), limit="dc1", alike=alike([RWS1, RWS2]))
    one["across"]["alike"][0]["values"] = {"x": ["y"]}
    with pytest.raises(Refused, match="was changed by hand; compare again"):
        merged([Report("one", one)])


def test_what_one_part_could_not_compute_and_another_did():
    """A component may need variables of hosts that only one of the parts saw."""
    refused = answer(RWS1, unread("desired.refused", "variables", "not seen"), things={"variables": "desired"})
    one, two = report_of(refused, limit="dc1"), report_of(answer(RWS1, differs()), answer(RWS2), limit="dc2")
    found = merged([Report("one", one), Report("two", two)])
    assert [one["check"] for one in found["findings"]] == ["file.content"]
    assert "desired" not in {one["surface"] for one in found["checks"]}
    assert merged([Report("one", one)])["findings"][0]["check"] == "desired.refused"


def test_reports_of_another_night_are_refused():
    one, two = report_of(answer(RWS1)), report_of(answer(RWS2))
    two["started"] = "2026-11-27T01:00:00Z"
    with pytest.raises(Refused, match=r"two began at 2026-11-27T01:00:00Z and one at .*; name the reports of one"):
        merged([Report("one", one), Report("two", two)])


def test_reports_are_read_from_paths_and_directories(tmp_path):
    for name in ("b", "a"):
        (tmp_path / f"{name}.json").write_text(json.dumps(report_of(answer(RWS1))), encoding="utf-8")
    (tmp_path / "verify.json").write_text('{"kind": "verify"}', encoding="utf-8")
    for given in (str(tmp_path), [str(tmp_path)], [str(tmp_path / "a.json"), str(tmp_path)]):
        assert [report.name[-6:] for report in read(given)] == ["a.json", "b.json"]


@pytest.mark.parametrize(
    ("given", "words"),
    [(None, "names no report"), ([], "names no report"), ("", "names no report"), ([5], "has 5, which is a number"),
     ({"a": 1}, "which is a dictionary"), ("/no/such", "which does not exist")],
)  # fmt: skip
def test_no_reports(given, words):
    with pytest.raises(Refused, match=words):
        read(given)

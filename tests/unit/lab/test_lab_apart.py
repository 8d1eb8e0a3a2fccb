# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the laboratory makes old, what it finds left behind, what it counts, and how it judges a list."""

import json
from datetime import datetime, timezone
from types import SimpleNamespace

import pytest
from lab import rejoin_checks, traces
from lab.apart import earlier
from lab.index import RecordingIndex
from standins.json_lines import Lines

REPORT = "var/lib/gir-ledger/failover/1.rehearsal.json"
BEGAN = datetime(2026, 11, 29, 2, 15, 22, tzinfo=timezone.utc).timestamp()


def test_times_since_then_are_earlier_and_older_ones_stay():
    text = '"20261129T021522Z-21f545d1", "2026-11-29T02:15:35Z", "parent": "20261129T021521Z-1eb06fe0"'
    assert earlier(text, BEGAN, 3) == (
        '"20261128T231522Z-21f545d1", "2026-11-28T23:15:35Z", "parent": "20261129T021521Z-1eb06fe0"'
    )


def test_recordings_are_counted_by_location_and_once(tmp_path):
    kept = Lines(tmp_path / "kept.jsonl")
    for identity in ("dc1-a", "dc2-b", "dc2-b"):
        kept.append({"id": identity, "startTime": BEGAN})
    index = RecordingIndex("index", kept.path, {"dc1": "newyork", "dc2": "dallas"})
    assert sorted(one["region"] for one in index.documents()) == ["dallas", "newyork"]


class Hosts:
    """A laboratory of one host, as the traces are read from it."""

    def __init__(self, root):
        self.root = root
        self.centers, self.groups = {"dc1": {}}, {"gir_rws": ["rws1"]}
        self.gax = SimpleNamespace(tree=root / "tree.json")
        self.gax.tree.write_text("{}", encoding="utf-8")
        line = {"id": "dc1-a"}
        self.load = SimpleNamespace(
            recorders={"dc1": "rws1"}, acknowledged=lambda _center: [line], spooled=lambda _center: []
        )

    def hosts(self, _center):
        return ["rws1"]

    def running(self, hosts):
        return list(hosts)

    def disk(self, _host, path):
        return self.root / "disk" / path.lstrip("/")

    def write(self, path, text="x"):
        place = self.disk("rws1", path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


@pytest.fixture
def hosts(tmp_path, monkeypatch):
    monkeypatch.setattr(traces, "_units", lambda _system, _host: {"gir-rws.service": ("active", "enabled", "1", "0")})
    found = Hosts(tmp_path)
    for path in ("etc/gir.conf", "root/.profile", "var/lib/gir-ledger/ledger.json"):
        found.write(path)
    return found


def test_a_report_is_no_trace_and_nor_is_what_was_recorded(hosts):
    before = traces.collect(hosts)
    hosts.write("mnt/recordings/dc1-a.mp3")
    hosts.write("var/log/syslog")
    hosts.write(REPORT)
    assert traces.differences(hosts, before, traces.collect(hosts), "1") == []


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("etc/gir.conf", "etc/gir.conf has changed"),
        ("mnt/recordings/.gir-multidc-probe-1", "storage recordings/.gir-multidc-probe-1 is new"),
        ("root/.ansible/tmp/left", "root/.ansible/tmp/left is new"),
        ("var/lib/gir-ledger/failover/2.rehearsal.json", "failover/2.rehearsal.json is new"),
    ],
)
def test_each_trace_is_named(hosts, path, said):
    before = traces.collect(hosts)
    hosts.write(REPORT)
    hosts.write(path, "y")
    (found,) = traces.differences(hosts, before, traces.collect(hosts), "1")
    assert said in found


def test_a_setting_and_a_restart_are_traces(hosts, monkeypatch):
    hosts.write(REPORT)
    hosts.write("opt/genesys/rws/rows.json", json.dumps({"features": [1], "nodes/rws1": [1]}))
    before = traces.collect(hosts)
    hosts.write("opt/genesys/rws/rows.json", json.dumps({"features": [2], "nodes/rws1": [2]}))
    monkeypatch.setattr(traces, "_units", lambda _system, _host: {"gir-rws.service": ("active", "enabled", "2", "0")})
    found = traces.differences(hosts, before, traces.collect(hosts), "1")
    assert [one.partition(": ")[2] for one in found] == [
        "row features has changed after a rehearsal.", "unit gir-rws.service has changed after a rehearsal.",
    ]  # fmt: skip


def test_a_list_has_exactly_what_is_expected():
    keys = {"area": "keys", "where": "rcs1-dc1", "side": "dc1", "does": "added"}
    shown = {"items": [{**keys, "where": "rcs1-dc2"}], "areas": [{"name": "recordings", "answer": "not observable"}]}
    run = SimpleNamespace(playbook="rejoin", result={"list": shown})
    found = rejoin_checks.problems(None, {"listed": [keys], "unseen": []}, [run])
    assert [one.partition("(")[0] for one in found] == [
        "The list lacks ", "The list has ", "Not observable is ['recordings'], not [].",
    ]  # fmt: skip

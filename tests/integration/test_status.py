# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The status names what is broken, in each of many situations, invents nothing, and is done in ten seconds."""

import json
import shutil
import socket
import threading
from pathlib import Path

import pytest
from planted.status_trial import mistakes, said, tried
from running_demo import passwords

# Far more than a host needs that answers; test_status_more.py has the one of a quiet machine.
LIMIT = 12


# Of all situations; test_status_more.py has each of them.
SAMPLE = ("active data center dead", "standby half dead", "ledger forked", "stale lock", "key missing in the standby",
          "index stale", "desktops on the other site", "standby under maintenance")  # fmt: skip


@pytest.fixture(scope="module")
def series(planted):
    """Situation to what was said in it."""
    return tried(planted, SAMPLE)


def test_each_situation_is_named_and_nothing_is_invented(series, planted):
    assert mistakes(series, planted, SAMPLE) == []


def test_system_that_is_well_has_nothing_failed(series):
    assert [one for one in series["well"]["points"] if one["answer"] == "failed"] == []
    assert said(series["well again"]) == said(series["well"])


def test_report_begins_with_who_is_active(series):
    assert series["well"]["headline"].startswith("dc1 is active, eServices site DC1; dc2 could take over: ")
    assert "failed" in series["standby half dead"]["headline"]


# -- the playbook ----------------------------------------------------------------------------------------------------


@pytest.fixture
def silent_port():
    """A port that takes connections and never says a word."""
    listener, kept = socket.create_server(("127.0.0.1", 0)), []

    def serve():
        while True:
            try:
                kept.append(listener.accept()[0])
            except OSError:
                return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)
    for one in kept:
        one.close()


# Other tests of a run use the same processors.
PATIENT = {"gir_status_seconds": 60}


def report(planted):
    return json.loads((planted.reports / "status.json").read_text(encoding="utf-8"))


@pytest.fixture
def journals(planted):
    """What a failover that was killed, one of a later version and a rehearsal left on RWS hosts."""
    begin = {"format": 1, "kind": "begin", "started": 1_800_000_000.0, "user": "ada"}
    stage = {"format": 1, "kind": "stage", "stage": "switch", "at": 9.0}
    rehearsal = {"format": 1, "ok": True, "outcome": "ready", "from": "dc1", "to": "dc2",
                 "times": {"began": "2027-01-20T01:00:00Z", "ended": "2027-01-20T01:00:12Z"}}  # fmt: skip
    files = {
        "rws1-dc1/20270115T080000Z-a.jsonl": f"{json.dumps(begin)}\n{json.dumps(stage)}\n",
        "rws2-dc1/20270116T080000Z-b.jsonl": json.dumps({**begin, "format": 2}),
        "rws1-dc2/20270120T010000Z-c.rehearsal.json": json.dumps(rehearsal),
    }
    places = []
    for name, text in files.items():
        host, _slash, file = name.partition("/")
        places.append(Path(planted.hosts[host]) / "var/lib/gir-ledger/failover" / file)
        places[-1].parent.mkdir(parents=True, exist_ok=True)
        places[-1].write_text(text, encoding="utf-8")
    yield
    for place in places:
        shutil.rmtree(place.parent, ignore_errors=True)


def test_playbook_shows_how_the_demo_stands(planted, journals):
    done = planted.play("status", "-vvvv", "--diff", gir_status_output_dir=str(planted.reports),
                        gir_recovery_objectives={"rehearsal_days": 3650}, **PATIENT).succeeded()  # fmt: skip
    assert done.changed == set()
    done.says_nothing_of(passwords())
    found = report(planted)
    assert (found["active"], found["standby"], found["eservices_site"]) == ("dc1", "dc2", "DC1")
    assert [one for one in found["points"] if one["answer"] == "failed"] == []
    assert found["sites"]["dc2"] == {"state": "standby", "site_name": "DC2", "hosts": 7, "answered": 7}
    assert [(one["verb"], one["state"], one["stage"]) for one in found["operations"]] == [
        ("rehearsal", "ended", ""), ("failover", "killed", "switch")]  # fmt: skip
    assert found["notes"] == ["20270116T080000Z-b.jsonl of an earlier failover or rehearsal on rws2-dc1 is not in the"
                              " history. It is of format 2, and this version of the collection knows 1."]  # fmt: skip
    assert [one["answer"] for one in found["points"] if one["name"] == "rehearsal"] == ["confirmed"]
    assert "Last operations:" in done.output and "did not come to its end, last stage switch" in done.output
    written = {path.name for path in planted.reports.glob("status.*")}
    assert written == {"status.json", "status.md", "status.xml", "status.html"}
    assert [name for name in written for secret in passwords()
            if secret in (planted.reports / name).read_text(encoding="utf-8")] == []  # fmt: skip


def test_silent_data_center_costs_one_time_limit(planted, silent_port, tmp_path):
    """Its hosts and its RWS take connections and say nothing, which takes longest."""
    extra = tmp_path / "silent.yml"
    silent = {"ansible_connection": "ssh", "ansible_host": "127.0.0.1", "ansible_port": silent_port}
    silent["gir_rws_node_url"] = f"http://127.0.0.1:{silent_port}"
    inventory = {"dc1": {"hosts": dict.fromkeys(planted.groups["dc1"], silent)}}
    extra.write_text(json.dumps(inventory), encoding="utf-8")
    given = {"gir_status_output_dir": str(planted.reports), "gir_status_formats": "json", "gir_status_seconds": LIMIT}
    planted.play("status", "-i", str(extra), **given).succeeded()
    found = report(planted)
    assert found["sites"]["dc1"]["answered"] == 0 and found["sites"]["dc2"]["answered"] == 7
    assert found["takeover"]["planned"]["fit"] == "no" and found["takeover"]["forced"]["fit"] != "no"
    # Not one for each of its hosts, of which there are more than forks.
    assert LIMIT <= found["seconds"] < 2 * LIMIT


def test_limit_names_what_was_not_asked(planted):
    """An address of reports that is none is only a warning: at night the status counts."""
    given = {"gir_status_output_dir": str(planted.reports), "gir_report_url": "reports"}
    done = planted.play("status", "--limit", "rcs1-dc1", **given, **PATIENT).succeeded()
    assert 'GIR676: gir_report_url is "reports", which is no http or https address.' in done.flat
    found = report(planted)
    assert found["limit"] == "rcs1-dc1" and found["epoch"] is None
    outside = {one["data_center"] for one in found["points"] if "outside of this run" in one["name"]}
    assert outside == {"dc1", "dc2"}
    assert found["takeover"]["forced"]["fit"] != "yes"


def test_run_that_could_ask_nobody_is_refused(planted):
    done = planted.play("status", "--limit", "nobody:localhost,!localhost")
    assert done.code != 0 or "no hosts matched" in done.output
    planted.play("status", gir_status_formats="pdf", gir_status_seconds="soon").refused("GIR993", "GIR989")

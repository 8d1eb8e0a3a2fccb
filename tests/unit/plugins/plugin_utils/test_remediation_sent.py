# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A remediation and gir_report_url: a server that is away is asked once, and a report of drift is read from it."""

import json
from types import SimpleNamespace

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import remediation_task
from ansible_collections.gir.multidc.plugins.plugin_utils._report import dav
from support.drift_reports import findings, report
from support.file_servers import PASSWORD, USERNAME, obedient, webdav

AWAY = "http://127.0.0.1:1/reports"
ACCOUNT = {"gir_report_username": USERNAME, "gir_report_password": PASSWORD}
FOUND = SimpleNamespace(seen=SimpleNamespace(environment=None))


def task_of(**variables):
    """A stage of a run, as its action makes it."""
    action = SimpleNamespace(
        _templar=Templar(loader=DataLoader(), variables={}),
        _loader=DataLoader(),
        _task=SimpleNamespace(check_mode=False),
    )
    return remediation_task.RemediationTask(action, {"groups": {}, **variables}, print)


def planned(monkeypatch, task):
    """How it begins, where nothing but the given report is read."""
    monkeypatch.setattr(remediation_task, "Kept", lambda *_arguments: SimpleNamespace(read=lambda: None))
    monkeypatch.setattr(task, "_judged", lambda: FOUND)
    monkeypatch.setattr(task, "_made", task._shown)
    return task.begin("")


@pytest.fixture
def asked(monkeypatch):
    """The addresses that were asked, an entry for each attempt."""
    found, directory = [], dav.Directory
    monkeypatch.setattr(dav, "Directory", lambda place, *more: found.append(place.url) or directory(place, *more))
    return found


def test_a_server_that_is_away_is_asked_once_in_a_run(asked, tmp_path):
    """Its report and its plan when it begins, and its report when it ends; the directory gets all of them."""
    given = {"gir_report_url": AWAY, "gir_remediate_output_dir": str(tmp_path), "gir_remediate_plan_hash": "wrong"}
    task = task_of(**given)
    begun = task.begin("")
    task._keep(SimpleNamespace(hash="0" * 64, made=0, plan={}), SimpleNamespace(keep_plan=lambda document: []))
    assert asked == [AWAY]
    assert task.warnings == [
        f"Not sent to {AWAY}: remediate.json, remediate.md and remediate.html: connection refused; see that the server "
        "runs, or correct gir_report_url.",
        f"Nothing more is sent to {AWAY} in this run: it gave no answer.",
    ]
    assert begun["silent"] and (tmp_path / "remediation-plan.json").is_file()
    (tmp_path / "remediate.json").unlink()
    later = task_of(**given)
    assert later.end(begun, {}, {})["silent"]
    assert (asked, later.warnings) == ([AWAY], [])
    assert (tmp_path / "remediate.json").is_file()


def test_a_server_that_refuses_is_asked_again(asked):
    """It answers at once, and may take the next file."""
    with obedient(PUT=507) as full:
        task = task_of(gir_report_url=full.url, gir_remediate_plan_hash="wrong")
        begun = task.begin("")
        later = task_of(gir_report_url=full.url)
        later.end(begun, {}, {})
    assert not begun["silent"] and len(asked) == 2
    assert [["HTTP 507" in one for one in stage.warnings] for stage in (task, later)] == [[True], [True]]


@pytest.mark.parametrize("end", ["/", "/drift.json"])
def test_the_report_of_drift_is_read_from_there(tmp_path, end):
    known = report(findings(3))
    with webdav(tmp_path) as storage:
        (storage.root / "drift.json").write_text(json.dumps(known), encoding="utf-8")
        url = f"{storage.url}/files"
        task = task_of(gir_report_url=url, gir_remediate_report=f"{url}{end}", **ACCOUNT)
        assert task._shown(FOUND) == {one["id"] for one in known["findings"]}


@pytest.mark.parametrize(
    ("of", "said"),
    [
        ("{url}/", "gir_remediate_report names {url}/drift.json, which does not exist. Run drift first."),
        ("http://127.0.0.1:1/drift.json", "gir_remediate_report names http://127.0.0.1:1/drift.json, which is another"),
        ("/nowhere.json", "gir_remediate_report names /nowhere.json, which does not exist."),
    ],
)
def test_a_report_that_is_not_there_stops_the_plan(monkeypatch, of, said):
    """Everything would be planned instead of what stands in it."""
    with obedient() as server:
        task = task_of(gir_report_url=server.url, gir_remediate_report=of.format(url=server.url))
        begun = planned(monkeypatch, task)
    (rule,) = begun["report"]["rules"]
    assert rule["rule"] == "GIR671" and rule["text"].startswith(said.format(url=server.url)), rule


def test_a_report_on_a_server_that_is_away_costs_one_attempt(monkeypatch, asked):
    task = task_of(gir_report_url=AWAY, gir_remediate_report=f"{AWAY}/drift.json")
    begun = planned(monkeypatch, task)
    assert asked == [AWAY] and begun["silent"]
    assert "which cannot be read: connection refused" in begun["report"]["rules"][0]["text"]

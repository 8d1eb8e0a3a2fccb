# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""rws_label_definitions: created, left as they are, and deleted, by whoever RWS gives them to."""

import module_runs
import pytest
from rws_systems import LABELS, connect
from standins import rws

pytestmark = pytest.mark.usefixtures("short_pauses")
AGENT = {name: LABELS[name] for name in ("label_username", "label_password")}


@pytest.fixture
def system():
    with rws.cluster(nodes=1, data_centers=("dc1",)) as running:
        yield running


def define(system, *labels, **options):
    labels = [label if isinstance(label, dict) else {"name": label} for label in labels]
    return module_runs.run("rws_label_definitions", connect(system, **{**AGENT, "labels": labels, **options}))


def actions(result):
    return [one["action"] for one in result["labels"]]


def names(system):
    return sorted(value["name"] for _rest, value in system.store.view(None).children("label-definitions/"))


def test_one_that_exists_stays_as_it_is(system):
    assert actions(define(system, {"name": "a", "display_name": "First", "description": "one"})) == ["created"]
    result = define(system, {"name": "a", "display_name": "Other"}, "b")
    assert actions(result) == ["unchanged", "created"]
    assert "display_name 'First', not 'Other'" in str(result["warnings"])
    known = module_runs.succeed("rws_label_definitions_info", connect(system, **AGENT))["labels"]
    assert known == [
        {"name": "a", "display_name": "First", "description": "one"},
        {"name": "b", "display_name": "b", "description": ""},
    ]


def test_where_nobody_can_list_them_an_existing_one_is_no_change(system):
    define(system, "a")
    system.set_dialect(undocumented_reads="html_404")
    result = define(system, "a", "b")
    assert (actions(result), result["changed"]) == (["unchanged", "created"], True)
    assert "Which label definitions RWS has cannot be known" in result["not_observable"][0]
    assert define(system, "a", "b")["changed"] is False
    read = module_runs.succeed("rws_label_definitions_info", connect(system, **AGENT))
    assert read["labels"] is None and len(read["not_observable"]) == 1


def test_deleted_ones_are_gone(system):
    define(system, "a", "b")
    assert actions(define(system, "a", "c", state="deleted")) == ["deleted", "unchanged"]
    assert names(system) == ["b"]
    system.set_dialect(undocumented_reads="empty_404")
    assert define(system, "b", "c", state="deleted")["changed"] is True
    assert define(system, "b", "c", state="deleted")["changed"] is False


def test_a_supervisor_or_an_administrator_by_release(system):
    refused = define(system, "a", label_username=None, label_password=None)
    assert "Insufficient user roles" in refused["msg"] and refused["labels"][0]["outcome"] == "not done"
    system.set_dialect(label_rules="current")
    assert actions(define(system, "a", label_username=None, label_password=None)) == ["created"]


def test_names_that_newer_releases_take_for_one(system):
    system.set_dialect(label_rules="current")
    define(system, {"name": "a", "display_name": "Shown"})
    assert "has the label 'a', which differs from 'A' by its case" in define(system, "A")["msg"]
    taken = define(system, "b", {"name": "c", "display_name": "Shown"})
    assert "already exists" in taken["msg"] and [one["outcome"] for one in taken["labels"]] == ["done", "not done"]


@pytest.mark.parametrize("phase", ["before", "after"])
def test_an_interrupted_request_is_looked_after(system, phase):
    system.faults.add("drop", method="POST", phase=phase, times=1)
    result = define(system, "a")
    assert not result.get("failed") and names(system) == ["a"]
    assert len(system.writes()) == (2 if phase == "before" else 1)


def test_every_mistake_at_once():
    labels = [{"name": name} for name in ("", "__a", "caf\u00e9", "b", "B")]
    account = {"url": ["http://127.0.0.1:1"], "url_username": "u", "url_password": "pass-4711"}
    options = {**account, "labels": labels, "label_username": "agent"}
    result = module_runs.fail("rws_label_definitions", options)
    words = ["labels[0].name", "reserved", "ASCII", "apart from the case", "belong together"]
    assert [word for word in words if word not in result["msg"]] == []
    assert len(result["problems"]) == 5

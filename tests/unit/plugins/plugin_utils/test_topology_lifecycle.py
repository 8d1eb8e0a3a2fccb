# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the model publishes of media lifecycle and retention."""

from pathlib import Path

import pytest
import yaml
from ansible_collections.gir.multidc.plugins.plugin_utils._topology import reading
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.lifecycle import read
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.lifecycle_rules import check
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.partial import fingerprint
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.report import Report
from test_topology_inventory import judged, model_of, valid
from test_topology_verbs import wrong_type
from topology_changes import var
from topology_lifecycle_cases import (
    ALLOWS_BOTH,
    FURTHER,
    HOLD,
    RETAINED,
    backup,
    everywhere,
    lifecycle,
    purge,
    retention,
    rule,
)

EXAMPLE = Path(__file__).parents[4] / "inventories" / "example"
EVERY_DEFAULT = {
    "type": "backup", "media": "voice", "call_types": [], "include_labels": [], "exclude_labels": [],
    "min_age_days": None, "max_age_days": None, "attached_data": {}, "backup_folder": None,
    "include_screen_recordings": False}


def with_changes(*changes):
    inventory = valid()
    for change in changes:
        change(inventory)
    return inventory


def test_rules_are_published_with_all_defaults_where_they_hold():
    model = model_of(with_changes(lifecycle({"name": "nightly", "tasks": [backup()]})))
    centers = model["data_centers"]
    task = {**EVERY_DEFAULT, "min_age_days": 1, "max_age_days": 2, "backup_folder": "file:///mnt/archive/ny"}
    assert centers["dc1"]["media_lifecycle"] == [
        {"name": "nightly", "enabled": False, "at": "00:00:00", "tasks": [task]}]
    assert centers["dc2"]["media_lifecycle"] == []
    assert wrong_type(model, Model) is None


def test_the_law_of_center_and_storage_is_the_strictest_of_both():
    laws = var("gir_retention", {"US": {"min_days": 365, "max_days": 900}, "CA": {"min_days": "400", "max_days": 730}})
    abroad = var("gir_datacenters/dc1/storage/jurisdiction", "CA")
    allowed = var("gir_datacenters/dc1/storage_jurisdictions", ["US", "CA"])
    centers = judged(with_changes(laws, abroad, allowed), "status").model["data_centers"]
    assert centers["dc1"]["retention"] == {"min_days": 400, "max_days": 730}
    assert centers["dc2"]["retention"] == {"min_days": 365, "max_days": 900}


def test_an_export_without_a_lifecycle_stays_good():
    """A run takes the lifecycle from its own map, so that no edit of it stops a failover from a part of the whole."""
    before, after = model_of(valid()), model_of(with_changes(lifecycle(rule(backup()))))
    assert before != after
    assert fingerprint(before) == fingerprint(after)


@pytest.mark.parametrize("at", ["1:00:00", "24:00:00", "01:60:00", "01:00", True, 86400, ["01:00:00"]])
def test_what_is_no_time_of_day_is_refused(at):
    assert [one["id"] for one in judged(with_changes(lifecycle(rule(backup(), at=at)))).errors] == ["GIR730"]


def broken_by(*changes, verb="topology"):
    return [(one["id"], one["sentence"]) for one in judged(with_changes(*changes), verb).violations]


@pytest.mark.parametrize(("rule_id", "changes", "parts"), FURTHER, ids=[case[0] for case in FURTHER])
def test_a_further_case_breaks_exactly_this_rule(rule_id, changes, parts):
    broken = broken_by(*changes)
    assert {name for name, _sentence in broken} == {rule_id}, broken
    sentences = " ".join(sentence for _name, sentence in broken)
    assert [part for part in parts if part not in sentences] == [], sentences


def test_laws_that_cannot_both_be_obeyed_are_one_error_and_nothing_else_is_judged():
    laws = var("gir_retention", {"US": {"min_days": 9}, "CA": {"max_days": 8}})
    broken = broken_by(laws, var("gir_datacenters/dc3/jurisdiction", "CA"), ALLOWS_BOTH,
                       lifecycle(rule(purge(1)), place="/US/WA"))
    assert [name for name, _sentence in broken] == ["GIR739"]
    assert "dc3 have to be kept for 9 days and be gone after 8, by the laws of \"CA\" and \"US\"" in broken[0][1]


COMPLETE = (retention(min_days=365, max_days=730), everywhere(
    rule(backup(), backup(media="screen"), name="backup"),
    rule(purge(700), purge(700, "screen"), purge(400, attached_data={"kind": "test"}), name="purge", at="03:00:00")))


@pytest.mark.parametrize("verb", ["topology", "failover"])
def test_a_complete_lifecycle_breaks_no_rule(verb):
    assert broken_by(*COMPLETE, verb=verb) == []


@pytest.mark.parametrize("tasks", [
    [backup(call_types=["Inbound"]), backup(call_types=["Outbound"], backup_folder="file:///mnt/other")],
    [backup(1, 2), backup(2, 3, backup_folder="file:///mnt/other")],
    [backup(include_labels=["a"]), backup(exclude_labels=["a"], backup_folder="file:///mnt/other")],
    [backup(attached_data={"k": "1"}), backup(attached_data={"k": "2"}, backup_folder="file:///mnt/other")],
    [backup(), backup(media="screen", backup_folder="file:///mnt/other")],
    [backup(call_types=["Inbound"], most=900), purge(400, call_types=["Outbound"])],
    [purge(400), purge(30, call_types=["Internal"])],
    [purge(400, exclude_labels=["a"]), purge(30, include_labels=["b"], exclude_labels=["a"])],
    [purge(30, max_age_days=60), purge(60)],
    [purge(30, exclude_labels=["keep"]), purge(400, include_labels=["keep"])],
    [purge(30), purge(400, "screen")],
    [purge(30, include_screen_recordings=True), purge(30, "screen")],
])
def test_tasks_that_do_not_contradict(tasks):
    assert broken_by(RETAINED, lifecycle(rule(*tasks))) == []


@pytest.mark.parametrize("tasks", [
    [backup(call_types=["Inbound"]), backup(backup_folder="file:///mnt/other")],
    [backup(include_labels=["a"]), backup(include_labels=["b"], backup_folder="file:///mnt/other")],
    [backup(include_labels=["a", "b"]), backup(exclude_labels=["a"], backup_folder="file:///mnt/other")],
    [backup(attached_data={"k": "1"}), backup(attached_data={"j": "1"}, backup_folder="file:///mnt/other")],
    [backup(attached_data={"k": "1*"}), backup(attached_data={"k": "12"}, backup_folder="file:///mnt/other")],
    [backup(include_screen_recordings=True), backup(media="screen", backup_folder="file:///mnt/other")],
    [backup(include_labels=["a", "b"]), backup(include_labels=["b", "a"])],
    [backup(), backup(backup_folder="file:///mnt/archive/ny/")],
    [purge(30, call_types=["Inbound"]), purge(400, include_labels=["keep"])],
    [purge(30, max_age_days=60), purge(400, include_labels=["keep"])],
    [purge(30), purge(60)],
    [purge(30, include_screen_recordings=True), purge(60, "screen")],
])
def test_tasks_that_contradict_in_any_order(tasks):
    for known in (tasks, tasks[::-1]):
        assert [name for name, _sentence in broken_by(RETAINED, lifecycle(rule(*known)))] == ["GIR742"]


def test_a_disabled_rule_only_warns_and_keeps_nobody_from_a_judgement_of_the_others():
    early = rule(purge(10), name="early", enabled=False)
    broken = broken_by(retention(min_days=365), lifecycle(early, rule(purge(100))))
    assert [name for name, _sentence in broken] == ["GIR734", "GIR734", "GIR736"]


def test_a_hold_that_is_protected_or_not_purged_is_fine():
    held = var("gir_recording_holds", [{**HOLD, "locations": ["/US/TX"]}])
    unprotected = var("hold_keeper_enabled", "no")
    assert broken_by(RETAINED, lifecycle(rule(purge(400))), held, unprotected) == []
    assert broken_by(RETAINED, lifecycle(rule(purge(400), enabled=False), place="/US/TX"), held, unprotected) == []
    assert broken_by(RETAINED, lifecycle(rule(purge(400)), place="/US/TX"), held) == []


@pytest.mark.parametrize("folder", [
    "file:///", "file://nas/archive", "file:///mnt/../tmp/x", "file:///mnt/a b", "file:///mnt/%74mp", "FILE:///mnt/a",
    "file:///tmp", "file:///var/run/x", "file:///dev/shm/x/"])
def test_a_folder_of_one_node_is_refused(folder):
    assert [name for name, _sentence in broken_by(lifecycle(rule(backup(backup_folder=folder))))] == ["GIR743"]


def test_at_night_a_rule_that_cannot_be_read_is_left_out_whole():
    """Half of a rule would be another rule."""
    changes = lifecycle(rule(backup(max_age=3), name="broken"), rule(backup()))
    model = judged(with_changes(changes), "failover").model
    assert [known["name"] for known in model["data_centers"]["dc1"]["media_lifecycle"]] == ["nightly"]


def test_the_lifecycle_of_the_example_breaks_no_rule():
    """Among its own data centers, of which one has the central storage in another jurisdiction."""
    given = yaml.safe_load((EXAMPLE / "group_vars" / "gir" / "topology.yml").read_text(encoding="utf-8"))
    report = Report()
    centers, complete = reading.data_centers(report, given["gir_datacenters"])
    central = reading.storage(report, "gir_central_storage", given["gir_central_storage"], reading.CENTRAL)
    kept = read(report, given)
    check(report, kept, centers, central)
    assert (report.violations, complete, kept.is_whole) == ([], True, True)
    assert list(kept.rules) == [center.node_path for center in centers.values()]

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the model publishes of media lifecycle and retention."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.partial import fingerprint
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model
from test_topology_inventory import judged, model_of, valid
from test_topology_verbs import wrong_type
from topology_changes import var
from topology_lifecycle_cases import backup, lifecycle, rule

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
    centers = model_of(with_changes(laws, abroad, var("gir_datacenters/dc1/storage_jurisdictions", ["US", "CA"])))
    assert centers["data_centers"]["dc1"]["retention"] == {"min_days": 400, "max_days": 730}
    assert centers["data_centers"]["dc2"]["retention"] == {"min_days": 365, "max_days": 900}


def test_an_export_without_a_lifecycle_stays_good():
    """A run takes the lifecycle from its own map, so that no edit of it stops a failover from a part of the whole."""
    before, after = model_of(valid()), model_of(with_changes(lifecycle(rule(backup()))))
    assert before != after
    assert fingerprint(before) == fingerprint(after)


@pytest.mark.parametrize("at", ["1:00:00", "24:00:00", "01:60:00", "01:00", True, 86400, ["01:00:00"]])
def test_what_is_no_time_of_day_is_refused(at):
    assert [one["id"] for one in judged(with_changes(lifecycle(rule(backup(), at=at)))).errors] == ["GIR730"]


def test_at_night_a_rule_that_cannot_be_read_is_left_out_whole():
    """Half of a rule would be another rule."""
    changes = lifecycle(rule(backup(max_age=3), name="broken"), rule(backup()))
    model = judged(with_changes(changes), "failover").model
    assert [known["name"] for known in model["data_centers"]["dc1"]["media_lifecycle"]] == ["nightly"]

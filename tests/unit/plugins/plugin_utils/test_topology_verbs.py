# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Verbs that an operator needs at night are not stopped by what they do not use; no model is incomplete."""

import types
import typing

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.rule import (
    LENIENT_VERBS,
    READING_VERBS,
    ROLE,
    STRICT_VERBS,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.rules import RULES
from test_topology_cases import CASES, broken_by
from test_topology_inventory import judged, model_of, valid
from topology_changes import center, on, put, var

# Whatever else is changed in the table: these stop nobody at night, and nothing else may join them unawares.
LENIENT = [
    "GIR005", "GIR111", "GIR205", "GIR212", "GIR213", "GIR216", "GIR217", "GIR218", "GIR219", "GIR501", "GIR502",
    "GIR503", "GIR506", "GIR507", "GIR508", "GIR601", "GIR602", "GIR605", "GIR606", "GIR607", "GIR608", "GIR609",
    "GIR610", "GIR713", "GIR728", "GIR729", "GIR730", "GIR731", "GIR732", "GIR733",
    "GIR735", "GIR736", "GIR737", "GIR739", "GIR742", "GIR743", "GIR744", "GIR745"]
# These stop no verb that only looks; without an answer such a verb needs gir_active_datacenter (GIR716).
READING = ["GIR704", "GIR709", "GIR710", "GIR714", "GIR723", "GIR727"]
# Those of the desktops change how desktops fail over; GIR111 takes a profile away.
CHANGE_MORE_THAN_HOSTS = {
    "GIR111": ["ivr_profiles"], "GIR506": ["desktop_failover"], "GIR508": ["desktop_failover"],
    "GIR713": ["active_source", "epoch", "operation", "eservices_source"]}


def wrong_type(value, expected, where="model"):
    """Where a value is not what its type says, or nothing."""
    if typing.is_typeddict(expected):
        hints = typing.get_type_hints(expected)
        if not isinstance(value, dict) or list(value) and set(value) != set(hints):
            return where
        return next(filter(None, (wrong_type(value[key], hint, f"{where}.{key}") for key, hint in hints.items())), None)
    origin, arguments = typing.get_origin(expected), typing.get_args(expected)
    if origin in (typing.Union, types.UnionType):
        return None if any(wrong_type(value, one, where) is None for one in arguments) else where
    if origin is list:
        found = (wrong_type(item, arguments[0], f"{where}[]") for item in value)
        return next(filter(None, found), None) if isinstance(value, list) else where
    if origin is dict:
        found = (wrong_type(item, arguments[1], f"{where}.{key}") for key, item in value.items())
        return next(filter(None, found), None) if isinstance(value, dict) else where
    return None if value.__class__ is expected else where


def test_the_model_of_the_valid_inventory_has_its_types():
    assert wrong_type(model_of(valid()), Model) is None
    assert wrong_type(dict(model_of(valid()), active=None), Model) == "model.active"


def test_the_lenient_rules_are_these():
    assert [rule.id for rule in RULES.values() if rule.lenient] == LENIENT
    assert [rule.id for rule in RULES.values() if rule.reading] == READING
    assert set(READING_VERBS) < set(LENIENT_VERBS)


@pytest.mark.parametrize("verb", LENIENT_VERBS)
def test_there_is_an_error_or_a_complete_model(verb):
    for rule_id, changes, _parts in CASES:
        found = broken_by(changes, verb)
        assert {violation["id"] for violation in found.violations} - {"GIR716"} == {rule_id}
        assert bool(found.errors) == (found.model is None)
        assert wrong_type(found.model, Model | None) is None


@pytest.mark.parametrize(
    ("rule_id", "changes"), [(rule_id, changes) for rule_id, changes, _parts in CASES if RULES[rule_id].lenient])
def test_what_is_lenient_leaves_the_model_as_it_was(rule_id, changes):
    strict, lenient = broken_by(changes), broken_by(changes, "failover")
    assert (len(strict.errors), strict.model) == (len(strict.violations), None)
    assert (lenient.errors, len(lenient.warnings)) == ([], len(lenient.model["warnings"]))
    before = model_of(valid())
    changed = [key for key in before if key not in ("warnings", "hosts", "data_centers")
               and before[key] != lenient.model[key] and key not in CHANGE_MORE_THAN_HOSTS.get(rule_id, ())]
    assert changed == []
    for name, known in lenient.model["data_centers"].items():
        same = [key for key in known if key not in ("hosts", "geo_locations", "media_lifecycle", "retention")]
        assert {key: known[key] for key in same} == {key: before["data_centers"][name][key] for key in same}


@pytest.mark.parametrize("verb", [*STRICT_VERBS, ROLE])
def test_the_other_verbs_are_strict(verb):
    for _rule_id, changes, _parts in CASES:
        assert broken_by(changes, verb).violations == broken_by(changes).violations


@pytest.mark.parametrize(("change", "lenient"), [
    (var("gir_rws_admin_password", ["x"]), True),
    (var("gir_contact_center_domain", 7), True),
    (var("gir_rws_ops_password", "x\n"), True),
    (var("workspace_desktop_failover_strategy", False), True),
    (on("rws1-dc1/rws_cr_cluster_name", 7), True),
    (on("rws1-dc1/rws_sync_node", 7), False),
    (center("dc1", "jurisdiction", "US\n"), False),
    (center("dc1", "site_name", 7), False),
    (var("gir_active_datacenter", 7), False),
    (var("gir_central_storage", 7), False),
    (put("groups/gir_rws", 7), False),
])
def test_a_type_stops_a_lenient_verb_where_the_model_depends_on_it(change, lenient):
    found = broken_by([change], "failover")
    assert found.violations
    assert (found.errors == []) == lenient


def test_a_wrong_strategy_is_not_in_the_model():
    inventory = valid()
    inventory["variables"].update(workspace_desktop_version="8.5.100", workspace_desktop_failover_strategy="DNS")
    assert judged(inventory, "failover").model["desktop_failover"] is None


def test_a_key_that_may_be_the_storage_of_a_data_center_stops_every_verb():
    inventory = valid()
    centers = inventory["variables"]["gir_datacenters"]
    centers["dc2"]["Storage"] = centers["dc2"].pop("storage")
    assert [violation["id"] for violation in judged(inventory, "failover").errors] == ["GIR007"]

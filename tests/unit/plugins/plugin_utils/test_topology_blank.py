# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Blank means not given: surveys answer "" where nothing was entered."""

import pytest
from test_topology_fuzz import PLACES, mutate
from test_topology_inventory import judged, valid

BLANKS = ("", "  ", "\n", "\u3000\t")
REQUIRED = {"GIR003", "GIR004", "GIR601", "GIR602", "GIR302", "GIR407", "GIR501", "GIR502", "GIR509"}
# An account without its storage, and half an account.
IN_OTHER_WORDS = {"GIR603", "GIR605"}
OF_KEYS = [way for way in PLACES if way[0] != "groups" and isinstance(way[-1], str) and way[-1] != "gir_multidc"]
OPTIONAL = [
    ("variables", "gir_active_datacenter"),
    ("variables", "workspace_desktop_failover_strategy"),
    ("variables", "gir_datacenters", "dc1", "storage_jurisdictions"),
    ("variables", "gir_datacenters", "dc3", "storage"),
    ("variables", "gir_datacenters", "dc3", "interaction_receiver_url"),
    ("variables", "gir_datacenters", "dc1", "storage", "jurisdiction"),
    ("variables", "gir_storage_credentials", "other"),
    ("variables", "gir_configuration_server", "backup_host"),
    ("variables", "gir_configuration_server", "backup_port"),
    ("variables", "gir_contact_center_id"),
    ("host_variables", "rws1-dc1", "rws_sync_node"),
]


def given(way, value):
    inventory = valid()
    target = inventory
    for step in way[:-1]:
        target = target[step]
    target[way[-1]] = value
    return inventory


@pytest.mark.parametrize("way", OPTIONAL, ids=".".join)
def test_a_blank_optional_value_is_none(way):
    for blank in BLANKS:
        found = judged(given(way, blank))
        assert (found.violations, found.model) == ([], judged(valid()).model)


@pytest.mark.parametrize("way", OF_KEYS, ids=".".join)
def test_a_blank_value_is_as_good_as_null(way):
    missing = judged(given(way, None))
    for blank in BLANKS:
        found = judged(given(way, blank))
        assert (found.violations, found.model) == (missing.violations, missing.model)
    broken = {violation["id"] for violation in missing.violations}
    assert broken <= REQUIRED | IN_OTHER_WORDS
    for violation in missing.violations:
        assert "not given" in violation["sentence"] or violation["id"] in IN_OTHER_WORDS


@pytest.mark.parametrize("blank", BLANKS)
def test_blank_lists_and_dictionaries_are_not_given(blank):
    inventory = valid()
    for way, rule_id in (
        (("variables", "gir_datacenters"), "GIR003"),
        (("variables", "gir_datacenters", "dc1"), "GIR004"),
        (("variables", "gir_datacenters", "dc1", "geo_locations"), "GIR004"),
        (("variables", "gir_configuration_server"), "GIR601"),
        (("variables", "gir_storage_credentials"), "GIR602"),
    ):
        assert {violation["id"] for violation in judged(given(way, blank)).violations} == {rule_id}
    mutate(inventory, ("variables", "gir_datacenters", "dc3", "storage"), "replace", blank)
    assert judged(inventory).model["data_centers"]["dc3"]["storage"]["kind"] == "central"


def test_a_blank_item_of_a_list_is_no_item_that_was_left_out():
    found = judged(given(("variables", "gir_datacenters", "dc1", "geo_locations"), ["newyork", ""]))
    assert [violation["sentence"] for violation in found.violations] == [
        "gir_datacenters.dc1.geo_locations[1] is empty."]


def test_a_blank_record_is_a_broken_record():
    found = judged(given(("host_variables", "rws1-dc1", "gir_multidc"), ""))
    assert [violation["id"] for violation in found.violations] == ["GIR703"]

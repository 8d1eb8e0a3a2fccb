# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Blank text, the answer of a survey that nobody filled in, means that a variable is not given."""

from dataclasses import asdict

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.reading import read
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import Report
from recorded import computed, names, scenarios

# Others came later than the recording.
_NEW = (
    "speechminer", "speechminer_steps", "media_lifecycle", "load_balancer_names", "ledger_publisher", "site_guard",
    "hold_keeper",
)  # fmt: skip
RECORDED = [name for name in COMPONENTS if name not in _NEW]


@pytest.mark.parametrize("blank", ["", "  "])
@pytest.mark.parametrize("component", list(COMPONENTS))
def test_every_variable_is_read_as_if_it_were_not_given(component, blank):
    table = COMPONENTS[component].table
    rows = COMPONENTS[component].variables
    given, without = Report("host1"), Report("host1")
    found = read(table, dict.fromkeys(rows, blank), given)
    assert found == read(table, {name: row.default for name, row in rows.items()}, without)
    assert given.violations == without.violations


@pytest.mark.parametrize("component", RECORDED)
def test_no_blank_variable_changes_what_a_host_should_be(component):
    """Neither alone, nor where others are given. Without it the state is that of its default."""
    name = names(component)[0]
    scenario = scenarios(component)[name]
    host = next(iter(scenario["hosts"]))
    for variable, row in COMPONENTS[component].variables.items():
        blank = computed(component, scenario, host, {variable: " "})
        absent = computed(component, scenario, host, {variable: row.default})
        if "{{" not in str(row.default):
            assert asdict(blank) == asdict(absent), variable


def test_blank_keys_of_a_dictionary_are_not_given():
    report = Report("host1")
    options = read(COMPONENTS["rws"].table, {"rws_health": {"url": "", "port": 80, "host": "  "}}, report)
    assert options.health == {"port": 80}

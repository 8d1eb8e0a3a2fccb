# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of rules in the documentation is the one that the code gives."""

from pathlib import Path

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._topology import reading
from ansible_collections.gir.multidc.plugins.plugin_utils._variables import table
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.rules import RULES

DOCUMENT = Path(__file__).resolve().parents[4] / "docs" / "topology.md"


def test_the_table_in_the_documentation_is_up_to_date():
    document = DOCUMENT.read_text(encoding="utf-8")
    assert document == table.renewed(document), "stale: run tools/topology_rules_doc.py"


def test_a_changed_rule_makes_the_documentation_stale(monkeypatch):
    document = DOCUMENT.read_text(encoding="utf-8")
    monkeypatch.setattr(table, "RULES", {name: rule for name, rule in RULES.items() if name != "GIR104"})
    assert document != table.renewed(document)


def test_every_rule_is_in_the_table_once():
    rows = [row.split(" | ")[0][2:] for row in table.table().splitlines() if row.startswith("| GIR")]
    assert rows == list(RULES)


def test_a_document_without_marks_is_refused():
    with pytest.raises(ValueError, match="rules: begin"):
        table.renewed("# Topology\n")


@pytest.mark.parametrize("key", [*reading.KEYS, "voice_url", "screen_url"])
def test_every_key_is_described(key):
    assert f"`{key}`" in DOCUMENT.read_text(encoding="utf-8")

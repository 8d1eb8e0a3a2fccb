# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An id names one rule: whoever searches for it, or lifts it, finds that one."""

import re
import subprocess
import sys
from pathlib import Path

from ansible_collections.gir.multidc.plugins.plugin_utils._failover import rules as failover
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin import rules as rejoin
from ansible_collections.gir.multidc.plugins.plugin_utils._variables import rules

SOURCES = Path(failover.__file__).resolve().parents[1]
# The number comes first, whatever line it stands on.
_MADE = re.compile(r"\brule\(\s*(\d{3}),")


def test_no_two_rules_have_the_same_id():
    found = {}
    for path in sorted(SOURCES.rglob("*.py")):
        for number in _MADE.findall(path.read_text(encoding="utf-8")):
            found.setdefault(f"GIR{number}", []).append(path.name)
    for table in (failover, rejoin):
        for name in table.RULES:
            found.setdefault(name, []).append(table.__name__.rpartition(".")[2])
    assert {name: places for name, places in found.items() if len(places) > 1} == {}
    assert len(found) > 100


def test_the_table_has_every_rule_that_is_made():
    """Asked in a process of its own: here another test may have imported a module that the table forgets."""
    program = f"from {rules.__name__} import RULES; print(*RULES)"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    made = {
        f"GIR{number}" for path in SOURCES.rglob("*.py") for number in _MADE.findall(path.read_text(encoding="utf-8"))
    }
    assert made - set(answer.stdout.split()) == set()

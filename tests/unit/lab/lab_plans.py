# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans for tests, without an inventory and without a directory that exists."""

from lab.plan import make_plan

EAST = {"name": "east", "role": "primary", "hosts": {"a.example.com": ["gir_rws"], "b": []}}
WEST = {"name": "west", "role": "backup", "hosts": {"c": ["gir_mcp", "gir_rps"]}}


def small(directory="/lab/one"):
    """Two data centers, three hosts."""
    return make_plan(directory, [EAST, WEST])

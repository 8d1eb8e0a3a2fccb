# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a result goes on to the next job of a workflow: how it ended, and numbers in place of long lists.

AWX gives the artifacts of a job to every job that follows as extra variables, and keeps them in its database. So they
hold no list that grows with the system, but names of hosts that a following job may need.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# By verb: members of which only the number goes on,
_COUNTED: dict[str, tuple[str, ...]] = {
    "eservices_switch": ("items", "open_points"),
    "failover": ("timeline", "rules", "commands", "checks", "proofs", "silent"),
    "keystore_check": ("findings", "in_use", "entries"),
    "kept_copies": ("copies", "removed", "findings", "heard", "left_out"),
    "rejoin": ("rules", "commands"),
    "remediate": ("steps", "skipped", "left", "rules"),
    "site": ("refused", "stopped", "silent", "lost"),
    "verify": ("not_tried",),
}
# and members that do not go on at all.
_LEFT_OUT: dict[str, tuple[str, ...]] = {
    "eservices_switch": ("lines",),
    "failover": ("plan",),
    "keystore_check": ("lines", "message", "newest"),
    "keystore_sync": ("hosts", "lines"),
    "rejoin": ("list",),
    "site": ("lines", "run"),
    "verify": ("transactions",),
}
VERBS = tuple(sorted({*_COUNTED, *_LEFT_OUT}))


def handed_on(result: Mapping[str, Any], verb: str) -> dict[str, Any]:
    """The result of a verb for the jobs that follow."""
    counted, left_out = _COUNTED.get(verb, ()), _LEFT_OUT.get(verb, ())
    return {
        name: len(value) if name in counted else value
        for name, value in result.items()
        if name not in left_out
    }  # fmt: skip


def of_site(result: Mapping[str, Any], todo: Mapping[str, Any]) -> dict[str, Any]:
    """The same of site. `todo`: component to the hosts where it was to be done, those that are only inspected too."""
    run = result["run"]
    seen = {name: run.get(name) for name in ("limit", "slice", "check_mode") if name in run}
    return {**handed_on(result, "site"), "to_do": {name: len(hosts) for name, hosts in todo.items()}, **seen}

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rule as the Recording Lifecycle Scheduler of GAX shows it, one line for each task. Facts: operations.md 1.

Nobody knows here what GAX shows of a rule with several tasks, of a task without parameters, of an age that is not
given, and whether it shows call types, labels and attached data at all: see `unshown`.
"""

from __future__ import annotations

from .._topology.published import LifecycleRuleModel, LifecycleTaskModel

ENABLED, DISABLED = "Enabled", "Disabled"
LOCATION = "location"
# As the vendor spells it.
SCREENS = "executeOnScreenRecroding"
NOT_GIVEN = "?"


def lines(rule: LifecycleRuleModel) -> list[str]:
    """One for each task."""
    head = f"{rule['name']},{ENABLED if rule['enabled'] else DISABLED}, Every day at {rule['at']}: "
    return [head + _task(task) for task in rule["tasks"]]


def _task(task: LifecycleTaskModel) -> str:
    ages = f"range: {_age(task['min_age_days'])} to {_age(task['max_age_days'])} days old"
    found = f"{task['type']}, {ages}, {task['media']},"
    given = ";".join(f"{name}={value}" for name, value in parameters(task).items())
    return f"{found} Parameters:{given}," if given else found


def _age(days: int | None) -> str:
    return NOT_GIVEN if days is None else str(days)


def parameters(task: LifecycleTaskModel) -> dict[str, str]:
    """Those of a task, by the names of the product."""
    found = {} if task["backup_folder"] is None else {LOCATION: task["backup_folder"]}
    return {**found, SCREENS: "true"} if task["include_screen_recordings"] else found


def unshown(rule: LifecycleRuleModel) -> list[str]:
    """What the rule asks for and the line does not show."""
    named = {
        "call types": "call_types", "included labels": "include_labels", "excluded labels": "exclude_labels",
        "attached data": "attached_data",
    }  # fmt: skip
    tasks: list[dict[str, object]] = [{**task} for task in rule["tasks"]]
    return [title for title, key in named.items() if any(task[key] for task in tasks)]

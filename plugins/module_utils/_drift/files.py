# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files and directories against what they should be, by the comparison of config_bundle: private to this collection.

Whatever config_bundle would change is a difference, and nothing else is; but for a symbolic link in the place of a
file, which config_bundle follows, and a person has to judge.
"""

import os
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._bundle.generations import JOURNAL, PRIVATE
from ansible_collections.gir.multidc.plugins.module_utils._bundle.plan import Plan
from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._drift.context import (
    NOT_OBSERVED,
    Component,
    Context,
    ManagedFile,
)
from ansible_collections.gir.multidc.plugins.module_utils._drift.looking import lstat, names_in


def observe(component: Component, context: Context) -> None:
    """Compare the directories, files and absent files of a component."""
    plan = _plan(component, context)
    context.managed[component["name"]] = [
        ManagedFile(
            item.path,
            item.real,
            item.status.st_mtime,
            item.old is not None and item.is_desired(item.old),
            not item.rewritten,
        )
        for item in plan.files
        if item.exists and not item.obstacle
    ]
    links = [item for item in plan.files if os.path.islink(context.root + item.path)]
    if links or any(item.changed or item.obstacle for item in plan.items):
        # Nearly always nothing differs, and what tells of it has much to import.
        from ansible_collections.gir.multidc.plugins.module_utils._drift import file_differences

        context.found(*file_differences.of_plan(component, plan, context))
    if _has_no_journal(component, plan, context) or _has_leftovers(plan):
        # Nothing differs for that, and a run of config_bundle makes up for it.
        context.rate(component["name"], "files", NOT_OBSERVED)


def _has_no_journal(component: Component, plan: Any, context: Context) -> bool:
    """Whether nothing was noted of what is here, such as on a system that was as desired before any run."""
    directory = component.get("kept_directory")
    if not directory or not plan.items:
        return False
    try:
        return lstat(os.path.join(context.locator.locate(directory), JOURNAL)) is None
    except (OSError, Refusal):
        # Where this account may not look, a run would be one in vain each time.
        return False


def _has_leftovers(plan: Any) -> bool:
    """Whether a run that was killed left behind what it had begun to write; one that goes on is not told from it."""
    directories = {os.path.dirname(item.real) for item in plan.files + plan.removals if item.real}
    names = [name for place in directories for name in names_in(place).names if name.startswith(PRIVATE)]
    if not names:
        return False
    from ansible_collections.gir.multidc.plugins.module_utils._bundle import staging

    return any(staging.is_private(name) for name in names)


def _plan(component: Component, context: Context) -> Any:
    """The plan of config_bundle in check mode. The reader of YAML is unpacked only when two texts are compared."""
    sources = context.request.get("yaml_reader")
    if sources and "yaml_reader" not in context.memory:
        from ansible_collections.gir.multidc.plugins.module_utils._bundle import yaml_reader

        context.memory["yaml_reader"] = True
        yaml_reader.provide_later(lambda: yaml_reader.unpack(sources, context.module.tmpdir))
    bundle = {
        "root": context.root,
        "host": context.host,
        "directories": component.get("directories") or [],
        "files": [dict({"format": "text"}, **file) for file in component.get("files") or []],
        "absent": component.get("absent_files") or [],
    }
    return Plan(bundle, True, lambda item: _holds_secret(item, component)).make()


def _holds_secret(item: Any, component: Component) -> bool:
    from ansible_collections.gir.multidc.plugins.module_utils._bundle import report

    return report.holds_secret(item, Redactor(component.get("secret_keys") or []))

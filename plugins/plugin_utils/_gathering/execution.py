# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries out the calls of a verb from within an action."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.calls import Call, template_variables
from ansible_collections.gir.multidc.plugins.plugin_utils._hosts import Hosts, Request


def execute(
    action: Any, call: Call, task_vars: Mapping[str, Any], host: str = "", aside: bool = False
) -> dict[str, Any]:
    """The result of an action plugin or of a module of this collection; `action` is the plugin that runs the task.

    `host`: whose state it is, where that is not the task's host. `aside`: an action writes to a place of this task's
    own, so it does so in check mode too, and nobody wants to see the difference.
    """
    if not call.action:
        try:
            found: dict[str, Any] = action._execute_module(
                module_name=call.name, module_args=call.args, task_vars=task_vars
            )
            return found
        finally:
            action._remove_tmp_path(action._connection._shell.tmpdir)
    task = action._task.copy()
    task.args = call.args
    if aside:
        task.check_mode = task.diff = False
    other = action._shared_loader_obj.action_loader.get(
        call.name,
        task=task,
        connection=action._connection,
        play_context=action._play_context,
        loader=action._loader,
        templar=action._templar,
        shared_loader_obj=action._shared_loader_obj,
    )
    # The name of a host may come from a registry, so it is no template either.
    final = {"inventory_hostname": host or task_vars["inventory_hostname"], **call.variables}
    done: dict[str, Any] = other.run(task_vars={**task_vars, **template_variables(final)})
    return done


def on_controller(action: Any, call: Call, task_vars: Mapping[str, Any], host: str = "") -> dict[str, Any]:
    """The result of a module that runs on the controller, whichever host the task is for."""
    request = Request(CONTROLLER, call.name, call.args, bool(action._task.check_mode))
    return Hosts(action, call.name, dict(task_vars)).ask({host: request})[host]


def add(result: dict[str, Any], one: Mapping[str, Any]) -> None:
    """Several calls are one result: changed when one of them is, with all that they wrote."""
    changed = bool(result.get("changed")) or bool(one.get("changed"))
    lists = {key: result.get(key, []) + one[key] for key in ("files", "diff") if isinstance(one.get(key), list)}
    result.update(one)
    result.update(lists, changed=changed)

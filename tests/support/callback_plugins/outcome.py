# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what happened in a run as one JSON object per line: plays, results, and the counts of every host."""

import json
import os

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: outcome
type: aggregate
short_description: Events of a playbook run for programs
version_added: 0.1.0
description:
  - Appends one JSON object per line to the file named by the environment variable E(GIR_PLAYBOOK_EVENTS).
author: Contributors to the gir.multidc project (@gir-multidc)
requirements:
  - the environment variable E(GIR_PLAYBOOK_EVENTS)
"""


def _part(result, name):
    """The public attribute of newer ansible-core, or the older private one."""
    return getattr(result, name, None) or getattr(result, "_" + name)


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "outcome"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._path = os.environ.get("GIR_PLAYBOOK_EVENTS")
        self._play = None
        self._tasks = {}

    def _write(self, **event):
        if self._path:
            with open(self._path, "a", encoding="utf-8") as out:
                out.write(json.dumps(event, default=str) + "\n")

    def v2_playbook_on_play_start(self, play):
        self._play = play.get_name().strip()
        self._write(event="play", name=self._play)

    def v2_playbook_on_task_start(self, task, is_conditional):
        # Only here the name is no longer a template.
        self._tasks[task._uuid] = task.get_name().strip()

    def v2_playbook_on_handler_task_start(self, task):
        self._tasks[task._uuid] = task.get_name().strip()

    def _result(self, result, state=None, ignored=False, item=None):
        task, data = _part(result, "task"), _part(result, "result")
        if item is None and task.loop and "results" in data:
            return  # each item has had its own
        kept = {key: value for key, value in data.items() if key != "exception" and not key.startswith("_ansible_")}
        self._write(
            event="result",
            play=self._play,
            task=self._tasks.get(task._uuid, task.get_name().strip()),
            action=task.action,
            host=_part(result, "host").get_name(),
            delegated=task.delegate_to,
            item=item or "",
            state=state or ("changed" if data.get("changed") else "ok"),
            ignored=bool(ignored),
            data=kept,
        )

    def v2_runner_on_ok(self, result):
        self._result(result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._result(result, "failed", ignore_errors)

    def v2_runner_on_unreachable(self, result):
        self._result(result, "unreachable", _part(result, "task").ignore_unreachable)

    def v2_runner_item_on_ok(self, result):
        self._result(result, item=self._item(result))

    def v2_runner_item_on_failed(self, result):
        self._result(result, "failed", _part(result, "task").ignore_errors, self._item(result))

    def _item(self, result):
        return str(self._get_item_label(_part(result, "result")))

    def v2_playbook_on_stats(self, stats):
        self._write(event="stats", hosts={host: stats.summarize(host) for host in sorted(stats.processed)})

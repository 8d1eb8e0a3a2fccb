# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what happened as one JSON object per line, for the demo and the tests that compare runs."""

import json
import os

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: demo_events
type: aggregate
short_description: Machine-readable events of a playbook run
version_added: 0.1.0
description:
  - Appends one JSON object per line to the file named by the environment variable E(GIR_DEMO_EVENTS).
author: Contributors to the gir.multidc project (@gir-multidc)
requirements:
  - the environment variable E(GIR_DEMO_EVENTS)
"""


def _part(result, name):
    """The public attribute of newer ansible-core, or the older private one."""
    return getattr(result, name, None) or getattr(result, "_" + name)


def _probes(item):
    """The transactions that one item of a loop tried; results of other tasks have none."""
    found = [one for one in item.get("results") or () if isinstance(one, dict) and "ok" in one and "url" in one]
    return [{key: one.get(key) for key in ("name", "url", "ok", "reason")} for one in found]


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "demo_events"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._path = os.environ.get("GIR_DEMO_EVENTS")
        self._play = None

    def _write(self, **event):
        if self._path:
            with open(self._path, "a", encoding="utf-8") as out:
                out.write(json.dumps(event, default=str) + "\n")

    def v2_playbook_on_play_start(self, play):
        self._play = play.get_name().strip()
        self._write(event="play", name=self._play)

    def _result(self, result, failed=False):
        task, host, data = _part(result, "task"), _part(result, "host"), _part(result, "result")
        event = {
            "event": "result",
            "play": self._play,
            "task": task.get_name(),
            "action": task.action,
            "host": host.get_name(),
            "changed": bool(data.get("changed")),
            "failed": failed,
        }
        if failed:
            event["message"] = str(data.get("msg") or data.get("module_stderr") or "no message")
        for key in ("files", "directories"):
            if isinstance(data.get(key), list):
                event[key] = {
                    str(item["path"]): str(item.get("state") or item.get("changed"))
                    for item in data[key]
                    if isinstance(item, dict) and "path" in item
                }
        # Playbook verify tries the components of a host in a loop.
        tried = [probe for item in data.get("results") or () if isinstance(item, dict) for probe in _probes(item)]
        if tried:
            event["probes"] = tried
        facts = data.get("ansible_facts") or {}
        if "__index_update_verdict" in facts:
            event["probes"] = [facts["__index_update_verdict"]]
        topology = facts.get("gir_topology")
        if topology:
            self._write(event="topology", topology=topology)
        self._write(**event)

    def v2_runner_on_ok(self, result):
        self._result(result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._result(result, failed=not ignore_errors)

    def v2_runner_on_unreachable(self, result):
        self._result(result, failed=True)

    def v2_playbook_on_stats(self, stats):
        hosts = {host: stats.summarize(host) for host in sorted(stats.processed)}
        self._write(event="stats", hosts=hosts)

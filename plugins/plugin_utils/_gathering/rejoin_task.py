# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task of playbook rejoin: what was asked for, the run, its journal and its report, whatever became of it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._failover.progress import stage_line
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.inventory import Inventory
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.rejoin_commands import ON_HOSTS
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.rejoin_run import Rejoin
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.rejoin_system import RejoinSystem
from ansible_collections.gir.multidc.plugins.plugin_utils._lock import caller
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin import reading, variables
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.report import About, final_lines, report
from ansible_collections.gir.multidc.plugins.plugin_utils._report import outputs
from ansible_collections.gir.multidc.plugins.plugin_utils._report.of_rejoin import from_rejoin
from ansible_collections.gir.multidc.plugins.plugin_utils._report.version import version

JOURNAL = "rejoin.jsonl"
_FORMAT, _MODE = 1, 0o640


class RejoinTask:
    """`say` shows a line while the run is at work."""

    def __init__(self, action: Any, task_vars: Mapping[str, Any], say: Callable[[str], None]) -> None:
        self._action, self._task_vars, self._say = action, task_vars, say
        self._inventory = Inventory(action._templar, action._loader, task_vars)
        self._started, self._began = time.time(), time.monotonic()
        self._lines: list[str] = []
        self._stage: tuple[str, float] | None = None
        self._file: Any = None
        self.warnings: list[str] = []

    def result(self) -> dict[str, Any]:
        """What the task returns. The run is judged by its report, whatever became of it."""
        values = self._inventory.of_anyone(variables.READ)
        asked = reading.read(values, self._started, bool(self._action._task.check_mode))
        settings = reading.settings(values)
        self.warnings += settings.notes
        self._open(settings.reports.directory)
        system = RejoinSystem(self._action, self._task_vars, asked, settings.seconds, self._began)
        run = Rejoin(system, asked, self._note)
        end = run.go()
        self._end_stage()
        about = About(
            self._started,
            self._now(),
            caller.user(self._task_vars),
            caller.controller(),
            version(),
            str(self._task_vars.get("ansible_limit") or ""),
            _seconds(run.stages, self._now()),
            run.sent,
            run.problems,
        )
        found = report(asked, run.first, run.run, end, about)
        text = "".join(f"{line}\n" for line in self._lines)
        if run.run.results and not asked.check:
            answers = system.ask(run.commands.files(f"{ON_HOSTS}/{run.run.lock}.jsonl", text))
            bad = [host for host, one in answers.items() if one.get("failed") or one.get("unreachable")]
            self.warnings += [f"The journal could not be kept on {', '.join(bad)}."] if bad else []
        if self._file is not None:
            self._file.close()
        # The last, because a server of files may be away.
        written = outputs.write(from_rejoin(found), settings.reports, {JOURNAL: text})
        self.warnings += [*written.problems, *written.notes]
        return {
            "changed": run.run.changed,
            "report": found,
            "lines": final_lines(found, written.paths),
            "written": dict(written.paths),
        }

    def _now(self) -> float:
        return time.monotonic() - self._began

    # -- the journal ---------------------------------------------------------------------------------------------

    def _open(self, directory: str) -> None:
        if not directory:
            return
        path = os.path.join(os.path.abspath(os.path.expanduser(directory)), JOURNAL)
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE)
            self._file = os.fdopen(handle, "w", encoding="utf-8")
        except OSError as error:
            self.warnings.append(f"{path} cannot be written: {error.strerror}. The journal is not kept there.")

    def _note(self, kind: str, **members: Any) -> None:
        """One line. It is in the file before anything that it announces is done."""
        line = json.dumps({"format": _FORMAT, "kind": kind, **members}, sort_keys=True, default=str, ensure_ascii=False)
        self._lines.append(line)
        if kind == "stage":
            self._end_stage()
            self._stage = (str(members["stage"]), self._now())
        if self._file is None:
            return
        try:
            self._file.write(f"{line}\n")
            self._file.flush()
        except OSError as error:
            self.warnings.append(f"The journal ends early: {error.strerror}.")
            self._file = None

    def _end_stage(self) -> None:
        if self._stage is not None:
            name, since = self._stage
            self._say(stage_line(name, self._now() - since, None))
            self._stage = None


def _seconds(stages: list[tuple[str, float]], end: float) -> dict[str, float]:
    """Stage to all its seconds, in the order of time."""
    found: dict[str, float] = {}
    for (name, since), until in zip(stages, [*(at for _name, at in stages[1:]), end]):
        found[name] = found.get(name, 0.0) + until - since
    return found

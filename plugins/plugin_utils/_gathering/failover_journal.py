# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal of a run while it is written: in memory, in a file of the controller, and at its end on the RWS hosts."""

from __future__ import annotations

import contextlib
import glob
import os
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._bundle.run import pack
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import SURPRISES
from ansible_collections.gir.multidc.plugins.module_utils._ledger.operations import DIRECTORY as ON_HOSTS
from ansible_collections.gir.multidc.plugins.plugin_utils._failover import journal
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.expected import durations
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.history import parsed
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.past import Operation
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.progress import stage_line
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.report import report
from ansible_collections.gir.multidc.plugins.plugin_utils._hosts import Request

FILE = "journal.jsonl"
# Those of earlier runs beside it, by the time at which they were last written.
_EARLIER = "journal-{}.jsonl"
MODE = 0o640
_SECONDS = 20.0
_MOST_READ = 20


class Journal:
    """`directory` of the controller, empty for none. `say` shows a line, `now` are the seconds of the run.

    `expected`: stage to the seconds that it is expected to take.
    """

    def __init__(
        self,
        directory: str,
        say: Callable[[str], None],
        now: Callable[[], float],
        expected: Mapping[str, float] | None = None,
    ) -> None:
        self._expected = dict(expected or {})
        self.lines: list[dict[str, Any]] = []
        self.problems: list[str] = []
        self._say, self._now = say, now
        self._stage: tuple[str, float] | None = None
        self._file = self._opened(directory)

    def _opened(self, directory: str) -> Any:
        if not directory:
            return None
        path = os.path.join(os.path.abspath(os.path.expanduser(directory)), FILE)
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            _put_aside(path)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, MODE)
            return os.fdopen(handle, "w", encoding="utf-8")
        except OSError as error:
            self.problems.append(f"{path} cannot be written: {error.strerror}. The journal is not kept there.")
            return None

    def expect(self, seconds: Mapping[str, float]) -> None:
        """What is expected of each stage, once more of it is known."""
        self._expected = dict(seconds)

    def note(self, kind: str, **members: Any) -> None:
        """One line. It is in the file before anything that it announces is done."""
        self.lines.append({"kind": kind, **members})
        if kind == "stage":
            self.end_stage()
            self._stage = (str(members["stage"]), self._now())
        if self._file is None:
            return
        try:
            self._file.write(journal.line(kind, **members) + "\n")
            self._file.flush()
        except OSError as error:
            self.problems.append(f"The journal ends early: {error.strerror}.")
            self._file = None

    def end_stage(self) -> None:
        """Show that the stage at work is done."""
        if self._stage is not None:
            name, since = self._stage
            self._say(stage_line(name, self._now() - since, self._expected.get(name)))
            self._stage = None

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    @property
    def text(self) -> str:
        """All of it so far."""
        return "".join(journal.line(one["kind"], **_members(one)) + "\n" for one in self.lines)

    def for_hosts(self, hosts: Mapping[str, str], operation: str) -> dict[str, Request]:
        """What puts it beside the ledger of these hosts. `hosts`: host to its root."""
        path = f"{ON_HOSTS}/{operation}.jsonl"
        return {host: written(host, root, path, self.text) for host, root in hosts.items()}


def written(host: str, root: str, path: str, text: str, absent: Sequence[str] = ()) -> Request:
    """What writes a file of ON_HOSTS, as a whole or not at all. `absent`: files of it that go with that."""
    file = {"path": path, "format": "text", "content": text, "owner": None, "group": None, "mode": "0644",
            "validate": None, "secret": False}  # fmt: skip
    directory = {"path": ON_HOSTS, "owner": None, "group": None, "mode": "0755"}
    bundle = {"root": root, "backup": False, "backup_directory": None, "backup_pending": False, "secret_keys": [],
              "absent": list(absent), "host": host, "directories": [directory], "files": [file]}  # fmt: skip
    return Request(host, "gir.multidc.config_bundle", {"_payload": pack(bundle)}, False, None, _SECONDS)


def _put_aside(path: str) -> None:
    """Keep the journal of an earlier run, which may have been killed before it came to the RWS hosts."""
    with contextlib.suppress(FileNotFoundError):
        written = time.gmtime(os.stat(path).st_mtime)
        name = _EARLIER.format(time.strftime("%Y%m%dT%H%M%SZ", written))
        os.replace(path, os.path.join(os.path.dirname(path), name))


def earlier_operations(directory: str) -> list[Operation]:
    """The failovers whose journals are in a directory, the newest first; ok is one whose times count."""
    if not directory:
        return []
    place = os.path.abspath(os.path.expanduser(directory))
    found = []
    for path in sorted(glob.glob(os.path.join(glob.escape(place), "journal*.jsonl")), key=_age)[:_MOST_READ]:
        with contextlib.suppress(OSError, *SURPRISES), open(path, encoding="utf-8") as file:
            known = report(parsed(file))
            stages = durations(known)
            found.append(Operation(known["operation"] or path, mode=known["mode"], began=known["times"]["began"],
                                   ok=bool(stages), stages=stages))  # fmt: skip
    return found


def _age(path: str) -> float:
    try:
        return -os.stat(path).st_mtime
    except OSError:
        return 0.0


def _members(line: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name != "kind"}


def failures(answers: Mapping[str, Mapping[str, Any]]) -> Sequence[str]:
    """Hosts that could not keep the journal."""
    return [host for host, one in answers.items() if one.get("failed") or one.get("unreachable")]

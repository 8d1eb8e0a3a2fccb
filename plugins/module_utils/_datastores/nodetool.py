# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask a Cassandra node through nodetool: private to this collection, may change at any time.

Only commands that read, all at once, within one time limit: each of them starts a Java machine. A password stands in a
file, never in the arguments, which every account of the host can read.
"""

import concurrent.futures
import contextlib
import os
import selectors
import signal
import subprocess
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import SURPRISES
from ansible_collections.gir.multidc.plugins.module_utils._datastores import printed
from ansible_collections.gir.multidc.plugins.module_utils._http.reach import Deadline

MOST_BYTES = 16 * 1024 * 1024
# Lines that say why nodetool gave up. The Java machine may have warned of something else before.
_TELLING = ("nodetool:", "error", "failed", "exception")

if TYPE_CHECKING:
    _Popen = subprocess.Popen[bytes]
else:
    _Popen = subprocess.Popen


class NoAnswer(Exception):
    """A command gave nothing that can be read; the message says why."""


class Nodetool:
    """The program with the options that lead it to the JMX port of a node."""

    def __init__(self, program: str, options: List[str], seconds: float) -> None:
        self._words = [program] + options
        self._deadline = Deadline(seconds)

    def ask(self, *command: str) -> str:
        """What a command prints."""
        environment = dict(os.environ, LC_ALL="C")
        try:
            process = _Popen(
                self._words + list(command),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment,
                cwd="/",
                start_new_session=True,
            )
        except OSError as error:
            text = "%s cannot be started (%s): give its path" % (self._words[0], error.strerror or error)
            raise NoAnswer(text) from error
        try:
            status, out, err = self._collect(process)
        finally:
            _end(process)
        if status != 0:
            raise NoAnswer("nodetool %s ended with status %d: %s" % (command[0], status, _why(err + "\n" + out)))
        return out

    def _collect(self, process: Any) -> Tuple[int, str, str]:
        texts: Dict[Any, List[bytes]] = {process.stdout: [], process.stderr: []}
        size = 0
        with contextlib.closing(selectors.DefaultSelector()) as selector:
            for stream in texts:
                selector.register(stream, selectors.EVENT_READ)
            while selector.get_map():
                ready = selector.select(self._deadline.patience())
                if not ready and not self._deadline.left():
                    raise NoAnswer("nodetool did not end within %g s" % self._deadline.seconds)
                for key, _events in ready:
                    chunk = os.read(key.fd, 65536)
                    if not chunk:
                        selector.unregister(key.fileobj)
                    texts[key.fileobj].append(chunk)
                    size += len(chunk)
                if size > MOST_BYTES:
                    raise NoAnswer("nodetool printed more than %d bytes" % MOST_BYTES)
        try:
            status = process.wait(timeout=self._deadline.patience())
        except subprocess.TimeoutExpired:
            raise NoAnswer("nodetool did not end within %g s" % self._deadline.seconds) from None
        return status, _text(texts[process.stdout]), _text(texts[process.stderr])


def _text(chunks: List[bytes]) -> str:
    return b"".join(chunks).decode("utf-8", "replace")


def _end(process: Any) -> None:
    """Leave nothing behind: what hangs has only read, so that it may be killed."""
    # Also after its end: what it started stands in the same group.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for stream in (process.stdout, process.stderr):
        stream.close()


def _why(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line.lower() for word in _TELLING)]
    return printed.shown((telling or lines or ["it printed nothing"])[0])


class _Reading:
    """The answers of one node; what did not answer is None, and `unanswered` says why."""

    def __init__(self, tool: Nodetool, keyspace: str) -> None:
        self.tool = tool
        self.keyspace = keyspace
        self.unanswered: Dict[str, str] = {}
        self.found: Dict[str, Any] = {}

    def ask(self, question: str, read: Callable[[str], Any], *command: str) -> Any:
        """What `read` makes of a command."""
        try:
            text = self.tool.ask(*command)
        except NoAnswer as reason:
            self.unanswered[question] = str(reason)
            return None
        try:
            self.found[question] = read(text)
        except SURPRISES as reason:
            said = reason if isinstance(reason, ValueError) else "it has a form that is not known"
            self.unanswered[question] = "nodetool %s printed something else: %s" % (command[0], said)
        return self.found.get(question)

    def schema(self) -> None:
        """Schema versions, and how the keyspace is replicated."""
        known = self.ask("schema", printed.cluster, "describecluster")
        if not self.keyspace:
            self.unanswered["replication"] = "no keyspace is given"
            return
        keyspaces = known["keyspaces"] if known else {}
        if self.keyspace in keyspaces:
            self.found["replication"] = dict(keyspaces[self.keyspace], source="describecluster")
        elif keyspaces:
            self.unanswered["replication"] = "there is no keyspace %s" % printed.shown(self.keyspace)
        else:
            # Before 4.0 only the ranges tell it: as copies, not as the definition of the keyspace.
            factors = self.ask("replication", printed.copies, "describering", self.keyspace)
            if factors is not None:
                self.found["replication"] = {"strategy": None, "factors": factors, "source": "describering"}


def read(tool: Nodetool, keyspace: str) -> Dict[str, Any]:
    """All that the node tells, as the module returns it."""
    reading = _Reading(tool, keyspace)
    with concurrent.futures.ThreadPoolExecutor(max_workers=4) as pool:
        asked = [
            pool.submit(reading.ask, "nodes", printed.nodes, "status"),
            pool.submit(reading.schema),
            pool.submit(reading.ask, "hint_window", printed.hint_window, "getmaxhintwindow"),
            pool.submit(reading.ask, "own", printed.own, "info"),
        ]
        for one in asked:
            one.result()
    schema, own = reading.found.get("schema") or {}, reading.found.get("own") or {}
    return {
        "answers": bool(reading.found),
        "unanswered": dict(sorted(reading.unanswered.items())),
        "cluster_name": schema.get("name"),
        "data_centers": reading.found.get("nodes"),
        "own_data_center": own.get("data_center"),
        "uptime_seconds": own.get("uptime_seconds"),
        "schema_versions": schema.get("schema_versions"),
        "unreachable_nodes": schema.get("unreachable"),
        "replication": reading.found.get("replication"),
        "hint_window_ms": reading.found.get("hint_window"),
    }

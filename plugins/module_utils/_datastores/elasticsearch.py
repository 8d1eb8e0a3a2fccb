# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask an Elasticsearch node: private to this collection, may change at any time.

Only what reads. Every question may stay without an answer: `unanswered` then says why, and nothing else is lost.
"""

import json
from typing import Any, Callable, Dict, Optional

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import SURPRISES
from ansible_collections.gir.multidc.plugins.module_utils._datastores import counts, disks
from ansible_collections.gir.multidc.plugins.module_utils._datastores.printed import shown
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import HttpProblem, HttpSession
from ansible_collections.gir.multidc.plugins.module_utils._http.reach import Deadline

COLOURS = ("green", "yellow", "red")
# The names of nodes alone, and their disks: whole statistics of a large cluster are megabytes.
_STATS = "/_nodes/stats/fs"
_SETTINGS = "/_cluster/settings?include_defaults=true&flat_settings=true"
_HEALTH = "/_cluster/health"
_NUMBERS = ("number_of_nodes", "number_of_data_nodes", "unassigned_shards", "initializing_shards", "relocating_shards")


class NoAnswer(Exception):
    """A question has no answer that can be read; the message says why."""


class Reading:
    """All questions to one node, within one time limit."""

    def __init__(self, session: HttpSession, headers: Dict[str, str], seconds: float) -> None:
        self.session = session
        self.headers = headers
        self.unanswered: Dict[str, str] = {}
        self.answers = False
        self._silent: Optional[str] = None
        self._deadline = Deadline(seconds)

    def ask(self, question: str, read: Callable[[Any], Any], path: str, body: Any = None) -> Any:
        """What `read` makes of an answer; None where there is none."""
        try:
            document = self._document(path, body)
        except NoAnswer as reason:
            self.unanswered[question] = str(reason)
            return None
        try:
            return read(self._cleaned(document))
        except SURPRISES as surprise:
            said = surprise if isinstance(surprise, ValueError) else "it has a form that is not known"
            self.unanswered[question] = "the answer of %s is of no use: %s" % (path.partition("?")[0], said)
            return None

    def _cleaned(self, value: Any) -> Any:
        """An answer without the account, in which a server may repeat it: names of it are returned."""
        if not self.headers:
            return value
        if isinstance(value, dict):
            return {name: self._cleaned(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self._cleaned(item) for item in value]
        return self.session.clean(value) if isinstance(value, str) else value

    def _document(self, path: str, body: Any) -> Any:
        if self._silent:
            raise NoAnswer(self._silent)
        if not self._deadline.left():
            raise NoAnswer("no time was left within %g s" % self._deadline.seconds)
        self.session.timeout = self._deadline.patience()
        headers = dict(self.headers, Accept="application/json")
        if body is not None:
            headers["Content-Type"] = "application/json"
        sent = None if body is None else json.dumps(body).encode("utf-8")
        try:
            response = self.session.request("GET" if body is None else "POST", path, headers, sent)
        except HttpProblem as problem:
            if not self.answers:
                # Nobody is there: asking on would only take time.
                self._silent = "it does not answer (%s)" % problem
                raise NoAnswer(self._silent) from problem
            raise NoAnswer("it did not answer %s (%s)" % (path.partition("?")[0], problem)) from problem
        self.answers = True
        if response.status != 200:
            said = shown(self.session.clean(_error(response.document(self.session.clean)[0])))
            text = "%s answered status %d" % (path.partition("?")[0], response.status)
            raise NoAnswer("%s: %s" % (text, said) if said else text)
        document, wrong = response.document(self.session.clean)
        if wrong or not isinstance(document, dict):
            raise NoAnswer("%s: %s" % (path.partition("?")[0], wrong or "the answer is no JSON object"))
        return document


def _error(document: Any) -> str:
    """Why it refuses: text up to 1.x, later a dictionary with the reason."""
    error = document.get("error") if isinstance(document, dict) else None
    reason = error.get("reason") if isinstance(error, dict) else error
    return reason if isinstance(reason, str) else ""


def read(reading: Reading, options: Dict[str, Any]) -> Dict[str, Any]:
    """All that the node tells, as the module returns it. `options` are those of the module."""
    about = reading.ask("about", _about, "/") or {}
    health = reading.ask("health", _health, _HEALTH)
    given = options["watermarks"] or {}
    marks = reading.ask("watermarks", lambda answer: disks.watermarks(answer, given), _SETTINGS)
    if marks is None:
        marks = disks.watermarks({}, given)
    if not any(level in marks for level in disks.LEVELS):
        reading.unanswered.setdefault("watermarks", "the answer of /_cluster/settings names no disk watermark")
    found = reading.ask("disks", lambda answer: disks.disks(answer, marks), _STATS)
    return {
        "answers": reading.answers,
        "unanswered": reading.unanswered,
        "version": about.get("version"),
        "distribution": about.get("distribution"),
        "cluster_name": (health or {}).get("cluster_name") or about.get("cluster_name"),
        "health": health,
        "watermarks": marks,
        "disks": found,
        "counts": _counts(reading, about, options),
    }


def _about(answer: Any) -> Dict[str, Optional[str]]:
    version = answer["version"]
    found = {
        "version": version.get("number"),
        "distribution": version.get("distribution"),
        "cluster_name": answer.get("cluster_name"),
    }
    return {name: shown(value) if isinstance(value, str) else None for name, value in found.items()}


def _health(answer: Any) -> Dict[str, Any]:
    if answer["status"] not in COLOURS:
        raise ValueError("its status is neither green nor yellow nor red")
    found: Dict[str, Any] = {name: disks.number(answer.get(name)) for name in _NUMBERS}
    name = answer.get("cluster_name")
    return dict(found, status=answer["status"], cluster_name=shown(name) if isinstance(name, str) else None)


def _counts(reading: Reading, about: Dict[str, Any], options: Dict[str, Any]) -> Any:
    if not options["index"] or not options["time_field"]:
        reading.unanswered["counts"] = "index and time_field are not both given"
        return None
    body = counts.query(about.get("version"), about.get("distribution"), options)
    return reading.ask("counts", counts.read, counts.path(options["index"]), body)

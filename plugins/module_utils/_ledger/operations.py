# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What failovers and their rehearsals left beside the ledger, summed up on the host: private to this collection.

A journal may have megabytes. Of the newest few only who, what, when and how long leaves the host. One that cannot be
read says why, and hides no other one.
"""

import collections
import json
import os
import re
import stat
import time
from typing import Any, Dict, Iterable, List, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import SURPRISES, Refusal

DIRECTORY = "/var/lib/gir-ledger/failover"
JOURNAL, REHEARSAL = ".jsonl", ".rehearsal.json"
# The newest form of both that is known here.
FORMAT = 1
# So many of each kind are summed up.
MOST = 10
LARGEST = 16 << 20
TOGETHER = 64 << 20
_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,99}")
_STAMP, _STARTED = "%Y%m%dT%H%M%SZ", re.compile(r"\d{8}T\d{6}Z")
# Decisions hold all that was observed, which nobody needs here. Within a text the quotes would have backslashes.
_DECISION = b'"kind": "decision"'
_LONGEST, _MOST_STAGES = 200, 30
# Who goes back gives up the data center that was to become active.
_GIVEN_UP = {False: "origin", True: "target"}

Summary = Dict[str, Any]


def view(root: str) -> Dict[str, Any]:
    """`found`: the summaries, newest first, journals before rehearsals. `problems`: `name` of a file and `reason`."""
    folder = root + DIRECTORY
    answer: Dict[str, List[Any]] = {"found": [], "problems": []}
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return answer
    except OSError as error:
        reason = "%s cannot be read: %s." % (folder, error.strerror)
        answer["problems"].append({"name": "", "reason": reason})
        return answer
    left = TOGETHER
    for name in _newest(folder, names, JOURNAL) + _newest(folder, names, REHEARSAL):
        try:
            size, summary = _summed_up(os.path.join(folder, name), name, left)
            left -= size
            answer["found"].append(summary)
        except Refusal as refusal:
            answer["problems"].append({"name": name, "reason": str(refusal)})
        except OSError as error:
            reason = "It cannot be read: %s." % (error.strerror or type(error).__name__)
            answer["problems"].append({"name": name, "reason": reason})
        except SURPRISES as error:
            reason = "It is of a form that nobody expected (%s)." % type(error).__name__
            answer["problems"].append({"name": name, "reason": reason})
    return answer


def _newest(folder: str, names: Iterable[str], ending: str) -> List[str]:
    known = [name for name in names if name.endswith(ending) and _NAME.fullmatch(name[: -len(ending)])]
    return sorted(known, key=lambda name: (_moment(folder, name), name), reverse=True)[:MOST]


def _moment(folder: str, name: str) -> str:
    """When it began, by its name; when it was written where the name says nothing."""
    found = _STARTED.match(name)
    if found is not None:
        return found.group()
    try:
        return time.strftime(_STAMP, time.gmtime(os.lstat(os.path.join(folder, name)).st_mtime))
    except (OSError, OverflowError, ValueError):
        return ""


def _summed_up(path: str, name: str, left: int) -> Tuple[int, Summary]:
    """How large it is, and its summary."""
    if not stat.S_ISREG(os.lstat(path).st_mode):
        raise Refusal("It is no regular file.")
    # What it was a moment ago it may be no longer: a link is not followed, and a pipe keeps nobody waiting.
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise Refusal("It is no regular file.")
        if status.st_size > LARGEST:
            raise Refusal("It is larger than %d MiB, so it was not read." % (LARGEST >> 20))
        if status.st_size > left:
            raise Refusal("It was not read: the newest ones together are larger than %d MiB." % (TOGETHER >> 20))
        if name.endswith(REHEARSAL):
            return status.st_size, _of_rehearsal(stream.read(LARGEST), name[: -len(REHEARSAL)])
        return status.st_size, _Journal(name[: -len(JOURNAL)]).summary(stream)


def _of_rehearsal(data: bytes, operation: str) -> Summary:
    found = _parsed(data)
    if found is None:
        raise Refusal("It is no JSON object.")
    _check_format(found)
    times = found.get("times") or {}
    began, ended = _text(times.get("began")), _text(times.get("ended"))
    return dict(
        _empty(operation, "rehearsal"),
        **_texts(found, ("mode", "from", "to", "user", "outcome")),
        ok=found.get("ok") is True and not found.get("check"),
        began=began or None,
        ended=ended or None,
        seconds=_number(times.get("seconds"))
    )


class _Journal:
    """One journal, line by line, with no more of it in memory than a few lines."""

    def __init__(self, operation: str) -> None:
        self._operation = operation
        self._begin: Dict[str, Any] = {}
        self._end: Optional[Dict[str, Any]] = None
        # The last one may be cut off.
        self._decisions: Any = collections.deque(maxlen=2)
        self._marks: List[Tuple[str, float]] = []
        self._latest = 0.0
        self._lines = 0

    def summary(self, stream: Iterable[bytes]) -> Summary:
        for line in stream:
            if _DECISION in line:
                self._decisions.append(line)
                continue
            one = _parsed(line)
            if one is not None and "kind" in one:
                _check_format(one)
                self._take(one)
        last = self._last_decision()
        if not self._lines and not last:
            raise Refusal("It is no journal of a failover.")
        asked, run = last.get("asked") or {}, last.get("run") or {}
        self._latest = max(self._latest, _number(run.get("now")))
        began = _number(self._begin.get("started"))
        return dict(
            _empty(self._operation, "failover"),
            **_texts(asked, ("mode", "to", "attested_by", "reason")),
            **{"from": _text(((last.get("seen") or {}).get(_GIVEN_UP[bool(run.get("back"))]) or {}).get("name"))},
            verb="failback" if asked.get("failback") is True else "failover",
            user=_text(self._begin.get("user")),
            began=_stamp(began),
            ended=_stamp(began + self._latest) if began and self._end is not None else None,
            outcome="" if self._end is None else _text(self._end.get("outcome")),
            seconds=round(self._latest, 1),
            stage=self._marks[-1][0] if self._marks else "",
            stages=self._stages()
        )

    def _take(self, one: Dict[str, Any]) -> None:
        self._lines += 1
        kind = one["kind"]
        if kind == "begin" and not self._begin:
            self._begin = one
        elif kind == "end":
            self._end = one
        elif kind == "stage":
            self._marks.append((_text(one.get("stage")), _number(one.get("at"))))
        self._latest = max(self._latest, _number(one.get("at")), _number(one.get("seconds")))

    def _last_decision(self) -> Dict[str, Any]:
        for line in reversed(self._decisions):
            one = _parsed(line)
            if one is not None:
                _check_format(one)
                return one
        return {}

    def _stages(self) -> List[Dict[str, Any]]:
        """A stage may come several times."""
        found: Dict[str, float] = collections.OrderedDict()
        ends = [at for _stage, at in self._marks[1:]] + [self._latest]
        for (stage, at), end in zip(self._marks, ends):
            found[stage] = found.get(stage, 0.0) + max(0.0, end - at)
        return [{"stage": stage, "seconds": round(found[stage], 1)} for stage in list(found)[:_MOST_STAGES]]


def _empty(operation: str, kind: str) -> Summary:
    """`ok`: None where the outcome says it. `stage`: the last one. `ended`: None where it did not come to its end."""
    texts = dict.fromkeys(("mode", "from", "to", "user", "attested_by", "reason", "outcome", "stage"), "")
    texts.update(operation=operation, kind=kind, verb=kind)
    return dict(texts, ok=None, began=None, ended=None, seconds=0.0, stages=[])


def _check_format(one: Dict[str, Any]) -> None:
    known = one.get("format")
    if isinstance(known, int) and known > FORMAT:
        raise Refusal("It is of format %d, and this version of the collection knows %d." % (known, FORMAT))


def _parsed(data: bytes) -> Optional[Dict[str, Any]]:
    """None for what is no JSON object, such as a line that was cut off."""
    try:
        found = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _texts(given: Dict[str, Any], names: Iterable[str]) -> Dict[str, str]:
    return {name: _text(given.get(name)) for name in names}


def _text(value: Any) -> str:
    return value[:_LONGEST] if isinstance(value, str) else ""


def _number(value: Any) -> float:
    """Seconds, 0 for what is none."""
    known = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1e11
    return float(value) if known else 0.0


def _stamp(seconds: float) -> Optional[str]:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds)) if seconds else None

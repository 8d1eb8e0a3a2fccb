# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lock of one RWS host: private to this collection, may change at any time.

What a host is asked for comes from the action on the controller, which decides for all hosts together. Only the clock
of this host says how old its lock is.
"""

import calendar
import re
import time
from typing import Any, Callable, Dict, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._ledger import files

FORMAT = 1
OPERATION = re.compile(r"^[0-9A-Za-z][0-9A-Za-z_.-]{0,99}\Z")
LONGEST_LIMIT = 10**7
_LONGEST_TEXT = 1000
# What `view` says of a host without a lock.
NOTHING = {"held": None, "problem": None}
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_TEXTS = ("verb", "user", "controller")
_MARK = ("operation", "verb", "user", "reason")

Object = Dict[str, Any]


def now() -> float:
    """Seconds by the clock of this host."""
    return time.time()


def written(moment: float) -> str:
    """A moment as text, in UTC."""
    return time.strftime(_TIME, time.gmtime(moment))


def view(path: str) -> Object:
    """`held`: the lock with its age, or None; `problem`: why what is there is no lock, or None."""
    try:
        lock = files.read_json(path)
        if lock is not None:
            _check(path, lock)
    except files.Malformed as problem:
        return {"held": None, "problem": str(problem)}
    return {"held": None if lock is None else _described(lock), "problem": None}


def _described(lock: Object) -> Object:
    claimed, limit = _moment(lock["claimed_at"]), lock["limit_minutes"] * 60
    # A clock that went back makes a lock young, never stale.
    age = max(0, int(now() - claimed))
    found = {name: lock[name] for name in ("operation", "claimed_at", "limit_minutes") + _TEXTS}
    if "process" in lock:
        found["process"] = lock["process"]
    found.update(
        age_seconds=age, stale=age > limit, until=written(claimed + limit), preempted_by=lock.get("preempted_by")
    )
    return found


def _moment(text: str) -> int:
    return calendar.timegm(time.strptime(text, _TIME))


def _check(path: str, lock: Object) -> None:
    reason = _problem(lock)
    if reason:
        text = "%s is no lock of this release: %s. Look at it, and move it away when no run is at work."
        raise files.Malformed(text % (path, reason))


def _problem(lock: Object) -> Optional[str]:
    if lock.get("format") != FORMAT:
        return "its format is not %d" % FORMAT
    if not (isinstance(lock.get("operation"), str) and OPERATION.match(lock["operation"])):
        return "operation is no name"
    for name in _TEXTS:
        if not _is_text(lock.get(name)):
            return "%s is no text" % name
    if not _is_text(lock.get("process", "")):
        return "process is no text"
    limit = lock.get("limit_minutes")
    if not isinstance(limit, int) or isinstance(limit, bool) or not 0 < limit <= LONGEST_LIMIT:
        return "limit_minutes is no number of minutes"
    mark = lock.get("preempted_by")
    if mark is not None and not (isinstance(mark, dict) and all(_is_text(mark.get(name)) for name in _MARK)):
        return "preempted_by is not understood"
    try:
        _moment(lock["claimed_at"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return "claimed_at is no time"
    return None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_TEXT and (value.isprintable() or not value)


HOSTS: Object = {
    "hosts": {"type": "list", "elements": "str"},
    "silent": {"type": "list", "elements": "str", "default": []},
}
# What a task says; None stands for what the action makes up.
OPTIONS: Object = dict(
    HOSTS,
    state={"type": "str", "required": True, "choices": ["claimed", "kept", "released", "broken", "marked"]},
    operation={"type": "str"},
    verb={"type": "str"},
    limit_minutes={"type": "int", "default": 240},
    ledger_digests={"type": "dict"},
    running={"type": "bool", "default": False},
    every={"type": "int", "default": 0},
    asked_at={"type": "float", "default": 0},
    reason={"type": "str", "default": ""},
    preempts={"type": "list", "elements": "str", "default": ["site", "upgrade", "remediate"]},
)
# What the action asks one host for.
INTERNAL: Object = {"_request": {"type": "dict"}}


# -- what a host is asked for ----------------------------------------------------------------------------------------


def serve(module: Any) -> Object:
    """One step on this host."""
    request = module.params["_request"]
    if request is None:
        raise Refusal("this module runs through its action; call it in a task.")
    return STEPS[request["step"]](request["path"], request, module.check_mode)


def _look(path: str, _request: Object, _check_mode: bool) -> Object:
    return dict(view(path), changed=False)


def _claim(path: str, request: Object, check_mode: bool) -> Object:
    """`held` is afterwards what the host holds, whoever's it is."""
    lock = dict(request["lock"], format=FORMAT, claimed_at=written(now()))
    if check_mode:
        found = view(path)
        made = found == NOTHING
        obstacle = files.obstacle(path) if made else None
        if obstacle:
            raise Refusal(obstacle)
        found = dict(found, held=_described(lock)) if made else found
    else:
        made, found = _create(path, lock)
    return dict(found, changed=made, **_ledger(request.get("ledger")))


def _create(path: str, lock: Object) -> Tuple[bool, Object]:
    """Whether the lock was made, and what is there afterwards."""
    while True:
        made = files.create_json(path, lock)
        found = view(path)
        if made or found != NOTHING:
            return made, found
        # It was given back between these two lines.


def _ledger(path: Optional[str]) -> Object:
    """The ledger beside the lock, read after the claim: what it says now, no other run changes."""
    if not path:
        return {}
    try:
        return {"ledger_digest": files.digest(path), "ledger_problem": None}
    except Refusal as problem:
        return {"ledger_digest": None, "ledger_problem": str(problem)}


def _remove(path: str, check_mode: bool, mine: Callable[[Object], bool]) -> Object:
    """Take the lock away when it is the one that is meant; `held` is what it was before."""
    found = view(path)
    if found["held"] is None or not mine(found["held"]):
        return dict(found, changed=False)
    if not check_mode:
        with files.guarded(path):
            found = view(path)
            if found["held"] is None or not mine(found["held"]):
                return dict(found, changed=False)
            files.remove(path)
    return dict(found, changed=True)


def _release(path: str, request: Object, check_mode: bool) -> Object:
    return _remove(path, check_mode, lambda held: held["operation"] == request["operation"])


def _break(path: str, request: Object, check_mode: bool) -> Object:
    """Before its limit a lock is broken only when that is asked for."""

    def mine(held: Object) -> bool:
        return held["operation"] == request["operation"] and bool(held["stale"] or request["running"])

    return _remove(path, check_mode, mine)


def _mark(path: str, request: Object, check_mode: bool) -> Object:
    """Write who pre-empts into the lock of one of these verbs. A mark that is there already stays."""

    def decide(lock: Optional[Object]) -> Optional[Object]:
        if lock is None or _problem(lock) or lock["verb"] not in request["verbs"] or lock.get("preempted_by"):
            return None
        return dict(lock, preempted_by=request["mark"])

    found = view(path)
    if found["held"] is None or decide(dict(found["held"], format=FORMAT)) is None:
        return dict(found, changed=False)
    if check_mode:
        return dict(found, held=dict(found["held"], preempted_by=request["mark"]), changed=True)
    changed = files.change_json(path, decide) is not None
    return dict(view(path), changed=changed)


STEPS: Dict[str, Callable[[str, Object, bool], Object]] = {
    "look": _look,
    "claim": _claim,
    "release": _release,
    "break": _break,
    "mark": _mark,
}

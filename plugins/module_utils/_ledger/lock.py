# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lock of one RWS host: private to this collection, may change at any time.

What a host is asked for comes from the action on the controller, which decides for all hosts together. Only the clock
of this host says how old its lock is.
"""

from typing import Any, Callable, Dict, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._ledger import files, hold, shared

FORMAT = 1
LONGEST_LIMIT = 10**7
_LONGEST_TEXT = 1000
# What `view` says of a host without a lock.
NOTHING = {"held": None, "problem": None}
_TEXTS = ("verb", "user", "controller")
_MARK = ("operation", "verb", "user", "reason")

Object = Dict[str, Any]


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
    age, limit = shared.age(lock["claimed_at"]), lock["limit_minutes"] * 60
    until = shared.written(shared.read(lock["claimed_at"]) + limit)
    found = {name: lock[name] for name in ("operation", "claimed_at", "limit_minutes") + _TEXTS}
    if "process" in lock:
        found["process"] = lock["process"]
    found.update(age_seconds=age, stale=age > limit, until=until, preempted_by=lock.get("preempted_by"))
    return found


def _check(path: str, lock: Object) -> None:
    reason = _problem(lock)
    if reason:
        text = "%s is no lock of this release: %s. Look at it, and move it away when no run is at work."
        raise files.Malformed(text % (path, reason))


def _problem(lock: Object) -> Optional[str]:
    if lock.get("format") != FORMAT:
        return "its format is not %d" % FORMAT
    if not (isinstance(lock.get("operation"), str) and shared.NAME.match(lock["operation"])):
        return "operation is no name"
    for name in _TEXTS:
        if not _is_text(lock.get(name)):
            return "%s is no text" % name
    if not _is_text(lock.get("process", "")):
        return "process is no text"
    if not shared.is_whole(lock.get("limit_minutes"), LONGEST_LIMIT):
        return "limit_minutes is no number of minutes"
    mark = lock.get("preempted_by")
    if mark is not None and not (isinstance(mark, dict) and all(_is_text(mark.get(name)) for name in _MARK)):
        return "preempted_by is not understood"
    return None if shared.is_moment(lock.get("claimed_at")) else "claimed_at is no time"


def _is_text(value: object) -> bool:
    return shared.is_text(value, _LONGEST_TEXT)


# What a task says; None stands for what the action makes up.
OPTIONS: Object = dict(
    shared.HOSTS,
    state={"type": "str", "required": True, "choices": ["claimed", "kept", "released", "broken", "marked"]},
    operation={"type": "str"},
    verb={"type": "str"},
    limit_minutes={"type": "int", "default": 240},
    ledger_digests={"type": "dict"},
    running={"type": "bool", "default": False},
    every={"type": "int", "default": 0},
    asked_at={"type": "float", "default": 0},
    reason={"type": "str", "default": ""},
    preempts={"type": "list", "elements": "str", "default": ["site", "upgrade", "remediate", "rejoin"]},
)

# -- what a host is asked for ----------------------------------------------------------------------------------------


def serve(module: Any) -> Object:
    """One step on this host."""
    request = shared.request_of(module)
    return STEPS[request["step"]](request["path"], request, module.check_mode)


def _look(path: str, request: Object, _check_mode: bool) -> Object:
    return dict(view(path), changed=False, **hold.in_force(request.get("hold")))


def _claim(path: str, request: Object, check_mode: bool) -> Object:
    """`held` is afterwards what the host holds, whoever's it is."""
    lock = dict(request["lock"], format=FORMAT, claimed_at=shared.written(shared.now()))
    if check_mode:
        found = view(path)
        made = found == NOTHING
        obstacle = files.obstacle(path) if made else None
        if obstacle:
            raise Refusal(obstacle)
        found = dict(found, held=_described(lock)) if made else found
    else:
        made, found = _create(path, lock)
    # After the claim: a hold that is set later is found when this run looks at its lock again.
    holds = hold.in_force(request.get("hold"))
    return dict(found, changed=made, **dict(_ledger(request.get("ledger")), **holds))


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

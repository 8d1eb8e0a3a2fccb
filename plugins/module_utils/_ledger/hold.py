# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The holds of one RWS host: private to this collection, may change at any time.

While one is in force, verbs that write refuse. Only the clock of this host says when one has ended.
"""

import json
from typing import Any, Callable, Dict, List, Optional

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import diff_of
from ansible_collections.gir.multidc.plugins.module_utils._ledger import files, shared

FORMAT = 1
LONGEST_MINUTES = 7 * 24 * 60
LONGEST_TEXT = 400
# In one file.
MOST = 20
_TEXTS = ("reason", "user", "controller")

Object = Dict[str, Any]
Holds = List[Object]

# Raw: whatever a survey or the command line gives is judged by the action, all at once.
OPTIONS: Object = dict(
    shared.HOSTS,
    state={"type": "str", "choices": ["present", "absent"], "default": "present"},
    id={"type": "raw"},
    reason={"type": "raw"},
    minutes={"type": "raw"},
)


def view(path: str) -> Object:
    """`holds`: each with its end, in force or not; `problem`: why what is there is no record of holds, or None."""
    try:
        return {"holds": [_described(one) for one in _read(path)], "problem": None}
    except files.Malformed as problem:
        return {"holds": [], "problem": str(problem)}


def in_force(path: Optional[str]) -> Object:
    """What keeps a run from this host: `holds` and `hold_problem`. What cannot be read may be a hold."""
    if not path:
        return {}
    try:
        found = view(path)
    except Refusal as problem:
        return {"holds": [], "hold_problem": str(problem)}
    return {"holds": [one for one in found["holds"] if not one["ended"]], "hold_problem": found["problem"]}


def serve(module: Any) -> Object:
    """One step on this host: {step, path}, and for a change the hold or the id, None for all."""
    request = shared.request_of(module)
    if request["step"] == "look":
        return dict(view(request["path"]), changed=False)
    return _change(request["path"], STEPS[request["step"]](request), module.check_mode)


def _change(path: str, decide: Callable[[Holds], Holds], check_mode: bool) -> Object:
    before, after = files.change(path, _read, decide, _write, check_mode)
    result: Object = {"changed": before != after, "holds": [_described(one) for one in after], "problem": None}
    if before != after:
        result["diff"] = [diff_of(path, _text(before), _text(after))]
    return result


def _set(request: Object) -> Callable[[Holds], Holds]:
    """The hold of that id begins anew unless it says the same and is in force; what has ended goes."""
    wanted = dict(request["hold"], set_at=shared.written(shared.now()))

    def decide(holds: Holds) -> Holds:
        for one in holds:
            if one["id"] == wanted["id"] and dict(wanted, set_at=one["set_at"]) == one and not _described(one)["ended"]:
                return holds
        others = [one for one in holds if one["id"] != wanted["id"] and not _described(one)["ended"]]
        if len(others) >= MOST:
            raise Refusal("there are %d holds in force on this host already; lift those that nobody needs." % MOST)
        return others + [wanted]

    return decide


def _lift(request: Object) -> Callable[[Holds], Holds]:
    return lambda holds: [one for one in holds if request["id"] is not None and one["id"] != request["id"]]


STEPS: Dict[str, Callable[[Object], Callable[[Holds], Holds]]] = {"set": _set, "lift": _lift}


def _described(hold: Object) -> Object:
    left = hold["minutes"] * 60 - shared.age(hold["set_at"])
    until = shared.written(shared.read(hold["set_at"]) + hold["minutes"] * 60)
    return dict(hold, until=until, ended=left <= 0, left_seconds=max(0, left))


def _text(holds: Holds) -> str:
    return "".join(json.dumps(one, sort_keys=True) + "\n" for one in holds)


# -- the file --------------------------------------------------------------------------------------------------------


def _read(path: str) -> Holds:
    """All holds of the file; none when there is no file."""
    found = files.read_json(path)
    if found is None:
        return []
    reason = _problem(found)
    if reason:
        text = "%s holds no holds of this release: %s. Look at it, and move it away when nobody needs it."
        raise files.Malformed(text % (path, reason))
    return [{name: one[name] for name in ("id", "minutes", "set_at") + _TEXTS} for one in found["holds"]]


def _write(path: str, holds: Holds) -> None:
    if holds:
        files.replace_json(path, {"format": FORMAT, "holds": holds})
    else:
        files.remove(path)


def _problem(found: Object) -> Optional[str]:
    if found.get("format") != FORMAT:
        return "its format is not %d" % FORMAT
    holds = found.get("holds")
    if not isinstance(holds, list) or len(holds) > MOST or not all(isinstance(one, dict) for one in holds):
        return "holds is no list of at most %d" % MOST
    return next((reason for reason in map(_flaw, holds) if reason), None)


def _flaw(hold: Object) -> Optional[str]:
    if not (isinstance(hold.get("id"), str) and shared.NAME.match(hold["id"])):
        return "id is no name"
    for name in _TEXTS:
        if not shared.is_text(hold.get(name), LONGEST_TEXT):
            return "%s is no text" % name
    if not shared.is_whole(hold.get("minutes"), LONGEST_MINUTES):
        return "minutes is no number from 1 to %d" % LONGEST_MINUTES
    return None if shared.is_moment(hold.get("set_at")) else "set_at is no time"

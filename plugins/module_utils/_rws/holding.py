# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What rws_recording_hold was asked for and what it answers: private to this collection, may change at any time."""

from typing import Any, Dict, List, Optional

from ansible_collections.gir.multidc.plugins.module_utils._common import observation
from ansible_collections.gir.multidc.plugins.module_utils._rws import recording_hold as hold
from ansible_collections.gir.multidc.plugins.module_utils._rws import recording_query
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import contact_center_id
from ansible_collections.gir.multidc.plugins.module_utils._rws.recordings import Found, names_of, read

HELD, RELEASED = "held", "released"
FAILURES_SHOWN = 3
_RELEASE = ("release_operation", "released_by", "reason")
_DONE = (hold.HELD, hold.ALREADY, hold.RELEASED, hold.PREDICTED)
LATER = "Whether screen recordings that Muxer makes later are protected"
LATER_WHY = "a hold covers those that are linked when it is applied; role hold_keeper applies it again"


def problems(params: Dict[str, Any]) -> List[str]:
    found = recording_query.problems(params)
    ids, asked = params["recording_ids"], bool(params["query"]) or params["from"] is not None
    if ids and asked:
        found.append("recording_ids is given together with query or from; give one of them.")
    if not ids and not asked:
        found.append("no recording is named: give recording_ids, query or from.")
    found += ["recording_ids contains '%s', which is no identifier." % one for one in ids if one in ("", ".", "..")]
    found += ["recording_ids names '%s' twice." % one for one in sorted({one for one in ids if ids.count(one) > 1})]
    for place in params["receiver_locations"]:
        if not place.startswith("/"):
            found.append("receiver_locations contains '%s'; it must be a node path such as /US/NY." % place)
    return found + (_release_problems(params, asked) if params["state"] == RELEASED else _held_problems(params))


def _held_problems(params: Dict[str, Any]) -> List[str]:
    text = "%s is given although state is held; remove it, or set state to released."
    return [text % name for name in _RELEASE if params[name]]


def _release_problems(params: Dict[str, Any], asked: bool) -> List[str]:
    found = []
    if not params["release_operation"]:
        found.append(
            "release_operation is missing: the vendor has an operation that ends the protection, and no page that can "
            "be read names it. Ask the vendor, and give its name."
        )
    elif params["release_operation"] == hold.APPLY:
        found.append("release_operation is %s, which protects; give the operation that ends it." % hold.APPLY)
    if not params["released_by"]:
        found.append("released_by is missing: a release is decided by a person; give the name.")
    if not params["reason"]:
        found.append("reason is missing: say why the recordings need no protection any more.")
    if asked:
        text = "query and from find recordings of other matters, too: release only what recording_ids names."
        found.append(text)
    return found


def ensure_hold(this: Any) -> Dict[str, Any]:
    params, held = this.params, this.params["state"] == HELD
    identifier = contact_center_id(this)
    needs: List[Dict[str, Any]] = []
    if held and identifier is not None and not this.assumed_new:
        needs = hold.prerequisites(this.client, identifier, params["receiver_locations"])
        _require(this, needs)
    found = Found([], [], 0) if params["recording_ids"] else recording_query.search(this)
    marks = {one["id"]: one["held"] for one in found.recordings}
    recordings = params["recording_ids"] or list(marks)
    results = _results(this, recordings, marks)
    if held and not this.assumed_new:
        this.unknown(LATER, LATER_WHY)
    if not recordings:
        this.warn("No recording matches, so nothing is protected.")
    failure = _failure(results, found, held)
    changing = [one for one in results if one["outcome"] in (params["state"], hold.PREDICTED, hold.UNKNOWN)]
    verb = "hold" if held else "release"
    result = {
        "changed": bool(changing),
        "failure": failure,
        "contact_center_id": identifier,
        "prerequisites": needs,
        "recordings": results,
        "counts": {what: len([one for one in results if one["outcome"] == what]) for what in hold.OUTCOMES},
        "complete": found.complete,
        "diff": {"before": "", "after": "".join("%s %s\n" % (verb, one["recording"]) for one in changing)},
    }
    return dict(result, **_observed(this, results, found, failure))


def _results(this: Any, recordings: List[str], marks: Dict[str, Optional[bool]]) -> List[hold.Outcome]:
    """What became of each recording, in their order."""
    outcomes: Dict[str, hold.Outcome] = {}
    waiting = []
    for one in recordings:
        known = _known(this, one, marks.get(one))
        if known is None:
            waiting.append(one)
        else:
            outcomes[one] = known
    outcomes.update((result["recording"], result) for result in _carry_out(this, waiting))
    return [outcomes[one] for one in recordings]


def _require(this: Any, needs: List[Dict[str, Any]]) -> None:
    """All that lacks, before anything is sent."""
    lacking = [one["observation_reason"] for one in needs if one["observation"] == observation.FAILED]
    for one in needs:
        if one["observation"] == observation.NOT_OBSERVABLE:
            what = " at %s" % one["location"] if one["location"] else ""
            this.unknown("Prerequisite %s%s" % (one["name"], what), one["observation_reason"].rstrip("."))
    if not lacking:
        return
    text = "A prerequisite of a hold is missing: %s" % " ".join(lacking)
    if this.params["require_prerequisites"]:
        raise RwsError("%s Nothing was changed." % text, prerequisites=needs)
    this.warn("%s The hold is applied all the same; it may protect nothing." % text)


def _known(this: Any, recording: str, mark: Optional[bool]) -> Optional[hold.Outcome]:
    """What is known of a recording before anything is sent; None when the request has to be sent.

    It is read where that tells something: in check mode whether it is there, and its mark where the site knows its
    name.
    """
    names = names_of(this.params["recording_names"])
    if mark is None and not this.assumed_new and (this.check_mode or names["held"]):
        try:
            mark = read(this.client, recording, names)["held"]
        except RwsError as exc:
            if exc.not_found:
                return hold.outcome(recording, hold.NOT_FOUND, str(exc))
            if this.check_mode:
                raise
    return hold.outcome(recording, hold.ALREADY) if mark is True and this.params["state"] == HELD else None


def _carry_out(this: Any, waiting: List[str]) -> List[hold.Outcome]:
    if this.check_mode:
        return [hold.outcome(one, hold.PREDICTED) for one in waiting]
    if this.params["state"] == RELEASED:
        return hold.apply_all(this.client, waiting, this.params["release_operation"], hold.RELEASED)
    return [_read_back(this, one) for one in hold.apply_all(this.client, waiting)]


def _read_back(this: Any, result: hold.Outcome) -> hold.Outcome:
    """The mark afterwards, where the site knows its name: an RWS may answer 200 and protect nothing."""
    names = names_of(this.params["recording_names"])
    if result["outcome"] != hold.HELD or not names["held"]:
        return result
    try:
        mark = read(this.client, result["recording"], names)["held"]
    except RwsError as exc:
        return hold.outcome(result["recording"], hold.UNKNOWN, "RWS took the request. Then: %s" % exc)
    if mark is False:
        text = "RWS took the request, and its field %s shows no protection." % names["held"]
        return hold.outcome(result["recording"], hold.REFUSED, text)
    return result


# -- judging ---------------------------------------------------------------------------------------------------------


def _failure(results: List[hold.Outcome], found: Found, held: bool) -> Optional[str]:
    bad = [one for one in results if one["outcome"] not in _DONE]
    parts = []
    if bad:
        words = "not protected, or nobody knows" if held else "not released, or nobody knows"
        parts.append("%d of %d recordings are %s." % (len(bad), len(results), words))
        for one in bad[:FAILURES_SHOWN]:
            parts.append("%s: %s. %s" % (one["recording"], one["outcome"], one["reason"]))
        if len(bad) > FAILURES_SHOWN:
            parts.append("%d more are in recordings of the result." % (len(bad) - FAILURES_SHOWN))
    if not found.complete:
        parts.append("There may be recordings that RWS did not show, and that are not protected. %s" % _why(found))
    return " ".join(parts) or None


def _why(found: Found) -> str:
    return " ".join(found.reasons)


def _observed(
    this: Any, results: List[hold.Outcome], found: Found, failure: Optional[str]
) -> observation.Observation:
    unknown = [one for one in results if one["outcome"] == hold.UNKNOWN]
    failed = [one for one in results if one["outcome"] not in _DONE and one not in unknown]
    if failed:
        return observation.failed(str(failure))
    if this.check_mode:
        return observation.not_observable("In check mode nothing is sent.")
    if unknown or not found.complete:
        return observation.not_observable(str(failure))
    return observation.confirmed()

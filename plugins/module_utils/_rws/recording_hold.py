# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Protection of recordings from deletion (legal hold): private to this collection, may change at any time.

`POST /recordings/<id>` with applyNonDelete protects a voice recording and the screen recordings that are linked to it
at that moment (non-deletion page of the GIR API). One that Muxer makes later is unprotected until the operation is
applied again. Needs no ansible-core: the keeper of holds runs without it.
"""

from typing import Any, Dict, Iterable, List, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.observation import (
    CONFIRMED,
    FAILED,
    NOT_OBSERVABLE,
)
from ansible_collections.gir.multidc.plugins.module_utils._common.values import bare_location
from ansible_collections.gir.multidc.plugins.module_utils._rws import feature_list, undocumented
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import NoNodeAnswers, RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws.recordings import path_of
from ansible_collections.gir.multidc.plugins.module_utils._rws.settings import ANYWHERE, read_group
from ansible_collections.gir.multidc.plugins.module_utils._rws.status import ADMIN, ME

APPLY = "applyNonDelete"
SCHEMA = "schema-elasticsearch-v2-call-recording"
RECEIVER_GROUP, RECEIVER = "speechminer", "interaction-receiver"
PERMISSION = "RECORDING_PERMISSION_APPLY_NON_DELETE"

HELD, RELEASED = "held", "released"
ALREADY, PREDICTED = "already held", "predicted"
NOT_FOUND, REFUSED, UNKNOWN, NOT_SENT = "not found", "refused", "unknown", "not sent"
PROTECTED = (HELD, ALREADY)
OUTCOMES = (HELD, ALREADY, RELEASED, PREDICTED, NOT_FOUND, REFUSED, UNKNOWN, NOT_SENT)

Outcome = Dict[str, Any]


def outcome(recording: str, what: str, reason: Optional[str] = None) -> Outcome:
    """What became of one recording."""
    return {"recording": recording, "outcome": what, "reason": reason}


# -- applying --------------------------------------------------------------------------------------------------------


def apply_hold(client: Any, recording: str) -> Outcome:
    """Protect one recording, and say what became of it; nothing is raised."""
    return _send(client, recording, APPLY, True, HELD)[0]


def apply_all(client: Any, recordings: Iterable[str], operation: str = APPLY, done: str = HELD) -> List[Outcome]:
    """The outcome for each recording. One that fails hides no other; what would fail for all of them ends it."""
    found: List[Outcome] = []
    reason: Optional[str] = None
    for recording in recordings:
        if reason is not None:
            found.append(outcome(recording, NOT_SENT, reason))
            continue
        result, ends = _send(client, recording, operation, operation == APPLY, done)
        found.append(result)
        if ends:
            reason = "It was not sent, because the request before it failed in a way that holds for all."
    return found


def _send(client: Any, recording: str, operation: str, repeatable: bool, done: str) -> Tuple[Outcome, bool]:
    """(outcome, whether any other recording would fail in the same way)

    An interrupted applyNonDelete is sent once more: what is protected already is protected again, so that the worst
    that a repetition can do is nothing, and to leave a recording unprotected is worse.
    """
    try:
        client.write(
            "POST",
            path_of(recording),
            {"operationName": operation},
            account=ADMIN,
            greeting=ME,
            confirm=(lambda: False) if repeatable else None,
            find_out="Applying the hold again does no harm." if repeatable else "Ask RWS before it is sent again.",
        )
    except RwsError as exc:
        what = UNKNOWN if exc.uncertain else NOT_FOUND if exc.not_found else REFUSED
        ends = isinstance(exc, NoNodeAnswers) or exc.http_status == 401 or exc.status_code in (5, 20)
        return outcome(recording, NOT_SENT if isinstance(exc, NoNodeAnswers) else what, _reason(exc)), ends
    return outcome(recording, done), False


def _reason(exc: RwsError) -> str:
    if exc.http_status == 403 and exc.status_code == 3:
        text = "%s The role Contact Center Admin needs no permission; any other account needs %s."
        return text % (exc.told, PERMISSION)
    return str(exc)


# -- prerequisites ---------------------------------------------------------------------------------------------------


def prerequisites(client: Any, contact_center: Optional[str], locations: Iterable[str] = ()) -> List[Dict[str, Any]]:
    """What the product wants before it protects anything, each with one of the three answers; nothing is written.

    `locations` are the node paths whose Interaction Receiver counts; without one, any will do.
    """
    found = [_schema(client, contact_center)]
    found += _receivers(client, sorted({bare_location(place) or "" for place in locations} - {""}))
    text = "The role of the account is known only by what RWS answers: %s is needed unless it is Contact Center Admin"
    return found + [_prerequisite("permission", NOT_OBSERVABLE, text % PERMISSION)]


def _prerequisite(name: str, answer: str, reason: Optional[str] = None, place: Optional[str] = None) -> Dict[str, Any]:
    return {"name": name, "location": place, "observation": answer, "observation_reason": reason and reason + "."}


def _schema(client: Any, contact_center: Optional[str]) -> Dict[str, Any]:
    path = feature_list.path_of(contact_center)
    present, reason = undocumented.ask(client, lambda: feature_list.assigned(client, path))
    if present is None:
        return _prerequisite("schema", NOT_OBSERVABLE, str(reason).rstrip("."))
    if feature_list.missing([SCHEMA], present):
        text = "feature %s is not assigned to contact center %s: assign it with rws_features, and index again"
        return _prerequisite("schema", FAILED, text % (SCHEMA, contact_center))
    return _prerequisite("schema", CONFIRMED)


def _receivers(client: Any, locations: List[str]) -> List[Dict[str, Any]]:
    """RWS needs the way to SpeechMiner, its setting interaction-receiver."""
    places: List[Optional[str]] = [*locations] or [None]
    try:
        # One without a location may hold for every node.
        stored, complete = read_group(client, RECEIVER_GROUP, [*(locations or [ANYWHERE]), None])
    except NoNodeAnswers:
        raise
    except RwsError as exc:
        reason = (exc.told or str(exc)).rstrip(".")
        return [_prerequisite(RECEIVER, NOT_OBSERVABLE, reason, place) for place in places]
    there = {place for name, place in stored if name == RECEIVER}
    return [_receiver(place, there, complete) for place in places]


def _receiver(place: Optional[str], there: Any, complete: bool) -> Dict[str, Any]:
    if place in there or None in there or (place is None and there):
        return _prerequisite(RECEIVER, CONFIRMED, None, place)
    if place is None and not complete:
        text = "this RWS shows settings of no location that is not named: name those of the recordings"
        return _prerequisite(RECEIVER, NOT_OBSERVABLE, text)
    where = " at %s" % place if place else ""
    text = "RWS has no setting %s%s: set it with rws_settings (group %s)" % (RECEIVER, where, RECEIVER_GROUP)
    return _prerequisite(RECEIVER, FAILED, text, place)

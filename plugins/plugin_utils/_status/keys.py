# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keystores and the index update: keys that are missing, certificates that end, and how old the indexes are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from ...module_utils._common.difference import NOT_CHECKED
from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .._components.index_update_status import verdict
from .._components.program_status import Found, NoStatus
from .._drift.keystores import differences
from .._topology.values import listed
from .area import PLANNED, Point
from .hosts import BOTH
from .moments import moment
from .seen import Seen

KEYS, INDEXES = "keys", "indexes"
_CHECK = "ansible-playbook gir.multidc.keystore_check"
_WITHOUT_CERTIFICATE = ("secret_key",)
_RESTORE = ("keystore.missing", "keystore.read", "keystore.password", "keystore.entry")


def of_keystores(seen: Seen, now: datetime) -> list[Point]:
    """What each Recording Crypto Server lacks of what another one holds, and which certificates end soon."""
    views = {host: one["keystore"] for host, one in seen.answers.items() if one.get("keystore")}
    found = [
        Point(KEYS, "keystore", NOT_OBSERVABLE, seen.problem(host, "keystore"), "", seen.center_of(host), host, "rcs",
              BOTH)
        for host in seen.answers
        if host not in views and seen.problem(host, "keystore")
    ]  # fmt: skip
    if seen.keystores is None or not views:
        return found
    for host, some in differences(views, seen.keystores.source, seen.keystores.in_use).items():
        found += [_keystore(seen, host, one) for one in some]
    if not found:
        text = f"All {len(views)} keystores hold the same {_entries(views)} entries."
        found.append(Point(KEYS, "keystores", CONFIRMED, text, component="rcs"))
    return [*found, *_ends(views, now, seen.keystores.warn_days)]


def _entries(views: Mapping[str, Mapping[str, Any]]) -> int:
    return max(len(view.get("entries") or ()) for view in views.values())


def _keystore(seen: Seen, host: str, one: Mapping[str, Any]) -> Point:
    answer = NOT_OBSERVABLE if one["outcome"] == NOT_CHECKED else FAILED
    actual = one["actual"] or "nothing"
    said = one["reason"] or f"It should hold {one['expected']}, and holds {actual}."
    if one["check"] == "keystore.missing" and one["key"]:
        said = f"It lacks this entry. {said}"
    elif one["check"] == "keystore.missing":
        said = f"It has no keystore. {one['reason'] or ''}".strip()
    name = f"keystore {one['key']}".strip()
    return Point(KEYS, name, answer, said, _CHECK, seen.center_of(host), host, "rcs",
                 BOTH if one["check"] in _RESTORE and one.get("observable", True) else ())  # fmt: skip


def _ends(views: Mapping[str, Mapping[str, Any]], now: datetime, warn_days: int) -> Iterator[Point]:
    """Certificates that have ended or end within `warn_days`, each once."""
    known: dict[str, tuple[Mapping[str, Any], list[str]]] = {}
    for host, view in views.items():
        for entry in view.get("entries") or ():
            if entry.get("not_after") and entry.get("kind") not in _WITHOUT_CERTIFICATE:
                known.setdefault(str(entry["fingerprint"]), (entry, []))[1].append(host)
    for entry, hosts in known.values():
        end = moment(str(entry["not_after"]))
        if end is None or (end - now).days >= warn_days:
            continue
        when = "has expired" if end <= now else f"expires in {(end - now).days} days,"
        text = f"The certificate '{entry['alias']}' on {listed(hosts, 3)} {when} on {entry['not_after']}."
        remedy = "ansible-playbook gir.multidc.recording_certificate makes a new one; keep the old key."
        yield Point(KEYS, f"certificate {entry['alias']}", FAILED, text, remedy, component="rcs")


# -- indexes ---------------------------------------------------------------------------------------------------------


def of_indexes(seen: Seen, now: datetime) -> list[Point]:
    """Whether the daily index update works, and up to when it has read."""
    known = seen.index_update
    if known is None or known.host not in seen.answers:
        return []
    host, center = known.host, seen.center_of(known.host)

    def point(answer: str, text: str, prevents: tuple[str, ...] = (), **facts: object) -> Point:
        remedy = "" if answer == CONFIRMED else f"Look at the log of gir-index-update on {host}."
        return Point(INDEXES, "daily index update", answer, text, remedy, center, host, "index_update", prevents, facts)

    if not seen.has_answered(host):
        text = f"{host} runs the update and does not answer: {seen.silence(host)}."
        return [point(NOT_OBSERVABLE, text, (PLANNED,))]
    status = seen.answers[host].get("index_update")
    if status is None:
        reason = seen.problem(host, "index_update") or "It did not say how the last update went."
        return [point(NOT_OBSERVABLE, reason, (PLANNED,))]
    try:
        read = Found(status["installed"], status["status"])
        answer, reason = verdict(read, host, list(known.indexes), known.max_age_hours, now.timestamp())
    except NoStatus:
        return [point(FAILED, "What stands in its status file is no status of this program.", (PLANNED,))]
    covered = _covered(status["status"])
    if answer == CONFIRMED:
        return [point(CONFIRMED, f"The indexes are updated up to {covered or 'an unknown time'}.", covered=covered)]
    return [point(answer, reason, (PLANNED,), covered=covered)]


def _covered(status: str | None) -> str:
    """Up to when the oldest of the indexes is updated; empty where nobody knows."""
    try:
        indexes = json.loads(status or "{}").get("indexes") or {}
        found = [str(one["covered_until"]) for one in indexes.values() if one.get("covered_until")]
    except (ValueError, AttributeError, TypeError, KeyError):
        return ""
    return min(found, default="")

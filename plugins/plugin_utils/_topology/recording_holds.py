# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the legal holds that a person wrote into `gir_recording_holds`. One with a flaw is none, and is named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from .attested import Flaw, day, members
from .values import Unusable, did_you_mean, flaw, is_blank, kind, listed, plain, present, printable, show

HOLDS = "gir_recording_holds"
KEYS = ("name", "by", "on", "locations", "recordings", "query")
QUERY_KEYS = ("from", "to", "parameters")
# RWS asks for a range of time in these; they are made of `from` and `to`.
_TIMES = ("startTime", "endTime")
_PAGE = "docs/media-lifecycle.md"
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MILLISECOND = timedelta(milliseconds=1)
_ZONE = re.compile(r".*(?:Z|[+-][0-9]{2}:?[0-9]{2})", re.IGNORECASE)


@dataclass(frozen=True)
class HoldQuery:
    """Which recordings: those that began in a range of time (milliseconds since 1970, UTC), and what else RWS asks."""

    from_ms: int
    to_ms: int | None
    parameters: Mapping[str, str]


@dataclass(frozen=True)
class RecordingHold:
    """Recordings that nobody may delete. `locations`: node paths; empty is every location."""

    name: str
    by: str
    on: date
    locations: tuple[str, ...]
    recordings: tuple[str, ...]
    query: HoldQuery | None

    def covers(self, node_path: str) -> bool:
        """Whether recordings of that location may be among the held ones."""
        return not self.locations or node_path in self.locations


def read(value: object) -> tuple[list[RecordingHold], list[Flaw]]:
    """The holds, and what is wrong with the others."""
    value = plain(value)
    if value is None or is_blank(value):
        return [], []
    if not isinstance(value, list):
        return [], [Flaw(f"{HOLDS} {_no(value, 'list of holds')}", f"Write it as {_PAGE} shows.")]
    found: list[RecordingHold] = []
    flaws: list[Flaw] = []
    for index, item in enumerate(value):
        path = f"{HOLDS}[{index}]"
        wrong = list(_flaws(path, item))
        flaws += wrong
        if wrong or not isinstance(item, dict):
            continue
        hold = _hold(members(item))
        if hold.name in {other.name for other in found}:
            sentence = f"{path}.name is {show(hold.name)}, which another hold has too."
            flaws.append(Flaw(sentence, "Give each hold a name of its own."))
        else:
            found.append(hold)
    return found, flaws


def _hold(known: Mapping[str, object]) -> RecordingHold:
    """Of members without a flaw."""
    return RecordingHold(
        name=str(known["name"]),
        by=printable(str(known["by"]).strip()),
        on=present(day(known["on"])),
        locations=_texts(known.get("locations")),
        recordings=_texts(known.get("recordings")),
        query=_query(known.get("query")),
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(item) for item in value)) if isinstance(value, list) else ()


def _query(value: object) -> HoldQuery | None:
    if not isinstance(value, dict):
        return None
    known = members(value)
    parameters = known.get("parameters")
    named = {str(name): str(item) for name, item in parameters.items()} if isinstance(parameters, dict) else {}
    return HoldQuery(present(_milliseconds(known["from"])), _milliseconds(known.get("to")), named)


def _flaws(path: str, value: object) -> Iterator[Flaw]:
    if not isinstance(value, dict):
        yield Flaw(f"{path} {_no(value, 'dictionary')}", f"Write it as {_PAGE} shows.")
        return
    known = members(value)
    yield from _unknown(path, known, KEYS)
    for key, meaning in (("name", "name the hold"), ("by", "say by whom")):
        yield from _flaws_of_text(f"{path}.{key}", known.get(key), f"{path} does not {meaning}.")
    if day(known.get("on")) is None:
        said = "not given" if known.get("on") is None else f"{show(known['on'])}, which is no date"
        yield Flaw(f"{path}.on is {said}.", 'Write it as "on": 2026-11-28.')
    for key in ("locations", "recordings"):
        yield from _flaws_of_list(f"{path}.{key}", known.get(key))
    if known.get("recordings") is None and known.get("query") is None:
        yield Flaw(f"{path} names no recording.", "Give recordings, a list of their ids, or query, or both.")
    if known.get("query") is not None:
        yield from _flaws_of_query(f"{path}.query", known["query"])


def _unknown(path: str, known: Mapping[str, object], keys: tuple[str, ...]) -> Iterator[Flaw]:
    for key in known:
        if key not in keys:
            sentence = f"{path} has the unknown key {show(key)}.{did_you_mean(key, keys)}"
            yield Flaw(sentence, "Correct or remove the key.")


def _flaws_of_text(path: str, value: object, absent: str = "") -> Iterator[Flaw]:
    if value is None:
        yield Flaw(absent or f"{path} is not given.", f"Give {path.rsplit('.', 1)[-1]}, a text.")
    elif not isinstance(value, str):
        yield Flaw(f"{path} {_no(value, 'text')}", "Put it in quotes.")
    elif flaw(value):
        yield Flaw(f"{path} {flaw(value)}.", "Remove it.")


def _flaws_of_list(path: str, value: object) -> Iterator[Flaw]:
    """An empty list would mean every location, or no recording: neither is what somebody writes it for."""
    if value is None:
        return
    if not isinstance(value, list) or not value:
        what = "is empty." if value == [] else _no(value, "list of texts")
        yield Flaw(f"{path} {what}", "Name at least one, or leave it out.")
        return
    for index, item in enumerate(value):
        yield from _flaws_of_text(f"{path}[{index}]", None if is_blank(item) else item)


def _flaws_of_query(path: str, value: object) -> Iterator[Flaw]:
    if not isinstance(value, dict):
        yield Flaw(f"{path} {_no(value, 'dictionary')}", f"Write it as {_PAGE} shows.")
        return
    known = members(value)
    yield from _unknown(path, known, QUERY_KEYS)
    began, ended = (_milliseconds(known.get(key)) for key in ("from", "to"))
    for key, found in (("from", began), ("to", ended)):
        if found is None and (key == "from" or known.get(key) is not None):
            said = f"{show(known[key])}, which is no time with a zone" if known.get(key) is not None else "not given"
            yield Flaw(f"{path}.{key} is {said}.", f'Write it as {key}: "2026-10-01T00:00:00Z".')
    if began is not None and ended is not None and ended <= began:
        yield Flaw(f"{path}.to is not after {path}.from: no recording is in between.", "Correct one of the two.")
    yield from _flaws_of_parameters(f"{path}.parameters", known.get("parameters"))


def _flaws_of_parameters(path: str, value: object) -> Iterator[Flaw]:
    if value is None:
        return
    if not isinstance(value, dict):
        yield Flaw(f"{path} {_no(value, 'dictionary of texts')}", f"Write it as {_PAGE} shows.")
        return
    for name, item in value.items():
        if name in _TIMES:
            sentence = f"{path} has {listed(_TIMES)}, which are made of from and to."
            yield Flaw(sentence, "Give from and to of the query instead.")
        else:
            yield from _flaws_of_text(f"{path}.{printable(name)}", None if is_blank(item) else item)


def _milliseconds(value: object) -> int | None:
    """Since 1970, of a time that names its zone; a day alone begins at midnight UTC."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        text += "T00:00:00Z"
    if not _ZONE.fullmatch(text):
        return None
    try:
        found = datetime.fromisoformat(re.sub("[zZ]$", "+00:00", text))
        return (found - _EPOCH) // _MILLISECOND
    except (ValueError, TypeError, OverflowError):
        return None


def _no(value: object, wanted: str) -> str:
    if isinstance(value, Unusable):
        return f"cannot be evaluated: {value.reason}."
    return f"is {kind(value)}, not a {wanted}." if wanted != "text" else f"is {kind(value)}, not text."

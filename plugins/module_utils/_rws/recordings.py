# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings that RWS finds by a query: private to this collection, may change at any time.

`GET /recordings` wants a query, needs the role Contact Center Admin, and returns the first 100 at most (Call Recording
API of GWS 8.5.0); newer releases add links to the next page (Search, Playback, and Delete API of GIR). Where there is
no link, a full answer is asked for again in halves of its window. Needs no ansible-core: the keeper of holds runs
without it.
"""

import time
from typing import Any, Dict, Iterator, List, Mapping, Optional, Tuple
from urllib.parse import parse_qsl, quote, urlsplit

from ansible_collections.gir.multidc.plugins.module_utils._common.moments import iso
from ansible_collections.gir.multidc.plugins.module_utils._rws import index_window
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws.discovery import last_segment
from ansible_collections.gir.multidc.plugins.module_utils._rws.status import ADMIN

PATH = "/recordings"
PAGE = 100
MILLISECONDS, ISO = "milliseconds", "iso"
TIMES = (MILLISECONDS, ISO)
# Names that no page shows in full; each can be replaced. `startTime` is documented, what it selects was cut off.
NAMES: Dict[str, Optional[str]] = {
    "from": "startTime",
    "to": "endTime",
    "time": MILLISECONDS,
    # By the convention of the API, objects come back instead of addresses.
    "fields": "*",
    # A key of the answer; without one, any whose name begins with "next".
    "next": None,
    # Keys of a recording; without one, nobody can tell.
    "held": None,
    "labels": None,
    "screen_recordings": None,
}
SMALLEST = 1000
# So many windows of the smallest size that are full mean that RWS does not keep to the window.
MOST_FULL = 3
MOST_REQUESTS = 10000
_NO = ("", "false", "no", "none", "0")

Recording = Dict[str, Any]


class Found:
    """Recordings in the order of time; `reasons` says why they may not be all, where `complete` is false."""

    def __init__(self, recordings: List[Recording], reasons: List[str], requests: int) -> None:
        self.recordings = recordings
        self.reasons = reasons
        self.requests = requests

    @property
    def complete(self) -> bool:
        return not self.reasons


def names_of(given: Optional[Mapping[str, Any]]) -> Dict[str, Optional[str]]:
    """The table of names with those that a site knows better."""
    return {key: value if given is None or given.get(key) is None else given[key] for key, value in NAMES.items()}


def find(
    client: Any,
    query: Mapping[str, Any],
    from_ms: Optional[int],
    to_ms: Optional[int],
    limit: Optional[int] = None,
    names: Optional[Mapping[str, Any]] = None,
) -> Found:
    """Every recording that `query` selects, any part of which lies in the window; `to_ms` None means until now."""
    search = _Search(client, query, names_of(names), limit)
    if from_ms is None and to_ms is None:
        search.all()
    else:
        search.window(from_ms or 0, int(time.time() * 1000) if to_ms is None else to_ms)
    return search.found()


def read(client: Any, identifier: str, names: Optional[Mapping[str, Any]] = None) -> Recording:
    """One recording; RwsError with `not_found` where RWS has none of this identifier."""
    answer = client.get(path_of(identifier), account=ADMIN)
    record = answer.get("recording", answer)
    if not isinstance(record, dict) or not isinstance(record.get("id"), str):
        raise RwsError("RWS shows recording %s in a form that is not known." % identifier)
    return described(record, names_of(names))


def path_of(identifier: str) -> str:
    return "%s/%s" % (PATH, quote(identifier, safe=""))


# -- what RWS says of a recording ------------------------------------------------------------------------------------


def described(record: Mapping[str, Any], names: Mapping[str, Any]) -> Recording:
    """What is told of a recording; None stands for what nobody can see."""
    media = record.get("mediaFiles")
    return {
        "id": record["id"],
        "start": moment(record.get("startTime")),
        "stop": moment(record.get("stopTime")),
        "region": record.get("region"),
        "media_files": len(media) if isinstance(media, list) else None,
        "screen_recordings": _listed(value_at(record, names["screen_recordings"])),
        "labels": _listed(value_at(record, names["labels"])),
        "held": marked(value_at(record, names["held"])),
    }


def moment(value: Any) -> Optional[int]:
    """Milliseconds since the epoch of a time as RWS writes it."""
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return None
    try:
        return index_window.parse(value, 0)
    except ValueError:
        return None


def value_at(record: Any, name: Optional[str]) -> Any:
    """The value below a key, or below keys with a dot between them."""
    for part in name.split(".") if name else ():
        record = record.get(part) if isinstance(record, dict) else None
    return record if name else None


def marked(value: Any) -> Optional[bool]:
    """What the field means that a site names as the mark of a hold."""
    if value is None:
        return None
    return value.strip().lower() not in _NO if isinstance(value, str) else bool(value)


def _listed(value: Any) -> Optional[List[str]]:
    if not isinstance(value, list):
        return None
    named = [item.get("id") or item.get("name") if isinstance(item, dict) else item for item in value]
    return sorted(last_segment(item) for item in named if item)


# -- searching -------------------------------------------------------------------------------------------------------


class _Search:
    def __init__(
        self, client: Any, query: Mapping[str, Any], names: Mapping[str, Any], limit: Optional[int]
    ) -> None:
        self.client, self.names, self.limit = client, names, limit
        self.query = {name: str(value) for name, value in query.items()}
        self.bounds: Tuple[Optional[int], Optional[int]] = (None, None)
        self.by_id: Dict[str, Recording] = {}
        self.reasons: List[str] = []
        self.requests = 0
        self.full = 0
        # A recording of the last answer that begins after the window of the question.
        self.beyond: Optional[str] = None

    def found(self) -> Found:
        order = sorted(self.by_id.values(), key=lambda one: (one["start"] or 0, one["id"]))
        if self.limit is not None and len(order) > self.limit:
            order = order[: self.limit]
            self._incomplete("limit is %d, and there are more." % self.limit)
        return Found(order, self.reasons, self.requests)

    def all(self) -> None:
        """Without a window there is nothing to halve."""
        if self._ask({}):
            text = "RWS returned %d recordings and no link to more: give from and to, so that it is asked in windows."
            self._incomplete(text % len(self.by_id))

    def window(self, low: int, high: int) -> None:
        self.bounds = (low, high)
        waiting = [(low, high)]
        while waiting and not self._stopped():
            low, high = waiting.pop()
            asked = {self.names["from"]: self._time(low), self.names["to"]: self._time(high)}
            if not self._ask(asked, high):
                continue
            if self.beyond is not None:
                text = "RWS returned recording %s, which begins after the window that it was asked for: %s."
                self._incomplete(text % (self.beyond, "name in recording_names how this RWS takes the end of one"))
                return
            if high - low <= SMALLEST:
                self._saturated(low)
                continue
            middle = (low + high) // 2
            waiting += [(middle, high), (low, middle)]

    def _saturated(self, low: int) -> None:
        self.full += 1
        text = "In the second from %s RWS has %d recordings or more, and shows no others."
        self._incomplete(text % (iso(low), PAGE))

    def _stopped(self) -> bool:
        if self.full >= MOST_FULL:
            text = "RWS seems not to keep to windows: name in recording_names how this RWS takes them."
            self._incomplete(text)
            return True
        if self.requests >= MOST_REQUESTS:
            self._incomplete("After %d requests the search was ended: narrow the query." % self.requests)
            return True
        return self.limit is not None and len(self.by_id) > self.limit

    def _incomplete(self, reason: str) -> None:
        if reason not in self.reasons:
            self.reasons.append(reason)

    def _time(self, value: int) -> str:
        if self.names["time"] == MILLISECONDS:
            return str(value)
        # As RWS writes the times of a recording: 2015-09-10T16:58:22.000+0000.
        return "%s.%03d+0000" % (str(iso(value)).rstrip("Z"), value % 1000)

    # -- one question ------------------------------------------------------------------------------------------------

    def _ask(self, window: Mapping[Any, str], high: Optional[int] = None) -> bool:
        """Keep what this query finds; whether RWS may have cut the answer off."""
        query = dict(self.query, **{name: value for name, value in window.items() if name})
        if self.names["fields"]:
            query.setdefault("fields", self.names["fields"])
        self.beyond = None
        seen: List[Dict[str, str]] = []
        while True:
            self.requests += 1
            answer = self.client.get(PATH, query, account=ADMIN)
            entries = list(_entries(answer))
            for entry in entries:
                self._keep(entry, high)
            seen.append(query)
            link = _next_link(answer, self.names["next"])
            if link is None:
                return len(seen) == 1 and len(entries) >= PAGE
            following = _query_of(link)
            if not following or following in seen:
                self._incomplete("RWS names a next page that cannot be followed: %s." % self.client.clean(link)[:160])
                return False
            if self._stopped():
                return False
            query = following

    def _keep(self, entry: Mapping[str, Any], high: Optional[int]) -> None:
        record = described(entry, self.names)
        start, stop = record["start"], record["stop"]
        low, last = self.bounds
        if start is not None:
            if high is not None and start >= high:
                self.beyond = record["id"]
            if last is not None and start >= last:
                return
            if low is not None and max(start, stop or start) < low:
                return
        self.by_id[record["id"]] = record


def _entries(answer: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The recordings of an answer, as objects or as addresses."""
    for key in ("recordings", "uris", "paths"):
        listed = answer.get(key)
        if isinstance(listed, list):
            for item in listed:
                if isinstance(item, str) and last_segment(item):
                    yield {"id": last_segment(item)}
                elif isinstance(item, dict) and isinstance(item.get("id"), str) and item["id"]:
                    yield item
                else:
                    raise RwsError("RWS lists a recording without an identifier, so nobody can tell which it is.")
            return
    text = "RWS lists recordings in a form that is not known, with %s."
    raise RwsError(text % (", ".join(sorted(answer)) or "nothing"))


def _next_link(answer: Any, name: Optional[str], depth: int = 3) -> Optional[str]:
    """The address of the next page. That there is one is documented, its name is not."""
    if name:
        answer = {"next": value_at(answer, name)}
    if not isinstance(answer, dict) or depth == 0:
        return None
    for key, value in answer.items():
        if key.lower().startswith("next"):
            target = value.get("href") or value.get("uri") if isinstance(value, dict) else value
            if isinstance(target, str) and target:
                return target
        elif key != "recordings":
            inner = _next_link(value, None, depth - 1)
            if inner:
                return inner
    return None


def _query_of(link: str) -> Dict[str, str]:
    """The query of a link, for our own nodes: no account is ever sent to an address that an answer names."""
    parts = urlsplit(link)
    if parts.path and not parts.path.rstrip("/").endswith(PATH):
        return {}
    return dict(parse_qsl(parts.query, keep_blank_values=True))

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How modules are asked for recordings, and rws_recordings_info: private to this collection, may change at any time."""

from typing import Any, Dict, List

from ansible_collections.gir.multidc.plugins.module_utils._common import observation
from ansible_collections.gir.multidc.plugins.module_utils._common.moments import iso
from ansible_collections.gir.multidc.plugins.module_utils._rws.force_index import bounds, now_milliseconds
from ansible_collections.gir.multidc.plugins.module_utils._rws.recordings import NAMES, TIMES, Found, find, names_of

# Documented in the fragment `_rws.recording_query`.
QUERY: Dict[str, Any] = {
    "query": {"type": "dict", "default": {}},
    "from": {"type": "str"},
    "to": {"type": "str"},
    "recording_names": {
        "type": "dict",
        "default": {},
        "options": {name: {"type": "str", "default": value} for name, value in NAMES.items()},
    },
}
QUERY["recording_names"]["options"]["time"]["choices"] = list(TIMES)
_FIELDS = (
    ("held", "which recordings are protected"),
    ("labels", "which labels they have"),
    ("screen_recordings", "which screen recordings are linked to them"),
)


def problems(params: Dict[str, Any]) -> List[str]:
    """Mistakes in what a query is made of."""
    found: List[str] = bounds(params, now_milliseconds())[1]
    names = names_of(params["recording_names"])
    for name, value in params["query"].items():
        if isinstance(value, (dict, list)) or value is None:
            found.append("query.%s is %r; give a text or a number." % (name, value))
        if params["from"] is not None and name == names["from"] or params["to"] is not None and name == names["to"]:
            found.append("query.%s is given together with from or to, which send it; remove one of them." % name)
    if params["to"] is not None and params["from"] is None:
        found.append("to is given without from; give the start of the period.")
    return found


def search(this: Any, limit: Any = None) -> Found:
    """The recordings that the options ask for."""
    params = this.params
    start, end = bounds(params, now_milliseconds())[0]
    names = params["recording_names"]
    found: Found = this.read(
        lambda: find(this.client, params["query"], start, end, limit, names), Found([], [], 0)
    )
    return found


# -- the module rws_recordings_info ----------------------------------------------------------------------------------


def read_problems(params: Dict[str, Any]) -> List[str]:
    found = problems(params)
    if not params["query"] and params["from"] is None:
        found.append("query and from are empty; RWS lists recordings only for a query: give one of them.")
    if params["limit"] is not None and params["limit"] < 1:
        found.append("limit is %d; it must be 1 or more." % params["limit"])
    return found


def read_recordings(this: Any) -> Dict[str, Any]:
    """The result of rws_recordings_info."""
    found = search(this, this.params["limit"])
    names = names_of(this.params["recording_names"])
    hidden = [what for name, what in _FIELDS if names[name] is None]
    if hidden and not this.assumed_new:
        reason = "no page of the vendor names the fields; name those of your RWS in recording_names"
        this.unknown(" and ".join(hidden).capitalize(), reason)
    result = {
        "changed": False,
        "recordings": [_shown(one) for one in found.recordings],
        "count": len(found.recordings),
        "requests": found.requests,
        "complete": found.complete,
        "node": this.client.last_node,
    }
    return dict(result, **observed(found))


def observed(found: Found) -> observation.Observation:
    """Whether these are all recordings."""
    return observation.confirmed() if found.complete else observation.not_observable(" ".join(found.reasons))


def _shown(record: Dict[str, Any]) -> Dict[str, Any]:
    return dict(record, start=iso(record["start"]), stop=iso(record["stop"]))

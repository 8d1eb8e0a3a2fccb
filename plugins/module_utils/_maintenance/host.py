# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The maintenance markers of one host, read and written: private to this collection, may change at any time.

A host has one marker for each component and one for itself. Setting one replaces the one before; others stay as they
are, with whatever somebody wrote into them. A file that is damaged is never written: nobody knows what it says.
"""

import json
from typing import Any, Callable, Dict, List

from ansible_collections.gir.multidc.plugins.module_utils._bundle.paths import Locator
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import diff_of
from ansible_collections.gir.multidc.plugins.module_utils._ledger import files, shared
from ansible_collections.gir.multidc.plugins.module_utils._maintenance import marker

Object = Dict[str, Any]
Markers = List[marker.Marker]
HOSTS: Object = {"hosts": {"type": "raw"}, "within": {"type": "list", "elements": "str"}}
SILENT: Object = {"silent": {"type": "dict", "default": {}}}
# Raw: whatever a survey or the command line gives is judged by the action, all at once.
OPTIONS: Object = dict(
    HOSTS,
    state={"type": "str", "choices": ["present", "absent"], "default": "present"},
    component={"type": "raw"},
    who={"type": "raw"},
    why={"type": "raw"},
    ends={"type": "raw"},
    **SILENT
)
INFO: Object = dict(HOSTS, **SILENT)


def serve(module: Any) -> Object:
    """One step on this host: {step, root, path}, and for a change the marker or the component."""
    request = shared.request_of(module)
    path = Locator(request["root"]).locate(request["path"])
    if request["step"] == "look":
        return {"changed": False, "markers": marker.shown(_read(path))}
    return _change(path, STEPS[request["step"]](request), module.check_mode)


def _change(path: str, decide: Callable[[Markers], Markers], check_mode: bool) -> Object:
    def decided(markers: Markers) -> Markers:
        after = decide(markers)
        if after != markers:
            _refuse_size(path, after)
        return after

    before, after = files.change(path, _read, decided, _write, check_mode)
    result = {"changed": after != before, "markers": marker.shown(after)}
    if after != before:
        result["diff"] = [diff_of(path, _text(before), _text(after))]
    return result


def _write(path: str, markers: Markers) -> None:
    if markers:
        files.replace_json(path, {"markers": markers})
    else:
        files.remove(path)


def _read(path: str) -> Markers:
    """All markers of the file; none when there is no file."""
    data = files.read_bytes(path)
    if data is None:
        return []
    try:
        if len(data) > marker.LONGEST:
            raise ValueError("too long")
        return marker.parsed(data)
    except (ValueError, RecursionError):
        raise files.Malformed("%s holds no maintenance marker: look at it, and move it away." % path) from None


def _refuse_size(path: str, markers: Markers) -> None:
    """What a reader would not take is not written."""
    if len(markers) > marker.MOST or len(json.dumps(markers)) > marker.LONGEST:
        text = "%s would hold more than %d markers or %d bytes: look at it, and remove what nobody needs."
        raise Refusal(text % (path, marker.MOST, marker.LONGEST))


def _set(request: Object) -> Callable[[Markers], Markers]:
    """The first one of that component is replaced, further ones go."""
    wanted = request["marker"]

    def decide(markers: Markers) -> Markers:
        same = [one for one in markers if _component(one) == _component(wanted)]
        if not same:
            return markers + [wanted]
        return [wanted if one is same[0] else one for one in markers if one is same[0] or one not in same]

    return decide


def _end(request: Object) -> Callable[[Markers], Markers]:
    return lambda markers: [one for one in markers if _component(one) != request["component"]]


def _component(one: marker.Marker) -> str:
    """Empty for the host itself."""
    return str(one.get("component") or "").strip()


def _text(markers: Markers) -> str:
    lines = [json.dumps(one, sort_keys=True) for one in markers]
    return "".join(line + "\n" for line in lines)


STEPS: Dict[str, Callable[[Object], Callable[[Markers], Markers]]] = {"set": _set, "end": _end}

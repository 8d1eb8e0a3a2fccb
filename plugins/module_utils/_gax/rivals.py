# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recording IVR Profiles that take the calls of another one: private to this collection, may change at any time.

Resource Manager records a call with a record-type IVR Profile whose geo-location is that of the call, with any of them
where there are several. A second one therefore sends some recordings to a storage that nobody chose. Resource Manager
asks no profile that is disabled, and none of another tenant (both INFERRED). The catch-all has no geo-location, and is
found by its name.
"""

from typing import Any, Callable, Dict, Iterator, List, Optional

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import SURPRISES
from ansible_collections.gir.multidc.plugins.module_utils._gax.client import GaxError, NoGaxAnswers
from ansible_collections.gir.multidc.plugins.module_utils._gax.plan import changed
from ansible_collections.gir.multidc.plugins.module_utils._gax.properties import Unchangeable, sections
from ansible_collections.gir.multidc.plugins.module_utils._gax.schema import ANNEX, OWNERS, name_of

PROFILE = "CfgGVPIVRProfile"
SECTION, SERVICE, PLACE = "gvp.general", "service-type", "geo-location"
REMEDY = "Disable or delete %s, or give it another geo-location."


def geo_location(annex: Dict[str, Any]) -> Optional[str]:
    """The geo-location whose calls a profile with this annex, {section: {option: text}}, records; None for others."""
    general = annex.get(SECTION) or {}
    return (general.get(PLACE) or None) if general.get(SERVICE) == "record" else None


def refuse(lookup: Any, operations: List[Any], deleted: str, warn: Callable[[str], None]) -> None:
    """Note in `lookup.problems` each enabled profile that has the geo-location of one that the task describes, as both
    will be after it. `deleted`: the action of an operation that takes its object away."""
    mine = [operation for operation in operations if operation is not None and operation.wanted.type == PROFILE]
    described = [operation for operation in mine if operation.action != deleted and _names_place(operation.wanted)]
    if not described:
        return
    try:
        others = lookup.all(PROFILE)
    except NoGaxAnswers:
        raise
    except GaxError as exc:
        warn("Whether another recording IVR Profile has the same geo-location cannot be known: %s" % exc)
        return
    later = [changed(operation.raw, operation.changes) for operation in mine if operation.action != deleted]
    known = {str(operation.raw["dbid"]) for operation in mine if operation.raw.get("dbid")}
    later += [item for item in others if str(item["dbid"]) not in known]
    places = by_place(later, lambda raw, text: warn("%s %s: %s." % (PROFILE, name_of(raw), text)))
    for operation in described:
        ours = changed(operation.raw, operation.changes)
        for rival in rivals_of(operation.wanted.name, _place(ours), ours, places):
            lookup.problems.append(_sentence(operation.wanted.label, ours, rival))


def rivals_of(
    name: str, place: Optional[str], ours: Dict[str, Any], places: Dict[str, List[Any]]
) -> Iterator[Dict[str, Any]]:
    """The profiles in `places` that take calls of the geo-location from the one of this name. `ours`: that one, of
    which its tenant counts."""
    for rival in places.get(place or "", ()):
        if name_of(rival) != name and _one_tenant(ours, rival):
            yield rival


def desired_place(wanted: Any) -> Optional[str]:
    """The geo-location whose calls a profile shall record; None for others."""
    return geo_location(wanted.parts.get(ANNEX) or {})


def _names_place(wanted: Any) -> bool:
    return bool(((wanted.parts.get(ANNEX) or {}).get(SECTION) or {}).get(PLACE))


def by_place(profiles: List[Any], unread: Callable[[Dict[str, Any], str], None]) -> Dict[str, List[Any]]:
    """{geo-location: enabled profiles that record its calls}; `unread` is told of each that cannot be read, and why."""
    found: Dict[str, List[Any]] = {}
    for raw in profiles:
        try:
            place = _place(raw)
            # A place that is no text, which nobody finds by it.
            found.get(place or "")
        except Unchangeable as exc:
            unread(raw, "%s, so whether it records the calls of a geo-location cannot be known" % exc)
            continue
        except SURPRISES as exc:
            text = "its form is not known (%s), so whether it records the calls of a geo-location cannot be known"
            unread(raw, text % type(exc).__name__)
            continue
        if place is not None:
            found.setdefault(place, []).append(raw)
    return found


def _place(raw: Dict[str, Any]) -> Optional[str]:
    return None if raw.get("state") == "CFGDisabled" else geo_location(sections(raw, ANNEX))


def _one_tenant(one: Dict[str, Any], other: Dict[str, Any]) -> bool:
    field = OWNERS["tenant"][0]
    tenants = {str(raw[field]) for raw in (one, other) if raw.get(field) not in (None, "")}
    return len(tenants) < 2


def _sentence(label: str, ours: Dict[str, Any], rival: Dict[str, Any]) -> str:
    text = "%s: %s %s%s has the same geo-location %s and is enabled; Resource Manager records a call with any of them."
    dbid = " (dbid %s)" % rival["dbid"] if rival.get("dbid") else ""
    said = text % (label, PROFILE, name_of(rival), dbid, _place(ours))
    return "%s %s" % (said, REMEDY % name_of(rival))

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What gax_file_info does: private to this collection, may change at any time."""

from typing import Any, Dict, Iterator, List, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor
from ansible_collections.gir.multidc.plugins.module_utils._gax import files as gax_files
from ansible_collections.gir.multidc.plugins.module_utils._gax import rivals
from ansible_collections.gir.multidc.plugins.module_utils._gax import wanted as gax_wanted
from ansible_collections.gir.multidc.plugins.module_utils._gax.compare import (
    NOT_OBSERVABLE,
    OTHER_CASE,
    compare_sections,
    foreign_options,
)
from ansible_collections.gir.multidc.plugins.module_utils._gax.schema import ANNEX, OWNERS


def compared(params):
    """(result, problems) of all files and objects."""
    wanted = [gax_wanted.Wanted(n, dict(entry, state="merged")) for n, entry in enumerate(params["objects"])]
    problems, seen, results, without_object, profiles = [], {}, [], [], []
    redactor = Redactor(params["secret_keys"], fingerprints=True)
    for file in params["files"]:
        meant = [item for item in wanted if file["part"] in item.parts and _is_of(file, item)]
        if len(meant) > 1:
            text = "%s: there are %d objects that it may be of (%s); say with %s which one is meant."
            labels = "; ".join(item.label for item in meant)
            problems.append(text % (file["path"], len(meant), labels, ", ".join(sorted(OWNERS))))
            continue
        key = (meant[0].number if meant else (file["type"], file["name"]), file["part"])
        if key in seen:
            text = "%s and %s are both given for the %s of %s %s; give one of them."
            problems.append(text % (seen[key], file["path"], file["part"], file["type"], file["name"]))
            continue
        seen[key] = file["path"]
        try:
            actual = gax_files.read_file(file["path"])
        except gax_files.Unreadable as exc:
            problems += exc.problems
            continue
        if (file["type"], file["part"]) == (rivals.PROFILE, ANNEX):
            profiles.append((file, actual))
        if not meant:
            without_object.append(file["path"])
            continue
        results.append(_result(file, meant[0].parts[file["part"]], actual, redactor))
    without_file = sorted(
        "%s of %s" % (part, item.label) for item in wanted for part in item.parts if (item.number, part) not in seen
    )
    found = list(_rivals(profiles, wanted))
    result = {
        "objects": results,
        "without_file": without_file,
        "without_object": without_object,
        "rivals": found,
        "differs": any(item["differences"] for item in results) or bool(without_file or found),
    }
    return result, problems


def _rivals(profiles: Any, wanted: Any) -> Iterator[str]:
    """A sentence for each exported IVR Profile that records the calls of a geo-location beside a desired one. A file
    does not show whether its object is enabled."""
    ours = [item for item in wanted if item.type == rivals.PROFILE]
    for file, actual in profiles:
        place = rivals.geo_location(actual)
        for item in ours:
            tenants = {file["tenant"], item.owners.get("tenant")} - {None, ""}
            if len(tenants) > 1:
                continue
            if place and place == rivals.desired_place(item) and item.name != file["name"]:
                text = "%s: %s %s (%s) has the same geo-location %s; Resource Manager records a call with any of them"
                said = text % (item.label, file["type"], file["name"], file["path"], place)
                yield "%s, unless it is disabled. %s" % (said, rivals.REMEDY % file["name"])


def _is_of(file, wanted):
    """Whether an exported file may be of an object; owners count where the file says them."""
    owners = all(wanted.owners.get(owner) == file[owner] for owner in OWNERS if file[owner] not in (None, ""))
    return owners and (wanted.type, wanted.name) == (file["type"], file["name"])


def _result(file, desired, actual, redactor):
    classic = file["path"].lower().endswith(".cfg")
    found = compare_sections(_as_in_cfg(desired) if classic else desired, actual)
    if classic:
        found = sorted(_not_in_cfg(desired, found), key=lambda item: item[:2])
    told = []
    for section, option, state, there in found:
        shown = {"section": section, "option": option, "state": state}
        shown["expected"] = redactor.data({option: desired[section][option]})[option]
        shown["found"] = there if state == OTHER_CASE else redactor.data({option: there})[option]
        told.append(shown)
    return {
        "type": file["type"],
        "name": file["name"],
        "part": file["part"],
        "path": file["path"],
        "differences": told,
        "foreign": foreign_options(desired, actual),
    }


def _as_in_cfg(desired: Dict[str, Any]) -> Dict[str, Any]:
    """The classic form does not tell what stands around a value."""
    return {
        section: {key: value.strip() if value is not None else None for key, value in (options or {}).items()}
        for section, options in desired.items()
    }


def _not_in_cfg(desired: Dict[str, Any], found: List[Any]) -> Iterator[Tuple[str, str, str, Optional[str]]]:
    """The differences, and what the classic form cannot hold: whether it is as desired, such a file does not tell. Of
    a value that only loses its blanks it tells when the rest differs."""
    known = {(section, option): (state, there) for section, option, state, there in found}
    for section, options in desired.items():
        for option, value in (options or {}).items():
            if value is None:
                continue
            named = gax_files.cfg_holds_section(section) and gax_files.cfg_holds_option(option)
            difference = known.get((section, option))
            if named and (gax_files.cfg_holds_value(value) or (difference and gax_files.cfg_trims(value))):
                if difference:
                    yield section, option, difference[0], difference[1]
            else:
                yield section, option, NOT_OBSERVABLE, None

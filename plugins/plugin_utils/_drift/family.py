# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which finding explains which: below a directory that is missing, nothing is news."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ...module_utils._common.difference import DRIFT
from .._components.deployed import UNITS
from .catalogue import kind_of
from .finding import SEVERITIES, Finding
from .severity import worse

_PATHS = ("file", "directory", "link", "beside")
# What follows from a unit file that differs, or is missing.
_OF_UNIT_FILES = ("unit.missing", "unit.reload_needed")


def with_parents(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, worst first, each with its parent; a parent is as bad as the worst of what it explains."""
    found = [replace(one, parent="") for one in findings]
    hiding: dict[tuple[str, str], list[Finding]] = {}
    for one in found:
        if kind_of(one.check).hides:
            hiding.setdefault((one.host, one.object), []).append(one)
    parents = {one.id: parent for one in found for parent in [_parent(one, hiding)] if parent is not None}
    parents.update(_of_unit_files(found))
    by_id = {one.id: one for one in found}
    for one in found:
        above = parents.get(one.id)
        while above is not None:
            known = by_id[above.id]
            by_id[above.id] = replace(known, severity=worse(known.severity, one.severity))
            above = parents.get(above.id)
    return in_order(
        replace(one, parent=parents[one.id].id) if one.id in parents else one for one in by_id.values()
    )


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Worst first; equal ones as they stand on the system."""
    return sorted(findings, key=place)


def place(one: Finding) -> tuple[int, str, str, str, str, str, str]:
    """By what findings are sorted."""
    rank = SEVERITIES.index(one.severity)
    return rank, one.data_center, one.host, one.component, one.object, one.key, one.check


def _parent(one: Finding, hiding: dict[tuple[str, str], list[Finding]]) -> Finding | None:
    """What is wrong with the same object, else with the nearest directory above it."""
    for other in hiding.get((one.host, one.object), ()):
        if other.id != one.id and other.component == one.component and _hides(other, one):
            return other
    if one.check.partition(".")[0] not in _PATHS:
        return None
    for above in _above(one.object):
        candidates = [other for other in hiding.get((one.host, above), ()) if kind_of(other.check).below]
        if candidates:
            # Components may share a directory. Its severity does not count: what it explains has raised it in a report.
            return min(candidates, key=lambda other: (other.component != one.component, place(other)[1:]))
    return None


def _of_unit_files(found: Sequence[Finding]) -> dict[str, Finding]:
    """Findings about units by their ids, with the worst finding about the file of the unit."""
    files: dict[tuple[str, str, str], Finding] = {}
    for one in in_order(found):
        if one.outcome == DRIFT and one.check.startswith("file."):
            files.setdefault((one.host, one.component, one.object), one)
    return {
        one.id: files[place]
        for one in found
        for place in [(one.host, one.component, f"{UNITS}/{one.object}")]
        if place in files and (one.check in _OF_UNIT_FILES or _is_mask(one, files[place]))
    }


def _is_mask(unit: Finding, file: Finding) -> bool:
    """Whether a unit is masked by what stands in the place of its file."""
    return unit.check == "unit.load" and file.check == "file.kind"


def _hides(other: Finding, one: Finding) -> bool:
    """Of two that would hide each other, such as a file of another kind that is missing, only the first one does."""
    prefixes = kind_of(other.check).hides
    if not one.check.startswith(prefixes) or one.check == other.check:
        return False
    mutual = kind_of(one.check).hides and other.check.startswith(kind_of(one.check).hides)
    return not mutual or other.check < one.check


def _above(path: str) -> Iterator[str]:
    """The directories above a path, nearest first."""
    while posixpath.isabs(path) and posixpath.dirname(path) != path:
        path = posixpath.dirname(path)
        yield path


def roots(findings: Sequence[Finding]) -> list[Finding]:
    """Those that count: what they explain stands below them."""
    return [one for one in findings if not one.parent]

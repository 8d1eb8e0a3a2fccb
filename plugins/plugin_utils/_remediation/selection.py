# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be repaired without a person at each step, and why everything else is left to one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from ...module_utils._common.difference import NOT_CHECKED
from .._drift.catalogue import CAME_BACK, SITE
from .._drift.finding import SEVERITIES, Finding, line_of
from .._drift.repairs import MOST_REPAIRS
from . import never

# Why a finding is left. NEVER: no remediation does it, see SAFETY. BESIDE: the same write would do what none does.
# IGNORED: gir_drift_ignore names it. PEER: it restarts a service that the other host does not have at work.
NEVER, SECRET, PROTECTED, BESIDE = "never automatic", "secret", "protected", "beside"
SEVERITY, COMPONENT, MAINTENANCE, AGAIN = "severity", "component", "maintenance", "again"
UNSEEN, BUDGET, NOT_REPORTED, IGNORED, PEER = "unseen", "budget", "not reported", "ignored", "peer"
# Of what another finding explains, these are judged all the same: it would be written with that.
_EXPLAINED = (SECRET, PROTECTED, MAINTENANCE)
# What no remediation repairs, and its role would, or would refuse to work beside: a product is installed, a restart
# makes RCS read what a person has not decided about yet, something else stands in the place of a file, a rival would
# make it uncertain which profile a call gets.
_ROLE_TOUCHES = ("keystore.", "package.version", "file.kind", "directory.kind", "unit.load", "object.rival")
# What no role writes, whether or not somebody has seen it.
_ROLE_SPARES = ("ledger.", "kit.", "index_update.", "hold_keeper.", "beside.")


@dataclass(frozen=True)
class Wishes:
    """Which findings are to be repaired: of these severities, of these components; all components without any."""

    severities: tuple[str, ...] = SEVERITIES
    components: tuple[str, ...] = ()


@dataclass(frozen=True)
class Left:
    """A finding that is left, why, and what a person does about it."""

    finding: Finding
    why: str
    text: str
    remedy: str

    def as_dict(self) -> dict[str, str]:
        """As it stands in a plan."""
        one = self.finding
        return {"id": one.id, "host": one.host, "component": one.component, "line": line_of(one), "why": self.why,
                "text": self.text, "remedy": self.remedy}  # fmt: skip


def place_of(one: Finding, places: Mapping[str, str]) -> tuple[str, str]:
    """The host on which a finding is repaired, and the component. `places`: id to host, of what an API holds."""
    return places.get(one.id, one.host), one.component


def chosen(
    findings: Iterable[Finding],
    wishes: Wishes,
    repaired: Mapping[str, int],
    places: Mapping[str, str],
    ignored: Iterable[Finding] = (),
) -> tuple[list[Finding], list[Left]]:
    """What is to be repaired, and what is left; nothing of what another finding explains is in either.

    `repaired`: id of a finding to how often it was repaired before. `places`: id to host, of what an API holds.
    `ignored`: what somebody chose to ignore, which nobody writes.
    """
    roots: list[Finding] = []
    left: list[Left] = []
    hinders: list[Left] = []
    for one in findings:
        judged = _left(one, wishes, repaired.get(one.id, 0))
        if one.parent:
            hinders += [judged] if judged is not None and judged.why in _EXPLAINED else []
        elif judged is None:
            roots.append(one)
        else:
            left.append(judged)
    for one in ignored:
        hinders.append(_left(one, wishes, 0) or Left(one, IGNORED, "gir_drift_ignore names it.", one.repair.text))
    lists = {place_of(one, places) for one in roots if _is_voice_storage(one, "rws.storage")}
    # RWS replaces the list of these as a whole, and shows no password of one that nobody knows.
    hinders += [replace(one, why=PROTECTED) for one in left if _is_voice_storage(one.finding, "rws.storage_foreign")
                and place_of(one.finding, places) in lists]  # fmt: skip
    beside = _beside([*left, *hinders], places)
    kept = []
    for one in roots:
        reason = beside.get(place_of(one, places))
        if reason is None:
            kept.append(one)
        else:
            text = f"The same write would change {line_of(reason.finding)} ({reason.why})."
            left.append(Left(one, BESIDE, text, reason.remedy))
    return kept, left


def _left(one: Finding, wishes: Wishes, repaired: int) -> Left | None:
    if one.outcome == NOT_CHECKED:
        return Left(one, UNSEEN, "Nobody has seen it.", one.repair.text)
    if one.maintenance:
        return Left(one, MAINTENANCE, f"Somebody works on it: {one.maintenance}.", "Wait for the end of that work.")
    if one.secret:
        return Left(one, SECRET, "No remediation changes credentials.", one.repair.text)
    reason = never.why(one)
    if reason:
        return Left(one, PROTECTED, reason, one.repair.text)
    if one.check == CAME_BACK:
        return Left(one, AGAIN, "Somebody or something writes against the inventory.", one.repair.text)
    if one.repair.by != SITE:
        return Left(one, NEVER, "No remediation does it.", one.repair.text)
    if one.severity not in wishes.severities:
        return Left(one, SEVERITY, f"{one.severity} is not in gir_remediate_severities.", one.repair.text)
    if wishes.components and one.component not in wishes.components:
        return Left(one, COMPONENT, f"{one.component} is not in gir_remediate_components.", one.repair.text)
    if repaired >= MOST_REPAIRS:
        text = f"It was repaired {repaired} times and came back: somebody or something writes against the inventory."
        return Left(one, AGAIN, text, "Find out who changes it, or put that value into the inventory.")
    return None


def _is_voice_storage(one: Finding, check: str) -> bool:
    return one.check == check and one.object.startswith("voice ")


def _beside(left: Collection[Left], places: Mapping[str, str]) -> dict[tuple[str, str], Left]:
    """Host and component that may not be written, because that would also do what is left to a person."""
    found: dict[tuple[str, str], Left] = {}
    for one in left:
        if _is_touched(one):
            found.setdefault(place_of(one.finding, places), one)
    return found


def _is_touched(one: Left) -> bool:
    """Whether the role that writes the rest would do something about it."""
    check = one.finding.check
    if one.why in (NEVER, COMPONENT):
        return check.startswith(_ROLE_TOUCHES)
    return not check.startswith(_ROLE_SPARES)

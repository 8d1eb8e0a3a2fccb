# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A finding: one difference with all that a person needs to judge it. No value of a secret is ever in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ...module_utils._common.difference import CONFIRMED, DRIFT, UNKNOWN

# Severities, worst first.
SEVERITIES = ("security", "recordings_at_risk", "service_at_risk", "needs_restart", "cosmetic")
SECURITY, RECORDINGS_AT_RISK, SERVICE_AT_RISK, NEEDS_RESTART, COSMETIC = SEVERITIES

# Against the previous report.
NEW, KNOWN = "new", "known"

_ID_VERSION = 1


@dataclass(frozen=True)
class Repair:
    """What repairs it. `by`: site, remediate-able by playbook site; command, a named playbook or command; person.

    `text` is one sentence or command for a person; `restarts`: whether the service restarts with it.
    """

    by: str
    text: str
    restarts: bool = False


@dataclass(frozen=True)
class Finding:
    """`host` is an inventory name, or the API: gax, rws, dns. `data_center` is empty where it is about the system.

    The rest as in module_utils/_common/difference.py. `parent`: the id of the finding that explains this one.
    `group`: equal findings of several hosts have one. `novelty`: new or known, empty without a previous report.
    """

    check: str
    data_center: str
    host: str
    component: str
    object: str
    key: str
    severity: str
    outcome: str = DRIFT
    expected: str | None = None
    actual: str | None = None
    secret: bool = False
    cause: str = UNKNOWN
    confidence: str = CONFIRMED
    since: str | None = None
    changed_by: str | None = None
    reason: str = ""
    repair: Repair = field(default_factory=lambda: Repair("site", "Run gir.multidc.site."))
    novelty: str = ""
    first_seen: str | None = None
    parent: str = ""
    maintenance: str = ""

    @cached_property
    def id(self) -> str:
        """Stays the same from run to run: made without values, times and outcomes."""
        return _digest([_ID_VERSION, self.check, self.host, self.component, self.object, self.key])

    @property
    def group(self) -> str:
        """The same on other hosts."""
        return _digest([_ID_VERSION, self.check, self.component, self.object, self.key, self.expected, self.actual])

    def as_dict(self) -> dict[str, Any]:
        """As it stands in the report."""
        # asdict() copies each value, which takes seconds for 10,000 findings.
        known = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {"id": self.id, "group": self.group, **known, "repair": dict(vars(self.repair))}


def line_of(one: Finding) -> str:
    """The finding in one line, with the values that may be shown."""
    place = " ".join(part for part in (one.host, one.component, one.object, one.key) if part)
    if one.secret:
        return f"{place}: a secret differs"
    if one.expected is None and one.actual is None:
        return f"{place}: {one.reason or one.check}"
    expected, actual = ("nothing" if value is None else value for value in (one.expected, one.actual))
    return f"{place}: {one.check}, expected {expected}, actual {actual}"


def from_dict(known: Mapping[str, Any]) -> Finding:
    """A finding of a report; what else stands there with it is left out."""
    kept = {name: known[name] for name in Finding.__dataclass_fields__ if name != "repair"}
    return Finding(**kept, repair=Repair(**known["repair"]))


def _digest(parts: list[Any]) -> str:
    return hashlib.sha256(json.dumps(parts).encode("utf-8")).hexdigest()[:16]

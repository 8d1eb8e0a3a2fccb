# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an earlier report knew: which findings are new, and which are gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .._report.place import NOWHERE, Place, is_url
from .reading import Refused, newest, read_report
from .remote import read_url

VARIABLE = "gir_drift_previous"
# Of a comparison, which leaves one itself.
_ABSENT = "The report of this run can be there for the next one."


@dataclass(frozen=True)
class Previous:
    """`known`: id to the finding as that report has it, those included that were ignored or could not be judged then.

    `shown`: ids of those that it showed as findings, so that they may be gone now. `assumed`: variables that say what
    was active then. `variable`: the one that names it.
    """

    path: str
    started: str
    environment: str | None
    known: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    shown: frozenset[str] = frozenset()
    assumed: Mapping[str, str] = field(default_factory=dict)
    variable: str = VARIABLE

    def first_seen(self, finding_id: str) -> str | None:
        """When it was seen first; None where it is new."""
        found = self.known.get(finding_id)
        return None if found is None else str(found.get("first_seen") or self.started)

    def refuse_another(self, environment: str | None) -> None:
        """Raise Refused where the ledgers are now those of another system."""
        if self.environment and environment and self.environment != environment:
            raise Refused(
                f"{self.variable} names {self.path}, a report of the environment {self.environment}, but the ledgers "
                f"are of {environment}; name a report of this system."
            )


def read(
    given: object,
    data_centers: Sequence[str] = (),
    place: Place = NOWHERE,
    variable: str = VARIABLE,
    absent: str = _ABSENT,
) -> Previous | None:
    """The report at a path or an address, or the newest one in a directory. None where nothing is given.

    `data_centers`: those of the map, to know a report of another system before any host is asked. `place`: where
    reports are sent, the only server that is asked for one. `variable`: the one that gives it. `absent`: what to do
    where the server has none, as a sentence. Raises Refused.
    """
    if isinstance(given, str) and is_url(given):
        path, report = read_url(given, place, variable, absent)
    else:
        found = newest(variable, given)
        if found is None:
            return None
        path, report = str(found), read_report(found, variable)
    named = {site["data_center"] for site in report["sites"]}
    others = sorted(named - set(data_centers))
    if data_centers and others and len(others) == len(named):
        raise Refused(
            f"{variable} names {path}, a report about {', '.join(others)}, none of which this map has; name a report "
            "of this system."
        )
    return of(report, path, variable)


def of(report: Mapping[str, Any], path: str, variable: str = VARIABLE) -> Previous:
    """The same of a report that was read already."""
    shown = {one["id"]: one for name in ("unjudged", "explained", "findings") for one in report[name]}
    known = {**{one["id"]: one for name in ("not_observable", "ignored") for one in report[name]}, **shown}
    active = report["active"]
    given = {"gir_active_datacenter": active.get("data_center"), "gir_eservices_site": active.get("eservices_site")}
    assumed = {name: str(value) for name, value in given.items() if value}
    return Previous(path, report["started"], report["environment"], known, frozenset(shown), assumed, variable)

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


@dataclass(frozen=True)
class Previous:
    """`known`: id to the finding as that report has it, those included that were ignored or could not be judged then.

    `shown`: ids of those that it showed as findings, so that they may be gone now. `assumed`: variables that say what
    was active then.
    """

    path: str
    started: str
    environment: str | None
    known: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    shown: frozenset[str] = frozenset()
    assumed: Mapping[str, str] = field(default_factory=dict)

    def first_seen(self, finding_id: str) -> str | None:
        """When it was seen first; None where it is new."""
        found = self.known.get(finding_id)
        return None if found is None else str(found.get("first_seen") or self.started)

    def refuse_another(self, environment: str | None) -> None:
        """Raise Refused where the ledgers are now those of another system."""
        if self.environment and environment and self.environment != environment:
            raise Refused(
                f"{VARIABLE} names {self.path}, a report of the environment {self.environment}, but the ledgers are of "
                f"{environment}; name a report of this system."
            )


def read(given: object, data_centers: Sequence[str] = (), place: Place = NOWHERE) -> Previous | None:
    """The report at a path or an address, or the newest one in a directory. None where nothing is given.

    `data_centers`: those of the map, to know a report of another system before any host is asked. `place`: where
    reports are sent, the only server that is asked for one. Raises Refused.
    """
    if isinstance(given, str) and is_url(given):
        path, report = read_url(given, place, VARIABLE)
    else:
        found = newest(VARIABLE, given)
        if found is None:
            return None
        path, report = str(found), read_report(found, VARIABLE)
    named = {site["data_center"] for site in report["sites"]}
    others = sorted(named - set(data_centers))
    if data_centers and others and len(others) == len(named):
        raise Refused(
            f"{VARIABLE} names {path}, a report about {', '.join(others)}, none of which this map has; name a report "
            "of this system."
        )
    return of(report, path)


def of(report: Mapping[str, Any], path: str) -> Previous:
    """The same of a report that was read already."""
    shown = {one["id"]: one for name in ("unjudged", "explained", "findings") for one in report[name]}
    known = {**{one["id"]: one for name in ("not_observable", "ignored") for one in report[name]}, **shown}
    active = report["active"]
    given = {"gir_active_datacenter": active.get("data_center"), "gir_eservices_site": active.get("eservices_site")}
    assumed = {name: str(value) for name, value in given.items() if value}
    return Previous(path, report["started"], report["environment"], known, frozenset(shown), assumed)

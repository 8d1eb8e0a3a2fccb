# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was observed of one component of one host, from what the entry point inspect of role _component kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Observed:
    """`packaged`: a package is given, of version `desired`; `installed` is empty where none is.

    `managed`: the service may be touched; `staged`: it is not there to be touched. `runs`: it should run. `pending`: it
    has not applied an earlier change.
    """

    packaged: bool = False
    installed: str = ""
    desired: str = ""
    managed: bool = False
    staged: bool = False
    runs: bool = True
    healthy: bool = False
    pending: bool = False
    reason: str = ""

    @property
    def down(self) -> bool:
        """A service that should run and does not."""
        return self.managed and self.runs and not self.healthy


def observed(given: Mapping[str, Any]) -> Observed:
    """`given`: `plan` of the component, `installed` of silent_install_info and `health` of gated_service_info.

    Both have no answer where they were skipped.
    """
    plan, installed, health = given["plan"], given["installed"], given["health"]
    package = plan["package"] or {}
    service = plan["service"] or {}
    return Observed(
        packaged=bool(package),
        installed=str(installed.get("version") or "") if package else "",
        desired=str(package.get("version") or ""),
        managed=bool(plan["service_managed"]),
        staged=bool(plan["staged"]),
        runs=service.get("state", "started") == "started",
        healthy=bool(health.get("healthy")),
        pending=bool(health.get("pending")),
        reason=str(health.get("reason") or ""),
    )

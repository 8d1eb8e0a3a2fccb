# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which keystore is the right one, which hosts get it, and in which order RCS reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._keystores.plan import GROUP, VARIABLES, plan, rcs_of
from ansible_collections.gir.multidc.plugins.plugin_utils._keystores.request import problems
from ansible_collections.gir.multidc.plugins.plugin_utils._report.variables import of_host


def keystore_plan(
    topology: Any,
    hostvars: Mapping[str, Any],
    source_host: str | None = None,
    certificate: Mapping[str, object] | None = None,
) -> dict[str, Any]:
    """Return the plan."""
    hosts = [host for host, known in topology["hosts"].items() if GROUP in known["components"]]
    found = plan(topology, {host: rcs_of(of_host(hostvars, host, VARIABLES)) for host in hosts}, source_host)
    if certificate is not None:
        found.problems.extend(problems(certificate))
    return asdict(found)


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"keystore_plan": keystore_plan}

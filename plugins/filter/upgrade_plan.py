# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""In which order hosts are upgraded, and why they cannot be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._report.variables import of_hosts
from ansible_collections.gir.multidc.plugins.plugin_utils._upgrade.observed import observed
from ansible_collections.gir.multidc.plugins.plugin_utils._upgrade.plan import plan


def upgrade_plan(topology: Any, hostvars: Mapping[str, Any], leave_out: Iterable[str] = ()) -> dict[str, Any]:
    """Return the order of the hosts and what stands in the way."""
    inspected = of_hosts(hostvars, topology["hosts"], "__upgrade_inspected")
    kept = of_hosts(hostvars, inspected, "__component_observed")
    observations = {host: {name: observed(given) for name, given in kept.get(host, {}).items()} for host in inspected}
    found = plan(topology, observations, leave_out)
    return {**asdict(found), "lines": [version.line for version in found.versions]}


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"upgrade_plan": upgrade_plan}

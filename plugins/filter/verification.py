# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What playbook verify proved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._report.variables import of_hosts
from ansible_collections.gir.multidc.plugins.plugin_utils._report.verification import verification as report


def verification(topology: Any, hostvars: Mapping[str, Any], sites: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """Return the report."""
    answers = of_hosts(hostvars, topology["hosts"], "__verify_probes")
    verdicts = of_hosts(hostvars, topology["hosts"], "__index_update_verdict")
    found = report(topology, answers, verdicts, sites)
    return {"ok": found.ok, "lines": found.lines, "message": found.message}


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"verification": verification}

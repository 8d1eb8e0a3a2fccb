# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wrong with the keystores of all Recording Crypto Servers together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._keystores.findings import NOT_READ, findings
from ansible_collections.gir.multidc.plugins.plugin_utils._report.variables import of_hosts


def keystore_findings(
    hosts: Iterable[str],
    hostvars: Mapping[str, Any],
    references: Mapping[str, object] | None = None,
    expires_within_days: int = 30,
    rws: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the findings."""
    names = list(hosts)
    infos = {**dict.fromkeys(names, NOT_READ), **of_hosts(hostvars, names, "__keystores_info")}
    found = findings(infos, references or {}, int(time.time()), int(expires_within_days), rws)
    return {**asdict(found), "lines": found.lines, "message": found.message(len(names))}


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"keystore_findings": keystore_findings}

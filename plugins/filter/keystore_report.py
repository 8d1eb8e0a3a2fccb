# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What became of the keystore of every host."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._keystores.report import report
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import plain


def keystore_report(sync: Mapping[str, Any], plan: Mapping[str, Any]) -> dict[str, Any]:
    """Return the report."""
    hosts: Any = plain(sync["hosts"])
    found = report({**sync, "hosts": hosts}, plan)
    return {**asdict(found), "lines": found.lines}


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"keystore_report": keystore_report}

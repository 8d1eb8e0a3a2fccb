# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""In which order the data centers are touched by what takes one host after the other: private to this collection."""

from __future__ import annotations

from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model


def centers(model: Model) -> list[str]:
    """Names of the data centers, where least is going on first: the standby, those that only record, the active one."""
    last = {model["standby"]: -1, model["active"]: 1}
    return sorted(model["data_centers"], key=lambda name: last.get(name, 0))


def hosts_in(model: Model, center: str, group: str) -> list[str]:
    """The hosts of a component group in a data center, in the order of the inventory."""
    return model["data_centers"][center]["hosts"].get(group) or []

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Disks and disk watermarks of Elasticsearch: private to this collection, may change at any time.

A percentage is of the used space, a number of bytes is the free space that has to be left
(https://www.elastic.co/guide/en/elasticsearch/reference/current/modules-cluster.html, disk-based shard allocation).
What an answer does not name is never taken from a table of defaults: a node's own file may set it.
"""

import math
import re
from typing import Any, Dict, List, Optional

from ansible_collections.gir.multidc.plugins.module_utils._datastores.printed import shown

PREFIX = "cluster.routing.allocation.disk.watermark."
# The worst one first.
LEVELS = ("flood_stage", "high", "low")
_LAYERS = ("transient", "persistent", "defaults")
_UNITS = {"": 1, "b": 1, "kb": 1 << 10, "mb": 1 << 20, "gb": 1 << 30, "tb": 1 << 40, "pb": 1 << 50}
MOST_NODES = 500


def number(value: Any) -> Optional[int]:
    """A whole number of an answer, or None for whatever else stands in its place."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return None
    return int(value)


def watermarks(settings: Any, given: Dict[str, Optional[str]]) -> Dict[str, str]:
    """Level to its text, of `/_cluster/settings`; `given` stands for what the answer does not name."""
    found = {}
    for level in LEVELS:
        names = [PREFIX + level, PREFIX + level + ".max_headroom"]
        for key, name in zip((level, level + ".max_headroom"), names):
            values = [_flat(settings.get(layer)).get(name) for layer in _LAYERS]
            told = [value for value in values if isinstance(value, str) and value]
            if told:
                found[key] = shown(told[0])
        if level not in found and given.get(level):
            found[level] = str(given[level])
    return found


def _flat(layer: Any, path: str = "", depth: int = 0) -> Dict[str, Any]:
    """The settings by their whole names, also where a server does not know `flat_settings`."""
    found: Dict[str, Any] = {}
    if not isinstance(layer, dict) or depth > 12:
        return found
    for name, value in layer.items():
        if isinstance(value, dict):
            found.update(_flat(value, path + name + ".", depth + 1))
        else:
            found[path + name] = value
    return found


def disks(stats: Any, marks: Dict[str, str]) -> List[Dict[str, Any]]:
    """The fullest disk of each node, of `/_nodes/stats/fs`, with the highest watermark that it exceeds."""
    found = []
    for node in list(stats["nodes"].values())[:MOST_NODES]:
        system = node.get("fs") or {}
        paths = [path for path in system.get("data") or [] if isinstance(path, dict)]
        sizes = [_sizes(path) for path in paths] or [_sizes(system.get("total") or {})]
        known = [size for size in sizes if size is not None]
        if not known:
            # A node without data, such as a client, has no disk that counts.
            continue
        total, available = max(known, key=lambda size: 1.0 - float(size[1]) / size[0])
        found.append({
            "node": shown(node.get("name")),
            "total_bytes": total,
            "available_bytes": available,
            "used_percent": round(100.0 * (total - available) / total, 1),
            "over": _over(total, available, marks),
        })
    return sorted(found, key=lambda disk: str(disk["node"]))


def _sizes(path: Dict[str, Any]) -> Any:
    total, available = number(path.get("total_in_bytes")), number(path.get("available_in_bytes"))
    if total is None or available is None or total <= 0 or not 0 <= available <= total:
        return None
    return total, available


def _over(total: int, available: int, marks: Dict[str, str]) -> Optional[str]:
    for level in LEVELS:
        free = free_bytes(marks.get(level, ""), total)
        headroom = free_bytes(marks.get(level + ".max_headroom", ""), total)
        if free is None:
            continue
        if available < (free if headroom is None else min(free, headroom)):
            return level
    return None


def free_bytes(mark: str, total: int) -> Optional[int]:
    """The free space that a watermark asks for on a disk of this size; None for a text that is none."""
    text = mark.strip().lower()
    percent = re.match(r"^(\d{1,3}(?:\.\d+)?)%$", text)
    if percent and float(percent.group(1)) <= 100:
        return int(round(total * (1 - float(percent.group(1)) / 100)))
    if re.match(r"^(?:0?\.\d+|1\.0+|0\.0+)$", text):
        return int(round(total * (1 - float(text))))
    size = re.match(r"^(\d{1,15}(?:\.\d+)?)([kmgtp]?b?)$", text)
    if size and size.group(2) in _UNITS:
        return int(float(size.group(1)) * _UNITS[size.group(2)])
    return None

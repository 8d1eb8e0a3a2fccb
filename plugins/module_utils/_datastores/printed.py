# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What nodetool prints, from Cassandra 2.1 to 5.0: private to this collection, may change at any time.

Each function reads one command, and raises ValueError where the text is not what that command prints.
The forms are documented: https://docs.datastax.com/en/cassandra/2.2/cassandra/tools/toolsStatus.html (and
toolsDescribeCluster, toolsDescribeRing), and for 4.0 and later the class DescribeCluster of apache/cassandra.
"""

import re
from typing import Any, Dict, List, Optional

_UUID = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
_CENTER = re.compile(r"^Datacenter:\s*(\S.*?)\s*$")
_NODE = re.compile(r"^([UD?])([A-Z?])\s+(\S+)(?:\s+(.*?))?\s*$")
_LOAD = re.compile(r"^(\?|[\d.,]+\s*[a-zA-Z]+)\s")
_VERSION = re.compile(r"^\s*(%s):\s*\[(.*)\]\s*$" % _UUID)
_UNREACHABLE = re.compile(r"^\s*UNREACHABLE:\s*(?:%s:\s*)?\[(.*)\]\s*$" % _UUID)
_KEYSPACE = re.compile(r"^\s*(\S+)\s*->\s*Replication class:\s*(\S+)\s*(?:\{(.*)\})?\s*$")
_HINTS = re.compile(r"max hint window:\s*(\d{1,15})\s*ms\b")
_OWN = re.compile(r"^Data Center\s*:\s*(\S.*?)\s*$", re.MULTILINE)
_UPTIME = re.compile(r"^Uptime \(seconds\)\s*:\s*(\d{1,12})\s*$", re.MULTILINE)
_REPLICA = re.compile(r"datacenter:\s*([^,()\[\]]+?)\s*[,)]")
# The letters of `nodetool status`; S is that of DataStax Enterprise.
STATES = {"N": "normal", "L": "leaving", "J": "joining", "M": "moving", "S": "stopped"}
LONGEST = 200


def shown(text: Any) -> str:
    """A name or a line that somebody else wrote, safe to print."""
    plain = "".join(char if char.isprintable() else "?" for char in str(text)).strip()
    return plain if len(plain) <= LONGEST else plain[:LONGEST] + "..."


def nodes(text: str) -> List[Dict[str, Any]]:
    """Of `status`: every data center with its nodes."""
    found: List[Dict[str, Any]] = []
    for line in text.splitlines():
        center = _CENTER.match(line)
        if center:
            found.append({"name": shown(center.group(1)), "nodes": []})
            continue
        node = _NODE.match(line)
        if node and found:
            found[-1]["nodes"].append(_node(*node.groups()))
    if not any(center["nodes"] for center in found):
        raise ValueError("it names no data center with a node")
    return found


def _node(up: str, state: str, address: str, rest: Optional[str]) -> Dict[str, Any]:
    rest = rest or ""
    identity, load = re.search(_UUID, rest), _LOAD.match(rest)
    return {
        "address": shown(address.lstrip("/")),
        # A question mark: this node does not know.
        "up": {"U": True, "D": False}.get(up),
        "state": STATES.get(state, "unknown"),
        "code": up + state,
        "load": load.group(1) if load and load.group(1) != "?" else None,
        "host_id": identity.group(0) if identity else None,
        "rack": shown(rest.split()[-1]) if rest.split() else None,
    }


def cluster(text: str) -> Dict[str, Any]:
    """Of `describecluster`: its name, the schema versions, and since 4.0 how each keyspace is replicated."""
    if "Schema versions:" not in text:
        raise ValueError("it names no schema versions")
    name = re.search(r"^\s*Name:\s*(\S.*?)\s*$", text, re.MULTILINE)
    versions: List[Dict[str, Any]] = []
    unreachable: List[str] = []
    keyspaces: Dict[str, Dict[str, Any]] = {}
    for line in text.splitlines():
        version, away, keyspace = _VERSION.match(line), _UNREACHABLE.match(line), _KEYSPACE.match(line)
        if version:
            versions.append({"version": version.group(1), "nodes": _listed(version.group(2))})
        elif away:
            unreachable += _listed(away.group(1))
        elif keyspace:
            factors = _factors(keyspace.group(3) or "")
            keyspaces[keyspace.group(1)] = {"strategy": shown(keyspace.group(2)), "factors": factors}
    if not versions and not unreachable:
        raise ValueError("it names no schema version")
    return {
        "name": shown(name.group(1)) if name else None,
        "schema_versions": versions,
        "unreachable": unreachable,
        "keyspaces": keyspaces,
    }


def _listed(text: str) -> List[str]:
    return [shown(part.strip().lstrip("/")) for part in text.split(",") if part.strip()]


def _factors(text: str) -> Dict[str, int]:
    """Data center to copies, of DC1=3, DC2=3. A transient copy (3/1) is one of them."""
    found = {}
    for part in text.split(","):
        name, _equals, number = part.strip().rpartition("=")
        copies = re.match(r"\s*(\d{1,6})(?:/\d+)?\s*$", number)
        if name and copies:
            found[shown(name)] = int(copies.group(1))
    return found


def copies(text: str) -> Dict[str, int]:
    """Of `describering`: data center to the copies that every range of tokens has there at least."""
    ranges = text.split("TokenRange(")[1:]
    counted = []
    for part in ranges:
        found: Dict[str, int] = {}
        for name in _REPLICA.findall(part):
            found[name] = found.get(name, 0) + 1
        counted.append(found)
    if not counted or not all(counted):
        raise ValueError("it names no ranges with data centers")
    names = {name for found in counted for name in found}
    return {shown(name): min(found.get(name, 0) for found in counted) for name in sorted(names)}


def hint_window(text: str) -> int:
    """Of `getmaxhintwindow`: milliseconds."""
    found = _HINTS.search(text)
    if not found:
        raise ValueError("it names no hint window")
    return int(found.group(1))


def own(text: str) -> Dict[str, Any]:
    """Of `info`: the data center in which this node says that it stands, and since when it runs."""
    center, uptime = _OWN.search(text), _UPTIME.search(text)
    if not center:
        raise ValueError("it names no data center")
    return {"data_center": shown(center.group(1)), "uptime_seconds": int(uptime.group(1)) if uptime else None}

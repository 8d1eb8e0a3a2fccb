# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of many addresses this host can connect to: private to this collection, may change at any time.

A connection that was opened says that something listens there, and nothing of what it is.
"""

import concurrent.futures
import contextlib
import socket
from typing import Any, Dict, List

from ansible_collections.gir.multidc.plugins.module_utils._common.observation import confirmed, failed
from ansible_collections.gir.multidc.plugins.module_utils._http import reach
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import explain

# What was not done any more.
RESOLVING, CONNECTING = "name", "connection"
_MOST_THREADS = 256


def problems(params: Dict[str, Any]) -> List[str]:
    """What cannot be tried, as sentences."""
    found = []
    if not 0 < params["timeout"] <= 3600:
        found.append("timeout is %g; it must be more than 0 and at most 3600 seconds." % params["timeout"])
    for number, target in enumerate(params["targets"]):
        if not 0 < target["port"] < 65536:
            found.append("targets[%d].port is %d; it must be between 1 and 65535." % (number, target["port"]))
        if not target["host"].strip("[] "):
            found.append("targets[%d].host is empty; give a name or an address." % number)
    return found


def reach_all(targets: List[Dict[str, Any]], seconds: float) -> List[Dict[str, Any]]:
    """The answers in the order of the targets, which are tried at the same time, all within these seconds."""
    if not targets:
        return []
    deadline = reach.Deadline(seconds)
    with concurrent.futures.ThreadPoolExecutor(max_workers=min(_MOST_THREADS, len(targets))) as pool:
        return list(pool.map(lambda target: _answered(target, deadline), targets))


def _answered(target: Dict[str, Any], deadline: reach.Deadline) -> Dict[str, Any]:
    host, port = target["host"].strip().strip("[]"), target["port"]
    missed: Any = RESOLVING
    address: Any = None
    reason = ""
    try:
        entries = reach.resolve(host, port, deadline)
        missed = CONNECTING
        with contextlib.closing(reach.first_open(entries, deadline)) as opened:
            address, missed = _peer(opened, entries), None
    except (OSError, UnicodeError, ValueError) as error:
        reason = explain(error, None, host)
    found = confirmed() if missed is None else failed(reason or "no connection was opened")
    return dict(found, name=target["name"], host=host, port=port, missed=missed, address=address)


def _peer(opened: socket.socket, entries: List[reach.Entry]) -> str:
    """The address that took the connection. It may have been closed at once."""
    try:
        return str(opened.getpeername()[0])
    except OSError:
        return str(entries[0][4][0])


def result(module: Any) -> Dict[str, Any]:
    """The result of reach_info."""
    found = reach_all(module.params["targets"], module.params["timeout"])
    return {"changed": False, "ok": all(one["missed"] is None for one in found), "results": found}

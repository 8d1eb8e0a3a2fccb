# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When the certificates of TLS servers end: private to this collection, may change at any time.

Nothing is sent and nothing is trusted: a certificate that has ended, or of an unknown authority, is read all the same.
"""

import concurrent.futures
import contextlib
import socket
import ssl
from typing import Any, Dict, List

from ansible_collections.gir.multidc.plugins.module_utils._http.reach import Deadline, Unreachable, connect
from ansible_collections.gir.multidc.plugins.module_utils._keystore.der import certificate

_THREADS = 32


def problems(params: Dict[str, Any]) -> List[str]:
    """Every mistake in the options, as sentences."""
    found = []
    if not 0 < params["timeout"] <= 3600:
        found.append("timeout is %d; it must be between 1 and 3600." % params["timeout"])
    for number, one in enumerate(params["servers"]):
        if not 0 < one["port"] < 65536:
            found.append("servers[%d].port is %d; it must be between 1 and 65535." % (number, one["port"]))
        if not one["host"].strip():
            found.append("servers[%d].host is empty; give a name or an address." % number)
    return found


def read(servers: List[Dict[str, Any]], seconds: int) -> List[Dict[str, Any]]:
    """One for each server, in their order; all are asked at once, within one time limit."""
    if not servers:
        return []
    deadline = Deadline(seconds)
    with concurrent.futures.ThreadPoolExecutor(min(len(servers), _THREADS)) as pool:
        return list(pool.map(lambda one: _read(one, deadline), servers))


def _read(server: Dict[str, Any], deadline: Deadline) -> Dict[str, Any]:
    found = {"host": server["host"], "port": server["port"], "not_after": None, "subject": None, "reason": None}
    try:
        known = certificate(_presented(server["host"].strip(), server["port"], deadline))
    except Unreachable as problem:
        found["reason"] = "; ".join("%s: %s" % (address, _said(error)) for address, error in problem.problems)
    except (OSError, ValueError) as error:
        found["reason"] = _said(error)
    else:
        if known is None or known["not_after"] is None:
            found["reason"] = "it presents no certificate that can be read"
        else:
            found.update(not_after=known["not_after"], subject=known["subject"])
    return found


def _presented(host: str, port: int, deadline: Deadline) -> bytes:
    """The certificate of the server itself; empty where it presents none."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # To read when a certificate ended, one must not insist that it holds.
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with contextlib.closing(connect(host, port, deadline)) as opened:
        opened.settimeout(deadline.patience())
        with context.wrap_socket(opened, server_hostname=None if _is_address(host) else host) as secured:
            return secured.getpeercert(binary_form=True) or b""


def _is_address(host: str) -> bool:
    for family in (socket.AF_INET, socket.AF_INET6):
        with contextlib.suppress(OSError, ValueError):
            socket.inet_pton(family, host)
            return True
    return False


def _said(error: Exception) -> str:
    """Why, without what a server could have put into it."""
    if isinstance(error, ssl.SSLError):
        return "it does not speak TLS as it should (%s)" % (error.reason or type(error).__name__)
    return str(getattr(error, "strerror", None) or error or type(error).__name__)

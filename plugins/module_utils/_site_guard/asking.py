# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask all ledgers and witnesses at once, in one given time: private to this collection."""

import http.client
import ssl
import threading
import time
import urllib.parse
from functools import partial
from typing import Any, Callable, Dict, List, NamedTuple

from ansible_collections.gir.multidc.plugins.module_utils._http.reach import Deadline, connect
from ansible_collections.gir.multidc.plugins.module_utils._site_guard import history, wire

SECONDS = 2.0
# What a name server or a thread may take beyond that.
_GRACE = 0.5


class Heard(NamedTuple):
    """`ledgers`: host to its ledger, None where it holds none. `witnesses`: those that answered. `silent`: why not."""

    ledgers: Dict[str, Any]
    witnesses: List[str]
    silent: Dict[str, str]


def ask_all(peers: List[Dict[str, Any]], witnesses: List[str], key: str, seconds: float = SECONDS) -> Heard:
    """`peers`: each with its `host`, `address` and `port`. An answer that is not authentic or damaged is none."""
    asked: Dict[str, Callable[[], Any]] = {peer["host"]: partial(_ledger, peer, key, seconds) for peer in peers}
    asked.update((url, partial(_witness, url, seconds)) for url in witnesses)
    found = _in_parallel(asked, seconds + _GRACE)
    silent = {name: str(answer) for name, answer in found.items() if isinstance(answer, wire.NoAnswer)}
    ledgers = {peer["host"]: found[peer["host"]] for peer in peers if peer["host"] not in silent}
    return Heard(ledgers, [url for url in witnesses if url not in silent], silent)


def _in_parallel(asked: Dict[str, Callable[[], Any]], seconds: float) -> Dict[str, Any]:
    found: Dict[str, Any] = {}

    def run(name: str) -> None:
        try:
            found[name] = asked[name]()
        except wire.NoAnswer as problem:
            found[name] = problem

    threads = [threading.Thread(target=run, args=(name,), daemon=True) for name in asked]
    for thread in threads:
        thread.start()
    end = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    late = wire.NoAnswer("does not answer within %g seconds" % SECONDS)
    # One that ends later changes only what nobody reads any more.
    return {name: found.get(name, late) for name in asked}


def _ledger(peer: Dict[str, Any], key: str, seconds: float) -> Any:
    answer = wire.ask(peer["address"], peer["port"], key, seconds)
    if answer.problem:
        raise wire.NoAnswer("holds a ledger that cannot be read: %s" % answer.problem)
    if answer.ledger is None:
        return None
    try:
        return history.reduced(answer.ledger)
    except ValueError as problem:
        raise wire.NoAnswer("gives a ledger that is damaged: %s" % problem) from problem


def _witness(url: str, seconds: float) -> int:
    """The status of any HTTP answer. Nothing else of it is used, so no certificate has to be trusted for it."""
    parts = urllib.parse.urlsplit(url)
    tls = parts.scheme == "https"
    deadline = Deadline(seconds)
    client = http.client.HTTPConnection(parts.hostname or "", parts.port or (443 if tls else 80))
    try:
        client.sock = connect(client.host, client.port, deadline)
        client.sock.settimeout(deadline.patience())
        if tls:
            client.sock = _unverified().wrap_socket(client.sock, server_hostname=client.host)
        target = (parts.path or "/") + ("?%s" % parts.query if parts.query else "")
        client.request("GET", target, headers={"Host": parts.netloc.rpartition("@")[2], "Connection": "close"})
        return client.getresponse().status
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise wire.NoAnswer("does not answer: %s" % (str(error).rstrip(".") or type(error).__name__)) from error
    finally:
        client.close()


def _unverified() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on request: what networks, balancers and servers do to an answer."""

import itertools
import re
import threading
import time

from standins.httpd import Response

KINDS = {
    "delay": "wait 'seconds' before the request is handled",
    "drop": "close the connection without an answer; 'phase' before (not executed) or after (executed)",
    "status": "answer with HTTP 'status' (502, 503 ...); 'phase' before or after execution",
    "html": "answer with an HTML page and HTTP 'status' (200 unless told)",
    "truncate": "promise the whole body, send half of it and close",
    "truncated_json": "send half of the JSON with a matching length",
    "empty": "send an empty body",
    "oversized": "send 'size' bytes of valid JSON (20 MB unless told)",
    "redirect": "answer 302 to 'location'",
    "expired_session": "forget every HTTP session of the node before the request is handled",
    "never_switch": "the node never adopts another eServices site",
}
_PAGE = "<html><head><title>Error</title></head><body><h1>{} from a balancer</h1></body></html>\n"
_BEFORE, _AFTER = "before", "after"


class UnknownFault(ValueError):
    pass


class Faults:
    """The faults of one cluster; a fault may name a node, a method, a path pattern and how often it strikes."""

    def __init__(self):
        self._lock = threading.Lock()
        self._ids = itertools.count(1)
        self._active = {}

    def add(self, kind, *, node=None, method=None, path=None, times=None, phase=_BEFORE, **options):
        if kind not in KINDS:
            raise UnknownFault("unknown fault '{}': choose one of {}".format(kind, ", ".join(sorted(KINDS))))
        if phase not in {_BEFORE, _AFTER}:
            raise UnknownFault(f"unknown phase '{phase}': choose before or after")
        fault = {"kind": kind, "node": node, "method": method, "path": path, "times": times, "phase": phase}
        fault.update(options)
        with self._lock:
            fault["id"] = next(self._ids)
            self._active[fault["id"]] = fault
        return fault["id"]

    def remove(self, fault_id=None):
        with self._lock:
            if fault_id is None:
                self._active.clear()
            else:
                self._active.pop(fault_id, None)

    def list(self):
        with self._lock:
            return [dict(fault) for fault in self._active.values()]

    def holds(self, kind, node):
        """Whether a lasting fault such as never_switch is set for the node."""
        with self._lock:
            return any(fault["kind"] == kind and fault["node"] in {None, node} for fault in self._active.values())

    def take(self, node, request):
        """The faults that strike this request; counted ones are used up."""
        struck = []
        with self._lock:
            for fault in list(self._active.values()):
                if fault["kind"] == "never_switch" or not _matches(fault, node, request):
                    continue
                struck.append(fault)
                if fault["times"] is not None:
                    fault["times"] -= 1
                    if fault["times"] <= 0:
                        del self._active[fault["id"]]
        return struck


def _matches(fault, node, request):
    return (
        fault["node"] in {None, node}
        and (fault["method"] is None or fault["method"].upper() == request.method)
        and (fault["path"] is None or re.search(fault["path"], request.target) is not None)
    )


def apply(struck, node, execute):
    """Run ``execute()`` as the faults allow, and return what goes onto the wire."""
    response = None
    for fault in struck:
        if fault["kind"] == "delay":
            time.sleep(float(fault.get("seconds", 1)))
        elif fault["kind"] == "expired_session":
            node.forget_sessions()
        elif fault["phase"] == _BEFORE and fault["kind"] in {"drop", "status", "html", "redirect"}:
            response = _replace(fault)
    if response is None:
        response = execute()
    for fault in struck:
        if fault["phase"] == _AFTER or fault["kind"] in {"truncate", "truncated_json", "empty", "oversized"}:
            response = _spoil(fault, response)
    return response


def _replace(fault):
    if fault["kind"] == "drop":
        response = Response()
        response.transport = "drop"
        return response
    if fault["kind"] == "redirect":
        return Response(302, b"", headers=[("Location", fault.get("location", "/"))])
    status = int(fault.get("status", 503 if fault["kind"] == "status" else 200))
    return Response(status, _PAGE.format(status), content_type="text/html")


def _spoil(fault, response):
    if fault["kind"] in {"drop", "status", "html", "redirect"}:
        return _replace(fault)
    if fault["kind"] == "truncate":
        response.transport = "truncate"
    elif fault["kind"] == "truncated_json":
        response.body = response.body[: len(response.body) // 2]
    elif fault["kind"] == "empty":
        response.body = b""
    elif fault["kind"] == "oversized":
        response.body = b'{"statusCode": 0, "filler": "' + b"x" * int(fault.get("size", 20000000)) + b'"}'
    return response

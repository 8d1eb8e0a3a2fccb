# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on request: what networks, balancers and servers do to an answer."""

import gzip
import itertools
import json
import re
import threading

from standins.httpd import Response
from standins.rws_errors import in_type

# What each kind does, and the options that it takes besides those of every fault.
_TABLE = {
    "delay": ("the request waits 'seconds' (1 unless told) first", {"seconds"}),
    "drop": ("the connection is reset without an answer", set()),
    "blackhole": ("the request is read and never answered, until 'seconds' (60) are over", {"seconds"}),
    "status": (
        "HTTP 'status' (400 to 599, 503 unless told), an HTML page or JSON when 'status_code' or 'message' is given",
        {"status", "status_code", "message"},
    ),
    "rate_limited": ("HTTP 429 with Retry-After: 'retry_after' (1 unless told)", {"retry_after"}),
    "html": ("an HTML page with HTTP 'status' (200 unless told)", {"status"}),
    "redirect": ("HTTP 302 to 'location'", {"location"}),
    "truncate": ("the whole length is promised, half is sent", set()),
    "truncated_json": ("half of the JSON, with a length that fits", set()),
    "no_status_code": ("the JSON lacks its statusCode", set()),
    "partial": ("executed, and HTTP 200 with statusCode 7", set()),
    "empty": ("no body", set()),
    "encoded": (
        "the text is sent as 'encoding' (utf-8-sig unless told), named as 'charset' in Content-Type when given",
        {"encoding", "charset"},
    ),
    "compressed": ("gzip, named as 'coding' in Content-Encoding (gzip unless told; null: not named)", {"coding"}),
    "odd_status_code": ("executed, and the statusCode is 'value' (null unless told)", {"value"}),
    "oversized": ("'size' bytes of JSON (20 MB unless told)", {"size"}),
    "expired_session": ("all HTTP sessions of the node are gone before the request is handled", set()),
    "csrf_expired": ("all CSRF tokens of the node are replaced before, while the sessions stay", set()),
    "never_switch": ("the node never adopts another eServices site", set()),
    # operations.md D1: nothing says how GAX answers then, so status and message can be chosen.
    "read_only": (
        "the configuration layer takes no change: PUT, POST and DELETE below /cfg get 'status' (403 unless told) and"
        " 'message'",
        {"status", "message"},
    ),
}
KINDS = {kind: text for kind, (text, _options) in _TABLE.items()}
_IN_THE_PLACE_OF_AN_ANSWER = {"drop", "blackhole", "status", "rate_limited", "html", "redirect", "read_only"}
_SPOILING = {
    "truncate",
    "truncated_json",
    "no_status_code",
    "partial",
    "empty",
    "encoded",
    "compressed",
    "odd_status_code",
    "oversized",
}
_PAGE = "<html><head><title>Error</title></head><body><h1>{} from a balancer</h1></body></html>\n"
_BEFORE, _AFTER = "before", "after"


class UnknownFault(ValueError):
    pass


class Faults:
    """The faults of one cluster; a fault may name a node, a method, a path pattern, how many matching requests pass
    first (``skip``) and how many it then strikes (``times``)."""

    def __init__(self):
        self._lock = threading.Lock()
        self._ids = itertools.count(1)
        self._active = {}

    def add(self, kind, *, node=None, method=None, path=None, times=None, skip=0, phase=_BEFORE, **options):
        fault = {"kind": kind, "node": node, "method": method, "path": path, "times": times, "skip": skip}
        fault.update(options, phase=phase)
        _check(fault, options)
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
                if fault["skip"] > 0:
                    fault["skip"] -= 1
                    continue
                struck.append(fault)
                if fault["times"] is not None:
                    fault["times"] -= 1
                    if fault["times"] <= 0:
                        del self._active[fault["id"]]
        return struck


def _check(fault, options):
    """UnknownFault in one sentence: a fault that can never strike would pass for a system that stands it."""
    kind = fault["kind"]
    if kind not in KINDS:
        raise UnknownFault("unknown fault '{}': choose one of {}".format(kind, ", ".join(sorted(KINDS))))
    if fault["phase"] not in {_BEFORE, _AFTER}:
        raise UnknownFault("unknown phase '{}': choose before or after".format(fault["phase"]))
    unknown = sorted(set(options) - _TABLE[kind][1])
    if unknown:
        raise UnknownFault("a fault of kind {} has no option {}".format(kind, ", ".join(unknown)))
    for name, lowest in (("times", 1), ("skip", 0), ("seconds", 0), ("retry_after", 0), ("size", 0), ("status", 100)):
        value = fault.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float)) or value < lowest):
            raise UnknownFault(f"{name} is {value!r}: give a number, {lowest} or more")
    if kind == "status" and not 400 <= fault.get("status", 503) <= 599:
        raise UnknownFault("status is {}: give one from 400 to 599".format(fault["status"]))
    try:
        re.compile(fault["path"] or "")
    except (re.error, TypeError) as error:
        raise UnknownFault("path is {!r}, not a regular expression: {}".format(fault["path"], error)) from error


def _matches(fault, node, request):
    if fault["kind"] == "read_only" and (request.method in {"GET", "HEAD"} or "/cfg/" not in request.path):
        return False
    return (
        fault["node"] in {None, node}
        and (fault["method"] is None or fault["method"].upper() == request.method)
        and (fault["path"] is None or re.search(fault["path"], request.target) is not None)
    )


def apply(struck, node, execute):
    """Run ``execute()`` as the faults allow, and return what goes onto the wire."""
    response, ended = None, node.ended
    for fault in struck:
        if fault["kind"] == "expired_session":
            node.forget_sessions()
        elif fault["kind"] == "csrf_expired":
            node.renew_tokens()
        elif fault["phase"] == _BEFORE and fault["kind"] == "delay":
            ended.wait(fault.get("seconds", 1))
        elif fault["phase"] == _BEFORE and fault["kind"] in _IN_THE_PLACE_OF_AN_ANSWER:
            response = _instead(fault, node.cluster.dialect, ended)
    if ended.is_set():
        return _no_answer()
    if response is None:
        response = execute()
    for fault in struck:
        if fault["kind"] in _SPOILING:
            response = _spoil(fault, response, node.cluster.dialect)
        elif fault["phase"] == _AFTER and fault["kind"] == "delay":
            ended.wait(fault.get("seconds", 1))
        elif fault["phase"] == _AFTER and fault["kind"] in _IN_THE_PLACE_OF_AN_ANSWER:
            response = _instead(fault, node.cluster.dialect, ended)
    return response


def _no_answer():
    response = Response()
    response.transport = "drop"
    return response


def _instead(fault, dialect, ended):
    kind = fault["kind"]
    if kind == "blackhole":
        ended.wait(fault.get("seconds", 60))
    if kind in {"drop", "blackhole"}:
        return _no_answer()
    if kind == "redirect":
        return Response(302, b"", headers=[("Location", fault.get("location", "/"))])
    if kind == "rate_limited":
        headers = [("Retry-After", str(fault.get("retry_after", 1)))]
        return Response(429, _PAGE.format(429), content_type="text/html", headers=headers)
    if kind == "read_only":
        sentence = fault.get("message", "the configuration server takes no changes")
        return Response.of({"message": sentence}, int(fault.get("status", 403)))
    status = int(fault.get("status", 503 if kind == "status" else 200))
    if "status_code" in fault:
        document = {"statusCode": in_type(dialect, fault["status_code"])}
        document["statusMessage"] = fault.get("message", "Internal server error - please contact administrator.")
        return Response.of(document, status)
    if "message" in fault:
        return Response.of({"message": fault["message"]}, status)
    return Response(status, _PAGE.format(status), content_type="text/html")


def _spoil(fault, response, dialect):
    kind = fault["kind"]
    if kind == "truncate":
        response.transport = response.transport or "truncate"
    elif kind == "truncated_json":
        response.body = response.body[: len(response.body) // 2]
    elif kind == "empty":
        response.body = b""
    elif kind == "encoded":
        text = json.dumps(_document(response) or None, ensure_ascii=False)
        response.body = text.encode(fault.get("encoding", "utf-8-sig"))
        response.content_type += "; charset={}".format(fault["charset"]) if fault.get("charset") else ""
    elif kind == "compressed":
        response.body = gzip.compress(response.body)
        coding = fault.get("coding", "gzip")
        response.headers += [("Content-Encoding", coding)] if coding else []
    elif kind == "odd_status_code":
        document = dict(_document(response), statusCode=fault.get("value"))
        response.body = json.dumps(document).encode("utf-8")
    elif kind == "oversized":
        filler = "x" * int(fault.get("size", 20000000))
        response.body = json.dumps({"statusCode": in_type(dialect, 0), "filler": filler}).encode("utf-8")
    else:
        document = _document(response)
        document.pop("statusCode", None)
        if kind == "partial":
            response.status = 200
            document["statusCode"] = in_type(dialect, 7)
            document["statusMessage"] = "A part of the operation failed."
        response.body = (json.dumps(document, indent=2) + "\n").encode("utf-8")
    return response


def _document(response):
    """The JSON object of an answer; an answer without one has nothing in it."""
    try:
        document = json.loads(response.body.decode("utf-8"))
    except ValueError:
        document = {}
    return document if isinstance(document, dict) else {}

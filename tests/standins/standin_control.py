# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The /standin/ paths that stand-ins share: the requests they saw, their faults, dialects and sessions."""

from standins.faults import UnknownFault
from standins.httpd import Response


def faults(system, request):
    """List the faults of a system; POST adds one, DELETE takes all away."""
    if request is not None and request.method == "POST":
        options = request.json()
        if not isinstance(options, dict) or "kind" not in options:
            raise UnknownFault("a fault needs a kind")
        system.faults.add(**options)
    elif request is not None and request.method == "DELETE":
        system.faults.remove()
    return Response.of({"faults": system.faults.list()})


def shared(system, request):
    """The answer to what every system has, or None."""
    path = request.path.rstrip("/")
    if path == "/standin/requests":
        if request.method == "DELETE":
            system.forget_requests()
            return Response.of({"requests": []})
        return Response.of({"requests": system.requests})
    if path == "/standin/dialect":
        if request.method == "PUT":
            system.set_dialect(**request.json())
        return Response.of(system.dialect)
    if path == "/standin/faults":
        return faults(system, request)
    if path.startswith("/standin/faults/") and request.method == "DELETE":
        system.faults.remove(int(path.rsplit("/", 1)[1]))
        return faults(system, None)
    return None


class Control:
    """All of them for a stand-in that is one process and one system."""

    def __init__(self, component):
        self._component = component

    def answer(self, request):
        path = request.path.rstrip("/")
        try:
            found = shared(self._component, request)
            if found is not None:
                return found
            if path == "/standin/state" and request.method == "GET":
                return Response.of(self._component.describe())
            if path == "/standin/sessions" and request.method == "DELETE":
                self._component.forget_sessions()
                return Response.of({})
        except (ValueError, TypeError) as error:
            return Response.of({"error": str(error)}, 400)
        return Response.of({"error": f"there is no {request.method} {path}"}, 404)

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""/standin/ paths of an RWS node: look at it, set faults and dialects. No product has these."""

from standins.faults import UnknownFault
from standins.httpd import Response
from standins.rws_dialects import DIALECTS


def handle(cluster, node, request):
    path = request.path.rstrip("/")
    try:
        if path == "/standin/state" and request.method == "GET":
            return Response.of(dict(node.describe(), cluster=cluster.describe()))
        if path == "/standin/requests":
            if request.method == "DELETE":
                cluster.forget_requests()
                return Response.of({"requests": []})
            return Response.of({"requests": cluster.requests})
        if path == "/standin/index-runs" and request.method == "GET":
            return Response.of({"runs": cluster.index_runs})
        if path == "/standin/dialect":
            if request.method == "PUT":
                cluster.set_dialect(**request.json())
            return Response.of(cluster.dialect)
        if path == "/standin/dialects" and request.method == "GET":
            return Response.of({name: dialect._asdict() for name, dialect in DIALECTS.items()})
        if path == "/standin/faults":
            return _faults(cluster, request)
        if path.startswith("/standin/faults/") and request.method == "DELETE":
            cluster.faults.remove(int(path.rsplit("/", 1)[1]))
            return _faults(cluster, None)
        if path == "/standin/sessions" and request.method == "DELETE":
            node.forget_sessions()
            return Response.of({})
    except (ValueError, TypeError) as error:
        return Response.of({"error": str(error)}, 400)
    return Response.of({"error": f"there is no {request.method} {path}"}, 404)


def _faults(cluster, request):
    if request is not None and request.method == "POST":
        options = request.json()
        if not isinstance(options, dict) or "kind" not in options:
            raise UnknownFault("a fault needs a kind")
        cluster.faults.add(**options)
    elif request is not None and request.method == "DELETE":
        cluster.faults.remove()
    return Response.of({"faults": cluster.faults.list()})

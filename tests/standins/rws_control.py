# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""/standin/ paths of an RWS node: look at it, set faults and dialects. No product has these."""

from standins import rws_holds
from standins.httpd import Response
from standins.rws_dialects import DIALECTS
from standins.standin_control import shared


def handle(cluster, node, request):
    path = request.path.rstrip("/")
    try:
        if path == "/standin/state" and request.method == "GET":
            return Response.of(dict(node.describe(), cluster=cluster.describe()))
        found = shared(cluster, request)
        if found is not None:
            return found
        if path == "/standin/index-runs" and request.method == "GET":
            return Response.of({"runs": cluster.index_runs})
        if path == "/standin/purge" and request.method == "POST":
            return Response.of(rws_holds.purge(cluster.store.view(None), **request.json()))
        if path == "/standin/store":
            return _store(cluster, request)
        if path == "/standin/dialects" and request.method == "GET":
            return Response.of({name: dialect._asdict() for name, dialect in DIALECTS.items()})
        if path == "/standin/sessions" and request.method == "DELETE":
            node.forget_sessions()
            return Response.of({})
    except (ValueError, TypeError) as error:
        return Response.of({"error": str(error)}, 400)
    return Response.of({"error": f"there is no {request.method} {path}"}, 404)


def _store(cluster, request):
    """All that the contact center holds, secrets too; PUT sets keys for everybody at once, null deletes."""
    view = cluster.store.view(None)
    if request.method == "PUT":
        for key, value in request.json().items():
            cluster.store.write(key, value, None)
    return Response.of({"store": dict(view.children(""))})

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RWS paths of the ops account: environments, contact centers, tables, indexing (rws.md 4.1, 5.1, 5.3, 5.7)."""

import time

from standins.httpd import Response
from standins.rws_errors import Refused

HOUR = 3600 * 1000


def version(call):
    """rws.md 8: no credentials; the body's fields are unknown, so the stand-in names itself."""
    call.opens_session = call.cluster.dialect["version_read"] != "without_cookie"
    return 200, {"version": call.cluster.version}


def _done(call, dialect):
    """How an action reports success where no page shows it."""
    style = call.cluster.dialect[dialect]
    if style == "no_content":
        return Response(204)
    return Response.of({}) if style == "empty_object" else (200, {})


def me(call):
    roles = ["ops"] if call.user == call.application.ops[0] else call.cluster.directory.roles(call.user)
    return 200, {"user": {"userName": call.user, "roles": roles}}


# Genesys environments and the eServices site


def environments(call):
    record = call.store.get("environment")
    found = [record["id"]] if record else []
    paths = [f"/genesys-environments/{item}" for item in found]
    return 200, {"paths": paths, "uris": [f"{call.application.external}/ops{path}" for path in paths]}


def _environment(call):
    record = call.store.get("environment")
    if record is None or record["id"] != call.match["env"]:
        raise Refused(404, 6, f"Requested Genesys environment [{call.match['env']}] cannot be found.")
    return record


def environment(call):
    record = _environment(call)
    path = f"/genesys-environments/{record['id']}"
    shown = {"id": record["id"], "path": path, "uri": f"{call.application.external}/ops{path}"}
    dialect = call.cluster.dialect["environment_site"]
    if dialect == "adopted":
        shown["eServicesSite"] = call.node.site
    elif dialect == "stored":
        shown["eServicesSite"] = call.node.stored_site()
    return 200, {"genesysEnvironment": shown}


def multimedia_switch(call):
    record = _environment(call)
    body = call.body()
    site = body.get("eServicesSite")
    if "eServicesSite" not in body or site in {None, ""}:
        raise Refused(400, 1, "Required parameter 'eServicesSite' is missing.")
    if not isinstance(site, str):
        raise Refused(400, 10, "Parameter 'eServicesSite' is invalid: it must be a string.")
    known = call.cluster.site_names()
    if site not in known and call.cluster.dialect["switch_unknown_site"] == "refuse":
        names = ", ".join(known) or "none"
        raise Refused(400, 10, f"Parameter 'eServicesSite' is invalid: no node has siteName '{site}' (known: {names}).")
    record["eServicesSite"] = site
    call.store.put("environment", record)
    return _done(call, "switch_status")


# Contact centers


def contact_centers(call):
    record = call.store.get("contact-center")
    found = [record["id"]] if record else []
    return 200, {"uris": [f"{call.application.external}/ops/contact-centers/{item}" for item in found]}


def require_contact_center(call):
    record = call.store.get("contact-center")
    if record is None or record["id"].lower() != call.match["cc"].lower():
        raise Refused(404, 6, f"Requested contact center [{call.match['cc']}] cannot be found.")
    return record


# Recording tables and operations


def recording_tables(call):
    record = require_contact_center(call)
    exist = bool(call.store.get("tables"))
    style = call.cluster.dialect["recording_tables_read"]
    if style == "boolean":
        return 200, {"exists": exist}
    if style == "status":
        if not exist:
            raise Refused(404, 6, "The call recording tables cannot be found.")
        return 200, {}
    return 200, {"tables": [f"call_recording_{record['id']}"] if exist else []}


def operation(call):
    require_contact_center(call)
    body = call.body()
    name = body.get("operationName")
    if name is None:
        raise Refused(400, 1, "Required parameter 'operationName' is missing.")
    if name == "createCRCF" and call.match["index"] == "recordings":
        return _create_tables(call)
    if name == "forceIndex":
        return _force_index(call, body)
    raise Refused(400, 2, f"Parameter 'operationName' is invalid: '{name}' is not an operation of this resource.")


def _create_tables(call):
    if call.store.get("tables") and call.cluster.dialect["create_tables_existing"] == "conflict":
        raise Refused(409, 18, "The call recording tables already exist.")
    call.store.put("tables", True)
    return _done(call, "operation_status")


def _force_index(call, body):
    start = _milliseconds(body, "from")
    if start is None:
        raise Refused(400, 1, "Required parameter 'from' is missing.")
    end = _milliseconds(body, "to")
    if end is None:
        end = int(time.time() * 1000)
    purge = body.get("purgeOld", False)
    if not isinstance(purge, bool):
        raise Refused(400, 10, "Parameter 'purgeOld' is invalid: it must be true or false.")
    if end < start:
        raise Refused(400, 2, "Parameter 'to' is invalid: it is before 'from'.")
    rounded = nearest_hour(start), nearest_hour(end)
    if rounded[0] == rounded[1]:  # the guide: the interval is a minimum of one hour
        if call.cluster.dialect["index_short_window"] == "refuse":
            raise Refused(400, 2, "Parameter 'to' is invalid: the interval is shorter than an hour.")
        rounded = rounded[0], rounded[0] + HOUR
    run = {"index": call.match["index"], "from": rounded[0], "to": rounded[1], "purgeOld": purge}
    call.cluster.index_runs.append(dict(run, node=call.node.name))
    return _done(call, "operation_status")


def nearest_hour(milliseconds):
    return (milliseconds + HOUR // 2) // HOUR * HOUR


def _milliseconds(body, name):
    """A long; the guide's own example sends it as a string (rws.md 4.1)."""
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        raise Refused(400, 10, f"Parameter '{name}' is invalid: it must be milliseconds since the epoch.")
    return value

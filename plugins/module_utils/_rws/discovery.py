# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which contact centers and Genesys environments RWS has: private to this collection, may change at any time.

Needs no ansible-core: the daily index update runs without it.
"""

import json
from typing import Any, Dict

from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsError


def last_segment(uri: object) -> str:
    return str(uri).rstrip("/").rsplit("/", 1)[-1]


def listed(answer, key=None):
    """Entries of an RWS collection as (id, uri); `uris`, `paths` and an array of objects are all documented forms."""
    entries = answer.get("uris") or answer.get("paths") or (answer.get(key) if key else None) or []
    if not isinstance(entries, list):
        raise RwsError("RWS lists what it has in a form that is not known: %s." % json.dumps(answer)[:160])
    found = []
    for entry in entries:
        if isinstance(entry, dict):
            uri = entry.get("uri") or entry.get("path") or entry.get("id") or ""
            found.append((str(entry.get("id") or last_segment(uri)), str(uri)))
        elif isinstance(entry, str):
            found.append((last_segment(entry), entry))
    return [(identifier, uri) for identifier, uri in found if identifier]


def contact_centers(client):
    return listed(client.get("/ops/contact-centers"), "contactCenters")


def environments(client):
    return listed(client.get("/ops/genesys-environments"), "genesysEnvironments")


def _plain(identifier: str) -> str:
    """An identifier is written with or without dashes, in any case."""
    return identifier.replace("-", "").lower()


def choose(found, wanted, option, kind, remedy):
    """The identifier that is meant: the one given, or the only one there is."""
    identifiers = sorted({identifier for identifier, _uri in found})
    names = ", ".join(identifiers) or "none"
    if wanted:
        match = [identifier for identifier in identifiers if _plain(identifier) == _plain(wanted)]
        if not match:
            raise RwsError("%s '%s' is not known to RWS, which lists: %s. Correct %s." % (kind, wanted, names, option))
        return match[0]
    if len(identifiers) == 1:
        return identifiers[0]
    if not identifiers:
        raise RwsError("RWS lists no %s. %s" % (kind, remedy))
    raise RwsError("RWS lists several %ss: %s. Choose one with %s." % (kind, names, option))


def read_contact_centers(this: Any) -> Dict[str, Any]:
    """The result of rws_contact_center_info."""
    found = this.read(lambda: contact_centers(this.client), [])
    listed = [{"id": identifier, "uri": uri} for identifier, uri in found]
    return {"changed": False, "contact_centers": listed, "node": this.client.last_node}

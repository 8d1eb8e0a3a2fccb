# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of features of a contact center: private to this collection, may change at any time.

Needs no ansible-core: the keeper of holds runs without it.
"""

from typing import Any, Iterable, List, Optional
from urllib.parse import quote

from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws.discovery import last_segment

LISTS = ("uris", "paths", "features")


def path_of(identifier: Optional[str]) -> str:
    """Where the features of a contact center are."""
    return "/ops/contact-centers/%s/features" % quote(identifier or "", safe="")


def assigned(client: Any, path: str) -> List[str]:
    """URIs of the assigned features; RWS may show URIs, paths or objects. That it lists them is not documented."""
    answer = client.get(path)
    found: List[str] = []
    if not any(key in answer for key in LISTS):
        raise RwsError("RWS node %s answers GET /api/v2%s, but lists no features there." % (client.last_node, path))
    for key in LISTS:
        entries = answer.get(key)
        if entries is not None and not isinstance(entries, list):
            raise RwsError("RWS lists its features in a form that is not known: '%s' is no list." % key)
        for entry in entries or []:
            uri = entry.get("uri") or entry.get("path") or entry.get("id") if isinstance(entry, dict) else entry
            if isinstance(uri, str) and uri:
                found.append(uri)
        if found:
            break
    return found


def missing(wanted: Iterable[str], present: Iterable[str]) -> List[str]:
    """What is not assigned yet, in the order given; of a URI only the last segment matters."""
    seen, found = {last_segment(uri) for uri in present}, []
    for uri in wanted:
        if last_segment(uri) not in seen:
            seen.add(last_segment(uri))
            found.append(uri)
    return found

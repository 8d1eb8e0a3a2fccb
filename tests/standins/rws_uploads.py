# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the content of screen recordings goes: RWS takes the upload and stores it.

Fact: desktop-and-configuration-server.md 3.
"""

import base64
import urllib.error
import urllib.request

from standins.rws_errors import Refused

TIMEOUT_SECONDS = 5


def keep(call, key, text):
    """In the store of the nodes, for a system without a real storage."""
    call.store.put(key, text)


def to_storage(call, key, text):
    """Into the WebDAV storage of the location of the node that took the upload, with the account of its setting."""
    location = (call.application.node_path or "").rstrip("/")
    settings = [
        call.store.get(f"settings/screen-recording|{spelling}|storage") for spelling in (location, location + "/")
    ]
    found = [entry for setting in settings if setting for entry in setting["value"] if entry["active"]]
    if not found:
        raise Refused(500, 4, f"Location '{location}' of this node has no active storage for screen recordings.")
    credential = found[0]["credential"]
    address = credential["storagePath"].rstrip("/") + "/" + key.rsplit("/", 1)[-1]
    token = base64.b64encode(f"{credential['userName']}:{credential['password']}".encode()).decode()
    request = urllib.request.Request(
        address, data=text.encode(), method="PUT", headers={"Authorization": f"Basic {token}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):
            call.store.put(key, text)
    except urllib.error.HTTPError as problem:
        raise Refused(500, 4, f"The storage {address} answered {problem.code}.") from problem
    except (urllib.error.URLError, OSError) as problem:
        raise Refused(500, 4, f"The storage {address} cannot be reached: {problem}.") from problem

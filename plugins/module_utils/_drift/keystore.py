# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Part keystore of the comparison of a host: what the keystore of Recording Crypto Server holds, without any key.

The controller compares those of all hosts. Private to this collection, may change at any time.
"""

import stat

from ansible_collections.gir.multidc.plugins.module_utils._common.difference import difference
from ansible_collections.gir.multidc.plugins.module_utils._drift.context import Context, stamp
from ansible_collections.gir.multidc.plugins.module_utils._keystore.files import Place
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import KeystoreError
from ansible_collections.gir.multidc.plugins.module_utils._keystore.view import view
from ansible_collections.gir.multidc.plugins.module_utils._keystore.work import MOST_BYTES


def observe_host(context: Context) -> None:
    """The file and its entries, as rcs_keystore_info shows them.

    `problem`: why what stands there is no keystore; `unreadable`: why nobody knows what stands there.
    """
    asked = context.request.get("keystore")
    if not asked:
        return
    component, path = asked["component"], asked["path"]
    found = {"component": component, "path": path, "exists": True}
    context.answers["keystore"] = found
    place = Place(context.root + path)
    try:
        # Without AnsibleModule there are only the parameters that were sent.
        found.update(view(place, context.module.params.get("password") or None, True))
    except KeystoreError as problem:
        found["problem" if _is_seen(place, problem) else "unreadable"] = str(problem)
        return
    if place.owed(found.get("sha256")) is not None:
        reason = "The keystore was written, and RCS has not read it since: run gir.multidc.keystore_sync again."
        more = {"reason": reason, "since": stamp(found["mtime"]) if "mtime" in found else None}
        context.found(difference("keystore.pending", component, path, "", "read", "not read", **more))


def _is_seen(place: Place, problem: KeystoreError) -> bool:
    """Whether what stands there was seen and is no keystore, such as a directory."""
    cause = problem.__cause__
    if isinstance(cause, OSError) and not isinstance(cause, FileNotFoundError):
        return False
    status = place.status()
    # A regular file that was not read to its end changed meanwhile.
    return status is None or not stat.S_ISREG(status.st_mode) or status.st_size > MOST_BYTES

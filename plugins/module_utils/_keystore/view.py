# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a keystore holds, as a value that travels: private to this collection, may change at any time."""

import os
import stat
from typing import Any, Dict, Optional

from ansible_collections.gir.multidc.plugins.module_utils._bundle import accounts
from ansible_collections.gir.multidc.plugins.module_utils._keystore import read as keystore
from ansible_collections.gir.multidc.plugins.module_utils._keystore.files import load
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import KeystoreError


def view(place: Any, password: Optional[str], keys: bool, tolerant: bool = True) -> Dict[str, Any]:
    """The file and its entries; with `tolerant` a damaged keystore is a `problem` instead of an exception."""
    data = load(place.path)
    if data is None:
        return {"exists": False}
    status = os.stat(place.path)
    result: Dict[str, Any] = {
        "exists": True,
        "size": len(data),
        "mtime": int(status.st_mtime),
        "owner": accounts.user_name(status.st_uid),
        "group": accounts.group_name(status.st_gid),
        "mode": "%04o" % stat.S_IMODE(status.st_mode),
    }
    result.update(describe_bytes(data, password, keys, place.shown, tolerant))
    return result


def describe_bytes(
    data: bytes, password: Optional[str], keys: bool, name: str, tolerant: bool = True
) -> Dict[str, Any]:
    """What a keystore holds, as a value that travels."""
    result: Dict[str, Any] = dict.fromkeys(("type", "entries", "opened", "hidden", "unchecked"))
    # Not called unreachable: that is what Ansible calls a host.
    result.update(sha256=keystore.Keystore(data).sha256, unreachable_aliases=[])
    try:
        if data or not tolerant:
            read = keystore.read_whatever_password if tolerant else keystore.read
            store = read(data, password, name, keys)
            result.update(type=store.type, entries=store.entries, opened=store.opened, hidden=store.hidden)
            result.update(unchecked=store.unchecked, unreachable_aliases=store.unreachable)
    except KeystoreError as exc:
        if not tolerant:
            raise
        result["problem"] = str(exc)
    return result

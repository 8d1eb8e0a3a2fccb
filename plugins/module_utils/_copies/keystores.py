# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is kept beside a keystore: previous versions, a key that waits for its certificate, what killed runs left.

Private to this collection, may change at any time.
"""

import os
import re
from typing import Dict, Iterator, List, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._copies import rules
from ansible_collections.gir.multidc.plugins.module_utils._copies.bundles import stamped
from ansible_collections.gir.multidc.plugins.module_utils._copies.looking import Copy, Look, look, of_file
from ansible_collections.gir.multidc.plugins.module_utils._keystore import read as keystore
from ansible_collections.gir.multidc.plugins.module_utils._keystore.files import Place
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import Keystore, KeystoreError, lacking

COMPONENT = "rcs"
_NAME = re.compile(
    r"^(?:.+\.\d{8}T\d{6}Z\.[0-9a-f]{16}\.bak|\..+\.[0-9a-f]{16}\.(?:key|csr)\.pem|\..+\.(?:new|old)-[0-9a-f]{16})$"
)


def is_ours(name: str) -> bool:
    """Whether a copy of this module may have the name."""
    return bool(_NAME.match(name))


class Beside:
    """What lies beside one keystore."""

    def __init__(self, path: str, password: Optional[str]) -> None:
        self.place = Place(path)
        self.password = password or None
        self.present = look(self.place.path)
        self._opened: Dict[Tuple[str, bool], Keystore] = {}

    def copies(self) -> Iterator[Copy]:
        """What is kept, and what was left over."""
        running, unsure = self._running()
        for path in self.place.kept():
            # <name of the keystore>.<when>.<digest>.bak
            since = stamped(path.rsplit(".", 3)[1])
            yield self._version(path, rules.KEYSTORE_VERSION, since, running, unsure)
        for _age, path in self.place.left_over():
            if os.path.lexists(path):
                yield self._version(path, rules.LEFTOVER, int(os.lstat(path).st_ctime))
        for path, kind, in_use in self._waiting():
            yield of_file(COMPONENT, kind, path, look(path), secret=kind == rules.WAITING_KEY, in_use=in_use)

    def _waiting(self) -> Iterator[Tuple[str, str, str]]:
        """(path, kind, why it may not go) of keys that wait for their certificates, and of the requests for these."""
        pattern = re.compile(r"^\.%s\.[0-9a-f]{16}\.(key|csr)\.pem$" % re.escape(self.place.name))
        names = _names(self.place.folder)
        for name in names:
            match = pattern.match(name)
            if match and match.group(1) == "key":
                yield os.path.join(self.place.folder, name), rules.WAITING_KEY, ""
            elif match:
                key = name[: -len("csr.pem")] + "key.pem"
                why = "a key waits for the certificate that it asks for" if key in names else ""
                yield os.path.join(self.place.folder, name), rules.REQUEST, why

    def _running(self) -> Tuple[Optional[str], str]:
        """(beginning of the digest of the version that RCS runs with when it is not the present one, why not known)."""
        try:
            owed = self.place.owed(self.present.sha256)
        except KeystoreError as error:
            return None, str(error).rstrip(".")
        return (str(owed["sha256"])[:16] if owed and owed["sha256"] else None), ""

    def _version(
        self, path: str, kind: str, since: Optional[int], running: Optional[str] = None, unsure: str = ""
    ) -> Copy:
        seen = look(path)
        unknown, names = ("", []) if seen.data is None else self._compared(seen)
        more = {
            "of": [self.place.path],
            "since": since,
            "secret": True,
            "unknown": unknown or unsure,
            "lacking": tuple(names),
            "running": bool(running) and path.endswith(".%s.bak" % running),
        }
        return of_file(COMPONENT, kind, path, seen, **more)

    def _compared(self, seen: Look) -> Tuple[str, List[str]]:
        """(why it cannot be compared with the present keystore, aliases of entries that the present one lacks)."""
        if not seen.data or seen.data == self.present.data:
            return "", []
        if self.present.data is None:
            here = os.path.lexists(self.place.path)
            return "%s %s" % (self.place.path, self.present.strange if here else "is not there"), []
        if self.password is None:
            return "rcs_keystore_password is not given", []
        found: List[str] = []
        # Opening private keys takes long, and matters only when a key looks like another one without that.
        for keys in (False, True):
            try:
                present = self._read(self.present.data, self.place.path, keys)
                kept = self._read(seen.data, seen.path, keys)
            except KeystoreError as error:
                return str(error).rstrip("."), []
            if not present.opened:
                why = present.unchecked or "it does not open with rcs_keystore_password"
                return "%s: %s" % (self.place.path, why.rstrip(".")), []
            if present.entries is None or kept.entries is None:
                return kept.hidden or present.hidden or "its entries are not shown", []
            found = [entry["alias"] for entry in lacking(kept.entries, present.entries)]
            if not found:
                break
        return "", found

    def _read(self, data: bytes, name: str, keys: bool) -> Keystore:
        """The keystore, of which only the present one is read more than once."""
        known = self._opened.get((name, keys))
        if known is not None:
            return known
        store: Keystore = keystore.read_whatever_password(data, self.password, name, keys)
        if name == self.place.path:
            self._opened[name, keys] = store
        return store


def _names(folder: str) -> List[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []

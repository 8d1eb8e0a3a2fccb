# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RCS takes its new keystore up, or runs on with the one before: private to this collection, may change at any time."""

from typing import Any, Dict, List, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._keystore import read as keystore
from ansible_collections.gir.multidc.plugins.module_utils._keystore.files import Ownership, Place, digest_of, load
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import KeystoreError, lacking
from ansible_collections.gir.multidc.plugins.module_utils._service import gated


class KeystoreBackup:
    """The keystore that RCS runs with, in the form in which a gated service asks for what was before."""

    pending = None
    package = None

    def __init__(self, path):
        self.place = Place(path)
        self.present = load(self.place.path)
        self.owed = self.place.owed(digest_of(self.present))

    @property
    def is_pending(self):
        return self.owed is not None

    @property
    def before(self):
        """Digest of the keystore that RCS runs with, or None when it ran without one."""
        return self.owed["sha256"] if self.owed else None

    def read(self, _generation):
        return {"files": {self.place.shown: self.before} if self.owed else {}, "directories": {}}

    def accept(self):
        self.place.restarted()

    def drop(self):
        """Nothing: what is back is not owed any more."""

    def put_back(self):
        """Replace the keystore by the one before; the path where the one that RCS refused is kept."""
        data = self.place.version(self.before)
        if data is None:
            raise KeystoreError("its version %s is gone from beside %s." % (self.before[:16], self.place.shown))
        return self.place.replace(digest_of(self.present), data, Ownership(), 0, None)


class KeystoreService(gated.Service):
    """RCS, as the unit that reads the keystore at its start."""

    def __init__(self, module):
        self.kept = None
        gated.Service.__init__(self, module, state="started", on_change="restarted", unit_expected=False)
        if self.params["changed"] and not (self.pending or module.check_mode):
            self.take_up = False  # RCS runs with what is here already

    def bring(self) -> List[str]:
        """Nothing where RCS runs with what is there: whether it runs at all is not asked here."""
        return list(super().bring()) if self.take_up else []

    def _open_backup(self):
        return KeystoreBackup(self.params["path"])

    def _may_go_back(self, was_active):
        # A keystore is never removed, so where there was none there is nothing to go back to.
        return self.backup.before is not None

    def _put_back(self):
        self.kept = self.backup.put_back()

    def result(self) -> Dict[str, Any]:
        try:
            result = super().result()
        except Refusal as refusal:
            if not self.kept:
                raise
            words, missing = self._lacks()
            details = dict(refusal.details, kept=self.kept, missing=missing)
            raise Refusal(str(refusal) + words, **details) from refusal
        return dict(result, previous_sha256=self.backup.before, sha256=digest_of(self.backup.present))

    def _lacks(self) -> Tuple[str, Any]:
        """What the keystore that was put back does not hold: a sentence, and the entries."""
        missing = self.missing()
        if missing is None:
            named = "It may lack entries of it"
        else:
            listed = ", ".join("'%s' (%s, %s)" % (e["alias"], e["kind"], e["fingerprint"]) for e in missing)
            named = "It lacks %s" % (listed or "no entry of it")
        text = " The keystore that was refused is kept as %s. %s until RCS takes it up: run the sync again then."
        return text % (self.kept, named), missing

    def missing(self):
        """Entries of the keystore that RCS refused which the one that was put back lacks; None when nobody can tell."""
        stores = []
        for data in (self.backup.present, load(self.backup.place.path)):
            try:
                store = keystore.read_whatever_password(data or b"", self.params["password"], self.params["path"])
            except KeystoreError:
                return None
            if store.entries is None:
                return None
            stores.append(store.entries)
        return [{name: entry[name] for name in ("alias", "kind", "fingerprint")} for entry in lacking(*stores)]

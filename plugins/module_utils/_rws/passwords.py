# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens to passwords that RWS does not show (update_password): private to this collection, may change."""

from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._rws.changes import DELETED, DONE, UNCHANGED, UNKNOWN
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws.digests import Digests

ON_CREATE = "on_create"
ON_CHANGE = "on_change"
ALWAYS = "always"

# Documented in the fragment `_rws.passwords`.
ARGUMENTS = {
    "update_password": {
        "type": "str",
        "choices": [ON_CREATE, ON_CHANGE, ALWAYS],
        "default": ON_CREATE,
        "no_log": False,
    },
    "digest_group": {"type": "str", "default": "gir-multidc"},
}


def problems(params):
    group = params["digest_group"]
    if params["update_password"] == ON_CHANGE and (not group or "/" in group):
        return ["digest_group is '%s'; give the bare name of a settings group." % group]
    return []


class Passwords:
    """The user's choice, and with on_change the digests of what was written last."""

    def __init__(self, this):
        self.mode = this.params["update_password"]
        self.digests = None
        if self.mode == ON_CHANGE:
            self.digests = this.read(lambda: Digests(this.client, this.params["digest_group"]), None)

    def rewrite(self, operation):
        """Whether a secret that RWS does not show has to be written, although nothing else differs."""
        if self.digests is None:
            return self.mode == ALWAYS
        return not self.digests.matches(operation.digest_key, operation.secret_part)

    def outdated(self, operation: Any) -> bool:
        """Whether a secret that RWS does not show is known not to be the one that was written last."""
        key = operation.digest_key
        if self.digests is None or not self.digests.knows(key):
            return False
        return not self.digests.matches(key, operation.secret_part)

    def remember(self, operations, failure):
        """Keep the digests of what was written; a sentence when that fails, which an earlier failure outweighs."""
        if self.digests is None:
            return failure
        written = [op for op in operations if op.outcome == DONE and op.action != DELETED]
        staying = {op.digest_key for op in operations if op.action == UNCHANGED or op in written}
        for operation in operations:
            gone = operation.outcome == DONE and operation.digest_key not in staying
            # Where nobody knows what was written, the next run has to write it.
            if gone or operation.outcome == UNKNOWN:
                self.digests.keep(operation.digest_key, None)
        for operation in written:
            self.digests.keep(operation.digest_key, operation.secret_part)
        try:
            self.digests.save()
        except RwsError as exc:
            text = "Everything was written, but not the digests of the passwords, so the next run writes them again: %s"
            return failure or text % exc
        return failure

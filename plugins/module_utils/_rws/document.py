# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists below a contact center that RWS replaces as a whole: private to this collection, may change at any time.

They are read and written with the ops account. An entry with a password that RWS does not show would lose it when the
list is written back, so such a write is refused.
"""

import json
from typing import Any, Optional, Tuple
from urllib.parse import quote

from ansible_collections.gir.multidc.plugins.module_utils._rws import undocumented
from ansible_collections.gir.multidc.plugins.module_utils._rws.changes import Request, identity
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsError

ENVELOPE = ("statusCode", "statusMessage", "key", "uri", "path", "name", "displayName", "settings")


class Document:
    """The list named `field` in the settings group `group` of a contact center.

    `identify(entry)` gives (name, location) of an entry. `incomplete(entry)` tells of a stored one that its password
    cannot be read, and `lacks_password(entry)` of a desired one that it was given none. `option` names `field`.
    `documented` tells whether any source shows the reading.
    """

    def __init__(
        self,
        client,
        contact_center_id,
        group,
        field,
        identify,
        incomplete,
        lacks_password,
        secrets,
        option=None,
        documented=True,
    ):
        self.client = client
        self.field = field
        self.identify = identify
        self.incomplete = incomplete
        self.lacks_password = lacks_password
        self.secrets = secrets
        self.option = option
        self.documented = documented
        self.unseen = None
        self.path = "/ops/contact-centers/%s/settings/%s" % (
            quote(contact_center_id or "", safe=""),
            quote(group, safe=""),
        )

    def _answer(self) -> Any:
        try:
            return self.client.get(self.path)
        except RwsError as exc:
            if exc.not_found:  # nothing has been stored yet
                return {}
            raise

    def _documented_answer(self) -> Tuple[Any, Optional[str]]:
        try:
            return self._answer(), None
        except RwsError as exc:
            if exc.not_offered:
                return None, str(exc)
            raise

    def read(self):
        """The stored entries; None when this RWS does not show them, and then `unseen` says why."""
        if self.documented:
            answer, self.unseen = self._documented_answer()
        else:
            answer, self.unseen = undocumented.ask(self.client, self._answer)
        if answer is None:
            return None
        found = answer.get(self.field)
        if found is None and isinstance(answer.get("settings"), list):
            named = [item for item in answer["settings"] if isinstance(item, dict) and item.get("name") == self.field]
            found = named[0].get("value") if named else None
        others = sorted(name for name in answer if name not in ENVELOPE or (name == "settings" and answer[name]))
        if found is None and others:
            # Taken for empty, whatever is there would be overwritten.
            remedy = "give the name that this RWS uses as %s" % self.option
            if self.option is None:
                remedy = "no option names it otherwise, so this group cannot be managed here"
            raise RwsError(
                "GET /api/v2%s shows no list '%s' but %s; %s. Nothing was changed."
                % (self.path, self.field, ", ".join("'%s'" % name for name in others), remedy)
            )
        if found is not None and not (isinstance(found, list) and all(isinstance(entry, dict) for entry in found)):
            text = "GET /api/v2%s shows '%s' in a form that is not known, no list of objects. Nothing was changed."
            raise RwsError(text % (self.path, self.field))
        return found or []

    def request(self, operations, stored, wanted):
        """The one request that carries out all `operations`: the list becomes `wanted` and what nobody spoke of.

        `stored` is None when nobody could tell.
        """
        spoken_of = {identity(operation.desired or operation.stored) for operation in operations}
        kept = [entry for entry in stored or [] if self.identify(entry) not in spoken_of]
        entries = kept + wanted
        request = Request(operations, lambda: self._send(stored, entries))
        if request.needed:
            self._refuse_loss(kept, wanted)
        return request

    def _refuse_loss(self, kept, wanted):
        lost = sorted(self._name(entry) for entry in kept if self.incomplete(entry))
        if lost:
            raise RwsError(
                "RWS replaces the list at %s as a whole and does not show the passwords of: %s. Writing now would lose "
                "them: list those too, with their passwords (state=replaced removes what is not listed). "
                "Nothing was changed." % (self.path, ", ".join(lost))
            )
        lacking = sorted({self._name(entry) for entry in wanted if self.lacks_password(entry)})
        if lacking:
            raise RwsError(
                "RWS replaces the list at %s as a whole, and no password is given for: %s; add it. Nothing was changed."
                % (self.path, ", ".join(lacking))
            )

    def _comparable(self, entries):
        """Neither the order nor a secret that cannot be read makes a difference."""
        return sorted(json.dumps(self.secrets.comparable(entry), sort_keys=True) for entry in entries)

    def _name(self, entry):
        name, location = self.identify(entry)
        return location or "%s without a location" % name

    def _send(self, stored, entries):
        """Two runs at once would each write the list without what the other one added: look again just before."""
        now = None if stored is None else self.read()
        if now is not None and self._comparable(now) != self._comparable(stored):
            raise RwsError(
                "Somebody else changed the list at %s in the meantime, so it was not written; run the task again."
                % self.path
            )
        find_out = "Run the task again, or read GET /api/v2%s, to see the state." % self.path
        self.client.write("PUT", self.path, {self.field: entries}, find_out=find_out)

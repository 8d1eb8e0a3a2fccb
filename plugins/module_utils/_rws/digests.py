# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Salted digests of the passwords that were written to RWS: private to this collection, may change at any time.

RWS may mask stored passwords, so that nobody can compare them. Their digests are kept in RWS itself, as a setting of a
group of its own: every controller sees them, and they survive the loss of a data center.
"""

import base64
import hashlib
import hmac
import json
import os
import re

from ansible_collections.gir.multidc.plugins.module_utils._rws import changes, settings

NAME = "digests"
ALGORITHM = "pbkdf2_sha256"
ITERATIONS = 100000
# More would let a forged digest stop the module for minutes.
MOST_ITERATIONS = 2000000


class Digests:
    """The stored digests by setting; computing one is slow on purpose, so each is computed once a run."""

    def __init__(self, client, group):
        self.client = client
        self.group = group
        stored = settings.read_group(client, group, [None])[0].get((NAME, None))
        value = stored.get("value") if stored else None
        self._exists = stored is not None
        self._stored = dict(value) if isinstance(value, dict) else {}
        self._wanted = dict(self._stored)
        self._computed = {}
        self._salts = {}

    def knows(self, key: str) -> bool:
        """Whether secrets were ever written under the key."""
        return key in self._stored

    def matches(self, key, secrets):
        """Whether `secrets` (texts in their places) are those that were written last."""
        parts = str(self._stored.get(key, "")).split("$")
        if len(parts) != 4 or parts[0] != ALGORITHM or not re.match(r"^[0-9]{1,9}$", parts[1]):
            return False
        iterations = int(parts[1])
        try:
            salt = base64.b64decode(parts[2].encode("ascii"))
        except (ValueError, UnicodeError):
            return False
        if not 0 < iterations <= MOST_ITERATIONS:
            return False
        return hmac.compare_digest(self._digest(secrets, iterations, salt).encode("ascii"), parts[3].encode("utf-8"))

    def keep(self, key, secrets):
        """Remember these secrets under the key; None forgets it."""
        if secrets is None:
            self._wanted.pop(key, None)
        elif not (key in self._stored and self.matches(key, secrets)):
            # One salt for equal passwords: it is the same account in most data centers, and the cost stays bounded.
            salt = self._salts.setdefault(_text(secrets), os.urandom(16))
            digest = self._digest(secrets, ITERATIONS, salt)
            self._wanted[key] = "$".join([ALGORITHM, str(ITERATIONS), base64.b64encode(salt).decode("ascii"), digest])

    def save(self):
        """Write them when they differ from what RWS has."""
        if self._wanted == self._stored:
            return
        setting = {"name": NAME, "value": self._wanted}
        stored = {"name": NAME, "value": self._stored} if self._exists else None
        settings.apply(self.client, changes.Operation(self.group, changes.UPDATED, setting, stored, []))
        self._stored, self._exists = dict(self._wanted), True

    def _digest(self, secrets, iterations, salt):
        key = (_text(secrets), iterations, salt)
        if key not in self._computed:
            raw = hashlib.pbkdf2_hmac("sha256", key[0].encode("utf-8"), salt, iterations)
            self._computed[key] = base64.b64encode(raw).decode("ascii")
        return self._computed[key]


def _text(secrets):
    return json.dumps(secrets, sort_keys=True)

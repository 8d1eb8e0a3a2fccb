# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Comparing and showing values that may contain secrets: private to this collection, may change at any time.

Whether RWS shows a stored password, masks it or leaves it out is not documented, so all three are understood.
"""

import json
import re

SECRET_NAME = re.compile(
    r"passw|pwd|passphrase|passcode|(?:^|[^a-z])pass(?:$|[^a-z])|secret|token|(?:private|access|api|security).?key|authorization",
    re.IGNORECASE,
)
# The password of an address such as postgres://user:password@host/database; it may itself hold an @ or a slash.
USER_INFO = re.compile(r"(://[^\s/:@]*:)(\S+)(@)")
MASK = re.compile(r"^[*\u2022\u25cfxX.]{3,}$")
SHOWN = "<secret>"
SHOWN_NEW = "<secret, new>"


def readable(value):
    """Whether a secret that RWS shows can be compared: it is there, not masked and not marked as encrypted."""
    return isinstance(value, str) and bool(value) and not MASK.match(value) and not value.startswith(("CRYPT:", "ENC("))


def bare_location(location):
    """A node path for comparison: the vendor's own pages write it with and without a trailing slash."""
    if not location or not isinstance(location, str):
        return None
    return location.rstrip("/") or "/"


def _json_in(value):
    """The object or list that a text holds as JSON, or None."""
    if not isinstance(value, str) or value.lstrip()[:1] not in ("{", "["):
        return None
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


class SecretNames:
    """Which names stand for secrets: the usual ones, and `also` where an installation uses others."""

    def __init__(self, also=()):
        self.also = frozenset(also)

    def __contains__(self, name):
        return name in self.also or bool(SECRET_NAME.search(str(name)))

    def _hides(self, holder, name):
        """Whether a member is secret by its own name, or as the value of what is named so beside it."""
        return name in self or (name == "value" and isinstance(holder.get("name"), str) and holder["name"] in self)

    def comparable(self, value, secret=False):
        """`value` without the secrets that cannot be read."""
        if isinstance(value, dict):
            return {str(name): self.comparable(value[name], secret or self._hides(value, name)) for name in value}
        if isinstance(value, list):
            return [self.comparable(item, secret) for item in value]
        return None if secret and not readable(value) else value

    def differences(self, desired, actual, always=False, secret=False, path="value"):
        """Paths at which `actual` is not what is desired; an unreadable secret counts only with `always`.

        A member that is null and one that is missing are the same.
        """
        if isinstance(desired, dict) and isinstance(actual, dict):
            found = []
            for name in sorted(set(desired) | set(actual), key=str):
                where, hidden = "%s.%s" % (path, name), secret or self._hides(desired, name)
                if name in desired:
                    found += self.differences(desired[name], actual.get(name), always, hidden, where)
                elif not hidden and actual[name] is not None:
                    found.append(where)
            return found
        if isinstance(desired, list) and isinstance(actual, list):
            if len(desired) != len(actual):
                return [path]
            found = []
            for number, pair in enumerate(zip(desired, actual)):
                found += self.differences(pair[0], pair[1], always, secret, "%s[%d]" % (path, number))
            return found
        if secret and not readable(actual):
            return [path] if always else []
        same = type(desired) is type(actual) and desired == actual
        return [] if same else [path]

    def redacted(self, value, secret=False, changed=(), path="value"):
        """`value` with every secret replaced; those at the paths in `changed` are marked as new."""
        if isinstance(value, dict):
            return {
                name: self.redacted(value[name], secret or self._hides(value, name), changed, "%s.%s" % (path, name))
                for name in value
            }
        if isinstance(value, list):
            return [
                self.redacted(item, secret, changed, "%s[%d]" % (path, number)) for number, item in enumerate(value)
            ]
        if secret or (isinstance(value, str) and "PRIVATE KEY" in value):
            return SHOWN_NEW if path in changed else SHOWN
        parsed = _json_in(value)
        if parsed is not None:
            return json.dumps(self.redacted(parsed), sort_keys=True)
        return USER_INFO.sub(r"\g<1>%s\g<3>" % SHOWN, value) if isinstance(value, str) else value

    def texts(self, value, secret=False):
        """Every secret string in `value`."""
        if isinstance(value, dict):
            return [text for name in value for text in self.texts(value[name], secret or self._hides(value, name))]
        if isinstance(value, list):
            return [text for item in value for text in self.texts(item, secret)]
        if value is None or isinstance(value, bool):
            return []
        text = str(value)
        parsed = None if secret else _json_in(value)
        if parsed is not None:
            return self.texts(parsed)
        return [text] if secret or "PRIVATE KEY" in text else [found[1] for found in USER_INFO.findall(text)]

    def only(self, value, secret=False):
        """`value` reduced to its secrets in their places; None where there are none."""
        if isinstance(value, dict):
            kept = {str(name): self.only(value[name], secret or self._hides(value, name)) for name in value}
            return {name: part for name, part in kept.items() if part is not None} or None
        if isinstance(value, list):
            kept = [self.only(item, secret) for item in value]
            return kept if any(part is not None for part in kept) else None
        return value if secret else None

    def unreadable(self, value, secret=False):
        """Whether `value` holds a secret that cannot be read, so that it could not be written back unharmed."""
        if isinstance(value, dict):
            return any(self.unreadable(value[name], secret or self._hides(value, name)) for name in value)
        if isinstance(value, list):
            return any(self.unreadable(item, secret) for item in value)
        return secret and not readable(value)


SECRETS = SecretNames()

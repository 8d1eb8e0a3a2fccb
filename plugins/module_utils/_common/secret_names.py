# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names under which secrets stand. Everything that hides or compares a secret asks here.

Private to this collection, may change at any time.
"""

import re
from typing import Any, Iterable, Mapping, Optional, Tuple

# Parts of a name that make it one of a secret, in any case.
_PARTS = (
    r"passw",
    r"passphrase",
    r"passcode",
    r"pwd",
    r"(?<![a-z])pass(?![a-z])",
    r"(?:key|store)pass(?![a-z])",
    r"secret",
    r"token",
    r"authori[sz]ation",
    r"credential",
    r"(?:private|access|api|security)[ _.-]*key",
)
_ANY_CASE = re.compile("|".join(_PARTS), re.IGNORECASE)
# keystorePass, but neither byPass nor Apache's ProxyPass.
_CAMEL_PASS = re.compile(r"[a-z](?<!roxy)(?<![bB]y)Pass(?![a-z])")
# The same in lower case and without looking around: whoever has to find names in a long text searches for these first.
# Each begins with a letter, which makes the search fast.
_ROOTS = ("pass", "pwd", "secret", "token", "authori[sz]ation", "credential") + tuple(
    first + "[_.-]*key" for first in ("private", "access", "api", "security")
)

# What stands beside a password in a block such as "credentials:" and is no secret itself.
_HARMLESS = re.compile(
    r"^(?:user(?:_?name)?|login|name|ur[il]|host|port|path|storage_?path|file|realm|type|enabled|active|location)$",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"credentials?$", re.IGNORECASE)
# The {name: ..., value: ...} way of writing options.
_NAME_KEYS = ("name", "key", "option")

# Of a longer text, which is hardly a name, only so much of its beginning and its end is judged.
_LONGEST = 500
_PLAIN_PATTERN = re.compile(r"^\^?((?:[A-Za-z0-9_.-]|\\[^A-Za-z0-9])+)\$?$")
_WORD_CHARACTERS = re.compile(r"^[A-Za-z0-9_.-]+$")


def exactly(name: str) -> str:
    """The pattern of one name."""
    return "^%s$" % re.escape(name)


class SecretNames:
    """Which names stand for secrets: the usual ones, and those that match a pattern of the installation."""

    def __init__(self, patterns: Iterable[str] = ()) -> None:
        patterns = list(patterns)
        self._also = re.compile("|".join("(?:%s)" % p for p in patterns), re.IGNORECASE) if patterns else None
        self.roots = _roots(patterns)

    def __contains__(self, name: object) -> bool:
        text = str(name)
        if len(text) > 2 * _LONGEST:
            return text[:_LONGEST] in self or text[-_LONGEST:] in self
        if _ANY_CASE.search(text) or _CAMEL_PASS.search(text):
            return True
        return self._also is not None and bool(self._also.search(text))

    def hides(self, holder: Mapping[Any, Any], name: object, inside: bool = False) -> bool:
        """Whether a member of a mapping is secret: by its own name, or by that of an option whose value it is.

        `inside`: the mapping is itself the value of a secret name, so that only harmless neighbours are shown.
        """
        if name in self:
            return True
        if name == "value" and any(isinstance(holder.get(key), str) and holder[key] in self for key in _NAME_KEYS):
            return True
        return inside and not is_harmless(name)


def _roots(patterns: Iterable[str]) -> Optional[Tuple[str, ...]]:
    """Patterns that find every secret name in a text of lower case; None when nobody can tell."""
    found = list(_ROOTS)
    for pattern in patterns:
        plain = _PLAIN_PATTERN.match(pattern)
        if plain is None:
            return None
        # A dot that is not escaped is any character.
        parts = re.sub(r"\\(.)|\.", lambda m: m.group(1) or "\0", plain.group(1)).split("\0")
        longest = max(parts, key=len)
        if not longest:
            return None
        if all(_WORD_CHARACTERS.match(part) for part in parts if part):
            found.append(re.escape(longest.lower()))
    return tuple(found)


def is_harmless(name: object) -> bool:
    """Whether a name beside a password is that of something that may be shown."""
    return bool(_HARMLESS.match(str(name)))


def is_block(name: object) -> bool:
    """Whether a name stands for an account as a whole, which may be missing without a password being hidden."""
    return bool(_BLOCK.search(str(name)))


SECRET_NAMES = SecretNames()


def is_secret(name: object) -> bool:
    """Whether a name is one of a secret, as far as that can be said without the installation."""
    return name in SECRET_NAMES

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keep secrets out of everything that people or logs may read: differences, rendered files, output of validators."""

import hashlib
import hmac
import json
import os
import re
from typing import Any, Iterable, Iterator, List, Optional, Set

from ansible_collections.gir.multidc.plugins.module_utils._common.known_texts import (
    KnownTexts,
    is_distinct,
    is_unmistakable,
)
from ansible_collections.gir.multidc.plugins.module_utils._common.said import MASK, WITHHELD, forms, octets
from ansible_collections.gir.multidc.plugins.module_utils._common.secret_names import SecretNames
from ansible_collections.gir.multidc.plugins.module_utils._common.secret_places import (
    Place,
    accounts,
    in_lines,
    in_value,
    merged,
    one_kind_of_break,
)

_PRIVATE_KEY = "PRIVATE KEY-"
# A text that holds JSON is read only up to here; a longer one is a text.
_LONGEST_JSON = 1000000
# What may stand between a name and its value. A longer name is none.
_BETWEEN = re.compile(r"[\s:=,;|<>\"']+")
_LONGEST_NAME = 1000


class Redactor:
    """Replaces secret values: by a fixed mask, or by a fingerprint that shows whether a value changed.

    The fingerprint is salted anew for every run: two runs cannot be compared, and nobody can try out guesses
    against a log.
    """

    def __init__(
        self, extra_keys: Iterable[str] = (), fingerprints: bool = False, names: Optional[SecretNames] = None
    ) -> None:
        self.names = SecretNames(extra_keys) if names is None else names
        self._salt = os.urandom(32) if fingerprints else None
        self._known = KnownTexts()
        # Secrets that a text cannot be shown with.
        self._unshowable: Set[str] = set()

    def is_secret(self, name: object) -> bool:
        return name in self.names

    def token(self, value: Any) -> str:
        if self._salt is None:
            return MASK
        text = value if isinstance(value, str) else repr(value)
        digest = hmac.new(self._salt, octets(text), hashlib.sha256).hexdigest()
        return "<secret %s>" % digest[:6]

    def token_at(self, value: Any, path: str) -> str:
        """What is shown for a secret at a place in structured data; here it is the same wherever it stands."""
        return self.token(value)

    # -- secrets that are known --------------------------------------------------------------------------------------

    def learn(self, data: Any, secret: bool = False) -> None:
        """Remember the secret values in data, so that they are recognised under an innocent name elsewhere.

        Short values and plain words would blank out innocent text. A format may have written them with escapes.
        """
        found = {text for text in self.secrets(data, secret) if is_distinct(text)}
        self._known.update(form for text in found for form in forms(text) if is_distinct(form))

    def learn_all(self, data: Any, secret: bool = False) -> None:
        """Like learn, for what a server or a program says after a failure: no secret is too short for that."""
        self.hear(self.secrets(data, secret))

    def hear(self, secrets: Iterable[str]) -> None:
        """Remember secrets that a server or a program may repeat, in whatever form.

        What is unmistakable is masked; a text in which another one occurs is withheld.
        """
        found = {form for secret in secrets if secret for form in forms(secret)}
        self._known.update(form for form in found if is_unmistakable(form))
        self._unshowable.update(form for form in found if not is_unmistakable(form))

    def know(self, texts: Iterable[str]) -> None:
        """Recognise these texts."""
        self._known.update(texts)

    def secrets(self, data: Any, inside: bool = False) -> Iterator[str]:
        """The text of every secret in data."""
        if isinstance(data, dict):
            for key, value in data.items():
                yield from self.secrets(value, self.names.hides(data, key, inside))
        elif isinstance(data, (list, tuple)):
            for value in data:
                yield from self.secrets(value, inside)
        elif inside:
            if not tells_nothing(data):
                yield str(data)
        elif isinstance(data, str):
            yield from self._secrets_in_text(data)

    def _secrets_in_text(self, text: str) -> Iterator[str]:
        if _PRIVATE_KEY in text:
            yield text
            return
        parsed = json_in(text)
        if parsed is not None:
            yield from self.secrets(parsed)
            return
        places = in_lines(self.names, text) if "\n" in text else in_value(self.names, text)
        for start, end in merged(places + accounts(text)):
            yield text[start:end]

    # -- showing -----------------------------------------------------------------------------------------------------

    def data(self, data: Any, inside: bool = False, path: str = "") -> Any:
        """A copy of structured data without its secrets; `inside`: it stands under a secret name."""
        if isinstance(data, dict):
            return {
                key: self.data(value, self.names.hides(data, key, inside), "%s.%s" % (path, key))
                for key, value in data.items()
            }
        if isinstance(data, (list, tuple)):
            return [self.data(value, inside, "%s[%d]" % (path, number)) for number, value in enumerate(data)]
        if inside:
            return data if tells_nothing(data) else self.token_at(data, path)
        return self._plain(data, path) if isinstance(data, str) else data

    def _plain(self, value: str, path: str) -> str:
        """A text that does not stand under a secret name, but may hold a secret."""
        if _PRIVATE_KEY in value:
            return self.token_at(value, path)
        parsed = json_in(value)
        if parsed is not None:
            shown = self.data(parsed)
            return value if shown == parsed else json.dumps(shown, sort_keys=True)
        if "\n" in value:
            return self._replaced(value, in_lines(self.names, value))
        return self._replaced(value, in_value(self.names, value))

    def name(self, text: str) -> str:
        """A name in data, which may hold a secret: what is known, or what stands behind the name of a secret."""
        if len(text) > _LONGEST_NAME or _PRIVATE_KEY in text:
            return self.token(text)
        for between in _BETWEEN.finditer(text):
            if between.end() < len(text) and text[: between.start()] in self.names:
                return self._replaced(text, [(between.end(), len(text))])
        return self._replaced(text, in_value(self.names, text))

    def scrub(self, text: str) -> str:
        """Replace passwords in URLs and every secret value learned before."""
        return self._replaced(text, [])

    def text(self, text: str) -> str:
        """Plain text without its secrets, line by line."""
        text = one_kind_of_break(text)
        return self._replaced(text, in_lines(self.names, text))

    def _replaced(self, text: str, places: List[Place]) -> str:
        hidden = merged(places + accounts(text) + self._known.places(text))
        if any(_stands_outside(secret, text, hidden) for secret in self._unshowable):
            return WITHHELD
        shown: List[str] = []
        position = 0
        for start, end in hidden:
            shown += [text[position:start], self.token(text[start:end])]
            position = end
        return "".join(shown) + text[position:] if shown else text


def _stands_outside(secret: str, text: str, hidden: List[Place]) -> bool:
    """Whether a secret occurs in a text where nothing hides it as a whole."""
    at = text.find(secret)
    while at >= 0:
        if not any(start <= at and at + len(secret) <= end for start, end in hidden):
            return True
        at = text.find(secret, at + 1)
    return False


def tells_nothing(value: Any) -> bool:
    """Whether a value is no secret, whatever its name: not given, a switch, empty."""
    return value is None or isinstance(value, bool) or value == ""


def json_in(text: str) -> Any:
    """The object or list that a text holds as JSON, or None."""
    if text.lstrip()[:1] not in ("{", "[") or len(text) > _LONGEST_JSON:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None

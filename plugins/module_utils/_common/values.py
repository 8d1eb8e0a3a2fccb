# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Comparing and showing values that may contain secrets: private to this collection, may change at any time.

Whether RWS shows a stored password, masks it or leaves it out is not documented, so all three are understood.
"""

import re
from typing import Any, Iterable, List, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor
from ansible_collections.gir.multidc.plugins.module_utils._common.secret_names import SecretNames, exactly, is_block

_MASK = re.compile(r"^[*\u2022\u25cfxX.]{3,}$")
SHOWN = "<secret>"
SHOWN_NEW = "<secret, new>"


def readable(value: Any) -> bool:
    """Whether a secret that RWS shows can be compared: it is there, not masked and not marked as encrypted."""
    return (
        isinstance(value, str) and bool(value) and not _MASK.match(value) and not value.startswith(("CRYPT:", "ENC("))
    )


def bare_location(location: Any) -> Optional[str]:
    """A node path for comparison: the vendor's own pages write it with and without a trailing slash."""
    if not location or not isinstance(location, str):
        return None
    return location.rstrip("/") or "/"


class _Shown(Redactor):
    """Says of a secret which is about to be written that it is new."""

    def __init__(self, names: SecretNames, changed: Iterable[str] = ()) -> None:
        super().__init__(names=names)
        self._changed = changed

    def token(self, value: Any) -> str:
        return SHOWN

    def token_at(self, value: Any, path: str) -> str:
        return SHOWN_NEW if path in self._changed else SHOWN


class SecretValues:
    """Compares and shows values by the names of their secrets: the usual ones, and `also` where others are used.

    `patterns` are regular expressions of further ones.
    """

    def __init__(self, also: Iterable[str] = (), patterns: Iterable[str] = ()) -> None:
        self._names = SecretNames([exactly(name) for name in also] + list(patterns))
        self._redactor = _Shown(self._names)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def comparable(self, value: Any, secret: bool = False) -> Any:
        """`value` without the secrets that cannot be read."""
        if isinstance(value, dict):
            return {str(name): self.comparable(value[name], self._names.hides(value, name, secret)) for name in value}
        if isinstance(value, list):
            return [self.comparable(item, secret) for item in value]
        return None if _is_unreadable(value, secret) else value

    def differences(
        self, desired: Any, actual: Any, always: bool = False, secret: bool = False, path: str = "value"
    ) -> List[str]:
        """Paths at which `actual` is not what is desired; an unreadable secret counts only with `always`.

        A member that is null and one that is missing are the same.
        """
        return [found[0] for found in self.compared(desired, actual, always, secret, path)]

    def compared(
        self, desired: Any, actual: Any, always: bool = False, secret: bool = False, path: str = "value"
    ) -> List[Tuple[str, Any, Any, bool]]:
        """(path, desired, actual, whether it is a secret) of each of these differences."""
        if isinstance(desired, dict) and isinstance(actual, dict):
            found = []
            for name in sorted(set(desired) | set(actual), key=str):
                where, hidden = "%s.%s" % (path, name), self._names.hides(desired, name, secret)
                if name in desired:
                    found += self.compared(desired[name], actual.get(name), always, hidden, where)
                elif not hidden and actual[name] is not None:
                    found.append((where, None, actual[name], hidden))
            return found
        if isinstance(desired, list) and isinstance(actual, list):
            if len(desired) != len(actual):
                return [(path, desired, actual, secret)]
            found = []
            for number, pair in enumerate(zip(desired, actual)):
                found += self.compared(pair[0], pair[1], always, secret, "%s[%d]" % (path, number))
            return found
        different = (path, desired, actual, secret)
        if not isinstance(desired, (dict, list, bool)) and _is_unreadable(actual, secret):
            return [different] if always else []
        same = type(desired) is type(actual) and desired == actual
        return [] if same else [different]

    def redacted(self, value: Any, secret: bool = False, changed: Iterable[str] = (), path: str = "value") -> Any:
        """`value` with every secret replaced; those at the paths in `changed` are marked as new."""
        return (_Shown(self._names, changed) if changed else self._redactor).data(value, secret, path)

    def texts(self, value: Any, secret: bool = False) -> List[str]:
        """Every secret text in `value`."""
        return list(self._redactor.secrets(value, secret))

    def only(self, value: Any, secret: bool = False) -> Any:
        """`value` reduced to its secrets in their places; None where there are none."""
        if isinstance(value, dict):
            kept = {str(name): self.only(value[name], self._names.hides(value, name, secret)) for name in value}
            return {name: part for name, part in kept.items() if part is not None} or None
        if isinstance(value, list):
            kept = [self.only(item, secret) for item in value]
            return kept if any(part is not None for part in kept) else None
        return value if secret else None

    def unreadable(self, value: Any, secret: bool = False) -> bool:
        """Whether `value` holds a secret that cannot be read, so that it could not be written back unharmed."""
        if isinstance(value, dict):
            return any(
                self.unreadable(member, self._names.hides(value, name, secret))
                for name, member in value.items()
                # Storage that needs no account has none.
                if not (member is None and is_block(name))
            )
        if isinstance(value, list):
            return any(self.unreadable(item, secret) for item in value)
        return _is_unreadable(value, secret)


def _is_unreadable(value: Any, secret: bool) -> bool:
    # Switches beside a password are none.
    return secret and not isinstance(value, bool) and not readable(value)


SECRETS = SecretValues()

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what Ansible knows as plain values. A value that cannot be evaluated becomes Unusable, the rest stays good."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any

from .values import MAX_DEPTH, Unusable, Value, key_text, plain

# From what stands in the inventory to what it means.
Template = Callable[[object], object]

# The one part of a template error that is worth repeating: the rest may quote the value, and with it a secret.
_UNDEFINED = re.compile(r"'([A-Za-z_][A-Za-z0-9_ .\[\]-]{0,80})' is undefined")
_NO_ATTRIBUTE = re.compile(r"has no attribute '([A-Za-z_][A-Za-z0-9_]{0,80})'")


def evaluated(value: object, template: Template, depth: int = 0) -> Value:
    """A plain copy of the value; `template` evaluates one text. One bad leaf spoils only itself."""
    if depth > MAX_DEPTH:
        return Unusable("it is nested too deep")
    if value is None or isinstance(value, (bool, int, float)):
        return plain(value)
    try:
        if _is_vaulted(value) or isinstance(value, str):
            return _leaf(template(value), template, depth)
        return _container(value, template, depth)
    except Exception as error:
        return Unusable(reason(error))


def _leaf(value: object, template: Template, depth: int) -> Value:
    """What a template gave: text is final, a container may still hold lazy members."""
    if type(value).__name__.endswith(("Undefined", "Marker")):
        return Unusable("a variable in it is undefined")
    if _is_vaulted(value):
        # ansible-core 2.16 decrypts when the value is asked for its text.
        return plain(str(value))
    if isinstance(value, (Mapping, Sequence, Set)) and not isinstance(value, (str, bytes)):
        return _container(value, lambda text: text, depth + 1)
    return plain(value)


def _container(value: object, template: Template, depth: int) -> Value:
    if isinstance(value, Mapping):
        return {key_text(key): _item(value, key, template, depth) for key in list(value)}
    if isinstance(value, Set):
        return [evaluated(item, template, depth + 1) for item in value]
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        return [_item(value, index, template, depth) for index in range(len(value))]
    return plain(value)


def _item(container: Mapping[Any, object] | Sequence[object], key: Any, template: Template, depth: int) -> Value:
    try:
        item = container[key]
    except Exception as error:
        return Unusable(reason(error))
    return evaluated(item, template, depth + 1)


def _is_vaulted(value: object) -> bool:
    return type(value).__name__ in ("AnsibleVaultEncryptedUnicode", "EncryptedString")


def reason(error: Exception) -> str:
    """Why a value cannot be evaluated, without any part of the value."""
    message = str(error)
    for pattern, sentence in ((_UNDEFINED, "{0} is undefined"), (_NO_ATTRIBUTE, "it asks for {0}, which is undefined")):
        found = pattern.search(message)
        if found:
            return sentence.format(found.group(1))
    if "vault" in message.lower() or "Vault" in type(error).__name__:
        return "it cannot be decrypted with the vault passwords that were given"
    if "lookup" in message.lower():
        return "a lookup in it failed"
    return "its template is not valid or cannot be computed"

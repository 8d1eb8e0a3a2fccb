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

# The parts of a template error that are worth repeating: names. The rest may quote the value, and with it a secret.
_UNDEFINED = re.compile(r"'([A-Za-z_][A-Za-z0-9_ .\[\]-]{0,80})' is undefined")
_NO_ATTRIBUTE = re.compile(r"has no attribute '([A-Za-z_][A-Za-z0-9_]{0,80})'")
_NO_PLUGIN = re.compile(r"(?:No (?:filter|test) named|Could not load) ['\"]([A-Za-z_][\w.]{0,80})['\"]")
_LOOKUP = re.compile(r"(?:lookup plugin [('\"]|The '(?=[\w.]+' lookup))([A-Za-z_][\w.]{0,80})", re.IGNORECASE)
_SYNTAX = re.compile(r"syntax error in template|template error while templating", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z_]\w*")
_VAULT_HEADER = re.compile(r"\$ANSIBLE_VAULT;[0-9.]+;\w+(?:;([\w.@-]{1,60}))?")
_DECRYPTION = re.compile(
    r"no vault secrets|decryption fail|(?:attempting|unable|failed|error|while) (?:to )?decrypt", re.IGNORECASE
)
_NO_VAULT_SECRETS = "but no vault secrets found"
# What Jinja and ansible-core call the name in a value that is undefined.
_UNDEFINED_NAMES = ("_undefined_name", "_marker_undefined_name")
# As many names are followed to find the value that cannot be decrypted.
_MOST_NAMES = 200


class NotDecrypted(Exception):
    """A template uses a value that cannot be decrypted."""

    def __init__(self, name: str, vault_id: str, error: Exception) -> None:
        super().__init__(str(error))
        self.name, self.vault_id = name, vault_id


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
        return unusable(error, value)


def _leaf(value: object, template: Template, depth: int) -> Value:
    """What a template gave: text is final, a container may still hold lazy members."""
    if type(value).__name__.endswith(("Undefined", "Marker")):
        name = next((getattr(value, key, None) for key in _UNDEFINED_NAMES if getattr(value, key, None)), None)
        return unusable(NameError(f"'{name}' is undefined")) if name else Unusable("a variable in it is undefined")
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
        return unusable(error)
    return evaluated(item, template, depth + 1)


def _is_vaulted(value: object) -> bool:
    return type(value).__name__ in ("AnsibleVaultEncryptedUnicode", "EncryptedString")


def explaining(template: Template, known: Mapping[str, object]) -> Template:
    """The template, which names the variable that cannot be decrypted when a text uses one among these variables."""

    def explained(value: object) -> object:
        try:
            return template(value)
        except Exception as error:
            found = _sealed_in(value, known) if isinstance(value, str) and _is_of_vault(error) else None
            if found is None:
                raise
            raise NotDecrypted(*found, error) from error

    return explained


def _sealed_in(text: object, known: Mapping[str, object]) -> tuple[str, str] | None:
    """The name and the vault id of the first vaulted value to which the names in a text lead."""
    names = _NAME.findall(str(text))
    seen: set[str] = set()
    while names and len(seen) < _MOST_NAMES:
        name = names.pop(0)
        if name in seen or name not in known:
            continue
        seen.add(name)
        for value in _members(known[name]):
            if _is_vaulted(value):
                return name, _vault_id(value)
            if isinstance(value, str) and "{" in value:
                names += _NAME.findall(value)
    return None


def _members(value: object, depth: int = 0) -> list[object]:
    """The value, and what it holds; nothing of it is evaluated."""
    if depth > 3 or isinstance(value, (str, bytes)) or _is_vaulted(value):
        return [value]
    # No subclass: those of ansible-core evaluate what they hold.
    if value.__class__ is dict:
        return [one for item in value.values() for one in _members(item, depth + 1)]
    if value.__class__ is list:
        return [one for item in value for one in _members(item, depth + 1)]
    return [value]


def _vault_id(value: object) -> str:
    """The id in the header of a vaulted value."""
    text = getattr(value, "_ciphertext", "")
    header = _VAULT_HEADER.match(text.decode("ascii", "replace") if isinstance(text, bytes) else str(text))
    return (header.group(1) if header else None) or "default"


def _is_of_vault(error: Exception) -> bool:
    # Not any message with vault in it: it may quote a template, and secrets are often called vault_something.
    return isinstance(error, NotDecrypted) or "Vault" in type(error).__name__ or bool(_DECRYPTION.search(str(error)))


def unusable(error: Exception, value: object = None) -> Unusable:
    """Why a value cannot be evaluated, and what to do, without any part of the value."""
    message = str(error)
    found = _UNDEFINED.search(message)
    if found:
        return Unusable(f"{found.group(1)} is undefined", f"Define {found.group(1)}, or correct the template.")
    found = _NO_ATTRIBUTE.search(message)
    if found:
        name = found.group(1)
        return Unusable(f"it asks for {name}, which is undefined", f"Define {name}, or correct the template.")
    if _is_of_vault(error):
        return _not_decrypted(error, value)
    if "recursive loop" in message.lower() or "recursion" in message.lower():
        return Unusable("its template leads back to itself", "Give it a value instead of its own name.")
    found = _NO_PLUGIN.search(message)
    if found:
        name = found.group(1)
        return Unusable(f"{name} is no filter or test", "Correct the name, or install the collection that has it.")
    found = _LOOKUP.search(message)
    if found or "lookup" in message.lower():
        name = found.group(1) if found else ""
        remedy = "Let the controller have what it reads, or correct the template."
        return Unusable(f"its lookup {name} failed" if name else "a lookup in it failed", remedy)
    if _SYNTAX.search(message):
        return Unusable("its template is not valid", "Correct the template.")
    return Unusable("its template is not valid or cannot be computed", "Correct the template, or what it uses.")


def _not_decrypted(error: Exception, value: object) -> Unusable:
    """No vault password was given, or none that opens it; with the vault id where it is known."""
    vault_id = _vault_id(value) if _is_vaulted(value) else getattr(error, "vault_id", None)
    of_id = f" (vault id {vault_id})" if vault_id else ""
    said = f"it cannot be decrypted with the vault passwords that were given{of_id}"
    if _NO_VAULT_SECRETS in str(error):
        said = f"it cannot be decrypted, because no vault password was given{of_id}"
    if isinstance(error, NotDecrypted):
        said = f"it uses {error.name}, and {said}"
    option = f"--vault-id {vault_id}@FILE" if vault_id and vault_id != "default" else "--vault-password-file FILE"
    return Unusable(said, f"Give the password with {option}, or encrypt the value anew.")

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes every secret out of the variables: it stands in the vault alone, and a reference in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor
from ansible_collections.gir.multidc.plugins.module_utils._common.secret_names import exactly, is_harmless
from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import secret_option_keys
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS

from . import tables
from .trees import Place, Tree

# Dictionaries that are no_log as a whole, but of which only these members are secret.
_MEMBERS = {"gir_configuration_server": ("password",), "gir_storage_credentials": ("password",)}


def secret_keys(variables: Iterable[Tree]) -> list[str]:
    """Names under which the product keeps a secret, whatever a table of names calls it."""
    found: set[str] = set()
    for host_variables in variables:
        found.update(host_variables.get("gir_secret_keys") or [])
        for component in COMPONENTS.values():
            names = tables.names(component, host_variables)
            secret = (names.get(key) for key in secret_option_keys(component.table))
            found.update(exactly(name.rpartition("/")[2]) for name in secret if isinstance(name, str))
    return sorted(found)


class Vault:
    """`entries` is what vault.yml holds: {variable: value}."""

    def __init__(self, keys: Iterable[str] = ()) -> None:
        self.entries: Tree = {}
        self._redactor = Redactor([*keys])

    def learn(self, variable: str, value: Any) -> None:
        """To be called with every variable before the first one is protected."""
        for path, leaf in _leaves(value, ()):
            if self._is_secret(variable, path):
                self._redactor.learn({"secret": leaf})

    def protect(self, variable: str, value: Any, whole: bool = False) -> Any:
        """The value without its secrets. `whole`: a secret variable may stand in the vault under its own name."""
        if whole and not isinstance(value, (dict, list)) and self._hides(variable, (), value):
            self.entries[variable] = value
            return None
        return self._walk(variable, value, ())

    def _walk(self, variable: str, value: Any, path: Place) -> Any:
        if isinstance(value, dict):
            return {key: self._walk(variable, member, (*path, str(key))) for key, member in value.items()}
        if isinstance(value, list):
            return [self._walk(variable, member, (*path, str(number))) for number, member in enumerate(value)]
        return self._reference(variable, path, value) if self._hides(variable, path, value) else value

    def _hides(self, variable: str, path: Place, value: Any) -> bool:
        if value is None or isinstance(value, bool) or value == "":
            return False
        if self._is_secret(variable, path):
            return True
        # A secret under an innocent name: a password in an address, a private key, a text that holds a known one.
        return isinstance(value, str) and (
            self._redactor.data({"value": value})["value"] != value
            or (self._is_line(path, value) and self._redactor.text(value).rstrip("\n") != value.rstrip("\n"))
        )

    @staticmethod
    def _is_line(path: Place, value: str) -> bool:
        """Whether a text may be configuration by itself: several lines, or one of a list of them."""
        return "\n" in value or (bool(path) and path[-1].isdigit() and " " in value)

    def _is_secret(self, variable: str, path: Place) -> bool:
        members = _MEMBERS.get(variable)
        if members is not None:
            return bool(path) and path[-1] in members
        row = tables.known_rows().get(variable)
        if row is not None and row.about.secret:
            return True
        if not path:
            return variable not in tables.known_variables() and bool(self._redactor.is_secret(variable))
        inside = any(self._redactor.is_secret(part) for part in path[:-1])
        return bool(self._redactor.is_secret(path[-1]) or (inside and not is_harmless(path[-1])))

    def _reference(self, variable: str, path: Place, value: Any) -> Reference:
        base = re.sub(r"[^A-Za-z0-9]+", "_", "_".join(["gir_vault", variable, *path])).strip("_").lower()
        name, number = base, 2
        while name in self.entries and self.entries[name] != value:
            name, number = f"{base}_{number}", number + 1
        self.entries[name] = value
        return Reference("{{ " + name + " }}")


class Reference(str):
    """Text that is a template; all other text is not."""


def _leaves(value: Any, path: Place) -> Iterator[tuple[Place, Any]]:
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _leaves(member, (*path, str(key)))
    elif isinstance(value, list):
        for number, member in enumerate(value):
            yield from _leaves(member, (*path, str(number)))
    else:
        yield path, value

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes every secret out of the variables: it stands in the vault alone, and a reference in its place."""

import re

from ansible_collections.gir.multidc.plugins.module_utils._bundle.redact import Redactor

from . import tables

_HARMLESS = re.compile(r"^(?:user(?:_?name)?|login|name|ur[il]|host|port|path|type|enabled|location)$", re.I)
# Dictionaries that are no_log as a whole, but of which only these members are secret.
_MEMBERS = {"gir_configuration_server": ("password",), "gir_storage_credentials": ("password",)}


def secret_keys(variables):
    """Names under which the product keeps a secret, whatever a table of names calls it."""
    found = set()
    by_default = Redactor()
    for role in tables.NAMES:
        for host_variables in variables:
            for word, name in tables.names(role, host_variables).items():
                if isinstance(name, str) and by_default.is_secret(word):
                    found.add("^" + re.escape(name.rpartition("/")[2]) + "$")
            found.update(host_variables.get("gir_secret_keys") or [])
    return sorted(found)


class Vault:
    """`entries` is what vault.yml holds: {variable: value}."""

    def __init__(self, keys=()):
        self.entries = {}
        self._redactor = Redactor([*keys])
        self._named = {}

    def learn(self, variable, value):
        """To be called with every variable before the first one is protected."""
        for path, leaf in _leaves(value, ()):
            if self._is_secret(variable, path):
                self._redactor.learn({"secret": leaf})

    def protect(self, variable, value, whole=False):
        """The value without its secrets. `whole`: a secret variable may stand in the vault under its own name."""
        if whole and not isinstance(value, (dict, list)) and self._hides(variable, (), value):
            self.entries[variable] = value
            return None
        return self._walk(variable, value, ())

    def _walk(self, variable, value, path):
        if isinstance(value, dict):
            return {key: self._walk(variable, member, (*path, str(key))) for key, member in value.items()}
        if isinstance(value, list):
            return [self._walk(variable, member, (*path, str(number))) for number, member in enumerate(value)]
        return self._reference(variable, path, value) if self._hides(variable, path, value) else value

    def _hides(self, variable, path, value):
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
    def _is_line(path, value):
        """Whether a text may be configuration by itself: several lines, or one of a list of them."""
        return "\n" in value or (bool(path) and path[-1].isdigit() and " " in value)

    def _is_secret(self, variable, path):
        members = _MEMBERS.get(variable)
        if members is not None:
            return bool(path) and path[-1] in members
        spec = tables.options().get(variable)
        if spec is not None and spec.get("no_log"):
            return True
        if spec is None and not path:
            return self._redactor.is_secret(variable)
        inside = any(self._redactor.is_secret(part) for part in path[:-1])
        return bool(path) and (self._redactor.is_secret(path[-1]) or (inside and not _HARMLESS.match(path[-1])))

    def _reference(self, variable, path, value):
        base = re.sub(r"[^A-Za-z0-9]+", "_", "_".join(["gir_vault", variable, *path])).strip("_").lower()
        name, number = base, 2
        while name in self.entries and self.entries[name] != value:
            name, number = f"{base}_{number}", number + 1
        self.entries[name] = value
        return Reference("{{ " + name + " }}")


class Reference(str):
    """Text that is a template; all other text is not."""


def _leaves(value, path):
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _leaves(member, (*path, str(key)))
    elif isinstance(value, list):
        for number, member in enumerate(value):
            yield from _leaves(member, (*path, str(number)))
    else:
        yield path, value

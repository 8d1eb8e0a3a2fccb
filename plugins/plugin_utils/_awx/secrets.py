# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One credential type for all secrets of an inventory: AWX takes one credential of such a type for each job.

AWX lets nobody change the fields of a type that is in use, so that they are the same for every inventory: one for each
variable that is secret, and some for each of several storages. What a job gets of them is said by injectors, which may
change: a variable without a value is not injected, and `gir_storage_credentials` is put together again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from .._topology.values import Unusable, listed
from .._variables import known

STORAGES = "gir_storage_credentials"
SERVER = "gir_configuration_server"
_KEY = "password"
# A storage of each data center and the central one. Unused fields stay empty.
MOST_STORAGES = 8
_OWN = "gir_awx_"
# What AWX takes as the key of an injected dictionary.
_INJECTED = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_BRACES = ("{{", "{%", "{#")


class Variables(Protocol):
    """The variables of the hosts of the system."""

    def hosts(self) -> Iterable[str]:
        """Every host."""

    def raw(self, host: str) -> Mapping[str, Any]:
        """Its variables as they are written."""

    def value(self, host: str, name: str) -> object:
        """One of them as a plain value."""


@dataclass(repr=False)
class Secrets:
    """`injected`: the variables that the type gives to a job; `values`: field to what a credential holds.

    `paths`: field to where its value stands in the inventory. `left`: what no credential gives, a sentence each.
    """

    injected: dict[str, Any] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


def flat() -> list[str]:
    """The variables that are secret, and text."""
    of_tables = known.rows()
    return [
        name for name in sorted(known.secrets())
        if not name.startswith(_OWN) and (name not in of_tables or of_tables[name].type == "str")
    ]  # fmt: skip


def fields() -> list[dict[str, Any]]:
    """The fields of the type."""
    made = [_field(name, name) for name in flat()]
    made.append(_field(f"{SERVER}_{_KEY}", f"{SERVER}.{_KEY}"))
    for number in range(1, MOST_STORAGES + 1):
        about = f"{STORAGES}, storage {number}"
        made += [
            _field(_slot(number, "name"), f"{about}: its name", secret=False),
            _field(_slot(number, "username"), f"{about}: user name", secret=False),
            _field(_slot(number, _KEY), f"{about}: password"),
        ]
    return made


def secret_fields() -> list[str]:
    """The ids of fields that AWX does not show."""
    return [one["id"] for one in fields() if one["secret"]]


def version() -> str:
    """Differs where a release has other fields: the type in use cannot get them, so that it needs another name."""
    return hashlib.sha256(" ".join(one["id"] for one in fields()).encode()).hexdigest()[:4]


def _field(name: str, label: str, secret: bool = True) -> dict[str, Any]:
    return {"id": name, "label": label, "type": "string", "secret": secret}


def _slot(number: int, what: str) -> str:
    return f"gir_storage_{number}_{what}"


def collected(variables: Variables) -> Secrets:
    """All secrets of the inventory."""
    found = Secrets()
    for name in flat():
        value = _common(found, variables, name)
        if value is None:
            continue
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            found.injected[name] = _put(found, name, str(value), name)
        else:
            found.left.append(f"{name} is no text, so no credential can give it.")
    _add_server(found, _common(found, variables, SERVER))
    _add_storages(found, _common(found, variables, STORAGES))
    for name in sorted(known.secrets() - set(flat()) - {SERVER, STORAGES}):
        if not name.startswith(_OWN) and _common(found, variables, name):
            found.left.append(f"{name} may hold secrets: keep it in a vault.")
    return found


def _common(found: Secrets, variables: Variables, name: str) -> Any:
    """The value that all hosts share, since a job gets one for all of them; None without one."""
    values: list[object] = []
    for host in variables.hosts():
        if name in variables.raw(host):
            value = variables.value(host, name)
            if value not in values and value not in (None, "", {}, []):
                values.append(value)
    if len(values) > 1:
        found.left.append(f"{name} differs between hosts, so no credential can give it: keep it in a vault.")
        return None
    value = values[0] if values else None
    if isinstance(value, Unusable):
        found.left.append(f"{name} cannot be evaluated: {value.reason}. {value.remedy}".strip())
        return None
    return value


def _put(found: Secrets, name: str, value: str, path: str) -> str:
    """Fills a field, and returns the template that stands for it."""
    found.values[name] = value
    found.paths[name] = path
    return f"{{{{ {name} }}}}"


def _add_server(found: Secrets, value: Any) -> None:
    """The rest of the dictionary is no secret, and stands in the type as it is."""
    if not isinstance(value, Mapping) or not value.get(_KEY):
        return
    if any(isinstance(item, (Mapping, list)) or _has_braces(key, item) for key, item in value.items()):
        found.left.append(f"{SERVER} holds more than text: keep its password in a vault.")
        return
    made = {str(key): str(item) for key, item in value.items() if item is not None}
    made[_KEY] = _put(found, f"{SERVER}_{_KEY}", str(value[_KEY]), f"{SERVER}.{_KEY}")
    found.injected[SERVER] = made


def _add_storages(found: Secrets, value: Any) -> None:
    if not isinstance(value, Mapping):
        return
    accounts = {str(name): one for name, one in value.items() if isinstance(one, Mapping) and one}
    for name in [name for name in accounts if not _INJECTED.fullmatch(name)]:
        # No data center has such a name, so that nothing uses it; AWX would refuse the whole type.
        found.left.append(f"{STORAGES}.{name[:80]} has a name that AWX cannot give to a job.")
        del accounts[name]
    if len(accounts) > MOST_STORAGES:
        found.left.append(f"{STORAGES} has {len(accounts)} accounts, and the type has fields for {MOST_STORAGES}.")
        return
    made = {}
    for number, (name, account) in enumerate(accounts.items(), 1):
        # It stands in the credential, so that another storage in this place is seen, whose password nobody sees.
        _put(found, _slot(number, "name"), name, "")
        made[name] = {
            key: _put(found, _slot(number, key), str(account[key]), f"{STORAGES}['{name}'].{key}")
            for key in ("username", _KEY)
            if account.get(key) is not None
        }
    found.injected[STORAGES] = made


def _has_braces(key: object, item: object) -> bool:
    return key != _KEY and any(brace in str(item) for brace in _BRACES)


def sentence(left: Iterable[str]) -> str:
    """What no credential gives, as one notice."""
    return f"Not in the credential: {listed(left)}"

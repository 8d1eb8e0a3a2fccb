# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a kit is made of, from what was gathered: decided without Ansible and without asking anybody."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from ...module_utils._kit import look
from . import archive, readme, script, sources, wheels
from .addresses import Addresses, hosts_file, ssh_config
from .archive import Kit
from .clear_text import VAULTED, Place, places
from .freshness import is_due

_BUILT_IN = ("ansible.builtin.", "ansible.legacy.", "gir.multidc.")


@dataclass(frozen=True)
class Gathered:
    """`inventory`: path within the kit to content; `pair`: the two data centers. `names`: as Ansible connects to hosts.

    `moving`: names that follow the active data center. `plugins`: connection and other plugins that hosts name.
    `sheets`: file name to a break-glass page. `environment`: id of the ledger, None where no host showed it.
    """

    pair: tuple[str, str]
    sources: sources.Sources
    inventory: Mapping[str, bytes] = field(repr=False)
    collection: tuple[str, bytes] = field(repr=False)
    version: str
    wanted: wheels.Wanted
    addresses: Addresses
    names: Sequence[str]
    moving: Sequence[str]
    plugins: Sequence[str]
    sheets: Mapping[str, str] = field(repr=False)
    known_hosts: str = field(repr=False, default="")
    ansible_cfg: str = ""
    environment: str | None = None
    brought: Sequence[str] = ()


def secrets_in(inventory: Mapping[str, bytes]) -> list[Place]:
    """Every secret that anybody could read who holds the kit."""
    return [one for path in sorted(inventory) for one in places(path, inventory[path])]


def kit(gathered: Gathered, data_center: str, packages: Mapping[str, bytes]) -> Kit:
    """The kit of a data center, with these wheels."""
    away = next(name for name in gathered.pair if name != data_center)
    asked = gathered.wanted
    name, artifact = gathered.collection
    facts = {
        "collection": gathered.version,
        "inventory": sources.digest(gathered.sources, dict(gathered.inventory)),
        **asked.as_facts(),
        "wheels": wheels.versions(packages),
        "other_collections": list(collections(gathered)),
        "unresolved": list(gathered.addresses.unknown),
    }
    requirements = [one for one in asked.requirements if one != "pip"]
    texts = {
        "README.txt": readme.readme(data_center, away, facts, _more(gathered)),
        "failover.sh": script.script(asked.pythons, gathered.sources.arguments, f"collection/{name}"),
        "gir_kit_hosts.py": script.HOSTS,
        "requirements.txt": "".join(f"{one}\n" for one in requirements),
        "ansible.cfg": script.ansible_cfg(gathered.ansible_cfg),
        "hosts": hosts_file(gathered.addresses, {one.lower() for one in gathered.moving}),
        "ssh_config": ssh_config(gathered.addresses, gathered.names),
        "known_hosts": gathered.known_hosts,
        **{f"break-glass/{path}": text for path, text in gathered.sheets.items()},
    }
    members = {path: text.encode("utf-8") for path, text in texts.items()}
    members.update(gathered.inventory)
    members[f"collection/{name}"] = artifact
    members.update(packages)
    programs = [path for path, place in gathered.sources.files.items() if os.access(place, os.X_OK)]
    beside = {"environment": gathered.environment}
    return Kit(data_center, members, facts, beside, ("failover.sh", *programs))


def collections(gathered: Gathered) -> list[str]:
    """Collections beside this one, without which hosts or inventories of theirs cannot be used."""
    named = {one for one in (*gathered.plugins, *_inventory_plugins(gathered.inventory).values()) if one.count(".") > 1}
    return sorted({".".join(one.split(".")[:2]) for one in named if not one.startswith(_BUILT_IN)})


def notices(gathered: Gathered) -> list[str]:
    """What a person has to know who relies on the kit."""
    found = list(gathered.sources.notices)
    for path, plugin in _inventory_plugins(gathered.inventory).items():
        place = gathered.sources.files[path]
        said = f"{place} names the inventory plugin {plugin}, which asks others: add hosts in a file of their own."
        found.append(said)
    for path, place in gathered.sources.files.items():
        if path in gathered.sources.arguments and os.access(place, os.X_OK):
            found.append(f"{place} is a program, which may ask others: add hosts in a file of their own.")
    for one in collections(gathered):
        found.append(f"The kit does not hold the collection {one}, which the inventory names: keep it beside the kit.")
    if gathered.addresses.unknown:
        names = ", ".join(gathered.addresses.unknown[:8])
        found.append(f"No address is known of {names}: without a name server the kit cannot reach them.")
    return [*found, *gathered.brought]


def _more(gathered: Gathered) -> list[str]:
    found = [f"Keep the collection {one} beside this kit: the inventory names it." for one in collections(gathered)]
    return [*found, *gathered.brought]


def _inventory_plugins(inventory: Mapping[str, bytes]) -> dict[str, str]:
    """File to the inventory plugin that it configures."""
    found = {}
    for path, data in inventory.items():
        if path.endswith((".yml", ".yaml")) and b"plugin" in data and not data.startswith(VAULTED):
            plugin = _plugin_of(data)
            if plugin and "/group_vars/" not in path and "/host_vars/" not in path:
                found[path] = plugin
    return found


def _plugin_of(data: bytes) -> str:
    try:
        root = yaml.compose(data.decode("utf-8", "replace"), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return ""
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    return next((str(value.value) for key, value in pairs if key.value == "plugin"), "")


# -- what is there already -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Present:
    """The kit that lies there. `said`: its kit.json, None where it is missing or damaged."""

    data: bytes | None = field(default=None, repr=False)
    said: Mapping[str, Any] | None = None

    def packages(self, asked: wheels.Wanted) -> dict[str, bytes] | None:
        """Its wheels, where they are those that are asked for."""
        if self.said is None or self.data is None:
            return None
        if any(self.said.get(name) != value for name, value in asked.as_facts().items()):
            return None
        return archive.unpacked(self.data, wheels.BELOW)


def present(path: str) -> Present:
    """What lies at a path. Raises OSError."""
    view = look.look(path)
    if view["kit"] is None:
        return Present()
    with open(path, "rb") as stream:
        return Present(stream.read(), look.read_kit(path))


def is_kept(known: Present, made: Kit, days: int, moment: float) -> bool:
    """Whether the kit that is there stays: it is the same, and not due."""
    said = known.said
    return said is not None and said.get("content") == made.content and not is_due(said.get("made"), days, moment)


def any_due(every: Iterable[Present], days: int, moment: float) -> bool:
    """Whether wheels are collected anew although those of a kit would do."""
    return any(one.said is not None and is_due(one.said.get("made"), days, moment) for one in every)

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where each variable goes: to all hosts, to a data center, or to single hosts; and into which file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from . import tables
from .live import Live
from .store import Store
from .trees import Tree

EVERYWHERE = "gir"
_ABSENT = object()


class Layout:
    """`groups`: {group: {variable: value}}, `hosts`: {host: {variable: value}}."""

    def __init__(self, live: Live, store: Store) -> None:
        self._live = live
        self._everywhere = store.everywhere
        self.groups: dict[str, Tree] = {EVERYWHERE: {}, **{name: {} for name in live.centers}}
        self.hosts: dict[str, Tree] = {host: {} for host in live.hosts()}
        self._values = {host: store.effective(host) for host in live.hosts()}
        names = dict.fromkeys(name for values in self._values.values() for name in values)
        for variable in names:
            self._place(variable)

    def _place(self, variable: str) -> None:
        hosts = self._concerned(variable)
        known, default = tables.default_of(variable)
        values = {host: self._values[host].get(variable, _ABSENT) for host in hosts}
        values = {host: _ABSENT if known and _same(value, default) else value for host, value in values.items()}
        if all(value is _ABSENT for value in values.values()):
            return
        if self._equal(values.values()):
            self.groups[EVERYWHERE][variable] = next(iter(values.values()))
            return
        usual = self._everywhere.get(variable, _ABSENT)
        if usual is not _ABSENT and all(value is not _ABSENT for value in values.values()):
            # What single data centers or hosts have instead goes before it.
            self.groups[EVERYWHERE][variable] = usual
            values = {host: value for host, value in values.items() if not _same(value, usual)}
        for center in self._live.centers:
            inside = {host: value for host, value in values.items() if host in self._live.groups[center]}
            whole = len(inside) == len([host for host in hosts if host in self._live.groups[center]])
            if len(inside) > 1 and whole and self._equal(inside.values()):
                self.groups[center][variable] = next(iter(inside.values()))
                continue
            for host, value in inside.items():
                if value is not _ABSENT:
                    self.hosts[host][variable] = value

    def _concerned(self, variable: str) -> list[str]:
        """A variable of a component concerns the hosts of that component only."""
        component = tables.owner(variable)
        return (self._live.hosts(component.name) if component else []) or self._live.hosts()

    @staticmethod
    def _equal(values: Iterable[Any]) -> bool:
        first, *others = values
        return first is not _ABSENT and all(_same(value, first) for value in others)


def _same(left: object, right: object) -> bool:
    return type(left) is type(right) and left == right


def file_of(variable: str) -> str:
    """The file below group_vars/gir that a variable belongs to."""
    if variable in tables.MAP_VARIABLES:
        return "topology.yml"
    if variable.startswith("ansible_") or variable in ("gir_root", "gir_address"):
        return "connection.yml"
    return "settings.yml" if variable.startswith("gir_") else "components.yml"

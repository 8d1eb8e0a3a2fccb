# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of the new inventory: what the seed gives, what was adopted, and what must not be taken over."""

from __future__ import annotations

import copy
from typing import Any

from .live import Live
from .trees import Place, Tree

GONE = object()


class Store:
    def __init__(self, live: Live) -> None:
        self._live = live
        self.everywhere: Tree = {}
        self.by_host: dict[str, Tree] = {host: {} for host in live.hosts()}

    def all(self, variable: str, value: Any) -> None:
        self.everywhere[variable] = value

    def put(self, host: str, variable: str, value: Any) -> None:
        self.by_host[host][variable] = value

    def drop(self, host: str, variable: str) -> None:
        """The live system says that it is not set, whatever the seed says."""
        self.by_host[host][variable] = GONE

    def effective(self, host: str) -> Tree:
        """The variables as this host will see them."""
        merged = {**self._live.seed.get(host, {}), **self.everywhere, **self.by_host.get(host, {})}
        return {name: copy.deepcopy(value) for name, value in merged.items() if value is not GONE}

    def value(self, host: str, variable: str, default: Any = None) -> Any:
        merged = {**self._live.seed.get(host, {}), **self.everywhere, **self.by_host.get(host, {})}
        found = merged.get(variable)
        return default if found is None or found is GONE else found

    def deepen(self, host: str, variable: str, path: Place, value: Any, everywhere: bool = False) -> None:
        """Set one option inside of a dictionary variable."""
        tree = copy.deepcopy(self.value(host, variable, {}))
        place = tree
        for part in path[:-1]:
            place = place.setdefault(part, {})
        place[path[-1]] = value
        if everywhere:
            self.all(variable, tree)
        else:
            self.put(host, variable, tree)

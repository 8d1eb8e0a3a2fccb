# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of the new inventory: what the seed gives, what was adopted, and what must not be taken over."""

import copy

GONE = object()


class Store:
    def __init__(self, live):
        self._live = live
        self.everywhere = {}
        self.by_host = {host: {} for host in live.hosts()}

    def all(self, variable, value):
        self.everywhere[variable] = value

    def put(self, host, variable, value):
        self.by_host[host][variable] = value

    def drop(self, host, variable):
        """The live system says that it is not set, whatever the seed says."""
        self.by_host[host][variable] = GONE

    def effective(self, host):
        """The variables as this host will see them."""
        merged = {**self._live.seed.get(host, {}), **self.everywhere, **self.by_host.get(host, {})}
        return {name: copy.deepcopy(value) for name, value in merged.items() if value is not GONE}

    def value(self, host, variable, default=None):
        merged = {**self._live.seed.get(host, {}), **self.everywhere, **self.by_host.get(host, {})}
        found = merged.get(variable)
        return default if found is None or found is GONE else found

    def deepen(self, host, variable, path, value, everywhere=False):
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

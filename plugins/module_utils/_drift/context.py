# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the parts of one comparison share: the request, the host, and what was observed so far.

Private to this collection, may change at any time.
"""

import time
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._bundle.paths import Locator
from ansible_collections.gir.multidc.plugins.module_utils._common.difference import NOT_CHECKED

EQUAL, DIFFERS, NOT_OBSERVED = "equal", "differs", "not_observed"
_WORST_LAST = (EQUAL, DIFFERS, NOT_OBSERVED)

Difference = Dict[str, Any]
Component = Dict[str, Any]


class ManagedFile(NamedTuple):
    """A file of the desired state that is there. `real`: where it is, below the root prefix and through links.

    `mtime`: UTC seconds. `same_bytes`: it is exactly what is desired; `same_meaning`: nothing in it has to change.
    """

    path: str
    real: str
    mtime: float
    same_bytes: bool
    same_meaning: bool


class Context:
    """`memory` is for what a part keeps from one component to the next, under a key of its own."""

    def __init__(self, module: Any, request: Dict[str, Any], platform: Dict[str, Any]) -> None:
        self.module = module
        self.request = request
        self.platform = platform
        self.host: str = request.get("host") or ""
        self.root: str = (request.get("root") or "").rstrip("/")
        self.locator = Locator(self.root)
        self.components: List[Component] = []
        self.differences: List[Difference] = []
        # What differs and is known to mean nothing: listed for those who ask for it, and no reason to act.
        self.noise: List[Difference] = []
        # Component name -> part -> EQUAL, DIFFERS or NOT_OBSERVED.
        self.observed: Dict[str, Dict[str, str]] = {}
        # Component name -> its files that are there, once part "files" has been asked.
        self.managed: Dict[str, List[ManagedFile]] = {}
        # Component name -> installed version, None where none is.
        self.installed: Dict[str, Optional[str]] = {}
        # What stands in the answer besides, by its name there.
        self.answers: Dict[str, Any] = {}
        self.times: Dict[str, float] = {}
        self.memory: Dict[str, Any] = {}
        self._part: Optional[Tuple[str, str]] = None

    def found(self, *differences: Difference) -> None:
        """Something is not as it should be, or could not be looked at."""
        for difference in differences:
            self.differences.append(difference)
            worse = NOT_OBSERVED if difference["outcome"] == NOT_CHECKED else DIFFERS
            if self._part is not None:
                self.rate(self._part[0], self._part[1], worse)

    def harmless(self, difference: Difference, why: str) -> None:
        """A difference that this collection knows of itself. `why`: why it means nothing, a sentence."""
        self.noise.append(dict(difference, noise=why))

    def rate(self, component: str, part: str, rating: str) -> None:
        """What is known of a part of a component, for those who act only where something differs; the worst stays."""
        parts = self.observed.setdefault(component, {})
        parts[part] = max(parts.get(part, EQUAL), rating, key=_WORST_LAST.index)

    def begin(self, component: str, part: Optional[str]) -> None:
        """What is found from here on belongs to this part; None: to none that anybody acts on."""
        self._part = (component, part) if part else None
        if part:
            self.rate(component, part, EQUAL)

    def took(self, part: str, since: float) -> None:
        """Add to the seconds that a part took. `since`: of time.monotonic."""
        self.times[part] = self.times.get(part, 0.0) + time.monotonic() - since


def stamp(seconds: float) -> str:
    """UTC seconds as differences show them."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))

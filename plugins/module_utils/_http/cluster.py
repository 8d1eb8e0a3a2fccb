# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several servers of which any one can serve a request: private to this collection, may change at any time."""

import random
import time
from typing import Any, Callable, Iterator, List

# Pauses before another round of requests; each is varied by half.
BACKOFF_SECONDS = (0.25, 0.5, 1.0, 2.0, 4.0)


class Cluster:
    """Servers, the one that served last first; all are tried in turn, a bounded number of times."""

    def __init__(self, nodes: List[Any], retries: int, sleep: Callable[[float], None] = time.sleep) -> None:
        self.nodes = nodes
        self.retries = retries
        self._sleep = sleep
        self._jitter = random.SystemRandom()

    def rounds(self) -> Iterator[List[Any]]:
        """All servers, once more after each growing and randomised pause."""
        for number in range(self.retries + 1):
            if number:
                pause = BACKOFF_SECONDS[min(number, len(BACKOFF_SECONDS)) - 1]
                self._sleep(pause * self._jitter.uniform(0.5, 1.5))
            yield list(self.nodes)

    def prefer(self, node: Any) -> None:
        """Stay with a server that works: its connection and its session are warm."""
        self.nodes.remove(node)
        self.nodes.insert(0, node)

    def close(self) -> None:
        for node in self.nodes:
            node.close()

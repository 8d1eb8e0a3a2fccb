# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The beginning of an answer whose rest is not wanted: private to this collection, may change at any time."""

from typing import Any, Dict, Optional

from ansible_collections.gir.multidc.plugins.module_utils._http.answer import Response
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import HttpSession, Interrupted


class Beginning(HttpSession):
    """Asks for the first bytes. A server that does not know ranges begins to send everything, and is left then."""

    _most = 0

    def first_bytes(self, path: str, headers: Dict[str, str], most: int) -> Response:
        """The answer with at most so many bytes of its body."""
        self._most = most
        ranged = dict(headers, Range="bytes=0-%d" % (most - 1))
        response: Response = self.request("GET", path, ranged)
        return response

    def _read(self, raw: Any) -> bytes:
        expected, received = raw.length, b""
        while len(received) < self._most:
            chunk = raw.read1(self._most - len(received))
            if not chunk:
                break
            received += chunk
        if len(received) < self._most and expected is not None and len(received) < expected:
            self.close()
            raise Interrupted("the answer is truncated (%d of %d bytes)" % (len(received), expected))
        # The rest stays with the server.
        self.close()
        return received


def whole_size(response: Response) -> Optional[int]:
    """How many bytes the whole has, as the server says; None where it does not."""
    total = (response.header("Content-Range") or "").rpartition("/")[2].strip()
    if response.status != 206:
        total = (response.header("Content-Length") or "").strip()
    return int(total) if total.isdigit() and len(total) < 19 else None

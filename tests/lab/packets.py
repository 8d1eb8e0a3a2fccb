# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every packet that crosses a link of a laboratory: who sends it, to whom, and what. It needs no tool beside Python."""

import contextlib
import json
import socket
import struct
import sys
from pathlib import Path

from lab.processes import wait_until

_IP4, _IP6, _TCP, _UDP = 0x0800, 0x86DD, 6, 17
_ALL = 3  # ETH_P_ALL
SYN, ACK = 0x02, 0x10


def parsed(frame):
    """What of a frame is judged; None where it is no packet of IP."""
    (kind,) = struct.unpack_from("!H", frame, 12)
    if kind == _IP4:
        length, protocol = (frame[14] & 15) * 4, frame[23]
        source, target = (socket.inet_ntoa(frame[at : at + 4]) for at in (26, 30))
    elif kind == _IP6:
        length, protocol = 40, frame[20]
        source, target = (socket.inet_ntop(socket.AF_INET6, frame[at : at + 16]) for at in (22, 38))
    else:
        return None
    found = {"from": source, "to": target, "protocol": protocol, "port": 0, "flags": 0}
    rest = frame[14 + length :]
    if protocol in (_TCP, _UDP) and len(rest) >= 4:
        (found["port"],) = struct.unpack_from("!H", rest, 2)
        found["flags"] = rest[13] if protocol == _TCP and len(rest) > 13 else 0
    return found


def begins(one):
    """Whether a packet is no part of something that was begun by the other side, or earlier."""
    return one["protocol"] != _TCP or one["flags"] & (SYN | ACK) == SYN


def listen(link, path):
    """Write each packet as a line, until a file beside it says that it is enough: signals do not get here."""
    end = Path(f"{path}.end")
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ALL)) as heard, open(path, "w") as lines:
        heard.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 24)
        heard.settimeout(0.5)
        heard.bind((link, 0))
        lines.write("\n")
        lines.flush()
        while not end.exists():
            with contextlib.suppress(socket.timeout):
                found = parsed(heard.recv(65535))
                if found:
                    lines.write(json.dumps(found) + "\n")
                    lines.flush()


class Packets:
    """Those that cross the link of a data center to the router, while it is entered."""

    def __init__(self, driver, number, path):
        self._driver, self._link, self._path = driver, f"rt{number}", path
        self._process = None

    def __enter__(self):
        words = [sys.executable, __file__, self._link, str(self._path)]
        self._process = self._driver.start(*words)
        wait_until(lambda: self._path.exists() and self._path.read_text(), 30, "nobody listens at the link")
        return self

    def __exit__(self, *_error):
        Path(f"{self._path}.end").touch()
        self._process.wait(30)

    def seen(self):
        """All so far."""
        lines = self._path.read_text(encoding="utf-8").splitlines(keepends=True)
        return [json.loads(line) for line in lines if line.strip() and line.endswith("\n")]


if __name__ == "__main__":
    listen(*sys.argv[1:])

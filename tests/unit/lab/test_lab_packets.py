# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read of a packet that crosses a link of a laboratory."""

import socket
import struct

import pytest
from lab.packets import ACK, SYN, begins, parsed


def frame(protocol, rest, kind=0x0800):
    """From 10.0.0.1 to 10.0.0.2, or the same of IPv6."""
    if kind == 0x0800:
        head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(rest), 0, 0, 64, protocol, 0)
        head += socket.inet_aton("10.0.0.1") + socket.inet_aton("10.0.0.2")
    else:
        head = struct.pack("!IHBB", 6 << 28, len(rest), protocol, 64)
        head += b"".join(socket.inet_pton(socket.AF_INET6, one) for one in ("fd00::1", "fd00::2"))
    return b"\0" * 12 + struct.pack("!H", kind) + head + rest


def tcp(flags):
    return struct.pack("!HHIIBBHHH", 40000, 22, 0, 0, 0x50, flags, 0, 0, 0)


@pytest.mark.parametrize(("flags", "begun"), [(SYN, True), (SYN | ACK, False), (ACK, False), (ACK | 1, False)])
def test_who_begins_a_connection(flags, begun):
    found = parsed(frame(6, tcp(flags)))
    assert found == {"from": "10.0.0.1", "to": "10.0.0.2", "protocol": 6, "port": 22, "flags": flags}
    assert begins(found) is begun


def test_what_is_no_connection_is_always_begun():
    query = parsed(frame(17, struct.pack("!HHHH", 40000, 53, 8, 0)))
    assert (query["port"], query["flags"], begins(query)) == (53, 0, True)
    assert begins(parsed(frame(1, b"\x08\0\0\0")))


def test_other_families():
    found = parsed(frame(6, tcp(SYN), 0x86DD))
    assert (found["from"], found["to"], found["port"]) == ("fd00::1", "fd00::2", 22)
    assert parsed(b"\0" * 12 + struct.pack("!H", 0x0806) + b"\0" * 28) is None

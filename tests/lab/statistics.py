# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The statistics of an HAProxy of the laboratory, by its socket."""

import csv

_PROGRAM = (
    "import socket; s = socket.socket(socket.AF_UNIX); s.connect('/run/haproxy/admin.sock'); "
    "s.sendall(b'show stat\\n'); print(s.makefile().read())"
)
# On the host of the balancer.
COMMAND = f'python3 -c "{_PROGRAM}"'


def rows(printed, proxy):
    """What the command printed of one proxy, a dictionary a row; `svname` is FRONTEND, BACKEND, or a member's."""
    return [row for row in csv.DictReader(printed.lstrip("# ").splitlines()) if row["pxname"] == proxy]

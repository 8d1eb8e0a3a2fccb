# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How an RWS handler says no, and how a statusCode is written."""


class Refused(Exception):
    """``container``: the servlet container answers, before RWS itself, so the HTTP status is always an error."""

    def __init__(self, status, code, message, container=False):
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.container = container


def in_type(dialect, code):
    """A statusCode as a number or as text, by dialect."""
    return str(code) if dialect.get("status_code_type") == "text" else code

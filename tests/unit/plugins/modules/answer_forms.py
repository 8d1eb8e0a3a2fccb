# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults of stand-ins under which an answer comes in another form, and is read all the same."""

OTHER_FORMS = [
    {"kind": "encoded"},
    {"kind": "encoded", "encoding": "utf-16"},
    {"kind": "encoded", "encoding": "latin-1", "charset": "ISO-8859-1"},
    {"kind": "compressed"},
]

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of a playbook that decides: its variables, its rules, and how it ends."""

from tested_doc import table

EXIT_STATUS = {True: "0", False: "2"}


def variables(some):
    """`some`: rows of a variables.py."""
    rows = []
    for one in some:
        limits = f" From {one.least} to {one.most}." if one.most else ""
        rows.append((f"`{one.name}`", one.default, f"{one.means.rstrip('.')}.{limits}"))
    return table(("variable", "default", "meaning"), rows)


def rules(some):
    """`some`: id to rule."""
    rows = [(one.id, one.holds, one.remedy) for one in some.values()]
    return table(("rule", "what holds", "when it does not"), rows)


def outcomes(some, status=None):
    """`some`: name to outcome. `status`: name to its exit status, of those with one of their own."""
    found = {one.name: EXIT_STATUS[one.ok] for one in some.values()} | (status or {})
    rows = [(f"`{one.name}`", found[one.name], one.means, one.next) for one in some.values()]
    return table(("outcome", "exit status", "means", "next"), rows)

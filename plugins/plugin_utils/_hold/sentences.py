# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The holds of one host in a list, for people."""

from __future__ import annotations

from typing import Any

from .._lock.holds import described, end, lift
from .._lock.sentences import first_line


def lines(host: str, answer: dict[str, Any]) -> list[str]:
    """One for each hold, and one without any."""
    if answer.get("unreachable"):
        return [f"{host}: no answer: {first_line(answer['msg'])}; what it holds, stays"]
    if answer.get("failed"):
        return [f"{host}: cannot be told: {first_line(answer['msg'])}"]
    if answer["problem"]:
        return [f"{host}: held back by somebody unknown: {answer['problem']}"]
    return [f"{host}: {described(one)}, {end(one)}; lifts: {lift(one)}" for one in answer["holds"]] or [
        f"{host}: no hold"
    ]

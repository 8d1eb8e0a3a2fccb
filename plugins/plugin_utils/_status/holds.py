# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The holds: what keeps verbs that write from writing, and which holds have ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...module_utils._common.observation import CONFIRMED, FAILED
from .._lock.holds import described, lift
from .._topology.values import listed
from .area import Point
from .seen import Seen

HOLDS = "holds"
_MOVE = "Look at it on the host, and move it away."


def known(answers: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Every hold with its `hosts`, as one that is in force says it, by the clock of that host; of {host: answer}."""
    found: dict[str, dict[str, Any]] = {}
    for host, answer in answers.items():
        for one in (answer.get("hold") or {}).get("holds") or ():
            before = found.get(one["id"])
            hosts = [*(before["hosts"] if before else ()), host]
            chosen = one if before is None or (before["ended"] and not one["ended"]) else before
            found[one["id"]] = {**chosen, "hosts": hosts}
    return list(found.values())


def points(seen: Seen) -> Iterator[Point]:
    """A hold prevents no failover, which is only told of it."""
    asked = 0
    for host, answer in seen.answers.items():
        record = answer.get("hold")
        asked += record is not None
        reason = seen.problem(host, "hold") if record is None else record["problem"]
        if reason:
            text = f"It counts as a hold by somebody unknown: {reason}"
            yield Point(HOLDS, "hold", FAILED, text, _MOVE, seen.center_of(host), host, "rws")
    holds = known(seen.answers)
    for one in holds:
        if one["ended"]:
            text = f"{described(one)} has ended at {one['until']}, on {listed(one['hosts'], 3)}."
            yield Point(HOLDS, f"ended hold {one['id']}", FAILED, text, lift(one), facts=_plain(one))
        else:
            yield Point(HOLDS, f"hold {one['id']}", CONFIRMED, sentence(one), facts=_plain(one))
    if asked and not holds:
        yield Point(HOLDS, "hold", CONFIRMED, f"No hold keeps verbs from writing, on {asked} RWS hosts.")


def sentence(one: Mapping[str, Any]) -> str:
    """What a hold in force means, and how it ends."""
    return f"Verbs that write are held back: {in_force(one)}. Lift it with: {lift(one)}"


def in_force(one: Mapping[str, Any]) -> str:
    """Why, until when and where, for one line."""
    return f"{described(one)}, until {one['until']}, on {listed(one['hosts'], 3)}"


def _plain(one: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one[name] for name in ("id", "reason", "user", "controller", "until", "ended", "hosts")}

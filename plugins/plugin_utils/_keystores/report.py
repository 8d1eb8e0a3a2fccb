# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of the keystore of every host."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Report:
    """`hosts`: what happened on each. RCS of `restarted` has read its keystore, that of `restart_by_hand` has not."""

    source: str | None
    hosts: dict[str, Any]
    written: list[str]
    restarted: list[str]
    restart_by_hand: list[str]
    stale: list[str]

    @property
    def lines(self) -> list[str]:
        return [self._line(host, done) for host, done in self.hosts.items()]

    def _line(self, host: str, done: Mapping[str, Any]) -> str:
        added = "', '".join(entry["alias"] for entry in done.get("added") or ())
        parts = [f"{host}: {done['state']}"]
        if added:
            parts.append(f" (new: '{added}')")
        if host in self.restarted:
            parts.append(", RCS restarted")
        if host in self.restart_by_hand:
            parts.append(", restart RCS by hand: it has not read its keystore")
        if done.get("msg"):
            parts.append(f": {done['msg']}")
        return "".join(parts)


def report(sync: Mapping[str, Any], plan: Mapping[str, Any]) -> Report:
    """`sync`: what rcs_keystore_sync returned, also when it was refused; `plan`: what the filter keystore_plan did."""
    unmanaged = set(plan["unmanaged"])
    owed = list(sync.get("restart", ()))
    return Report(
        source=plan["source"],
        hosts=dict(sync["hosts"]),
        written=list(sync.get("written", ())),
        restarted=[host for host in owed if host not in unmanaged],
        restart_by_hand=[host for host in owed if host in unmanaged],
        stale=list(sync["stale"]),
    )

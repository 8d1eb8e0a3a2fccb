# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reports of rehearsals on the RWS hosts: the last ones are read, the new one is put beside them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._ledger.operations import DIRECTORY as ON_HOSTS
from ansible_collections.gir.multidc.plugins.module_utils._ledger.operations import REHEARSAL as ENDING
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_journal import written
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_system import System
from ansible_collections.gir.multidc.plugins.plugin_utils._hosts import Request

MOST = 20
_NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}" + re.escape(ENDING))
_SECONDS = 20.0
_LONGEST = 4_000_000


class Kept:
    """`hosts`: those that are asked, to their roots. `directory` of the controller, empty for none."""

    def __init__(self, system: System, hosts: Mapping[str, str], directory: str) -> None:
        self._system, self._hosts, self._directory = system, dict(hosts), directory
        # Host to the names that it has, the oldest first; those that could not be asked are left out.
        self.names: dict[str, list[str]] = {}
        self.problems: list[str] = []

    def requests(self) -> dict[str, Request]:
        """What asks for the names, by a key that `take` knows."""
        return {
            f"kept/{host}": Request(host, "ansible.builtin.find", {"paths": [f"{root}{ON_HOSTS}"], "patterns":
                                    [f"*{ENDING}"], "file_type": "file"}, True, None, _SECONDS)
            for host, root in self._hosts.items()
        }  # fmt: skip

    def take(self, answers: Mapping[str, Mapping[str, Any]]) -> None:
        """The answers to `requests`, among others."""
        for host in self._hosts:
            answer = answers.get(f"kept/{host}") or {}
            if not answer.get("failed") and "files" in answer:
                names = {os.path.basename(str(one.get("path"))) for one in answer["files"]}
                self.names[host] = sorted(name for name in names if _NAME.fullmatch(name))

    # -- the last one --------------------------------------------------------------------------------------------

    def last(self, origin: str, target: str) -> tuple[dict[str, Any] | None, str]:
        """The newest report of this direction, and where it is; None where there is none."""
        found = [*self._on_hosts(target), *self._here()]
        own = [(one, place) for one, place in found if (one["from"], one["to"]) == (origin, target)]
        return max(own, key=lambda each: str(each[0]["id"]), default=(None, ""))

    def _on_hosts(self, target: str) -> Iterator[tuple[dict[str, Any], str]]:
        """Each file of one of the hosts that have it; those of the other direction stay there."""
        places = {name: host for host, names in self.names.items() for name in names}
        wanted: dict[str, list[str]] = {}
        for name in sorted(places, reverse=True)[:MOST]:
            wanted.setdefault(places[name], []).append(name)
        line = rf'\s*"to": {re.escape(json.dumps(target))},?$'
        requests = {
            host: Request(host, "gir.multidc.file_texts_info", {"root": self._hosts[host], "files": [
                          {"path": f"{ON_HOSTS}/{name}", "contains": line} for name in names]}, True, None, _SECONDS)
            for host, names in wanted.items()
        }  # fmt: skip
        for host, answer in (self._system.ask(requests) if requests else {}).items():
            for one in answer.get("files") or ():
                report = _parsed(str(one.get("content")))
                if report is None:
                    self.problems.append(f"{one.get('path')} of {host} is no report of a rehearsal.")
                else:
                    yield report, host

    def _here(self) -> Iterator[tuple[dict[str, Any], str]]:
        """The report that an earlier run wrote on the controller."""
        if not self._directory:
            return
        path = os.path.join(os.path.abspath(os.path.expanduser(self._directory)), "failover_rehearsal.json")
        try:
            with open(path, encoding="utf-8") as file:
                report = _parsed(file.read(_LONGEST))
        except (OSError, ValueError):
            return
        # Check mode writes no probe, so it says nothing of what has changed.
        if report is not None and not report.get("check"):
            yield report, path

    # -- the new one ---------------------------------------------------------------------------------------------

    def keep(self, identifier: str, text: str) -> list[str]:
        """The hosts that have it now. Those that have too many lose the oldest ones with it."""
        requests = {
            host: written(host, self._hosts[host], f"{ON_HOSTS}/{identifier}{ENDING}", text, self._surplus(names))
            for host, names in self.names.items()
        }
        answers = self._system.ask(requests) if requests else {}
        bad = [host for host, one in answers.items() if one.get("failed") or one.get("unreachable")]
        for host in (*bad, *(host for host in self._hosts if host not in self.names)):
            self.problems.append(f"{host} does not keep the report.")
        return [host for host in answers if host not in bad]

    @staticmethod
    def _surplus(names: Sequence[str]) -> list[str]:
        return [f"{ON_HOSTS}/{name}" for name in names[: max(0, len(names) - MOST + 1)]]


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    names = ("id", "from", "to", "outcome")
    return found if isinstance(found, dict) and all(isinstance(found.get(name), str) for name in names) else None

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans of remediations, and what was repaired, beside the ledgers of the RWS hosts: no controller has to keep them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._bundle.run import pack
from ansible_collections.gir.multidc.plugins.module_utils._ledger.repairs import DIRECTORY as ON_HOSTS
from ansible_collections.gir.multidc.plugins.module_utils._ledger.repairs import RECORD
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.repairs import REMEMBERED_DAYS
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.moments import seconds_of
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.inventory import Inventory
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._hosts import Hosts, Request
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation.plan import hash_of

_PLAN = ".plan.json"
_SECONDS = 30.0
_LONGEST = 4_000_000


class Kept:
    """`action` is the action that runs. A host that does not answer has nothing, and gets nothing."""

    def __init__(self, action: Any, task_vars: Mapping[str, Any], now: float) -> None:
        self._hosts = Hosts(action, None, dict(task_vars), private=False)
        self._inventory = Inventory(action._templar, action._loader, task_vars)
        self._gatherer = Gatherer(action._templar, task_vars)
        self._now = now
        # File to what it holds, of all hosts; those that are no JSON are left out.
        self._files: dict[str, dict[str, Any]] = {}

    def read(self) -> None:
        """Ask the RWS hosts."""
        files = [{"path": f"{ON_HOSTS}/*{ending}"} for ending in (_PLAN, RECORD)]
        requests = {
            host: Request(host, "gir.multidc.file_texts_info",
                          {"root": self._inventory.root(host), "files": files}, True, None, _SECONDS)
            for host in self._rws()
        }  # fmt: skip
        for answer in self._hosts.ask(requests, lambda key: None).values() if requests else ():
            for one in answer.get("files") or ():
                known = _parsed(str(one.get("content")))
                if known is not None:
                    self._files[os.path.basename(str(one.get("path")))] = known

    def _rws(self) -> list[str]:
        every = self._inventory.members("gir_rws")
        return [host for host in every if self._gatherer.sees(host) and not self._gatherer.is_windows(host)]

    def plan(self, plan_hash: str) -> dict[str, Any] | None:
        """The plan with this hash; None where nobody holds it as it was approved."""
        return checked(self._files.get(f"{plan_hash}{_PLAN}"), plan_hash)

    def keep_plan(self, document: Mapping[str, Any]) -> list[str]:
        """Keep a plan; the hosts that could not."""
        return self._keep(f"{document['hash']}{_PLAN}", document)

    def keep_record(self, document: Mapping[str, Any]) -> list[str]:
        """Keep what was repaired; the hosts that could not."""
        return self._keep(f"{document['operation']}{RECORD}", document)

    def _keep(self, name: str, document: Mapping[str, Any]) -> list[str]:
        text = json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        file = {"path": f"{ON_HOSTS}/{name}", "format": "text", "content": text, "owner": None, "group": None,
                "mode": "0640", "validate": None, "secret": False}  # fmt: skip
        directory = {"path": ON_HOSTS, "owner": None, "group": None, "mode": "0755"}
        requests = {}
        for host in self._rws():
            bundle = {"root": self._inventory.root(host), "backup": False, "backup_directory": None,
                      "backup_pending": False, "secret_keys": [], "absent": list(self._old()), "host": host,
                      "directories": [directory], "files": [file]}  # fmt: skip
            arguments = {"_payload": pack(bundle)}
            requests[host] = Request(host, "gir.multidc.config_bundle", arguments, False, None, _SECONDS)
        answers = self._hosts.ask(requests, lambda key: None) if requests else {}
        return [host for host, one in answers.items() if one.get("failed") or one.get("unreachable")]

    def _old(self) -> Iterator[str]:
        """What nobody asks for any more."""
        for name, one in self._files.items():
            at = seconds_of(one.get("made") or one.get("at"))
            if at is not None and self._now - at > REMEMBERED_DAYS * 86400:
                yield f"{ON_HOSTS}/{name}"


def checked(known: Mapping[str, Any] | None, plan_hash: str) -> dict[str, Any] | None:
    """A kept plan, where its hash is that of what it holds."""
    if known is None or not isinstance(known.get("plan"), dict) or seconds_of(known.get("made")) is None:
        return None
    return dict(known) if hash_of(known["plan"]) == plan_hash else None


def of_file(path: str, plan_hash: str) -> dict[str, Any] | None:
    """The plan in a file of the controller: one that a run wrote, or its report. None where it is not in it."""
    try:
        with open(os.path.expanduser(path), encoding="utf-8") as stream:
            text = stream.read(_LONGEST)
    except (OSError, ValueError):
        return None
    known = _parsed(text)
    return checked(known, plan_hash)


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None

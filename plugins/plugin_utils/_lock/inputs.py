# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task about the lock was given, and where each host keeps its lock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from . import caller
from .protocol import Refused, Task

FILE = "/var/lib/gir-ledger/lock.json"
HOLD = "/var/lib/gir-ledger/hold.json"
LEDGER = "/var/lib/gir-ledger/ledger.json"
GROUP = "gir_rws"
CONTROLLER = "localhost"
_OPERATION = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,99}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_LONGEST_LIMIT = 10**7
# These states write or compare what the operation says.
_NAMED = ("kept", "released", "broken", "marked")


def task_of(options: Mapping[str, Any], variables: Mapping[str, Any], check: bool) -> Task:
    """`options`: those of the module; `variables`: of the task. Raises Refused with all that is wrong."""
    problems: list[str] = []
    roots = roots_of(options["hosts"], variables, problems)
    state, operation, verb = options.get("state", ""), options.get("operation"), options.get("verb")
    if state in _NAMED and not operation:
        problems.append(f"operation is not given, and the lock is {state} for exactly one; give its id.")
    if operation and not _OPERATION.fullmatch(operation):
        problems.append(f"operation is '{operation[:120]}', which is no id of an operation; give what the lock shows.")
    if state in ("claimed", "marked") and not caller.plain(verb or ""):
        problems.append("verb is not given; say what the lock is for, such as site.")
    limit = options.get("limit_minutes", 1)
    if not 0 < limit <= _LONGEST_LIMIT:
        problems.append(f"limit_minutes is {limit}; give a number of minutes from 1 to {_LONGEST_LIMIT}.")
    ledgers = _digests(options.get("ledger_digests") or {}, roots, problems)
    if problems:
        raise Refused(" ".join(problems))
    return Task(
        paths={host: beside(root, FILE) for host, root in roots.items()},
        operation=operation or caller.new_operation(),
        verb=caller.plain(verb or ""),
        user=caller.user(variables),
        controller=caller.controller(),
        limit_minutes=limit,
        silent=frozenset(options["silent"]),
        ledgers=ledgers,
        # A staged root holds the ledger at its place.
        ledger_paths={host: f"{root}{LEDGER}" for host, root in roots.items()},
        hold_paths={host: beside(root, HOLD) for host, root in roots.items()},
        fresh=not operation,
        running=options.get("running", False),
        reason=caller.plain(options.get("reason") or ""),
        preempts=tuple(options.get("preempts") or ()),
        check=check,
        asked_at=options.get("asked_at", 0),
        every=options.get("every", 0),
    )


def roots_of(hosts: Iterable[str] | None, variables: Mapping[str, Any], problems: list[str]) -> dict[str, str]:
    """Host to its staged root, empty without one. Without `hosts` those of the RWS."""
    hostvars: Any = variables.get("hostvars") or {}
    if hosts is None:
        hosts = [host for host in (variables.get("groups") or {}).get(GROUP, ()) if host != CONTROLLER]
    roots = {}
    for host in hosts:
        if host not in hostvars:
            problems.append(f"hosts has '{host}', which is not in the inventory; correct the name.")
            continue
        root = hostvars[host].get("gir_root") or ""
        if not isinstance(root, str) or (root.strip() and not root.startswith("/")):
            problems.append(f"{host}: gir_root is '{root}', not an absolute path; give one, or leave it empty.")
            continue
        roots[host] = root.strip().rstrip("/")
    return roots


def beside(root: str, path: str) -> str:
    """Where a file of a host is: beside a staged root, since in it, it would make directories that the roles report."""
    return f"{root}.gir-{path.rpartition('/')[2]}" if root else path


def _digests(given: Mapping[str, Any], hosts: Mapping[str, str], problems: list[str]) -> dict[str, str | None]:
    wrong = [host for host, one in given.items() if one is not None and not _DIGEST.fullmatch(str(one))]
    if wrong:
        problems.append(f"ledger_digests of {', '.join(wrong)} is no SHA-256 digest; give what was read, or null.")
    return {host: one for host, one in given.items() if host in hosts}

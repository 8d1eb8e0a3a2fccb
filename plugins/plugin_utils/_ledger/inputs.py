# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task about the ledger was given: its options, the hosts with their roots, and who runs it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from .._lock import caller
from .changes import Refused
from .entry import DONE, Entry
from .keeping import ABANDONED, CHOSEN, INTENT, PRESENT, READ, RECORDED, Task, text_of

GROUP = "gir_rws"
CONTROLLER = "localhost"
_NEED_OPERATION = (INTENT, DONE, ABANDONED, CHOSEN, RECORDED)


def task_of(options: Mapping[str, Any], variables: Mapping[str, Any], check: bool, many: bool) -> Task:
    """`options`: those of the module; `variables`: of the task; `many`: whether it runs for several hosts.

    Raises Refused with all that is wrong.
    """
    problems: list[str] = []
    state, operation = options["state"], options["operation"] or ""
    if many and state != READ:
        problems.append("ledger: the task deals with all RWS hosts by itself; run it once, with run_once.")
    if state in _NEED_OPERATION and not operation:
        problems.append(f"operation is not given, and the state {state} is about exactly one; give its id.")
    roots = _roots(variables, options["root"], problems)
    values = {name: text_of(options[name]) for name in ("active_datacenter", "eservices_site")}
    if state == PRESENT:
        values = _of_model(variables, values, problems)
    if problems:
        raise Refused(problems)
    entry = Entry(
        operation=operation if state == INTENT else _new(state, operation),
        epoch=1,
        active_datacenter=values["active_datacenter"],
        eservices_site=values["eservices_site"],
        verb=text_of(options["verb"]),
        user=caller.user(variables),
        controller=caller.controller(),
        reason=text_of(options["reason"]),
        change_id=text_of(options["change_id"]),
        controller_time=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    )
    silent = {str(host): text_of(reason) for host, reason in (options["silent"] or {}).items()}
    return Task(state=state, roots=roots, entry=entry, operation=operation, silent=silent, check=check)


def _new(state: str, operation: str) -> str:
    """A first entry may be of an operation that is under way."""
    return operation if state == PRESENT and operation else caller.new_operation()


def _of_model(variables: Mapping[str, Any], given: dict[str, str], problems: list[str]) -> dict[str, str]:
    """The two inputs as the topology has found them."""
    model = variables.get("gir_topology")
    known = model if isinstance(model, Mapping) else {}
    values = {
        "active_datacenter": given["active_datacenter"] or text_of(known.get("active")),
        "eservices_site": given["eservices_site"] or text_of(known.get("eservices_site")),
    }
    problems += [
        f"{name} is not given, and gir_topology is not published; run gir.multidc.topology before this task."
        for name, value in values.items()
        if not value
    ]
    return values


def _roots(variables: Mapping[str, Any], given: str | None, problems: list[str]) -> dict[str, str]:
    """Each RWS host to the directory that it takes for /."""
    hostvars = variables.get("hostvars") or {}
    roots = {}
    for host in (variables.get("groups") or {}).get(GROUP, ()):
        if host == CONTROLLER or host not in hostvars:
            continue
        root = given if given is not None else hostvars[host].get("gir_root")
        text = root.strip() if isinstance(root, str) else root
        if text and not (isinstance(text, str) and text.startswith("/")):
            problems.append(f"{host}: gir_root is '{text}', not an absolute path; give one, or leave it empty.")
            continue
        roots[host] = (text or "").rstrip("/")
    return roots

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What verify published as a document that every writer takes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .._drift.schema import of_type
from .._topology.values import listed
from .document import Case, Document, Item, Level, Site, SiteHost
from .outcomes import DRIFT, EQUAL, NOT_CHECKED
from .outcomes import NOT_OBSERVABLE as UNSEEN

Known = Mapping[str, Any]

LEVELS = (
    Level(FAILED, "failed", "!"),
    Level(NOT_OBSERVABLE, "not observable", "?"),
    Level(CONFIRMED, "confirmed", "+", bad=False),
)
_OUTCOMES = {FAILED: DRIFT, NOT_OBSERVABLE: UNSEEN, CONFIRMED: EQUAL}
_ORDER = {level.name: number for number, level in enumerate(LEVELS)}


_PARTS: dict[str, type] = {
    "ok": bool, "confirmed": int, "failed": int, "not_observable": int, "not_tried": list, "transactions": list,
}  # fmt: skip
_OF_TRANSACTION = ("data_center", "host", "name", "url", "answer")


def flaw(result: Known) -> str:
    """Why this is not what verify published, as the end of a sentence; empty where it is."""
    for name, kind in _PARTS.items():
        if name not in result:
            return f"without {name}"
        if not of_type(result[name], kind):
            return f"in which {name} is damaged"
    if not all(isinstance(host, str) for host in result["not_tried"]):
        return "in which not_tried is damaged"
    for number, one in enumerate(result["transactions"]):
        is_whole = isinstance(one, Mapping) and all(isinstance(one.get(name), str) for name in _OF_TRANSACTION)
        if not is_whole or one["answer"] not in _OUTCOMES:
            return f"in which transactions[{number}] is damaged"
    return ""


def from_verification(result: Known, message: str, model: Known | None = None, made: str = "") -> Document:
    """`result`: the variable gir_verify. `message`: how it ended, in one sentence. `model`: gir_topology."""
    items = [_item(transaction) for transaction in result["transactions"]]
    not_tried = list(result["not_tried"])
    facts = [
        ("Transactions", ", ".join(f"{result[name.replace(' ', '_')]} {name}" for name in _ORDER)),
        ("Hosts not tried", listed(not_tried)),
        ("Active data center", str((model or {}).get("active") or "")),
        ("Made", made),
    ]
    return Document(
        kind="verify",
        title="Verification report",
        verdict=CONFIRMED if result["ok"] else FAILED if result["failed"] else NOT_OBSERVABLE,
        good=bool(result["ok"]),
        headline=message,
        levels=LEVELS,
        raw={**result, "message": message, "made": made},
        facts=[(label, text) for label, text in facts if text],
        items=sorted(items, key=lambda item: _ORDER[item.level]),
        sites=_sites(items, model or {}, not_tried),
        cases=[_case(item) for item in items],
        made=made,
    )


def _item(transaction: Known) -> Item:
    """One transaction. Its id stays the same from run to run."""
    parts = [str(transaction[name]) for name in ("data_center", "host", "name", "url")]
    answer = str(transaction["answer"])
    return Item(
        id=hashlib.sha256(json.dumps(parts).encode("utf-8")).hexdigest()[:16],
        level=answer,
        outcome=_OUTCOMES[answer],
        data_center=parts[0],
        host=parts[1],
        object=parts[2],
        key=parts[3],
        reason=str(transaction.get("reason") or ""),
    )


def _case(item: Item) -> Case:
    level = item.level if item.outcome != EQUAL else ""
    return Case(item.host, item.data_center or "system", item.place, item.outcome, level, item.reason, item.reason)


def _sites(items: Iterable[Item], model: Known, not_tried: Iterable[str]) -> list[Site]:
    """The hosts that had something to prove, by data center; those that were not tried are shown as such."""
    hosts = model.get("hosts") or {}
    found: dict[str, dict[str, list[Item]]] = {name: {} for name in model.get("data_centers") or {}}
    for item in items:
        found.setdefault(item.data_center, {}).setdefault(item.host, []).append(item)
    for host in not_tried:
        found.setdefault(str((hosts.get(host) or {}).get("data_center") or ""), {})[host] = []
    active = model.get("active")
    return [
        Site(name, "active" if name and name == active else "", _components(of, hosts)) for name, of in found.items()
    ]


def _components(of: Mapping[str, list[Item]], hosts: Known) -> dict[str, list[SiteHost]]:
    """By the first component of each host, under which people look for it."""
    found: dict[str, list[SiteHost]] = {}
    for host, items in of.items():
        components = [str(name) for name in (hosts.get(host) or {}).get("components") or ()]
        name = components[0].removeprefix("gir_") if components else "this run"
        found.setdefault(name, []).append(_host(host, items))
    return found


def _host(name: str, items: list[Item]) -> SiteHost:
    bad = [item for item in items if item.level != CONFIRMED]
    if not items:
        return SiteHost(name, NOT_CHECKED)
    worst = min(items, key=lambda item: _ORDER[item.level])
    return SiteHost(name, worst.outcome, worst.level if bad else "", len(bad))

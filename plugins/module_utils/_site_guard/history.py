# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ledgers say together, as a host without a controller needs it: private to this collection.

The same rules as on the controller (plugin_utils/_ledger/chain.py), which may use a newer Python. Where that one asks a
person, this one names every data center that may be the active one.
"""

import re
from typing import Any, Dict, FrozenSet, Iterable, List, NamedTuple, Optional, Set, Tuple

FORMAT = 1
DONE, INTENT = "done", "intent"
LARGEST_EPOCH = 10**18
_ENVIRONMENT = re.compile(r"[0-9a-f]{32}\Z")
_OPERATION = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,99}\Z")
_LONGEST_NAME = 200
# Behind an operation in `rejects` that was an intent: should it turn up as done, its rejection no longer holds.
_AS_INTENT = ":intent"
_MEMBERS = ("operation", "epoch", "parent", "parent_epoch", "state", "active_datacenter", "rejects")

Entry = Dict[str, Any]
Ledger = Dict[str, Any]
Entries = Dict[str, Entry]


class Knowledge(NamedTuple):
    """`actives`: the data centers that the newest done entries name, one where the ledgers tell one history.

    `intents`: those that unfinished intents name. `claims`: data center to the operation that made it the active one,
    or is about to; none where it was the first one.
    """

    actives: FrozenSet[str]
    intents: FrozenSet[str]
    claims: Dict[str, str]


def reduced(value: Any) -> Ledger:
    """The ledger in a document, with the members that decide. Raises ValueError with why it is none."""
    if not isinstance(value, dict) or value.get("format") != FORMAT or isinstance(value.get("format"), bool):
        raise ValueError("its format is not %d" % FORMAT)
    environment, listed = value.get("environment"), value.get("entries")
    if not isinstance(environment, str) or not _ENVIRONMENT.match(environment):
        raise ValueError("it has no environment")
    if not isinstance(listed, list) or not listed:
        raise ValueError("it has no entries")
    found: Entries = {}
    for number, item in enumerate(listed, 1):
        problem = _problem(item, found)
        if problem:
            raise ValueError("entry %d %s" % (number, problem))
        found[item["operation"]] = dict({name: item.get(name) for name in _MEMBERS}, state=item.get("state", DONE),
                                        rejects=item.get("rejects") or [])  # fmt: skip
    return {"format": FORMAT, "environment": environment, "entries": list(found.values())}


def _problem(item: Any, before: Entries) -> str:
    """What is wrong with an entry, after those before it; empty when nothing is."""
    if not isinstance(item, dict):
        return "is no dictionary"
    operation, active = item.get("operation"), item.get("active_datacenter")
    if not isinstance(operation, str) or not _OPERATION.match(operation) or operation in before:
        return "has no operation of its own"
    if not isinstance(active, str) or not active.strip() or len(active) > _LONGEST_NAME:
        return "names no data center"
    if item.get("state", DONE) not in (DONE, INTENT):
        return "is neither done nor an intent"
    rejects = item.get("rejects") or []
    if not isinstance(rejects, list) or not all(isinstance(one, str) for one in rejects):
        return "rejects what is no operation"
    parent = item.get("parent")
    if not _is_epoch(item.get("epoch")) or (parent is not None and not isinstance(parent, str)):
        return "has no epoch, or a parent that is no operation"
    if parent is None:
        return "" if item.get("parent_epoch") is None else "has an epoch of a parent that it does not name"
    is_chained = parent in before and before[parent]["epoch"] == item.get("parent_epoch") < item["epoch"]
    return "" if is_chained else "does not follow its parent: the chain is broken"


def _is_epoch(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST_EPOCH


def merged(ledgers: Iterable[Ledger]) -> List[Entry]:
    """All entries of ledgers of one environment, oldest first. An intent that one of them knows as done is done.

    Of one operation there are two where the ledgers say different things of it.
    """
    found: Dict[Tuple[Any, ...], Entry] = {}
    for ledger in ledgers:
        for entry in ledger["entries"]:
            content = (entry["operation"], entry["parent"], entry["epoch"], entry["active_datacenter"],
                       frozenset(entry["rejects"]))  # fmt: skip
            if content not in found or entry["state"] == DONE:
                found[content] = entry
    # Always the same order, whatever that of the hosts.
    return sorted(found.values(), key=lambda entry: (entry["epoch"], entry["operation"], entry["state"], repr(entry)))


def known(entries: List[Entry]) -> Knowledge:
    """What entries say as a whole; nothing where there are none."""
    by_name: Dict[str, List[Entry]] = {}
    for entry in entries:
        by_name.setdefault(entry["operation"], []).append(entry)
    void = _void(entries, by_name)
    live = [entry for entry in entries if entry["operation"] not in void]
    done = [entry for entry in live if entry["state"] == DONE]
    inner: Set[str] = set()
    for entry in done:
        inner.update(_before(by_name, entry))
    tips = [entry for entry in done if entry["operation"] not in inner]
    opened = [entry for entry in live if entry["state"] == INTENT and entry["operation"] not in inner]
    claims = {tip["active_datacenter"]: _claim(by_name, tip) for tip in tips}
    # One that leaves the data center active as it is claims nothing new.
    claims.update({entry["active_datacenter"]: _claim(by_name, entry) for entry in opened})
    return Knowledge(
        frozenset(tip["active_datacenter"] for tip in tips),
        frozenset(entry["active_datacenter"] for entry in opened),
        {name: operation for name, operation in claims.items() if operation},
    )


def _before(by_name: Dict[str, List[Entry]], entry: Entry) -> List[str]:
    """The operations before an entry, newest first. Epochs only fall on the way, so it ends."""
    found: Dict[str, None] = {}
    waiting = [entry]
    while waiting:
        one = waiting.pop()
        for parent in by_name.get(one["parent"] or "", ()):
            if parent["epoch"] < one["epoch"] and parent["operation"] not in found:
                found[parent["operation"]] = None
                waiting.append(parent)
    return list(found)


def _void(entries: List[Entry], by_name: Dict[str, List[Entry]]) -> Set[str]:
    """What a person declared void; what is void itself rejects nothing."""
    void: Set[str] = set()
    for repair in reversed(entries):
        if repair["state"] == DONE and repair["rejects"] and repair["operation"] not in void:
            void.update(_rejected(by_name, repair).difference(_before(by_name, repair)))
    return void


def _rejected(by_name: Dict[str, List[Entry]], repair: Entry) -> Set[str]:
    found = set()
    for text in repair["rejects"]:
        name = text[:-len(_AS_INTENT)] if text.endswith(_AS_INTENT) else text
        # A repair has seen what it rejects, so its epoch is higher.
        versions = by_name.get(name, [])
        is_done = any(one["state"] == DONE for one in versions)
        if all(one["epoch"] < repair["epoch"] for one in versions) and not (text.endswith(_AS_INTENT) and is_done):
            found.add(name)
    return found


def _claim(by_name: Dict[str, List[Entry]], tip: Entry) -> Optional[str]:
    """The operation at which the data center of an entry became the active one; None where it was from the first."""
    while True:
        parents = [one for one in by_name.get(tip["parent"] or "", ()) if one["epoch"] < tip["epoch"]]
        if not parents:
            return None
        if parents[0]["active_datacenter"] != tip["active_datacenter"]:
            return str(tip["operation"])
        tip = parents[0]

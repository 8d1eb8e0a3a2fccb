# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keystores of all Recording Crypto Servers against each other, as differences. Needs no Ansible.

What one of them can open, each of them must open: a recording is played where its request arrives. All that stands
here is public: aliases, fingerprints and digests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...module_utils._common.difference import difference, not_checked
from ...module_utils._keystore.sentences import unreachable
from ...module_utils._keystore.store import alias_of, same
from .observed import Difference

# What host_drift_info returned as keystore.
View = Mapping[str, Any]

_GIVE_IT = "Give rcs_keystore_password, so that"


def differences(
    views: Mapping[str, View], source: str | None, in_use: bool = True
) -> dict[str, list[Difference]]:
    """Host to what is wrong with its keystore. `views`: those of the hosts that answered.

    `source`: the host whose keystore counts, see _keystores/plan.py; where two entries of one name differ, the others
    are told. Where it did not answer, the first host is taken for it. `in_use`: whether a certificate is in use. Where
    none is, and no host has a keystore, RCS has not made one yet, as far as anybody can see.
    """
    if not in_use and all(not view["exists"] and not view.get("unreadable") for view in views.values()):
        return {host: [_none_yet(view)] for host, view in views.items()}
    found: dict[str, list[Difference]] = {host: list(_alone(view)) for host, view in views.items()}
    order = sorted(views, key=lambda host: host != source)
    read = {host: views[host] for host in order if views[host].get("sha256") and not _is_damaged(views[host])}
    if len({view["sha256"] for view in read.values()}) < 2:
        return found
    shown = {host: view for host, view in read.items() if view.get("entries") is not None}
    for host in read:
        if host not in shown:
            reason = f"The keystores differ, and what this one holds cannot be seen. {_GIVE_IT} they are compared."
            found[host].append(not_checked("keystore.entry", *_place(views[host]), reason))
    for host, view in shown.items():
        found[host] += _lacks(view, {other: held for other, held in shown.items() if other != host}, list(shown), host)
    return found


def _place(view: View) -> tuple[str, str]:
    return str(view["component"]), str(view["path"])


def _is_damaged(view: View) -> bool:
    return bool(view.get("problem") or view.get("unreadable") or view.get("size") == 0)


def _alone(view: View) -> Iterator[Difference]:
    """What can be said of one keystore without the others."""
    component, path = _place(view)
    if view.get("unreadable"):
        yield not_checked("keystore.read", component, path, str(view["unreadable"]))
    elif view.get("problem"):
        yield _no_keystore(view, str(view["problem"]))
    elif not view["exists"]:
        yield difference("keystore.missing", component, path, expected="a keystore", actual=None)
    elif view.get("size") == 0:
        yield _no_keystore(view, "It is empty.")
    else:
        yield from _integrity(view)
        for alias in view.get("unreachable_aliases") or ():
            reason = unreachable([alias], str(view["type"]))
            yield difference("keystore.entry", component, path, alias, alias.lower(), alias, reason=reason)


def _none_yet(view: View) -> Difference:
    reason = (
        "No Recording Crypto Server has a keystore, and the inventory puts no certificate to use. If recordings are"
        " encrypted, the keystores are lost: restore one and run gir.multidc.keystore_sync."
    )
    return {**not_checked("keystore.missing", *_place(view), reason), "observable": False}


def _no_keystore(view: View, reason: str) -> Difference:
    return difference("keystore.read", *_place(view), expected="a keystore", actual="something else", reason=reason)


def _integrity(view: View) -> Iterator[Difference]:
    component, path = _place(view)
    if view.get("opened") is False:
        reason = "The keystore is whole, and does not open with rcs_keystore_password."
        yield difference("keystore.password", component, path, secret=True, reason=reason)
    elif view.get("opened") is None:
        why = str(view.get("unchecked") or f"{_GIVE_IT} its integrity is checked.")
        yield not_checked("keystore.password", component, path, why)


def _lacks(view: View, others: Mapping[str, View], order: list[str], host: str) -> Iterator[Difference]:
    """Entries that another keystore holds; of two that differ, only that of the later host is told."""
    component, path = _place(view)
    told: set[str] = set()
    for other, held in others.items():
        for entry in held["entries"]:
            alias = str(entry["alias"])
            if alias in told or any(same(entry, own) for own in view["entries"]):
                continue
            rivals = [own for own in view["entries"] if alias_of(view["type"], own) == alias_of(held["type"], entry)]
            if rivals and order.index(host) < order.index(other):
                continue
            told.add(alias)
            check = "keystore.entry" if rivals else "keystore.missing"
            actual = ", ".join(_shown(own) for own in rivals) or None
            reason = f"{other} holds it."
            yield difference(check, component, path, alias, _shown(entry), actual, reason=reason)


def _shown(entry: Mapping[str, Any]) -> str:
    return f"{entry['kind']} {entry['fingerprint']}"

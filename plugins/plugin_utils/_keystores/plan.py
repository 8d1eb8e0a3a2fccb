# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which keystore is the right one, which hosts get it, and in which order RCS reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ansible_collections.gir.multidc.plugins.plugin_utils._components.reading import truth
from ansible_collections.gir.multidc.plugins.plugin_utils._rolling import centers, hosts_in
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model

GROUP = "gir_rcs"
VARIABLES = ("gir_root", "gir_manage_services", "rcs_keystore_path", "rcs_keystore_password", "rcs_service")


@dataclass(frozen=True)
class Rcs:
    """What is known of the Recording Crypto Server of one host. `managed`: its service may be touched."""

    path: str = ""
    password: str = field(default="", repr=False)
    managed: bool = False


@dataclass(frozen=True)
class Plan:
    """`source` has the right keystore, `targets` get it, RCS reads it in `order`; of the `unmanaged` by hand.

    `paths`: host to its keystore. With `problems` nothing should be begun. Holds no password.
    """

    source: str | None
    targets: list[str]
    paths: dict[str, str]
    order: list[str]
    unmanaged: list[str]
    problems: list[str]


def rcs_of(variables: Mapping[str, object]) -> Rcs:
    """`variables`: those of VARIABLES that the host has."""
    root = _text(variables, "gir_root")
    path = _text(variables, "rcs_keystore_path")
    manage = variables.get("gir_manage_services")
    return Rcs(
        path=root + path if path else "",
        password=_text(variables, "rcs_keystore_password"),
        managed=bool(_text(variables, "rcs_service")) and not root and (manage is None or truth(manage) is True),
    )


def _text(variables: Mapping[str, object], name: str) -> str:
    value = variables.get(name)
    return "" if value is None else str(value)


def plan(model: Model, hosts: Mapping[str, Rcs], source_host: str | None = None) -> Plan:
    """The source is the first RCS of the active data center, unless it is named.

    The standby data center comes first, then those that only record, last the active one, and there last the source.
    """
    known = [host for center in centers(model) for host in hosts_in(model, center, GROUP)]
    source = source_host or next(iter(hosts_in(model, model["active"], GROUP)), None)
    found = {host: hosts.get(host, Rcs()) for host in known}
    return Plan(
        source=source,
        targets=known,
        paths={host: rcs.path for host, rcs in found.items() if rcs.path},
        order=[
            host
            for center in centers(model)
            for host in sorted(hosts_in(model, center, GROUP), key=lambda name: name == source)
        ],
        unmanaged=[host for host, rcs in found.items() if not rcs.managed],
        problems=list(_problems(model["active"], source, found)),
    )


def _problems(active: str, source: str | None, found: Mapping[str, Rcs]) -> Iterator[str]:
    if not found:
        yield "the inventory has no host in gir_rcs, so there is no keystore"
        return
    if source is None:
        yield (
            f"data center {active} is active and has no Recording Crypto Server: name the one with the right keystore"
            " in gir_keystore_source_host"
        )
    elif source not in found:
        yield f"gir_keystore_source_host is {source}, which is not in gir_rcs: give one of {', '.join(found)}"
    without = [host for host, rcs in found.items() if not rcs.path]
    if without:
        yield f"{', '.join(without)}: rcs_keystore_path is not given: give the keystore file of RCS"
    if source is None or source not in found:
        return
    others = [host for host, rcs in found.items() if rcs.password != found[source].password]
    if others:
        yield (
            f"{', '.join(others)}: rcs_keystore_password is not that of {source}: keystore and password have to be"
            " equal on every Recording Crypto Server"
        )

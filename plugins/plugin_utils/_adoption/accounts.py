# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts and identities that several components share."""

from __future__ import annotations

from typing import Any

from .components import Found
from .live import Live
from .report import Report
from .store import Store
from .trees import Tree, mapping
from .voices import disagree, majority

_SERVER = ("host", "port", "username", "password", "backup_host", "backup_port")
# Variables of the whole system, and the option keys under which components hold them.
_SHARED = {
    "gir_rws_ops_username": ("ops_username", "rws_username"),
    "gir_rws_ops_password": ("ops_password", "rws_password"),
    "gir_contact_center_id": ("contact_center_id",),
}


def adopt(live: Live, found: Found, store: Store, report: Report) -> None:
    _configuration_servers(live, found, store, report)
    for variable, words in _SHARED.items():
        _shared(found, store, report, variable, words)
    centers = live.rws.get("contact_centers") or []
    if len(centers) == 1:
        identifier = store.value(live.hosts()[0], "gir_contact_center_id")
        if identifier is None:
            store.all("gir_contact_center_id", centers[0])
        elif str(identifier) != centers[0]:
            report.contradict(f"gir_contact_center_id is {identifier} on the hosts, but RWS serves {centers[0]}.")
    _service_account(live, found, store, report)
    _admin(live, store, report)


def _configuration_servers(live: Live, found: Found, store: Store, report: Report) -> None:
    """The one of each data center; what differs on single hosts is kept there by comparing."""
    servers: dict[str, Tree] = {}
    differing: set[str] = set()
    for center in live.centers:
        server = {}
        for key in _SERVER:
            told = [
                (f"{host} ({name})", _number(key, file.words.get("configuration_server_" + key)))
                for (name, host), file in found.items()
                if live.center_of(host) == center
            ]
            value, others = majority(told, mapping(live.everyone.get("gir_configuration_server")).get(key))
            if others:
                remedy = "Hosts that differ keep their own; find out which one is right."
                disagree(report, f"{key} of Configuration Server in {center}", told, value, remedy, key == "password")
                differing.update(who.partition(" ")[0] for who in others)
            if value is not None:
                server[key] = value
        given = mapping(live.everyone.get("gir_configuration_server"))
        server = {**given, **server}
        if server:
            servers[center] = server
        else:
            report.fill_in("gir_configuration_server", f"no file in {center} names one")
    usual, _others = majority(list(servers.items()))
    # The controller asks the one of the first data center of the map where each has its own.
    usual = usual or next(iter(servers.values()), None)
    if usual is not None:
        # The controller has to know one, too.
        store.all("gir_configuration_server", usual)
    for center, server in servers.items():
        for host in live.hosts(center=center):
            own = {**server, **_server_of(host, found)} if host in differing else server
            if own != usual:
                store.put(host, "gir_configuration_server", own)


def _server_of(host: str, found: Found) -> Tree:
    """What all components of one host say of Configuration Server."""
    own: Tree = {}
    for key in _SERVER:
        told = [
            (name, _number(key, file.words.get("configuration_server_" + key)))
            for (name, where), file in found.items()
            if where == host
        ]
        value, _others = majority(told)
        if value is not None:
            own[key] = value
    return own


def _number(key: str, value: Any) -> Any:
    return int(value) if isinstance(value, str) and key.endswith("port") and value.isdigit() else value


def _shared(found: Found, store: Store, report: Report, variable: str, words: tuple[str, ...]) -> None:
    told = [(f"{host} ({name})", file.words.get(word)) for (name, host), file in found.items() for word in words]
    value, others = majority(told, store.value(next(iter(store.by_host), ""), variable))
    if value is not None:
        store.all(variable, value)
    if others:
        remedy = "It is kept where it differs; find out which one is right."
        disagree(report, variable, told, value, remedy, variable.endswith("password"))


def _service_account(live: Live, found: Found, store: Store, report: Report) -> None:
    """Who owns the files of the components."""
    for variable, key in (("gir_service_user", "owner"), ("gir_service_group", "group")):
        told = [(host, live.files[host][file.path].get(key)) for (_name, host), file in found.items()]
        value, others = majority(told, live.everyone.get(variable))
        if value is not None:
            store.all(variable, value)
        if others:
            disagree(report, variable, told, value, "Site would make one account own the files of all hosts.")


def _admin(live: Live, store: Store, report: Report) -> None:
    first = live.hosts()[0]
    for variable in ("gir_rws_admin_username", "gir_rws_admin_password"):
        if store.value(first, variable) is None:
            report.fill_in(
                variable,
                "the Contact Center Admin stands in no file; give it in the seed, it is needed to read settings",
            )


def receiver(live: Live, store: Store, report: Report) -> None:
    """Its password is lacking when neither the seed nor, by then, a profile has given it."""
    first = live.hosts()[0]
    password = store.value(first, "gir_interaction_receiver_password")
    if store.value(first, "gir_interaction_receiver_username") is not None and password is None:
        report.fill_in("gir_interaction_receiver_password", "RWS does not show it and no IVR Profile holds it")

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a custom desktop posts to its Screen Recording Service. Facts: desktop-and-configuration-server.md 2.2."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict, Union
from urllib.parse import urlsplit

from .._components.workspace_desktop_failover import SRS_PEER_SINCE
from .._topology.report import Report
from .._topology.urls import base_url, same
from .._topology.values import flaw, is_blank, kind, listed, numeric_version, plain, show

_PORTS = {"http": 80, "https": 443}
_DEVICE = ("dn", "switch")


class Entry(TypedDict):
    """One object of the array."""

    name: str
    value: Union[str, list[dict[str, str]]]


@dataclass(frozen=True)
class Seat:
    """Whose login it is. `data_center` is that of the agent.

    `rws_urls`: addresses of RWS for agents, by data center, where they are not those of the map. `srs_version`: older
    ones take no second address. `resubmit`: the login for when the data center of the agent is lost.
    """

    data_center: object
    place: object
    devices: object
    rws_urls: object = None
    srs_version: object = None
    resubmit: object = False


def srs_login(model: object, seat: Seat) -> tuple[list[Entry], list[str]]:
    """(the array, no problem), or (nothing, every problem as a sentence)."""
    problems: list[str] = []
    centers = _centers(model, problems)
    place, devices = _name("place", plain(seat.place), problems), _devices(plain(seat.devices), problems)
    takes_peer = _takes_peer(plain(seat.srs_version), problems)
    if not isinstance(seat.resubmit, bool):
        problems.append(f"resubmit is {show(plain(seat.resubmit))}, which is neither true nor false.")
    own, peer = _addresses(centers, seat, problems) if centers else ("", None)
    if problems:
        return [], problems
    server, second = (peer, None) if seat.resubmit else (own, peer if takes_peer else None)
    entries: list[Entry] = [{"name": "server", "value": server or ""}]
    if second is not None:
        entries.append({"name": "peer_server", "value": second})
    return [*entries, {"name": "place", "value": place}, {"name": "devices", "value": devices}], []


def _centers(model: object, problems: list[str]) -> Mapping[str, Mapping[str, object]]:
    found = model.get("data_centers") if isinstance(model, Mapping) else None
    if not isinstance(found, Mapping) or not found:
        problems.append("What the filter is given is no model of the data centers: give gir_topology.")
        return {}
    return found


def _addresses(
    centers: Mapping[str, Mapping[str, object]], seat: Seat, problems: list[str]
) -> tuple[str, str | None]:
    """(RWS of the agent's data center, that of the one which may stand in), both with their ports."""
    name, urls = plain(seat.data_center), plain(seat.rws_urls)
    if not isinstance(name, str) or name not in centers:
        problems.append(f"The data center {show(name)} is not in gir_datacenters. Use one of {', '.join(centers)}.")
        return "", None
    if urls is None:
        urls = {}
    if not isinstance(urls, dict):
        problems.append(f"rws_urls is {kind(urls)}, not a dictionary from data centers to addresses.")
        return "", None
    unknown = [center for center in urls if center not in centers]
    if unknown:
        problems.append(f"rws_urls names {listed(map(show, unknown))}, but gir_datacenters does not.")
    own, other = _address(name, centers, urls, problems), plain(centers[name].get("peer"))
    peer = _address(other, centers, urls, problems) if isinstance(other, str) else None
    if peer is not None and own and peer and same(own) == same(peer):
        problems.append(f"{name} and {other} have the same address of RWS, {show(own)}: nothing could fail over.")
    if seat.resubmit is True and peer is None:
        problems.append(
            f"No other data center may hold the screen recordings of agents of {name}, so there is nothing to"
            " submit again: leave resubmit out."
        )
    return own, peer


def _address(
    name: str, centers: Mapping[str, Mapping[str, object]], urls: Mapping[str, object], problems: list[str]
) -> str:
    """The address of RWS that agents of a data center use, with its port; empty when it is none."""
    given = urls.get(name)
    path = f"gir_datacenters.{name}.rws_url" if given is None else f"rws_urls.{name}"
    report = Report()
    found = base_url(report, path, plain(centers[name].get("rws_url") if given is None else given))
    problems += [violation["sentence"] for violation in report.violations]
    if found is None:
        if not report.violations:
            problems.append(f"{path} is not given.")
        return ""
    return with_port(found)


def with_port(url: str) -> str:
    """A good URL with the port of its scheme where it names none: SRS is given a URL with port."""
    parts = urlsplit(url)
    if parts.port is not None:
        return url
    place = parts.netloc.rstrip(":")
    return parts._replace(netloc=f"{place}:{_PORTS[parts.scheme.lower()]}").geturl()


def _takes_peer(version: object, problems: list[str]) -> bool:
    """Whether SRS fails over by itself; where nobody says which one it is, it is new enough."""
    if version is None or is_blank(version):
        return True
    found = numeric_version(version) if isinstance(version, str) else None
    if found is None:
        problems.append(
            f'srs_version is {show(version)}, which is no version. Give numbers with dots, for example "8.5.340.97".'
        )
        return False
    return found >= (numeric_version(SRS_PEER_SINCE) or ())


def _name(path: str, value: object, problems: list[str]) -> str:
    """Text on one line; of a number, which YAML makes of many names, its digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        problems.append(f"{path} is {kind(value)}, not a name.")
    elif is_blank(value):
        problems.append(f"{path} is empty.")
    elif flaw(value):
        problems.append(f"{path} {flaw(value)}: {show(value)}.")
    else:
        return value
    return ""


def _devices(value: object, problems: list[str]) -> list[dict[str, str]]:
    if not isinstance(value, list):
        problems.append(f"devices is {kind(value)}, not a list of devices, each with dn and switch.")
        return []
    return [_device(f"devices[{number}]", entry, problems) for number, entry in enumerate(value)]


def _device(path: str, value: object, problems: list[str]) -> dict[str, str]:
    if not isinstance(value, dict):
        problems.append(f"{path} is {kind(value)}, not a dictionary with dn and switch.")
        return {}
    unknown = [name for name in value if name not in _DEVICE]
    if unknown:
        problems.append(f"{path} has {listed(map(show, unknown))}; a device has dn and switch only.")
    return {name: _name(f"{path}.{name}", value.get(name), problems) for name in _DEVICE}

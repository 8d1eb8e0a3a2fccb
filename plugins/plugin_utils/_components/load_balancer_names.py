# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of RWS that follow the active data center, in a zone that takes dynamic updates. The controller keeps them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from .._topology.published import DataCenterModel, Model
from .._topology.rule import GUIDE, PRODUCT
from .._topology.urls import plain_host
from .._topology.values import listed, show, with_verb
from .addresses import is_name_or_address, is_shared_address
from .desired import Desired, DnsState, File, Json, Tree
from .load_balancer_options import Names
from .options import not_given
from .report import Report
from .rule import rule
from .target import Target

ASKS = ("gir_address",)
ASKS_GROUPS = ("gir_rws", "gir_load_balancer")
_IPV4 = re.compile(r"([0-9]+[.]){3}[0-9]+")


GIR879 = rule(
    879,
    "With load_balancer_dns_names, zone, name servers and TSIG key are given.",
    "Give the zone, its name servers, and the name and secret of the TSIG key.",
    PRODUCT,
)
GIR880 = rule(
    880,
    "load_balancer_dns_targets names only data centers of gir_datacenters.",
    "Use the name of a data center of gir_datacenters.",
)
GIR881 = rule(
    881,
    "Where names follow the active data center, it is known which IP addresses they point to in either one.",
    "Give gir_address of these hosts, or load_balancer_dns_targets.",
)
GIR882 = rule(
    882,
    "The names point to IP addresses, or to one other name.",
    "Give addresses, or one name.",
    PRODUCT,
)
GIR883 = rule(
    883,
    "The rws_url of another data center than the primary does not follow the active one.",
    "Take the name out of load_balancer_dns_names, or give the data center another rws_url.",
    GUIDE,
)
GIR884 = rule(
    884,
    "Agents of the primary only follow to a data center whose storage is in an allowed jurisdiction.",
    "Take the names out, or allow that jurisdiction in storage_jurisdictions.",
    GUIDE,
)


def check(model: Model, target: Target, o: Names, report: Report) -> None:
    """Everything that the names need, of the pair: a failover is no moment to find out that something is missing."""
    if not o.dns_names:
        return
    _check_given(o, report)
    centers = model["data_centers"]
    unknown = [name for name in o.dns_targets if name not in centers]
    if unknown:
        report.add(
            GIR880,
            "load_balancer_dns_targets",
            f"load_balancer_dns_targets has {listed(map(show, unknown))}, but gir_datacenters does not.",
            f"Use one of {', '.join(centers)}.",
        )
    for name in dict.fromkeys((model["primary"], model["backup"])):
        _check_targets(centers[name], target, o, report)
    _check_taken(model, o, report)
    _check_jurisdiction(model, o, report)


def _check_given(o: Names, report: Report) -> None:
    missing = not_given(o, "dns_zone", "dns_server", "dns_key_name", "dns_key_secret")
    if missing:
        sentence = f"load_balancer_dns_names has {listed(o.dns_names)}, but {with_verb(missing)} not given."
        report.add(GIR879, missing[0], sentence)


def _check_targets(center: DataCenterModel, target: Target, o: Names, report: Report) -> None:
    name, found = center["name"], _targets(center, target, o, report)
    others = [value for value in found if not is_shared_address(value)]
    if not o.dns_targets.get(name):
        if others:
            wrong = [(host, value) for host, value in zip(_hosts(center), found) if not is_shared_address(value)]
            shown = [
                f"gir_address of {host} is {f'{show(value)}, which is no IP address' if value else 'not given'}"
                for host, value in wrong
            ]
            report.add(
                GIR881,
                "gir_address",
                f"{listed(shown)}, so where the names point to in {name} is not known.",
                f"Give an IP address, or load_balancer_dns_targets.{name}.",
            )
        return
    for value in others:
        if not is_name_or_address(value):
            report.add(
                GIR882,
                "load_balancer_dns_targets",
                f"load_balancer_dns_targets.{name} has {show(value)}, which is no IP address and no name.",
                "Give an address without brackets and zone that every client reaches, or one name.",
            )
            return
    if others and len(found) > 1:
        report.add(
            GIR882,
            "load_balancer_dns_targets",
            f"load_balancer_dns_targets.{name} is {', '.join(found)}, but a name can only stand alone.",
        )


def _check_taken(model: Model, o: Names, report: Report) -> None:
    """The address of another data center than the primary has to reach that one, whichever is active."""
    for name in o.dns_names:
        for center in model["data_centers"].values():
            taken = urlsplit(center["rws_url"]).hostname == str(name).lower().removesuffix(".")
            if taken and center["name"] != model["primary"]:
                report.add(
                    GIR883,
                    "load_balancer_dns_names",
                    f"load_balancer_dns_names has {name}, the rws_url of {center['name']}, which has to reach RWS there"
                    " even while another data center is active.",
                )


def _check_jurisdiction(model: Model, o: Names, report: Report) -> None:
    """The agents of the primary use the names. They are sent to the active data center, and recordings rest there."""
    home = model["data_centers"][model["primary"]]
    active = model["data_centers"][model["active"]]
    if active["storage"]["jurisdiction"] not in home["storage_jurisdictions"]:
        report.add(
            GIR884,
            "load_balancer_dns_names",
            f"load_balancer_dns_names has {listed(o.dns_names)}, which cannot follow: the recordings of the agents of"
            f" {home['name']} may rest in {', '.join(home['storage_jurisdictions'])} only, but {active['name']}, which"
            f" is active, stores in {active['storage']['jurisdiction']}.",
        )


def desired(model: Model, target: Target, o: Names, report: Report) -> Desired:
    """Every name has the addresses of the active data center and nothing else; without names there is nothing to do."""
    result = Desired("load_balancer_names", target.host, secret_keys=o.gir_secret_keys)
    if not o.dns_names or not o.dns_zone:
        return result
    values: dict[str, list[Json]] = {"A": [], "AAAA": [], "CNAME": []}
    found: dict[str, str] = {}
    for value in _targets(model["data_centers"][model["active"]], target, o, report):
        found.setdefault(plain_host(value), value)
    for value in found.values():
        values["A" if _IPV4.fullmatch(value) else "AAAA" if ":" in value else "CNAME"].append(value)
    # All three types, so that nothing of the other data center is left at a name.
    records: list[Tree] = [
        {
            "name": name,
            "type": kind,
            "value": [*some],
            "ttl": o.dns_ttl,
            "state": "present" if some else "absent",
        }
        for name in o.dns_names
        for kind, some in values.items()
    ]
    result.dns = DnsState(o.dns_zone, records)
    text = "\n".join(_lines(records)) + "\n"
    result.documents.append(File(f"/dns/{o.dns_zone}.txt", content=text))
    return result


def _lines(records: list[Tree]) -> list[str]:
    """The records as a zone file has them."""
    found = []
    for record in records:
        values = record["value"]
        for value in values if isinstance(values, list) else []:
            text = f"{str(value).removesuffix('.')}." if record["type"] == "CNAME" else value
            found.append(f"{str(record['name']).removesuffix('.')}. {record['ttl']} IN {record['type']} {text}")
    return found


def _hosts(center: DataCenterModel) -> list[str]:
    return center["hosts"]["gir_load_balancer"] or center["hosts"]["gir_rws"]


def _targets(center: DataCenterModel, target: Target, o: Names, report: Report) -> list[str]:
    """Where the names point to while this data center is active; empty text for an address that nobody gave."""
    given = o.dns_targets.get(center["name"])
    if given:
        return [str(value) for value in (given if isinstance(given, list) else [given])]
    addresses = [target.asked(host, "gir_address", report) for host in _hosts(center)]
    return ["" if address is None else str(address) for address in addresses]

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Geo-location of DNs and resource groups, strict matching and overflow. Facts: components.md 2.3 and 2.5."""

from __future__ import annotations

from .._topology.published import Model
from .desired import ConfigurationObject, Desired, Tree
from .foreign import OPTIONS, SERVICE_AT_RISK, Foreign, in_force
from .further import OBJECT, Decided
from .geo_location_options import GeoLocation
from .geo_location_rules import check_geo_location, dns_of, option_names, owners, restricted
from .report import Report
from .settings import OptionNames, with_options
from .tables import named, texts
from .target import Target

FOREIGN_OF_SIP_SERVER = (
    Foreign(
        OPTIONS,
        SERVICE_AT_RISK,
        "Media Control Platforms of another location take calls of this one.",
        key="overflow_map",
    ),
)


def check(model: Model, target: Target, o: GeoLocation, report: Report) -> None:
    """What the tables name exists, and no recording is made where it may not rest."""
    check_geo_location(model, o, report)


def desired(model: Model, target: Target, o: GeoLocation, report: Report) -> Desired:
    """The objects, and the overflow that must not be set where a country keeps its recordings."""
    names = option_names(o, report)
    result = Desired("geo_location", target.host, secret_keys=list(o.gir_secret_keys))
    result.objects = [
        *_resource_groups(model, names, o),
        *_sip_servers(model, names, o, report),
        *_dns(model, names, o),
    ]
    result.unwanted = _unwanted(model, names, o)
    without = sorted(name for name in restricted(model) if not o.sip_servers.get(name))
    if without:
        result.notices.append(
            f"Recordings of {', '.join(without)} may not rest with all other data centers, so SIP Server has to match"
            " locations strictly there. Name its Application objects in geo_location_sip_servers, or see to it by hand."
        )
    return result


def _resource_groups(model: Model, names: OptionNames, o: GeoLocation) -> list[ConfigurationObject]:
    owner = owners(model)
    return [
        ConfigurationObject(
            "CfgFolder",
            group,
            annex=names.tree({"resource_group": location, "load_balance_scheme": o.resource_group_load_balance_scheme}),
            folder=o.resource_group_folder,
            data_center=owner.get(location, ""),
        )
        for location, group in named(o.resource_groups).items()
    ]


def _sip_servers(model: Model, names: OptionNames, o: GeoLocation, report: Report) -> list[ConfigurationObject]:
    """Where nothing is given and no jurisdiction requires strict matching, SIP Server is left alone."""
    objects = []
    decided = Decided(GeoLocation, names, OBJECT, ("strict_match", "overflow_map"))
    foreign = in_force(FOREIGN_OF_SIP_SERVER, names)
    for name, servers in o.sip_servers.items():
        strict = o.strict_match.get(name) or ("msml" if name in restricted(model) else None)
        settings: Tree = {"strict_match": strict, "overflow_map": _overflow_map(model, name, o)}
        variable = f"geo_location_sip_server_extra_options.{name}"
        decided.check(o.sip_server_extra_options.get(name), variable, report)
        options = with_options(names.tree(settings), o.sip_server_extra_options.get(name), variable, report)
        if options:
            objects += [
                ConfigurationObject("CfgApplication", server, options=options, data_center=name, foreign=foreign)
                for server in texts(servers)
            ]
    return objects


def _overflow_map(model: Model, center: str, o: GeoLocation) -> str | None:
    owner, form = owners(model), o.overflow_pair_format or ""
    pairs = [
        form.replace("{location}", location).replace("{overflow}", other)
        for location, other in named(o.overflow).items()
        if owner[location] == center
    ]
    return o.overflow_separator.join(pairs) if pairs else None


def _dns(model: Model, names: OptionNames, o: GeoLocation) -> list[ConfigurationObject]:
    owner = owners(model)
    return [
        ConfigurationObject(
            "CfgDN",
            dn.number,
            annex=names.tree({"dn": dn.location}),
            switch=dn.switch,
            data_center=owner.get(dn.location, ""),
        )
        for dn in dns_of(o)
    ]


def _unwanted(model: Model, names: OptionNames, o: GeoLocation) -> list[ConfigurationObject]:
    """An overflow that somebody set by hand may lead into a country where these recordings must not be."""
    options = names.taken_out("overflow_map")
    return [
        ConfigurationObject("CfgApplication", server, options=options, data_center=center)
        for center in restricted(model)
        if options and _overflow_map(model, center, o) is None
        for server in texts(o.sip_servers.get(center))
    ]

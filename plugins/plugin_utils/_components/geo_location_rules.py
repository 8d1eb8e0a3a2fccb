# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must hold of the variables of geo_location. They decide in which country a recording is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ...module_utils._common.secret_names import is_secret
from .._topology.published import Model
from .._topology.rule import GUIDE, PRODUCT
from .._topology.values import did_you_mean, listed, show, show_under
from .desired import Json
from .geo_location_options import GeoLocation
from .report import Report
from .rule import rule
from .settings import OptionNames
from .tables import check_applications, check_centers, check_names, named, section_of

# enable-strict-location-match. `true` says the same as msml.
_VALUES = ("msml", "true", "softswitch", "trunk", "all")
# With these no MCP of another location takes a call by itself.
_STRICT = ("msml", "true", "all")
# The option keys that decide where a recording is made, and the variables that are checked for it.
_CHECKED = {"strict_match": "geo_location_strict_match", "overflow_map": "geo_location_overflow"}


GIR913 = rule(
    913,
    "The DNs of a geo-location are a list.",
    "Give a list of DNs, each with number and switch.",
)
GIR914 = rule(
    914,
    "A DN is given by its number and its switch.",
    "Give both number and switch, as text or as a number.",
    PRODUCT,
)
GIR915 = rule(
    915,
    "A DN has one geo-location.",
    "Name each DN once.",
    PRODUCT,
)
GIR916 = rule(
    916,
    "A resource group of MCPs has one geo-location.",
    "Give each geo-location a group of its own.",
    PRODUCT,
)
GIR917 = rule(
    917,
    "Tables by geo-location name only geo-locations of data centers.",
    "Use a geo-location of gir_datacenters, or add it there.",
)
GIR918 = rule(
    918,
    "geo_location_strict_match is a value of enable-strict-location-match.",
    "Give msml, softswitch, trunk or all, or leave it out.",
    PRODUCT,
)
GIR919 = rule(
    919,
    "Where recordings may not rest everywhere, no MCP of another location takes a call by itself.",
    "Give msml or all.",
    GUIDE,
)
GIR920 = rule(
    920,
    "An overflow leads to another geo-location.",
    "Name another geo-location, or leave it out.",
    PRODUCT,
)
GIR921 = rule(
    921,
    "An overflow leads only to where the recordings may rest.",
    "Choose another one, leave it out, or change storage_jurisdictions.",
    GUIDE,
)
GIR922 = rule(
    922,
    "With geo_location_overflow, it is known how SIP Server takes a pair of locations.",
    "Give geo_location_overflow_pair_format, with {location} and {overflow}, as your SIP Server takes it.",
    PRODUCT,
)
GIR923 = rule(
    923,
    "Where recordings may not rest everywhere, the options that decide it are written.",
    "Give the name of the option, as section/option.",
    GUIDE,
)
GIR924 = rule(
    924,
    "Where recordings may not rest everywhere, further options do not decide it.",
    "Use the variable of that option, which is checked.",
    GUIDE,
)


@dataclass(frozen=True)
class Dn:
    """A DN that gives calls their geo-location; text is empty where it is not given. `path`: where it stands."""

    path: str
    location: str
    number: str
    switch: str


def owners(model: Model) -> dict[str, str]:
    """Geo-location to its data center, in the order of the map."""
    return {location: name for name, center in model["data_centers"].items() for location in center["geo_locations"]}


def restricted(model: Model) -> list[str]:
    """Data centers whose recordings may not rest in the storage of every data center."""
    centers = model["data_centers"]
    jurisdictions = {center["storage"]["jurisdiction"] for center in centers.values()}
    return [name for name, center in centers.items() if jurisdictions - set(center["storage_jurisdictions"])]


def dns_of(o: GeoLocation) -> Iterator[Dn]:
    """The DNs of all geo-locations."""
    for location, entries in o.dns.items():
        for index, entry in enumerate(entries if isinstance(entries, list) else []):
            given = entry if isinstance(entry, dict) else {}
            path = f"geo_location_dns.{location}[{index}]"
            yield Dn(path, location, _text(given.get("number")), _text(given.get("switch")))


def _text(value: Json) -> str:
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def option_names(o: GeoLocation, report: Report) -> OptionNames:
    """The product's names of the options."""
    names = OptionNames.of_table(GeoLocation, o.option_names, "geo_location_option_names", report, depth=2)
    names.check()
    return names


def check_geo_location(model: Model, o: GeoLocation, report: Report) -> None:
    """All rules."""
    check_centers(
        {
            "geo_location_sip_servers": o.sip_servers,
            "geo_location_strict_match": o.strict_match,
            "geo_location_sip_server_extra_options": o.sip_server_extra_options,
        },
        model,
        report,
    )
    check_applications("geo_location_sip_servers", o.sip_servers, report)
    _check_locations(model, o, report)
    _check_dns(o, report)
    _check_resource_groups(o, report)
    _check_strict_match(model, o, report)
    _check_overflow(model, o, report)
    if restricted(model):
        _check_bypass(restricted(model), o, report)


def _check_locations(model: Model, o: GeoLocation, report: Report) -> None:
    known = owners(model)
    tables: dict[str, list[Json]] = {
        "geo_location_dns": [*o.dns],
        "geo_location_resource_groups": [*o.resource_groups],
        # The name alone says that it is no location; what stands under that of a secret is not quoted.
        "geo_location_overflow": [*o.overflow, *(to for place, to in o.overflow.items() if not is_secret(place))],
    }
    for variable, names in tables.items():
        for name in names:
            if not isinstance(name, str) or name not in known:
                hint = did_you_mean(name, known) if isinstance(name, str) else ""
                report.add(
                    GIR917,
                    variable,
                    f"{variable} names {show(name)}, which is no geo-location of a data center.{hint}",
                    f"Use one of {', '.join(known)}, or add it to geo_locations in gir_datacenters.",
                )


def _check_dns(o: GeoLocation, report: Report) -> None:
    """Every DN has a number and a switch, and one geo-location."""
    for location, entries in o.dns.items():
        if entries is not None and not isinstance(entries, list):
            sentence = f"geo_location_dns.{location} is {show_under(location, entries)}, which is no list of DNs."
            report.add(GIR913, "geo_location_dns", sentence)
    for dn in dns_of(o):
        if not dn.number or not dn.switch:
            missing = [name for name, text in (("number", dn.number), ("switch", dn.switch)) if not text]
            report.add(GIR914, "geo_location_dns", f"{dn.path} has no {listed(missing)} that is text or a number.")
    found = Counter((dn.number, dn.switch) for dn in dns_of(o) if dn.number and dn.switch)
    for (number, switch), times in found.items():
        if times > 1:
            sentence = f"geo_location_dns names {number} on {switch} more than once, but a DN has one geo-location."
            report.add(GIR915, "geo_location_dns", sentence)


def _check_resource_groups(o: GeoLocation, report: Report) -> None:
    variable = "geo_location_resource_groups"
    check_names(variable, o.resource_groups, "a resource group", report)
    for group, times in Counter(named(o.resource_groups).values()).items():
        if group and times > 1:
            sentence = f"{variable} names {show(group)} for {times} geo-locations, but a group has one."
            report.add(GIR916, variable, sentence)


def _check_strict_match(model: Model, o: GeoLocation, report: Report) -> None:
    variable = "geo_location_strict_match"
    for name, value in o.strict_match.items():
        here = f"{variable}.{name} is {show_under(name, value)}"
        if value is None:
            continue
        if value not in _VALUES:
            report.add(GIR918, variable, f"{here}, which is no value of enable-strict-location-match.")
        elif name in restricted(model) and value not in _STRICT:
            allowed = ", ".join(model["data_centers"][name]["storage_jurisdictions"])
            report.add(
                GIR919,
                variable,
                f"{here}, which lets MCPs of other locations record, but recordings of {name} may only rest in"
                f" {allowed}.",
            )


def _check_overflow(model: Model, o: GeoLocation, report: Report) -> None:
    """An overflow leads to another location, whose recordings rest where those of this one may."""
    known, variable = owners(model), "geo_location_overflow"
    for location, other in named(o.overflow).items():
        if location not in known or other not in known:
            continue
        center = model["data_centers"][known[location]]
        there = model["data_centers"][known[other]]["storage"]["jurisdiction"]
        if location == other:
            sentence = f"{variable}.{location} is {show(other)}, the geo-location itself."
            report.add(GIR920, variable, sentence)
        elif there not in center["storage_jurisdictions"]:
            report.add(
                GIR921,
                variable,
                f"{variable}.{location} is {show(other)}, whose recordings rest in {there}, but those of"
                f" {known[location]} may only rest in {', '.join(center['storage_jurisdictions'])}.",
            )
    form, variable = o.overflow_pair_format or "", "geo_location_overflow_pair_format"
    missing = [place for place in ("{location}", "{overflow}") if place not in form]
    if o.overflow and missing:
        wrong = f"is {show(form)}, without {listed(missing)}" if form else "is not given, but geo_location_overflow is"
        report.add(
            GIR922,
            variable,
            f"{variable} {wrong}. The form of overflow-location-map is not in public documentation.",
        )


def _check_bypass(centers: list[str], o: GeoLocation, report: Report) -> None:
    """In these data centers the options that decide where a recording is made have a name, and one variable each."""
    names = option_names(o, report)
    for key, checked in _CHECKED.items():
        variable = "geo_location_option_names"
        if names.names[key] is None:
            sentence = f"{variable}.{key} is null, but recordings of {listed(centers)} may not rest everywhere."
            report.add(GIR923, variable, sentence)
        variable, place = "geo_location_sip_server_extra_options", names.place(key)
        if place is None:
            continue
        for name in centers:
            if place[1] in section_of(o.sip_server_extra_options, name, place[0]):
                sentence = (
                    f"{variable}.{name} gives {'/'.join(place)}, but recordings of {name} may not rest everywhere."
                )
                report.add(GIR924, variable, sentence, f"Use {checked}, which is checked.")

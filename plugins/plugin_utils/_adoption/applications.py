# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of Configuration Server that belong to components and to agents."""

from __future__ import annotations

from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components.component import Component
from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import Row
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.workspace_desktop_failover import (
    PEER_SINCE,
    SRS_PEER_SINCE,
)

from . import tables, trees
from .components import name_differences
from .datacenters import Centers
from .live import Live
from .meaning import scalar
from .report import Report
from .store import Store
from .trees import Tree
from .voices import agreed, disagree, majority

APPLICATION, FOLDER, AGENT_GROUP, DN = "CfgApplication", "CfgFolder", "CfgAgentGroup", "CfgDN"
_LEAST = {"workspace_desktop_version": PEER_SINCE, "workspace_desktop_srs_version": SRS_PEER_SINCE}
_DESKTOP, _GEO_LOCATION = COMPONENTS["workspace_desktop"], COMPONENTS["geo_location"]


def adopt(live: Live, centers: Centers, store: Store, report: Report) -> None:
    if live.objects is None:
        report.fill_in(
            "mcp_, rcs_, ivr_profile_ and workspace_desktop_ variables", "GAX was not asked, see docs/adopt.md"
        )
        return
    for component in tables.with_options_of_object():
        for host in live.hosts(component.name):
            _server(live, component, host, store, report)
        known = {host: store.effective(host) for host in live.hosts(component.name) if _is_there(live, component, host)}
        # MCP records calls of every place in the same way; RCS has addresses of its data center.
        name_differences(live, component, known, component.name == "mcp", live.all_options, report)
    _applications_without_table(live, store, report)
    _resource_groups(live, centers, store, report)
    _dns(live, centers, store, report)
    _desktops(live, centers, store, report)
    report.recognise(f"GAX: {len(live.objects)} objects.")


def _server(live: Live, component: Component, host: str, store: Store, report: Report) -> None:
    name = live.setting(host, component, "application_name")
    item = live.object(APPLICATION, name)
    if item is None:
        report.fill_in(f"{component.name}_application_name", f"{host}: there is no Application {name}")
        return
    options, names = item.get("options") or {}, tables.names(component, live.seed.get(host, {}))
    words, _rest = trees.by_words(options, names)
    known = {word: tables.option(component, word) for word in words}
    found = {word: row for word, row in known.items() if row is not None}
    values = {row.variable: _typed(words[word], row) for word, row in found.items()}
    refused = tables.refused(component, values)
    for variable, value in values.items():
        if variable not in refused:
            store.put(host, variable, value)
    # What no variable can hold is an option that nobody manages.
    kept = {word for word, row in found.items() if row.variable in refused}
    _words, rest = trees.by_words(options, {word: place for word, place in names.items() if word not in kept})
    _leave(live, host, item, rest, component, store, report)
    report.recognise(f"{host}: {len(words)} options of the Application {name}.")


def _is_there(live: Live, component: Component, host: str) -> bool:
    return live.object(APPLICATION, live.setting(host, component, "application_name")) is not None


def _leave(live: Live, host: str, item: Tree, rest: Tree, component: Component, store: Store, report: Report) -> None:
    """Options that nobody manages stay as they are; on demand all of them are taken over."""
    names = ["/".join(path) for path, _value in trees.leaves(rest)]
    if not names:
        return
    if live.all_options:
        store.put(host, f"{component.name}_extra_options", rest)
        report.add("extra", f"{host}: {component.name}_extra_options holds {', '.join(names)}.")
    else:
        report.add("unmanaged", f"{len(names)} options of the Application {item['name']}.")


def _typed(value: str, row: Row) -> Any:
    """The value as the variable takes it. Lists are separated by blanks."""
    return value.split(" ") if row.type == "list" else scalar(value, row.type)


def _applications_without_table(live: Live, store: Store, report: Report) -> None:
    """Nothing is known of the options of these: only on demand."""
    for component in COMPONENTS.values():
        if tables.variable_of(component, "application_annex") not in component.variables:
            continue
        for host in live.hosts(component.name):
            item = live.object(APPLICATION, live.setting(host, component, "application_name"))
            if item is not None and live.all_options:
                store.put(host, f"{component.name}_application_options", item.get("options") or {})
                store.put(host, f"{component.name}_application_annex", item.get("annex") or {})
            elif item is not None:
                report.add("unmanaged", f"All options of the Application {item['name']}.")


def _resource_groups(live: Live, centers: Centers, store: Store, report: Report) -> None:
    names = tables.names(_GEO_LOCATION, live.everyone)
    found: dict[str, str] = {}
    schemes, folders = [], []
    known = [geo for center in centers.values() for geo in center.get("geo_locations") or []]
    for item in live.of_type(FOLDER):
        words, _rest = trees.by_words(item.get("annex") or {}, names)
        if words.get("resource_group") in known:
            found[words["resource_group"]] = item["name"]
            schemes.append((item["name"], words.get("load_balance_scheme")))
            folders.append((item["name"], item.get("folder")))
    if found:
        store.all("geo_location_resource_groups", found)
        given = live.everyone.get("geo_location_resource_group_folder")
        folder = agreed(report, "The folder of the resource groups", folders, "Move them into one folder.", given)
        if folder is not None:
            store.all("geo_location_resource_group_folder", folder)
        scheme, others = majority(schemes, live.everyone.get("geo_location_resource_group_load_balance_scheme"))
        if scheme is not None:
            store.all("geo_location_resource_group_load_balance_scheme", scheme)
        if others:
            disagree(report, "load-balance-scheme", schemes, scheme, "Decide how calls are to be spread.")
        report.recognise(f"Resource groups: {', '.join(found.values())}.")


def _dns(live: Live, centers: Centers, store: Store, report: Report) -> None:
    """DNs that give calls a geo-location."""
    names = tables.names(_GEO_LOCATION, live.everyone)
    known = [geo for center in centers.values() for geo in center.get("geo_locations") or []]
    found: dict[str, list[Tree]] = {}
    for item in live.of_type(DN):
        words, _rest = trees.by_words(item.get("annex") or {}, names)
        location = words.get("dn")
        if location is not None and location in known:
            found.setdefault(location, []).append({"number": item["name"], "switch": item.get("switch")})
        elif location is not None:
            report.contradict(
                f"The DN {item['name']} has the geo-location {location}, which no recording IVR Profile has."
            )
    if found:
        store.all("geo_location_dns", found)
        report.recognise(f"DNs with a geo-location: {sum(map(len, found.values()))}.")


def _desktops(live: Live, centers: Centers, store: Store, report: Report) -> None:
    names = tables.names(_DESKTOP, live.everyone)
    words_of = {item["name"]: trees.by_words(item.get("options") or {}, names)[0] for item in live.of_type(APPLICATION)}
    name = live.everyone.get("workspace_desktop_application_name")
    if name is None:
        fits = [found for found, words in words_of.items() if "eservices_site" in words]
        name = fits[0] if len(fits) == 1 else None
        if name is None:
            what = f"{', '.join(fits)} all have" if fits else "no Application has"
            report.fill_in("workspace_desktop_application_name", f"{what} the option {names['eservices_site']}")
    if name is not None:
        store.all("workspace_desktop_application_name", name)
        words = words_of.get(name, {})
        _desktop_options(words, store)
        _site(words, centers, store, report, live)
    _agent_groups(live, centers, names, store, report)
    _site_servers(live, centers, names, store)


def _desktop_options(words: Tree, store: Store) -> None:
    """The options that are a variable of the desktops; what is not of its type is left to comparing."""
    found = {word: tables.option(_DESKTOP, word) for word in words}
    values = {row.variable: _typed(words[word], row) for word, row in found.items() if row and row.type != "dict"}
    refused = tables.refused(_DESKTOP, values)
    for variable, value in values.items():
        if variable not in refused:
            store.all(variable, value)


def _site(words: Tree, centers: Centers, store: Store, report: Report, live: Live) -> None:
    active = store.value(live.hosts()[0], "gir_active_datacenter")
    primary = next((name for name, center in centers.items() if center.get("role") == "primary"), None)
    site = centers.get(active or primary or "", {}).get("site_name")
    if "eservices_site" in words and site is not None and words["eservices_site"] != site:
        report.contradict(
            f"The desktops use the eServices site {words['eservices_site']}, but RWS uses {site}. Find out which one "
            "is right, and switch the other one to it first: site would set that of RWS for the desktops."
        )


def _agent_groups(live: Live, centers: Centers, names: dict[str, str | None], store: Store, report: Report) -> None:
    found: dict[str, str] = {}
    rivals: dict[str, list[str]] = {}
    addresses, with_peer, owners = {}, False, []
    by_url = {center.get("rws_url"): name for name, center in centers.items() if center.get("rws_url")}
    given = live.everyone.get("workspace_desktop_agent_groups") or {}
    for item in live.of_type(AGENT_GROUP):
        words, _rest = trees.by_words(item.get("annex") or {}, names)
        if "uri" not in words:
            continue
        place = next((name for name, group in given.items() if group == item["name"]), None)
        place = place or by_url.get(words["uri"].rstrip("/"))
        if place is None:
            report.contradict(f"The agent group {item['name']} uses {words['uri']}, which is RWS of no data center.")
        elif given.get(place) not in (None, item["name"]):
            rivals.setdefault(place, []).append(item["name"])
        elif place in found:
            rivals.setdefault(place, [found[place]]).append(item["name"])
        else:
            found[place] = item["name"]
            owners.append((item["name"], item.get("tenant")))
            with_peer = with_peer or "peer_uri" in words
            if words["uri"].rstrip("/") != centers[place].get("rws_url"):
                addresses[place] = words["uri"]
    for place, names_of_groups in rivals.items():
        taken = given.get(place)
        listed = ", ".join(sorted({*names_of_groups, *([taken] if taken else [])}))
        report.contradict(
            f"The agent groups {listed} all use RWS of {place}; {taken or 'none'} was taken. Decide which one the"
            f" agents of {place} belong to, and give workspace_desktop_agent_groups.{place}."
        )
        if not taken:
            found.pop(place, None)
            addresses.pop(place, None)
    for name in centers:
        if name not in found:
            report.fill_in(
                f"workspace_desktop_agent_groups.{name}",
                "no agent group uses its RWS; null means that no agents sit there",
            )
    store.all("workspace_desktop_agent_groups", {name: found.get(name, given.get(name)) for name in centers})
    if addresses:
        store.all(
            "workspace_desktop_rws_urls", {**(live.everyone.get("workspace_desktop_rws_urls") or {}), **addresses}
        )
    own = live.everyone.get("workspace_desktop_agent_group_tenant")
    tenant = agreed(report, "The tenant of the agent groups", owners, "Move them into one tenant.", own)
    if tenant is not None:
        store.all("workspace_desktop_agent_group_tenant", tenant)
    _versions(live, with_peer, bool(found), store, report)


def _versions(live: Live, with_peer: bool, any_group: bool, store: Store, report: Report) -> None:
    for variable, least in _LEAST.items():
        if with_peer and live.everyone.get(variable) is None:
            store.all(variable, least)
            report.infer(variable, f"at least {least}, because the desktops are given a peer; write down the real one")
    known = all(live.everyone.get(variable) is not None for variable in _LEAST)
    if any_group and not with_peer and not known and live.everyone.get("workspace_desktop_failover_strategy") is None:
        report.fill_in(
            "workspace_desktop_failover_strategy",
            "the desktops have no peer_uri, so they do not fail over by themselves: dns, load_balancer or resubmit",
        )


def _site_servers(live: Live, centers: Centers, names: dict[str, str | None], store: Store) -> None:
    sites = {center.get("site_name"): name for name, center in centers.items()}
    found: dict[str, list[str]] = {}
    for item in live.of_type(APPLICATION):
        words, _rest = trees.by_words(item.get("annex") or {}, names)
        site = words.get("preferred_site")
        if site is not None and site in sites:
            found.setdefault(sites[site], []).append(item["name"])
    if found:
        store.all("workspace_desktop_site_servers", found)

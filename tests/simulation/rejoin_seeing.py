# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rejoin sees of the world. The list is made by the product; here is only what it is made of."""

from functools import cache

from . import ledgers, seeing
from .hosts import MCP, RWS
from .product import finding, listing, rejoin_observed

# What site mends, what a person has to, and what cannot be read until a person has mended it.
EDIT, PACKAGE, UNREADABLE = "edit", "package", "unreadable"
BY_A_PERSON = (PACKAGE, UNREADABLE)
left_of = cache(rejoin_observed.Left)
_repair = {EDIT: finding.Repair("site", "Run gir.multidc.site."),
           PACKAGE: finding.Repair("command", "ansible-playbook gir.multidc.upgrade"),
           UNREADABLE: finding.Repair("person", "Look at it.")}  # fmt: skip
_COMPONENT = {RWS: "rws", "mux": "muxer", MCP: "rps"}


def kind_of(edit):
    return edit.partition("-")[0]


# -- the comparison ---------------------------------------------------------------------------------------------------


def compared(world, center, heard, wanted):
    """(what differs at a data center, where only units do, (host, component) that are those of an active one)."""
    left, to_run, works = [], [], set()
    for host in world.by_site[center]:
        if host.name not in heard:
            left.append(left_of(_COMPONENT[host.kind], host.name, "not compared"))
            continue
        if host.edits or (host.kind == RWS and host.file_site != wanted):
            left.append(left_of(_COMPONENT[host.kind], host.name, "a file differs"))
        for one in host.services:
            if one.active:
                left.append(left_of(one.component, host.name, "its configuration differs"))
            elif one.managed and (one.running, one.at_boot) != (one.component != "muxer",) * 2:
                to_run.append(left_of(one.component, host.name, "its unit differs"))
            if one.active or one.component == "muxer":
                works.add((host.name, one.component))
    return tuple(left), tuple(to_run), works


def differences(world, center, wanted):
    """What really differs there at this moment, by name of host; the oracle's own."""
    return [host.name for host in world.by_site[center]
            if host.edits or any(one.active for one in host.services)
            or (host.kind == RWS and host.file_site != wanted)]  # fmt: skip


# -- the list ---------------------------------------------------------------------------------------------------------


@cache
def _finding(check, site, host, component, key, actual, kind=EDIT):
    outcome = "not_checked" if kind == UNREADABLE else "drift"
    return finding.Finding(check, site, host, component, "/file", key, finding.COSMETIC, outcome, "as wanted", actual,
                           reason="it cannot be read" if kind == UNREADABLE else "", repair=_repair[kind])  # fmt: skip


def _findings(world, heard, active, wanted):
    """Of the hosts that were heard, against the desired state with this data center active."""
    for host in world.hosts.values():
        if host.name not in heard or host.site not in seeing.PAIR:
            continue
        component = _COMPONENT[host.kind]
        for edit in sorted(host.edits):
            yield _finding("file.content", host.site, host.name, component, edit, edit, kind_of(edit))
        if host.kind == RWS and host.file_site != wanted:
            yield _finding("file.content", host.site, host.name, component, "eServicesSite", host.file_site)
        for one in host.services:
            if one.active != (host.site == active):
                yield _finding("file.content", host.site, host.name, one.component, "role", str(one.active))


def _of_apis(world, active):
    for name, api in (("profiles", "gax"), ("desktops", "gax"), ("settings", "rws")):
        if world.surfaces[name] != active:
            yield _finding("object.option", "", api, name, name, world.surfaces[name])


def keystores(world, heard):
    """Host to the keys of its keystore, of the pair."""
    return {host.name: world.keys[host.site] for site in seeing.PAIR for host in world.by_site[site]
            if host.kind == MCP and host.name in heard}  # fmt: skip


def _lacking(views):
    every = frozenset().union(*views.values())
    return {host: [{"check": "keystore.missing", "outcome": "drift", "key": key, "reason": "", "expected": key,
                    "actual": None} for key in sorted(every - keys)] for host, keys in views.items()}  # fmt: skip


def list_of(world, center, heard, ledger, operation):
    """The product's list. `operation`: by which the data center was left, empty where it never was."""
    active = seeing.other(center)
    held = {one.name: one.ledger for one in world.rws if one.name in heard}
    reasons = {"gax": "GAX is silent."} if world.gax == "silent" else {}
    if not any(one.name in heard for one in world.by_site[active] if one.kind == RWS):
        reasons["rws"] = "RWS is silent."
    recorded, why = _recorded(world, heard)
    after = (*_findings(world, heard, active, ledger.eservices_site), *_of_apis(world, active))
    told = listing.Told(
        center, active, world.centers, ledgers.judge(held),
        tuple(_findings(world, heard, center, ledgers.site_name(center))), after, reasons,
        _lacking(keystores(world, heard)), recorded, why, None, bool(operation), _unheard(world, heard),
    )  # fmt: skip
    return listing.listing(told)


def _unheard(world, heard):
    """Area to the hosts of the pair that could not be asked for it."""
    away = [one for site in seeing.PAIR for one in world.by_site[site] if one.name not in heard]
    return {area: {one.name: "it is silent" for one in away if kind in ("", one.kind)}
            for area, kind in (("files", ""), ("keys", MCP), ("ledger", RWS))}  # fmt: skip


def _recorded(world, heard):
    """The index of a data center is beside its first RWS node."""
    found = []
    for site in seeing.PAIR:
        if f"{RWS}1-{site}" not in heard:
            return None, f"the index of {site} is silent"
        found.append(listing.Recorded("", site, world.storage[site]))
    return found, ""


def truth(world, center, operation):
    """What the list has to have, as (area, a test of an item): the oracle's own."""
    active = seeing.other(center)
    known = world.begun.get(operation, 0)
    for host in world.hosts.values():
        if host.site in seeing.PAIR:
            for edit in host.edits:
                yield "files", (host.name, edit)
    for site in seeing.PAIR:
        for key in world.keys[seeing.other(site)] - world.keys[site]:
            yield "keys", (f"{MCP}1-{site}", key)
    sides = {site: {one.operation for host in world.by_site[site] if host.kind == RWS
                    for one in host.ledger.entries if one.state == "done"} for site in (center, active)}  # fmt: skip
    for site in (center, active):
        for name in sides[site] - sides[seeing.other(site)]:
            yield "ledger", (site, name)
    if operation:
        for site in seeing.PAIR:
            if world.last_recorded.get(site, -1) >= known:
                yield "recordings", ("all locations", f"index of {site}")

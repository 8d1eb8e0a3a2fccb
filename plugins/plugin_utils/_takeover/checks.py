# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is checked of a data center before it takes over, from what the status has seen: GIR626 to GIR633.

What nobody can see blocks nothing and stays open. A configuration layer that cannot be written, SpeechMiner and an old
index do not stop a forced failover, so they are no checks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...module_utils._common.observation import FAILED, NOT_OBSERVABLE
from .._components.registry import COMPONENTS, GROUPS, OBSERVED
from .._failover.observed import Check
from .._status import certificates, connections, datastores, eservices, hosts, keys, records
from .._status.area import Point
from .._status.hosts import NEEDED, STARTED_BY_FAILOVER
from .._status.seen import Seen
from .._topology.values import listed
from .subject import Subject, bad, check_of, confirmed, stops
from .versions import of_versions

_START = "Start it, or bring its host up."
# What else the status can say, and nothing of this is asked of the target: see the docstring, and decide.py.
_STORAGES = ("voice recording storage", "screen recording storage")
_SERVICES = ("Recording Crypto Server", "recording processor")


def checks(seen: Seen, points: Sequence[Point], target: str) -> tuple[Check, ...]:
    """All of them, by rule. `points`: of the status."""
    subject = Subject(target, seen, points)
    found = [
        *_nodes(subject),
        *_storages(subject),
        *_keystores(subject),
        *_at_risk(subject),
        *_interaction_server(subject),
        *_processors(subject),
        *_capacity(subject),
        *_certificates(subject),
    ]
    return tuple(dict.fromkeys(found))


def _nodes(subject: Subject) -> Iterator[Check]:
    """GIR626: RWS on every node."""
    own = subject.of(eservices.RWS)
    wrong = bad(own)
    yield from (check_of("GIR626", one) for one in wrong)
    if own and not wrong:
        yield confirmed("GIR626", f"All {len(own)} RWS addresses of {subject.name} answer.")
    elif not own:
        text = f"No RWS address of {subject.name} was asked."
        yield Check("GIR626", NOT_OBSERVABLE, text, "Give the ops account of RWS.")


def _storages(subject: Subject) -> Iterator[Check]:
    """GIR627: what the controller sees of them without writing; the services on their hosts."""
    own = subject.of(connections.NAME, *_STORAGES)
    wrong = [*bad(own), *_out_of_order(subject, "webdav")]
    yield from (check_of("GIR627", one) for one in wrong)
    if own and not wrong:
        text = f"Both storages of {subject.name} answer with the account that is used; nothing was written."
        yield confirmed("GIR627", text)


def _out_of_order(subject: Subject, *components: str) -> Iterator[Point]:
    """Services that should run and do not. One that starts at boot, or has a pending restart, works."""
    broken = {(one.host, one.component) for one in subject.duties if subject.is_out_of_order(one)}
    for one in bad(subject.of(hosts.SERVICES)):
        if one.component in components and (one.host, one.component) in broken:
            yield one


# -- keystores -------------------------------------------------------------------------------------------------------


def _keystores(subject: Subject) -> Iterator[Check]:
    """GIR628: complete beside those of the other data center of the pair, of which one has to be seen for that."""
    servers = subject.seen.hosts_of(subject.name, "gir_rcs")
    if not servers:
        return
    wrong = [one for one in subject.of(keys.KEYS) if stops(one)]
    yield from (check_of("GIR628", one) for one in wrong)
    told = {one.host for one in wrong}
    views = [host for host, one in subject.seen.answers.items() if one.get("keystore")]
    for host in servers:
        if host not in told and host not in views:
            text = f"Nobody sees the keystore of {host}."
            yield Check("GIR628", NOT_OBSERVABLE, text, "Give rcs_keystore_password, and bring the host up.")
    shown = [host for host in servers if host in views]
    if wrong or not shown:
        return
    other = subject.other_of_pair
    if not set(views) & set(subject.seen.hosts_of(other, "gir_rcs")):
        text = f"No keystore of {other} is seen, so nobody knows whether {listed(shown, 3)} has every key of it."
        yield Check("GIR628", NOT_OBSERVABLE, text, "Compare with your backup of the keystores: docs/keystores.md.")
    else:
        yield confirmed("GIR628", f"The keystore of {listed(shown, 3)} has every key that others have.")


# -- services, servers -----------------------------------------------------------------------------------------------


def _at_risk(subject: Subject) -> Iterator[Check]:
    """GIR629: what else puts the service at risk there. Drift says more, see drifting.py."""
    others = [one for one in NEEDED if one not in ("webdav", *STARTED_BY_FAILOVER)]
    found = [*_out_of_order(subject, *others), *bad(subject.of(connections.NAME, *_SERVICES))]
    found += [one for one in subject.of(hosts.SERVICES) if one.answer == NOT_OBSERVABLE and one.component in others]
    found += [one for one in subject.of(datastores.NAME) if stops(one)]
    found += [one for one in subject.of(records.MAINTENANCE) if stops(one)]
    yield from (check_of("GIR629", one) for one in found)
    if not found:
        yield confirmed("GIR629", f"Services and data stores of {subject.name} are as they should be.")


def _interaction_server(subject: Subject) -> Iterator[Check]:
    """GIR630: as the RWS hosts of the target reach it; those of the other one may be cut off from it."""
    for point in subject.of(connections.NAME, "Interaction Server"):
        if "reached_from" not in point.facts:
            yield check_of("GIR630", point)
            continue
        own = set(subject.hosts)
        missed = {host: why for host, why in point.facts["not_reached_from"].items() if host in own}
        reached = [host for host in point.facts["reached_from"] if host in own]
        address = point.facts["address"]
        if missed:
            told = listed([f"{host} ({why})" for host, why in missed.items()], 4)
            text = f"The Interaction Server {address} is not reached from {told}."
            yield Check("GIR630", FAILED, text, point.remedy, f"{point.name} from {listed(missed)}")
        elif reached:
            yield confirmed("GIR630", f"The Interaction Server {address} is reached from {listed(reached, 4)}.")
        else:
            text = f"No RWS host of {subject.name} says whether it reaches the Interaction Server {address}."
            yield Check("GIR630", NOT_OBSERVABLE, text, point.remedy)


def _processors(subject: Subject) -> Iterator[Check]:
    """GIR631: can be started, and are of the version of the other data center."""
    own = [one for one in subject.duties if one.component in STARTED_BY_FAILOVER]
    points = [one for one in subject.of(hosts.SERVICES) if one.component in STARTED_BY_FAILOVER]
    broken = list(_out_of_order(subject, *STARTED_BY_FAILOVER))
    unseen = [one for one in points if one.answer == NOT_OBSERVABLE]
    silent = [one for one in own if not subject.seen.has_answered(one.host)]
    yield from (check_of("GIR631", one) for one in (*broken, *unseen))
    for one in silent:
        text = f"{one.host} does not answer, so nobody knows whether its {one.title} can be started."
        yield Check("GIR631", NOT_OBSERVABLE, text, _START)
    if own and not broken and not unseen and not silent:
        names = listed(dict.fromkeys(one.title for one in own))
        yield confirmed("GIR631", f"Every host of {subject.name} has {names} as it should be.")
    yield from of_versions(subject)


# -- hosts, certificates ---------------------------------------------------------------------------------------------


def _capacity(subject: Subject) -> Iterator[Check]:
    """GIR632: the inventory declares it by its hosts."""
    for group, title in _titles().items():
        every = subject.seen.hosts_of(subject.name, group)
        asked = [host for host in every if host not in subject.seen.windows and host in subject.seen.answers]
        away = [host for host in asked if not subject.seen.has_answered(host)]
        if away:
            count = f"{len(every) - len(away)} of {len(every)} hosts answer"
            text = f"No answer from {listed(away, 4)}: of {title}, {count}."
            yield Check("GIR632", FAILED, text, "Bring it up, or accept less capacity.")
        elif every and len(asked) < len(every):
            left = [host for host in every if host not in asked]
            text = f"This run did not ask {listed(left, 4)} of {title}, so nobody knows whether it is there."
            yield Check("GIR632", NOT_OBSERVABLE, text, "Look at it yourself.")
        elif every:
            yield confirmed("GIR632", f"Of {title} of {subject.name}, {len(every)} of {len(every)} hosts answer.")


def _titles() -> dict[str, str]:
    """Group to what it runs. Others may run on its hosts, too, such as the site guard."""
    return {**{group: COMPONENTS[group.removeprefix("gir_")].title for group in GROUPS}, **OBSERVED}


def _certificates(subject: Subject) -> Iterator[Check]:
    """GIR633: they hold today. An old key of a keystore may have an expired one, and has to stay."""
    known = certificates.servers(subject.seen.model)
    if not any(subject.name in centers for centers in known.values()):
        return
    every = [one for one in subject.points if one.area == certificates.NAME]
    ended = [one for one in every if one.facts.get("ended") and subject.name in one.facts["data_centers"]]
    unread = [one for one in every if one.answer == NOT_OBSERVABLE and one.data_center in ("", subject.name)]
    yield from (check_of("GIR633", one) for one in (*ended, *unread))
    if every and not ended and not unread:
        yield confirmed("GIR633", f"The certificates of the addresses of {subject.name} hold.")

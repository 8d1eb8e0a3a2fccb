# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with what answers of a data center, as ids that stay the same, and who else sees it.

A host that is silent is no symptom. Nor is what a failover neither needs nor cures, such as an old index, a clock, or
what would only lose hygiene.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...module_utils._common.observation import CONFIRMED, FAILED
from .._failover.diagnosis import INTERACTION_SERVER
from .._failover.observed import View
from .._status import certificates, connections, datastores, eservices, keys, speechminer
from .._status.area import Answers, Context, Point
from .._status.connection_asks import key_of, observers, rws_target
from .._status.hosts import NEEDED
from .._status.seen import Seen
from .subject import Subject, stops

RWS, STORAGE, KEYSTORE, CERTIFICATE, CONFIGURATION = "rws", "storage", "keystore", "certificate", "configuration"
RCS, PROCESSOR, SIP, RECEIVER = "rcs", "processor", "sip", "interaction_receiver"
# What the points of the connections begin with.
_OF_CONNECTIONS = {
    "voice recording storage": STORAGE,
    "screen recording storage": STORAGE,
    "Recording Crypto Server": RCS,
    "recording processor": PROCESSOR,
    "Configuration Server": CONFIGURATION,
    "SIP Servers": SIP,
}
# Those without which calls or screens are not recorded, or not processed; the site guard is none of them.
_SERVING = (*NEEDED, "mcp", "load_balancer")
_OF_COMPONENTS = {"webdav": STORAGE, "rps": PROCESSOR, "voice_processor": PROCESSOR}


def symptoms(seen: Seen, points: Sequence[Point], data_center: str) -> tuple[str, ...]:
    """Sorted, each once; none where nothing of the data center answers."""
    subject = Subject(data_center, seen, points)
    if not subject.heard and not any(one.answer == CONFIRMED for one in subject.of(eservices.RWS)):
        return ()
    return tuple(sorted(set(_symptoms(subject))))


def _symptoms(subject: Subject) -> Iterator[str]:
    yield from _of_rws(subject)
    yield from _of_connections(subject)
    yield from (_OF_COMPONENTS.get(one.component, one.component) for one in subject.duties
                if one.component in _SERVING and subject.is_out_of_order(one))  # fmt: skip
    for one in subject.own:
        if one.answer != FAILED:
            continue
        if one.area == keys.KEYS and stops(one):
            yield KEYSTORE
        elif one.area == datastores.NAME and stops(one):
            yield one.component.lower()
        elif one.area == speechminer.NAME and "Interaction Receiver" in one.name:
            yield RECEIVER
    for one in subject.points:
        of = one.facts.get("data_centers") or [one.data_center]
        if one.area == certificates.NAME and one.facts.get("ended") and subject.name in of:
            yield CERTIFICATE


def _of_rws(subject: Subject) -> Iterator[str]:
    """An address that answers with an error, or does not although its host does."""
    for one in subject.of(eservices.RWS):
        alive = subject.seen.has_answered(one.host) if one.host else bool(_rws_heard(subject))
        if one.answer == FAILED and (one.facts.get("spoke") or alive):
            yield RWS


def _rws_heard(subject: Subject) -> list[str]:
    return [host for host in subject.seen.hosts_of(subject.name, "gir_rws") if subject.seen.has_answered(host)]


def _of_connections(subject: Subject) -> Iterator[str]:
    for one in subject.of(connections.NAME):
        if one.answer != FAILED:
            continue
        if one.name.startswith("Interaction Server"):
            # Reached by some: it works, and the way to it does not.
            if not one.facts.get("reached_from"):
                yield INTERACTION_SERVER
            continue
        yield from (id_ for begin, id_ in _OF_CONNECTIONS.items() if one.name.startswith(begin))


def views(context: Context, answers: Answers, data_center: str) -> tuple[View, ...]:
    """What each RWS host of the other data centers sees of its RWS addresses; None where it was not asked.

    An open connection counts: something is there that may be alive.
    """
    found = []
    for host in observers(context):
        if context.model["hosts"][host]["data_center"] == data_center:
            continue
        answer = answers.get(key_of(host)) or {}
        own = [one for one in answer.get("results") or () if one["name"] == rws_target(data_center)]
        sees = any(one["observation"] == CONFIRMED for one in own) if own else None
        found.append(View(host, sees))
    return tuple(found)

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a failover proves at the end, of what hosts and APIs say: the judges are those of the status.

Each proof has the name of its point, of a fixed list. What nobody can see is open, and never counts as good.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .._components.registry import COMPONENTS
from .._eservices.nodes import Node
from .._failover.observed import Check
from .._ledger.entry import DONE
from .._ledger.questions import CREATE, values
from .._report.sites import Desktops
from .._status import eservices, hosts, keys, records
from .._status.hosts import STARTED_BY_FAILOVER
from .._status.seen import Duty, Seen
from .._topology.values import listed
from .subject import RUNS, check_of

LEDGER, RWS, DESKTOPS, SERVICES, INDEX = "ledger", "eservices", "desktops", "services", "index"
RECEIVER_PROFILES, RECEIVER_SETTINGS = "receiver_in_profiles", "receiver_in_rws"
STORAGE, TRANSACTIONS, PLAYBACK, METADATA = "storage", "transactions", "playback", "metadata"
SCREEN_UPLOAD, QUESTION, DRIFT = "screen_upload", "question", "drift"
# The fixed list, in the order of the report.
POINTS = {
    LEDGER: "The ledger of every RWS host that answers names the target.",
    RWS: "Every RWS node that answers uses the eServices site of the target.",
    DESKTOPS: "The option of the desktops names the eServices site of the target.",
    RECEIVER_PROFILES: "The IVR Profiles send metadata to the Interaction Receiver of the target.",
    RECEIVER_SETTINGS: "The settings of RWS name the Interaction Receiver of the target.",
    SERVICES: "Muxer and processors run at the target, and not for an active data center at the origin.",
    STORAGE: "A probe recording is stored, read back and deleted at each location, with the account that is used.",
    TRANSACTIONS: "RWS, the Recording Crypto Server and the processor answer those who use them.",
    PLAYBACK: "A recording of another location is fetched as a player would.",
    METADATA: "Metadata arrives at the Interaction Receiver.",
    SCREEN_UPLOAD: "A screen recording is uploaded.",
    QUESTION: "What else only a probe of the site's own can answer.",
    INDEX: "The daily index update works.",
    DRIFT: "What answers is as it should be.",
}
_NO_DESKTOPS = "The inventory describes no Application of the desktops, so nobody sees where they connect."


@dataclass(frozen=True)
class Ended:
    """What was seen at the end, with the target active. `rws`: what the addresses that were asked said.

    `seen.answers`: of the hosts that were asked now. `desktops`: with what GAX answered. `whole`: the files of the
    origin are compared as those of a standby.
    """

    seen: Seen
    origin: str
    target: str
    now: datetime
    nodes: Sequence[Node] = ()
    rws: Mapping[str, Any] = field(default_factory=dict)
    desktops: Desktops = field(default_factory=lambda: Desktops({}, None))
    whole: bool = False


def proofs(ended: Ended) -> tuple[Check, ...]:
    """Of the ledger, eServices, desktops, services and indexes."""
    found = [*_ledger(ended), *_eservices(ended), *_desktops(ended), *_services(ended), *_indexes(ended)]
    return tuple(dict.fromkeys(found))


def _ledger(ended: Ended) -> Iterator[Check]:
    seen, found = ended.seen, ended.seen.ledger
    head = found.head
    site = seen.model["data_centers"][ended.target]["site_name"]
    read = [*found.held, *found.missing, *found.unreadable]
    if not read:
        yield Check(LEDGER, NOT_OBSERVABLE, "No RWS host showed its ledger.", "Run gir.multidc.ledger.")
        return
    for one in records.points(seen, ended.now):
        # A data center that has come back holds an older one until it is the standby again, which is an open point.
        of_target = one.name != records.REJOIN and seen.center_of(one.host) != ended.origin
        if one.area == records.LEDGER and one.answer != CONFIRMED and of_target:
            yield check_of(LEDGER, one)
    if not found.entries and not found.unreadable:
        text = f"No RWS host holds a ledger that names {ended.target}, eServices site {site}."
        yield Check(LEDGER, FAILED, text, f"Where they are active, record it: {CREATE}")
    elif head is None or head.state != DONE or (head.active_datacenter, head.eservices_site) != (ended.target, site):
        said = "nothing" if head is None else values(head)
        text = f"The newest entry of the ledger says {said}, and not {ended.target} active, eServices site {site}."
        yield Check(LEDGER, FAILED, text, "Run gir.multidc.ledger.")
    elif not [host for host in (*found.missing, *found.unreadable, *found.lagging) if _counts(ended, host)]:
        number = len([host for host in found.held if _counts(ended, host)])
        text = f"Epoch {head.epoch} names {ended.target}, eServices site {site}, on all {number} RWS hosts"
        yield Check(LEDGER, CONFIRMED, f"{text} that answer.")


def _counts(ended: Ended, host: str) -> bool:
    """Whether its ledger has to be the newest now."""
    return ended.seen.center_of(host) != ended.origin


# -- eServices -------------------------------------------------------------------------------------------------------


def _eservices(ended: Ended) -> Iterator[Check]:
    asked = {str(one["url"]) for one in ended.rws.get("nodes") or ()}
    if not asked:
        text = "No address of RWS could be asked for its eServices site."
        yield Check(RWS, NOT_OBSERVABLE, text, "Run gir.multidc.eservices_switch, which watches them.")
        return
    nodes = [node for node in ended.nodes if node.url in asked]
    points = eservices.points(ended.seen.model, nodes, ended.rws, Desktops({}, None))
    own = [one for one in points if one.area == eservices.ESERVICES or one.answer != CONFIRMED]
    yield from (check_of(RWS, one) for one in own)


def _desktops(ended: Ended) -> Iterator[Check]:
    desktops, answer = ended.desktops, ended.desktops.answer
    if not desktops.option:
        yield Check(DESKTOPS, NOT_OBSERVABLE, _NO_DESKTOPS, "Look at a desktop, see docs/custom-desktops.md.")
    elif not desktops.unread and (not answer or answer.get("failed") or answer.get("unreachable")):
        why = str(answer.get("msg") or "it gave no answer").splitlines()[0].rstrip(".")
        yield Check(DESKTOPS, NOT_OBSERVABLE, f"GAX cannot be asked: {why}.", "Run gir.multidc.verify when it answers.")
    else:
        for one in eservices.points(ended.seen.model, (), {}, desktops):
            if one.area == eservices.ESERVICES:
                yield check_of(DESKTOPS, one)


# -- Muxer and processors --------------------------------------------------------------------------------------------


def _services(ended: Ended) -> Iterator[Check]:
    seen = ended.seen
    points = {(one.host, one.component): one for one in hosts.points(seen, ended.now.timestamp())
              if one.area == hosts.SERVICES}  # fmt: skip
    for duty in seen.duties:
        if duty.component not in STARTED_BY_FAILOVER or duty.data_center not in (ended.origin, ended.target):
            continue
        if duty.data_center == ended.origin:
            yield _at_origin(seen, duty, ended.whole)
        elif not seen.has_answered(duty.host):
            yield _of_duty(duty, NOT_OBSERVABLE, f"{duty.host} does not answer.", "Bring it up.")
        elif (duty.host, duty.component) in points:
            yield check_of(SERVICES, points[duty.host, duty.component])
        else:
            yield _of_duty(duty, NOT_OBSERVABLE, f"No unit of it is managed on {duty.host}.", "Look at it there.")


def _at_origin(seen: Seen, duty: Duty, whole: bool) -> Check:
    """It must not do the work of an active one; a processor of a standby runs, and drift says with which files."""
    if not seen.has_answered(duty.host):
        text = f"{duty.host} does not answer, so nobody knows whether it stands still there."
        return _of_duty(duty, NOT_OBSERVABLE, text, "Find out before that host is reached again.")
    unit = (seen.answers[duty.host].get("units") or {}).get(duty.component)
    if unit is None or not duty.unit or not duty.managed:
        text = f"Nobody sees whether it stands still on {duty.host}."
        return _of_duty(duty, NOT_OBSERVABLE, text, "Look at it there.")
    if unit["active"] not in RUNS:
        return _of_duty(duty, CONFIRMED, f"It stands still on {duty.host}.")
    if duty.started and whole:
        return _of_duty(duty, CONFIRMED, f"It runs on {duty.host}, as a standby's does.")
    if duty.started:
        text = f"It runs on {duty.host}, as a standby's does; its files say whether it does more."
        return _of_duty(duty, NOT_OBSERVABLE, text, f"ansible-playbook gir.multidc.drift --limit {duty.host}")
    return _of_duty(duty, FAILED, f"It runs on {duty.host}, and must not.", f"Stop {unit['unit']} on {duty.host}.")


def _of_duty(duty: Duty, answer: str, text: str, remedy: str = "") -> Check:
    title = COMPONENTS[duty.component].title
    return Check(SERVICES, answer, f"{title} of {duty.data_center}: {text}", remedy, f"{duty.host} {duty.component}")


def _indexes(ended: Ended) -> Iterator[Check]:
    """Its host is one of the new standby, which may be away."""
    found = keys.of_indexes(ended.seen, ended.now)
    yield from (check_of(INDEX, one) for one in found)
    if not found and ended.seen.index_update is not None:
        text = f"{ended.seen.index_update.host} does not answer; it updates the indexes when it is back."
        yield Check(INDEX, NOT_OBSERVABLE, text, f"Bring {ended.seen.index_update.host} up as the standby.")


# -- Interaction Receiver --------------------------------------------------------------------------------------------


_WHERE = {RECEIVER_PROFILES: "The recording IVR Profiles", RECEIVER_SETTINGS: "The settings of RWS"}


def receiver(rule: str, differences: Sequence[Mapping[str, Any]] | None, why: str, url: str) -> Check:
    """`differences`: of the Interaction Receiver there, as drift has them; None where nobody could look, and `why`."""
    where = _WHERE[rule]
    if differences is None:
        return Check(rule, NOT_OBSERVABLE, f"{where}: {why.rstrip('.')}.", "Run gir.multidc.drift when it answers.")
    unread = [one for one in differences if one["outcome"] == "not_checked"]
    wrong = [one for one in differences if one not in unread]
    if wrong:
        told = listed(dict.fromkeys(f"{one['object']} ({one.get('actual') or 'missing'})" for one in wrong), 4)
        text = f"{where} should name {url}, and do not: {told}."
        return Check(rule, FAILED, text, "ansible-playbook gir.multidc.site --tags ivr_profile,contact_center", where)
    if unread:
        return Check(rule, NOT_OBSERVABLE, f"{where}: {str(unread[0]['reason']).rstrip('.')}.", "", where)
    return Check(rule, CONFIRMED, f"{where} name the Interaction Receiver {url}.")

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two inputs: the active data center and the eServices site.

Both from the ledger on the RWS hosts; without one from the records of earlier releases; else from their variables; else
the primary, and the site of the active data center.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .._ledger.chain import Judgement, chain
from .._ledger.entry import Entry
from .ledger_rules import LEDGER, judged
from .placement import Placement
from .reading import BACKUP, PRIMARY, Centers, clean
from .records import ACTIVE, RECORD, SITE, Recorded, claims_of, newest
from .report import Report
from .rws_rules import ByHost
from .values import Value, did_you_mean, listed, show

# In the values of an RWS host: False when it was asked for its ledger and gave no answer.
ANSWERED = "answered"

FROM_LEDGER = "ledger"
FROM_RECORD = "record"
FROM_PRIMARY = "primary"
FROM_ACTIVE = "active data center"
# The variables are sources, too.
CENTER_VARIABLE = "gir_active_datacenter"
SITE_VARIABLE = "gir_eservices_site"


@dataclass(frozen=True)
class Active:
    """The two inputs and where each comes from. `eservices_site` None: that of the active data center.

    `epoch` and `operation` are those of the newest entry, where there is one.
    """

    name: str
    source: str
    epoch: int | None = None
    operation: str | None = None
    eservices_site: str | None = None
    eservices_source: str = FROM_ACTIVE


@dataclass(frozen=True)
class _Pair:
    """Names of the primary and of the backup, and their site names: what the two inputs can be."""

    names: list[str]
    sites: list[str]


def choose(
    report: Report,
    centers: Centers,
    variables: dict[str, Value],
    host_variables: ByHost,
    placement: Placement | None,
    operation: str | None = None,
) -> Active | None:
    """None after a violation, or when the map itself has no primary. `operation`: that of this very run."""
    names = [center.name for role in (PRIMARY, BACKUP) for center in centers.values() if center.role == role]
    sites = [centers[name].site_name for name in names]
    pair = _Pair(names, [site for site in sites if site is not None])
    center = _given(report, variables, CENTER_VARIABLE, "GIR701", pair.names)
    site = _given(report, variables, SITE_VARIABLE, "GIR715", pair.sites)
    found, usable = _observed(report, host_variables, pair, operation)
    if not usable:
        if report.has_errors or not pair.names:
            return None
        # For verbs that only look, a question stops nothing; but they need an answer to look for.
        if center is None:
            report.add("GIR716", LEDGER, "What is recorded does not say which data center is active.")
            return None
    _check_silent(report, placement, host_variables, pair, found, center)
    return _completed(report, found, pair, center, site)


def _observed(report: Report, host_variables: ByHost, pair: _Pair, operation: str | None) -> tuple[Active | None, bool]:
    """What is recorded, None where nothing is; and whether that is all that there is to know."""
    ledger = judged(report, host_variables, operation)
    if ledger is None:
        return None, False
    if not ledger.entries:
        return _of_records(report, host_variables, pair)
    found = _of_ledger(report, ledger, pair)
    _check_old_records(report, ledger, host_variables)
    return found, found is not None


def _given(report: Report, variables: dict[str, Value], name: str, rule_id: str, choices: Sequence[str]) -> str | None:
    """The value of one of the two variables, when it is one of the pair."""
    if variables.get(name) is None:
        return None
    value = clean(report, name, variables[name])
    if value is None or value in choices:
        return value
    if len(choices) == 2:
        sentence = f"{name} is {show(value)}; primary and backup are {listed(choices)}.{did_you_mean(value, choices)}"
        report.add(rule_id, name, sentence)
    return None


def _of_ledger(report: Report, ledger: Judgement, pair: _Pair) -> Active | None:
    head = ledger.head
    if head is None:
        return None
    where = f"The newest entry of the {LEDGER} (epoch {head.epoch}, {head.operation})"
    if not _fits(report, LEDGER, where, (head.active_datacenter, head.eservices_site), pair):
        return None
    return Active(head.active_datacenter, FROM_LEDGER, head.epoch, head.operation, head.eservices_site, FROM_LEDGER)


def _of_records(report: Report, host_variables: ByHost, pair: _Pair) -> tuple[Active | None, bool]:
    """What earlier releases recorded, and whether nothing of it is broken."""
    centers, good = claims_of(report, ACTIVE, host_variables)
    sites, fine = claims_of(report, SITE, host_variables)
    if not (good and fine):
        return None, False
    of_center, of_site = newest(report, ACTIVE, centers), newest(report, SITE, sites)
    if (centers and of_center is None) or (sites and of_site is None):
        return None, False
    for recorded, kind in ((of_center, ACTIVE), (of_site, SITE)):
        if recorded is None:
            continue
        where = f"The newest record ({kind.fact}, epoch {recorded.epoch}, on {listed(recorded.hosts, 4)})"
        chosen = (recorded.name, None) if kind is ACTIVE else (None, recorded.name)
        if not _fits(report, kind.fact, where, chosen, pair):
            return None, False
    return _recorded(of_center, of_site), True


def _recorded(center: Recorded | None, site: Recorded | None) -> Active | None:
    """Where only the site is recorded, nothing says yet which data center is active."""
    if center is None and site is None:
        return None
    found = Active("", "") if center is None else Active(center.name, FROM_RECORD, center.epoch)
    return found if site is None else replace(found, eservices_site=site.name, eservices_source=FROM_RECORD)


def _fits(report: Report, fact: str, where: str, recorded: tuple[str | None, str | None], pair: _Pair) -> bool:
    """Whether what is recorded (data center, site) is the primary or the backup, as far as the map has these."""
    good = True
    kinds = ((pair.names, "GIR705", "primary and backup are"), (pair.sites, "GIR711", "their sites are"))
    for value, (choices, rule_id, words) in zip(recorded, kinds):
        if value is None or value in choices:
            continue
        good = False
        if len(choices) == 2:
            report.add(rule_id, fact, f"{where} names {show(value)}; {words} {listed(choices)}.")
    return good


def _check_old_records(report: Report, ledger: Judgement, host_variables: ByHost) -> None:
    """An earlier release, or a person who follows its documentation, may have moved the system since."""
    head = ledger.head
    if head is None:
        return
    first: Entry = ledger.entries[chain(ledger.entries, head)[-1]]
    claims, _good = claims_of(report, ACTIVE, host_variables)
    later = {key: hosts for key, hosts in claims.items() if key[0] >= first.epoch and key[1] != head.active_datacenter}
    for (epoch, name), hosts in later.items():
        report.add(
            "GIR714",
            RECORD,
            f"The ledger says that {show(head.active_datacenter)} is active, but the record {RECORD} of epoch {epoch} "
            f"on {listed(hosts, 4)}, which came later, says {show(name)}.",
        )


def _check_silent(
    report: Report,
    placement: Placement | None,
    host_variables: ByHost,
    pair: _Pair,
    found: Active | None,
    center: str | None,
) -> None:
    """A failover leaves its entry on every RWS host that it can reach, so on the side that survives."""
    silent = [host for host, values in host_variables.items() if values.get(ANSWERED) is False]
    if not silent:
        return
    recorded = "" if found is None else found.name
    # Who was made active has the entry that says so; the other one may have been made active since.
    hidden = [name for name in pair.names if name != recorded and _is_silent(placement, name, silent)]
    if not hidden or (center is not None and recorded in ("", center)):
        report.add(
            "GIR707", silent[0], f"{listed(silent, 4)} could not be asked for a record of the active data center."
        )
        return
    for name in hidden:
        nobody = f"no RWS host of {name} could be asked"
        if recorded:
            report.add("GIR713", name, f"{recorded} is recorded as active, and {nobody} whether {name} is since.")
        else:
            report.add("GIR708", name, f"No record of the active data center was found, and {nobody} for one.")


def _is_silent(placement: Placement | None, center: str, silent: Sequence[str]) -> bool:
    """Whether no RWS host of a data center that has some was heard."""
    if placement is None or not placement.has_group(center):
        return False
    hosts = placement.hosts(center, "gir_rws")
    return bool(hosts) and all(host in silent for host in hosts)


def _completed(
    report: Report, found: Active | None, pair: _Pair, center: str | None, site: str | None
) -> Active | None:
    """What is recorded, and for the rest what the variables say, else what follows from the map."""
    found = found or Active("", "")
    said = {
        CENTER_VARIABLE: (center, found.name or None, found.epoch),
        SITE_VARIABLE: (site, found.eservices_site, found.epoch),
    }
    for name, (value, recorded, epoch) in said.items():
        if value is not None and recorded is not None and value != recorded:
            of = "" if epoch is None else f" of epoch {epoch}"
            report.add("GIR706", name, f"{name} is {show(value)}, but the record{of} says {show(recorded)}.")
    if not found.name:
        if center is None and not pair.names:
            return None
        chosen = (pair.names[0], FROM_PRIMARY) if center is None else (center, CENTER_VARIABLE)
        found = replace(found, name=chosen[0], source=chosen[1])
    if found.eservices_site is None and site is not None:
        found = replace(found, eservices_site=site, eservices_source=SITE_VARIABLE)
    return found

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""GIR631: whether what a failover starts has the version of the other data center, as far as anything names one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .._components.registry import COMPONENTS
from .._failover.observed import Check
from .._status.hosts import STARTED_BY_FAILOVER
from .._status.seen import Duty, Seen
from .._topology.values import listed
from .subject import Subject

_UPGRADE = "Run gir.multidc.upgrade for the hosts that have another one."


def of_versions(subject: Subject) -> Iterator[Check]:
    """One for each component. The inventory says what it should be where no host of the pair's other side does."""
    others = [one for one in subject.seen.duties if one.data_center == subject.other_of_pair]
    for component in STARTED_BY_FAILOVER:
        own = [one for one in subject.duties if one.component == component]
        if own:
            there = [one for one in others if one.component == component]
            yield _of(subject, component, own, there)


def _of(subject: Subject, component: str, own: list[Duty], others: list[Duty]) -> Check:
    title = COMPONENTS[component].title
    about = f"version of {title}"
    here, there = _installed(subject.seen, own), _installed(subject.seen, others)
    expected = set(there.values()) or {one.version for one in own if one.version}
    if not here:
        text = f"Nothing names the version of {title} that {subject.name} has."
        return Check("GIR631", NOT_OBSERVABLE, text, "Compare it yourself.", about)
    if not expected:
        text = f"{subject.name} has {_shown(here)} of {title}, and nothing names that of the other data center."
        return Check("GIR631", NOT_OBSERVABLE, text, "Compare it yourself.", about)
    wrong = {host: version for host, version in here.items() if version not in expected}
    source = _shown(there) if there else f"the inventory {listed(sorted(expected))}"
    if wrong:
        text = f"{subject.name} has {_shown(wrong)} of {title}, and {source}."
        return Check("GIR631", FAILED, text, _UPGRADE, about)
    unknown = [one.host for one in own if one.host not in here]
    if unknown:
        text = f"Nothing names the version of {title} on {listed(unknown, 4)}."
        return Check("GIR631", NOT_OBSERVABLE, text, "Compare it yourself.", about)
    text = f"{title} of {subject.name} has the version {listed(sorted(set(here.values())))}, as {source}."
    return Check("GIR631", CONFIRMED, text, "", about)


def _installed(seen: Seen, duties: Iterable[Duty]) -> dict[str, str]:
    """Host to the version that it named."""
    found = {}
    for one in duties:
        known = seen.answers.get(one.host, {}).get("installed") or {}
        if known.get(one.component):
            found[one.host] = str(known[one.component])
    return found


def _shown(known: dict[str, str]) -> str:
    by_version: dict[str, list[str]] = {}
    for host, version in known.items():
        by_version.setdefault(version, []).append(host)
    return listed([f"{version} on {listed(hosts, 3)}" for version, hosts in sorted(by_version.items())], 4)

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts and services: who answers, what runs, and what must not."""

from __future__ import annotations

from collections.abc import Iterator

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .._topology.values import listed
from .area import FORCED, PLANNED, Point
from .seen import Duty, Seen

HOSTS, SERVICES = "hosts", "services"
BOTH = (PLANNED, FORCED)
# What a failover starts in the data center that takes over. The others serve their own, or RWS clients.
STARTED_BY_FAILOVER = ("muxer", "rps", "voice_processor")
# Without these nothing can take over.
NEEDED = ("rws", "rcs", "webdav", *STARTED_BY_FAILOVER)
# More than an answer takes on its way.
CLOCK_SECONDS = 60


def points(seen: Seen, now: float) -> list[Point]:
    """Data center by data center, silent ones in one point each. `now`: UTC seconds of this controller."""
    return [*_of_hosts(seen), *_of_clocks(seen, now), *_of_services(seen)]


def _of_clocks(seen: Seen, now: float) -> Iterator[Point]:
    """Times of the ledger, limits of locks and the age of indexes are told by the clocks of hosts."""
    for host, answer in seen.answers.items():
        if seen.has_answered(host) and abs(answer["clock"] - now) > CLOCK_SECONDS:
            text = f"Its clock is {abs(int(answer['clock'] - now))} seconds {_way(answer['clock'] - now)} that of this"
            yield Point(HOSTS, "clock", FAILED, f"{text} controller.", "Look at its time service.",
                        seen.center_of(host), host)  # fmt: skip


def _way(difference: float) -> str:
    return "ahead of" if difference > 0 else "behind"


def _of_hosts(seen: Seen) -> Iterator[Point]:
    for name in seen.model["data_centers"]:
        hosts = [host for host in seen.hosts_of(name) if host in seen.answers]
        silent = [host for host in hosts if not seen.has_answered(host)]
        if hosts and len(silent) == len(hosts) > 1:
            text = f"None of its {len(hosts)} hosts answers: {seen.silence(silent[0])}."
            yield Point(HOSTS, f"hosts of {name}", FAILED, text, _LOOK, name, prevents=BOTH,
                        facts={"answered": 0, "hosts": len(hosts)})  # fmt: skip
            continue
        for host in silent:
            text = f"It gives no answer: {seen.silence(host)}."
            yield Point(HOSTS, "host", FAILED, text, _LOOK, name, host, prevents=_without(seen, name, host))
        if hosts and not silent:
            yield Point(HOSTS, f"hosts of {name}", CONFIRMED, f"All {len(hosts)} hosts answer.", data_center=name,
                        facts={"answered": len(hosts), "hosts": len(hosts)})  # fmt: skip
        yield from _not_asked(seen, name)


_LOOK = "Look at the machine and the network between; ssh to it from this controller."


def _without(seen: Seen, center: str, host: str) -> tuple[str, ...]:
    """What a silent host prevents: a forced failover too, where no other one can do its work."""
    needed = {one.component for one in seen.duties if one.host == host and one.component in NEEDED}
    others = {one.component for one in seen.duties if one.data_center == center and seen.has_answered(one.host)}
    return () if not needed else (PLANNED,) if needed <= others else BOTH


def _not_asked(seen: Seen, name: str) -> Iterator[Point]:
    left = [host for host in seen.hosts_of(name) if host not in seen.answers and host not in seen.windows]
    if left:
        text = f"This run did not ask {listed(left, 4)}, so it says nothing of them."
        yield Point(HOSTS, f"hosts of {name} outside of this run", NOT_OBSERVABLE, text,
                    "Run it without a limit or slice.", name, prevents=BOTH)  # fmt: skip


# -- services --------------------------------------------------------------------------------------------------------


def _of_services(seen: Seen) -> Iterator[Point]:
    unmanaged: dict[tuple[str, str], list[str]] = {}
    for duty in seen.duties:
        if not seen.has_answered(duty.host):
            continue
        if not duty.unit or not duty.managed:
            unmanaged.setdefault((duty.component, duty.data_center), []).append(duty.host)
            continue
        yield _service(seen, duty)
    for (component, center), hosts in unmanaged.items():
        name = f"{component} of {center}"
        yield Point(SERVICES, name, NOT_OBSERVABLE, _UNMANAGED, "", center, component=component, facts={"hosts": hosts})


_UNMANAGED = (
    "No unit of it is managed there, so nobody sees whether it runs; give <component>_service, and gir_manage_services"
    " where services are not managed."
)


def _service(seen: Seen, duty: Duty) -> Point:
    unit = (seen.answers[duty.host].get("units") or {}).get(duty.component)
    if unit is None:
        reason = seen.problem(duty.host, "units") or "It did not say what its services do."
        return _point(duty, NOT_OBSERVABLE, reason, "", _prevents(duty))
    trouble, remedy = _trouble(duty, unit)
    guard = seen.answers[duty.host].get("site_guard") or {}
    if trouble and unit["unit"] in guard.get("kept_down", ()):
        text = f"{unit['unit']} is kept down by the site guard: {guard['sentence']}."
        return _point(duty, FAILED, text, "journalctl --unit gir-site-guard", ())
    if trouble:
        return _point(duty, FAILED, trouble, remedy, _prevents(duty) if unit["load"] == "not-found" else ())
    state = f"{unit['active']} ({unit['sub']})" + (f" since {unit['since']}" if unit["since"] else "")
    return _point(duty, CONFIRMED, f"{unit['unit']} is {state}, as it should be.", "", ())


def _prevents(duty: Duty) -> tuple[str, ...]:
    """One that cannot be started is missing after a failover."""
    return BOTH if duty.component in STARTED_BY_FAILOVER else ()


def _trouble(duty: Duty, unit: dict[str, object]) -> tuple[str, str]:
    """What is wrong with a unit, and what to do; nothing where it is as it should be."""
    name = unit["unit"]
    runs, boots = unit["active"] in ("active", "reloading", "activating"), unit["enabled"] == "enabled"
    start = f"ansible-playbook gir.multidc.site --limit {duty.host}"
    if unit["load"] == "not-found":
        return f"There is no unit {name} on this host.", f"{start}, or correct {duty.component}_service"
    if duty.started and not runs:
        why = f": {unit['trouble']}" if unit["trouble"] else ""
        return f"{name} is {unit['active']} ({unit['sub']}){why}, and should run.", f"journalctl --unit {name}, {start}"
    if duty.started and unit["health"]:
        return f"{name} runs and is not well: {unit['health']}", f"Look at the log of {name} on {duty.host}."
    if not duty.started and runs:
        text = f"{name} runs, and must not: {duty.data_center} is not the active data center."
        return text, f"Stop it on {duty.host}: systemctl disable --now {name}"
    if unit["pending"]:
        return f"A run wrote files that {name} has not applied.", start
    if not duty.started and boots:
        return f"{name} would start at the next boot, and {duty.data_center} is not the active data center.", start
    return "", ""


def _point(duty: Duty, answer: str, text: str, remedy: str, prevents: tuple[str, ...]) -> Point:
    return Point(SERVICES, duty.component, answer, text, remedy, duty.data_center, duty.host, duty.component, prevents)

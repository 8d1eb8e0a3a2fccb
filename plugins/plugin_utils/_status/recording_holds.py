# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Legal holds: whether each is kept at each location, and what threatens what is held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .._components.hold_keeper_status import UNIT, Kept, kept, verdict
from .._components.program_status import Found, NoStatus, Status, parsed
from .._topology.published import DataCenterModel, LifecycleRuleModel, LifecycleTaskModel
from .._topology.recording_holds import HOLDS, RecordingHold
from .._topology.values import listed
from .area import Point
from .moments import moment
from .seen import HoldKeeping, Seen

AREA = "recording_holds"
_PAGE = "docs/recording-holds.md"
_PURGE, _SCREEN = "purge", "screen"
_LACKS = f"Give what lacks: {_PAGE}, what a hold needs."


@dataclass(frozen=True)
class _Run:
    """The last run of the keeper, None where nobody knows of one. `last`: when it last protected everything."""

    status: Status | None
    last: datetime | None


def points(seen: Seen, now: datetime) -> list[Point]:
    """The keeper, each hold at each of its locations, then what threatens them. Nothing without holds."""
    known = seen.hold_keeping
    if known is None:
        return []
    keeper, run = _keeper(seen, known, now)
    return [
        keeper,
        *_of_holds(seen, known, run, keeper, now),
        *_purges(seen, known, run, now),
        *_moved(seen, known, run),
        *_dropped(run),
    ]


# -- the keeper ------------------------------------------------------------------------------------------------------


def _keeper(seen: Seen, known: HoldKeeping, now: datetime) -> tuple[Point, _Run]:
    host = known.host

    def point(answer: str, text: str, remedy: str = "", **facts: object) -> Point:
        center = "" if host is None else seen.center_of(host)
        return Point(AREA, "hold keeper", answer, text, remedy, center, host or "", "hold_keeper", (), facts)

    none = _Run(None, None)
    if not known.enabled:
        text = "hold_keeper_enabled is false: nothing protects what Muxer makes of held calls later."
        return point(FAILED, text, "Give hold_keeper_enabled: true, and run site."), none
    if host is None:
        return point(FAILED, "The active data center has no RWS host, so nobody keeps holds."), none
    if not seen.has_answered(host):
        text = f"{host} keeps the holds and does not answer: {seen.silence(host)}."
        return point(NOT_OBSERVABLE, text, f"Bring {host} up, or run site."), none
    answer = seen.answers[host].get("hold_keeper")
    if answer is None:
        reason = seen.problem(host, "hold_keeper") or "It did not say how the last run went."
        return point(NOT_OBSERVABLE, reason, "ansible-playbook gir.multidc.site --tags hold_keeper"), none
    found = Found(answer["installed"], answer["status"])
    names = [hold.name for hold in known.holds]
    try:
        judged, reason = verdict(found, host, names, known.max_age_hours, now.timestamp())
        status = None if found.status is None else parsed(found.status)
        last = None if status is None or not status.moment("last_success_ms") else moment(status.text("last_success"))
        requests = 0 if status is None else status.count("requests")
    except NoStatus:
        remedy = f"Look at the log of {UNIT} on {host}."
        return point(FAILED, "What stands in its status file is no status of this program.", remedy), none
    run = _Run(status, last)
    if judged == CONFIRMED and last is not None:
        return point(CONFIRMED, f"It last protected every hold at {_stamp(last)}.", requests=requests), run
    return point(judged, reason, f"Look at the log of {UNIT} on {host}.", requests=requests), run


# -- holds -----------------------------------------------------------------------------------------------------------


def _of_holds(
    seen: Seen, known: HoldKeeping, run: _Run, keeper: Point, now: datetime
) -> Iterator[Point]:
    for hold in known.holds:
        found = _kept(hold, known, run, keeper, now)
        for center in _covered(seen, [hold]):
            answer, text = _at(seen, run, center, found)
            facts = {
                "hold": hold.name, "location": center["node_path"], "found": found.found, "applied": found.applied,
                "failing": [recording for recording, _outcome in found.failing], "last_success": found.last_success,
                "all_recordings": f"{known.host}:{known.held_file}",
            }  # fmt: skip
            remedy = _LACKS if found.answer == CONFIRMED else keeper.remedy or _remedy(known)
            name = f"{hold.name} at {center['node_path']}"
            remedy = "" if answer == CONFIRMED else remedy
            yield Point(AREA, name, answer, text, remedy, center["name"], "", "hold_keeper", (), facts)


def _remedy(known: HoldKeeping) -> str:
    return f"Look at the log of {UNIT} on {known.host}, and at {known.held_file} there."


def _kept(hold: RecordingHold, known: HoldKeeping, run: _Run, keeper: Point, now: datetime) -> Kept:
    if run.status is None:
        return Kept(hold.name, keeper.answer if keeper.answer != CONFIRMED else NOT_OBSERVABLE, keeper.text, 0, 0, "")
    try:
        return kept(run.status, hold.name, known.max_age_hours, now.timestamp())
    except NoStatus:
        return Kept(hold.name, FAILED, "What the keeper says of it is of no known form.", 0, 0, "")


def _at(seen: Seen, run: _Run, center: DataCenterModel, found: Kept) -> tuple[str, str]:
    """A hold at one location: what RWS accepted, unless something lacks there, or nobody of it answers."""
    if found.answer != CONFIRMED:
        return found.answer, found.text
    lacking = _lacking(run, center["node_path"])
    if lacking:
        return FAILED, f"{found.text} But {lacking[0]}"
    hosts = center["hosts"].get("gir_rws", [])
    if hosts and not any(seen.has_answered(host) for host in hosts):
        return NOT_OBSERVABLE, f"{found.text} But no RWS host of {center['name']} answers."
    return CONFIRMED, found.text


def _lacking(run: _Run, location: str) -> list[str]:
    """What the keeper found to be missing for this location."""
    if run.status is None:
        return []
    found = []
    for one in run.status.records("prerequisites"):
        place = one.optional_text("location")
        if one.text("observation") == FAILED and place in ("", location):
            found.append(one.text("observation_reason"))
    return found


# -- what threatens them ---------------------------------------------------------------------------------------------


def _covered(seen: Seen, holds: Sequence[RecordingHold]) -> list[DataCenterModel]:
    """The data centers whose recordings may be held."""
    centers = seen.model["data_centers"].values()
    return [center for center in centers if any(hold.covers(center["node_path"]) for hold in holds)]


def _purges(seen: Seen, known: HoldKeeping, run: _Run, now: datetime) -> Iterator[Point]:
    """Every purge rule that is on at a location of a hold."""
    for center in _covered(seen, known.holds):
        queries = [hold.query for hold in known.holds if hold.covers(center["node_path"])]
        grows = any(query is not None and query.to_ms is None for query in queries)
        for rule, task in _purging(center):
            answer, text = _purge(known, run, rule, task, grows, now)
            remedy = "" if answer == CONFIRMED else "Turn the rule off while the hold lasts, or raise its min_age_days."
            name = f"purge rule {rule['name']} ({task['media']}) at {center['node_path']}"
            facts = {"rule": rule["name"], "at": rule["at"], "min_age_days": task["min_age_days"]}
            yield Point(AREA, name, answer, text, remedy, center["name"], "", "media_lifecycle", (), facts)


def _purging(center: DataCenterModel) -> Iterator[tuple[LifecycleRuleModel, LifecycleTaskModel]]:
    for rule in center["media_lifecycle"]:
        if rule["enabled"]:
            yield from ((rule, task) for task in rule["tasks"] if task["type"] == _PURGE)


def _purge(
    known: HoldKeeping, run: _Run, rule: LifecycleRuleModel, task: LifecycleTaskModel, grows: bool, now: datetime
) -> tuple[str, str]:
    """`grows`: whether a hold there has a query without an end, so that calls of today are held by the next run."""
    days = task["min_age_days"] or 0
    what = f"Purges {task['media']} recordings from {days} days on, daily at {rule['at']} UTC"
    if run.status is None:
        return NOT_OBSERVABLE, f"{what}. Nobody knows whether the keeper has protected anything."
    since = _last_time(rule["at"], now)
    if run.last is None or run.last < since - timedelta(hours=known.max_age_hours):
        last = "never" if run.last is None else f"last at {_stamp(run.last)}"
        return FAILED, f"{what}, and the keeper protected everything {last}: what came since is unprotected."
    if not grows and task["media"] != _SCREEN and not task["include_screen_recordings"]:
        return CONFIRMED, f"{what}. It takes no screen recordings, and the product documents that it spares held calls."
    if days * 24 <= known.max_age_hours:
        return FAILED, f"{what}: a call, or what Muxer makes of it, can be taken before the keeper runs."
    return CONFIRMED, f"{what}. The keeper ran at {_stamp(run.last)}; a call is older than its interval by then."


def _last_time(at: str, now: datetime) -> datetime:
    """When a daily rule was last due."""
    hour, minute, second = (int(part) for part in at.split(":"))
    today = now.replace(hour=hour, minute=minute, second=second, microsecond=0)
    return today if today <= now else today - timedelta(days=1)


def _moved(seen: Seen, known: HoldKeeping, run: _Run) -> Iterator[Point]:
    """Since a failover, calls of a location are recorded at another one, under the purge rules of that one."""
    model, head = seen.model, seen.ledger.head
    if model["active"] == model["primary"]:
        return
    away, here = (model["data_centers"][name] for name in (model["standby"], model["active"]))
    holds = [hold.name for hold in known.holds if hold.locations and hold.covers(away["node_path"])
             and not hold.covers(here["node_path"])]  # fmt: skip
    if not holds:
        return
    when = moment(head.recorded_at) if head is not None else None
    since = "" if when is None else f" since {_stamp(when)}"
    rules = listed([rule["name"] for rule, _task in _purging(here)], 4) or "none that is on"
    text = (
        f"{here['name']} is active{since}: calls of {away['node_path']} are recorded at {here['node_path']}, where the"
        f" purge rules ({rules}) hold for them. {listed(holds, 4)} does not name {here['node_path']}."
    )
    late = when is not None and (run.last is None or run.last < when)
    answer = FAILED if late else NOT_OBSERVABLE
    remedy = f"Add {here['node_path']} to locations of the hold in {HOLDS}, and run site."
    yield Point(AREA, f"moved from {away['node_path']}", answer, text, remedy, here["name"], "", "hold_keeper")


def _dropped(run: _Run) -> Iterator[Point]:
    """Holds that are in the inventory no more. Nothing was released by that."""
    if run.status is None:
        return
    try:
        dropped: Mapping[str, object] = run.status.mapping("dropped")
    except NoStatus:
        return
    for name, since in dropped.items():
        text = f"It is not in {HOLDS} since {since}: the keeper does not apply it any more, and has released nothing."
        yield Point(AREA, f"{name} (taken out)", CONFIRMED, text, component="hold_keeper")


def _stamp(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")

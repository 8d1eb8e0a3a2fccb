# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The backup folders of a location on its RWS hosts: one shared mount on all of them, writable, with room.

Older releases of RWS wrote backups to the disk of the node, and a file:// folder that is no mount does so still. Then
backups are split over the nodes, and lost with them. Facts: operations.md D8.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .._components.rule import rule
from .._topology.published import DataCenterModel
from .._topology.rule import PRODUCT, WARNING
from .._topology.values import listed, printable

MODULE = "gir.multidc.backup_folder_info"
GROUP = "gir_rws"
_SCHEME = "file://"
_LONGEST = 400
# Problems of backup_folder_info that say that another account or a read-only mount is in the way.
_NOT_WRITABLE = ("not_writable", "read_only")

GIR837 = rule(
    837,
    "A backup folder is one shared mount on every RWS host of its location.",
    "Mount the same folder of a server on every RWS host of the location, at the path of backup_folder.",
    PRODUCT,
)
GIR838 = rule(
    838,
    "The account of RWS may write to the backup folders of its location.",
    "Give the folder to the account of gir_service_user, or mount it for writing.",
    PRODUCT,
)
GIR839 = rule(
    839,
    "At least media_lifecycle_min_free_percent of a backup folder is free.",
    "Make room there, or mount a larger file system.",
    severity=WARNING,
)
# Those because of which no rule is handed out.
REFUSING = (GIR837.id, GIR838.id)


@dataclass(frozen=True)
class Finding:
    """One backup folder, on a `host` or on all of its location. `rule`: the id of the rule that it breaks, if any."""

    data_center: str
    host: str
    folder: str
    answer: str
    text: str
    remedy: str = ""
    rule: str = ""


def folders(center: DataCenterModel) -> list[str]:
    """The paths that the rules of a location write to, without those of rules that are off."""
    given = [
        task["backup_folder"]
        for one in center["media_lifecycle"]
        for task in one["tasks"]
        if one["enabled"] and task["type"] == "backup"
    ]
    paths = [folder[len(_SCHEME) :] for folder in given if folder and folder.startswith(_SCHEME)]
    return list(dict.fromkeys(path.rstrip("/") or "/" for path in paths if path.startswith("/")))


def judged(
    center: DataCenterModel, answers: Mapping[str, Mapping[str, Any] | None], unasked: Mapping[str, str], least: int
) -> Iterator[Finding]:
    """`answers`: of RWS hosts, None where nobody asked; `unasked`: why. `least`: percent that have to be free."""
    for path in folders(center):
        seen = {host: _of_path(answers.get(host), path) for host in center["hosts"].get(GROUP, ())}
        for host, one in seen.items():
            yield _of_host(center["name"], host, path, one, unasked.get(host, ""), least)
        if len(seen) > 1:
            yield _together(center["name"], path, seen)


def _of_path(answer: Mapping[str, Any] | None, path: str) -> Mapping[str, Any]:
    """What a host said of one folder; a `reason` where it said nothing."""
    if answer is None:
        return {}
    found = next((one for one in answer.get("folders") or () if one["path"] == path), None)
    return {"reason": str(answer.get("msg") or "it said nothing of it")} if found is None else dict(found)


def _of_host(center: str, host: str, path: str, one: Mapping[str, Any], unasked: str, least: int) -> Finding:
    def finding(answer: str, text: str, remedy: str = "", rule_id: str = "") -> Finding:
        return Finding(center, host, path, answer, text, remedy, rule_id)

    if "observation" not in one:
        reason = _line(unasked or one.get("reason") or "it is outside of this run")
        return finding(NOT_OBSERVABLE, f"{host} said nothing of {path}: {reason}.")
    problems = {str(problem["id"]): _line(problem["text"]) for problem in one["problems"]}
    if one["observation"] == FAILED:
        only = set(problems) & set(_NOT_WRITABLE)
        broken = GIR838 if only and not _lacks_a_mount(problems) else GIR837
        return finding(FAILED, f"{host}: {'; '.join(problems.values())}.", broken.remedy, broken.id)
    percent = one["free_percent"]
    if percent is not None and percent < least:
        text = f"{host}: {percent:.1f} percent of {path} are free, and {least} have to be."
        return finding(FAILED, text, GIR839.remedy, GIR839.id)
    if one["observation"] != CONFIRMED:
        remedy = "Give gir_service_user, and let Ansible become root there." if "unknown_rights" in problems else ""
        return finding(NOT_OBSERVABLE, f"{host}: {'; '.join(problems.values())}.", remedy)
    mount = one["mount"]
    room = "" if percent is None else f", and {percent:.1f} percent are free"
    return finding(CONFIRMED, f"{path} is {_line(mount['source'])} ({_line(mount['type'])}){room}.")


def _lacks_a_mount(problems: Mapping[str, str]) -> bool:
    return bool(set(problems) & {"missing", "no_folder", "unreadable", "local"})


def _together(center: str, path: str, seen: Mapping[str, Mapping[str, Any]]) -> Finding:
    """Whether all hosts that mount it mount the same."""
    places = {host: (one.get("mount") or {}).get("place") for host, one in seen.items()}
    by_place: dict[str, list[str]] = {}
    for host, place in places.items():
        if place:
            by_place.setdefault(_line(place), []).append(host)
    if len(by_place) > 1:
        told = "; ".join(f"{place} on {listed(hosts, 4)}" for place, hosts in by_place.items())
        return Finding(center, "", path, FAILED, f"{path} is not the same everywhere: {told}.", GIR837.remedy,
                       GIR837.id)  # fmt: skip
    unknown = [host for host, place in places.items() if not place]
    if unknown:
        text = f"Of {listed(unknown, 4)} nobody knows whether {path} is the same there."
        return Finding(center, "", path, NOT_OBSERVABLE, text)
    return Finding(center, "", path, CONFIRMED, f"{path} is {', '.join(by_place)} on all {len(places)} hosts.")


def _line(text: object) -> str:
    return printable(" ".join(str(text).split()))[:_LONGEST].rstrip(".")

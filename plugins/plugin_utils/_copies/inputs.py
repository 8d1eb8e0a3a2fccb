# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task about copies was given: which hosts to ask, and what to remove there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from .._topology.values import is_blank, kind, plain, show
from .places import Place

GROUP = "gir"
CONTROLLER = "localhost"
REMOVE = "gir_kept_copies_remove"
OLDER = "gir_kept_copies_remove_older_than_days"
_KEYS = ("host", "path", "sha256")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_LONGEST_DAYS = 10**6


class Refused(Exception):
    """Nothing was removed anywhere; all the reasons, a sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Wish:
    """A copy that is to go; with a digest only when it is that of the copy."""

    host: str
    path: str
    sha256: str | None = None


@dataclass(frozen=True)
class Task:
    """`places`: each host that is asked to where its copies lie; `silent`: host to why it is not asked.

    `left_out`: hosts of the system that this run leaves alone, `limit` says by which limit. `wishes` and
    `older_than_days` say what to remove.
    """

    places: Mapping[str, Place]
    silent: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    limit: str = ""
    wishes: tuple[Wish, ...] = ()
    older_than_days: int | None = None
    check: bool = False


def chosen_hosts(options: Mapping[str, Any], groups: Mapping[str, Any], hostvars: Any) -> tuple[list[str], list[str]]:
    """(the hosts that are asked, those of the group that are left out). Raises Refused."""
    members = [host for host in groups.get(GROUP) or () if host != CONTROLLER]
    hosts = members if options["hosts"] is None else [host for host in options["hosts"] if host != CONTROLLER]
    unknown = [host for host in hosts if host not in hostvars]
    if unknown:
        raise Refused([f"hosts has {show(host)}, which is not in the inventory; correct the name." for host in unknown])
    return sorted(hosts), sorted(set(members) - set(hosts))


def wishes_of(options: Mapping[str, Any], variables: Mapping[str, Any]) -> tuple[tuple[Wish, ...], int | None]:
    """What is to be removed: copies by name, and the age in days. Raises Refused with all that is wrong."""
    problems: list[str] = []
    name = REMOVE if not _is_empty(variables.get(REMOVE)) else "copies"
    given = _parsed(plain(options["copies"]))
    wishes: list[Wish] = []
    if not _is_empty(given):
        if isinstance(given, list):
            read = [_wish(f"{name}[{number}]", one, problems) for number, one in enumerate(given)]
            wishes = [wish for wish in read if wish is not None]
        else:
            text = "give a list of dictionaries with host and path, as YAML or JSON."
            problems.append(f"{name} is {kind(given)}, not a list; {text}")
    name = OLDER if not _is_empty(variables.get(OLDER)) else "older_than_days"
    days = _days(name, plain(options["older_than_days"]), problems)
    if not problems and not wishes and days is None:
        problems.append("Neither copies nor older_than_days is given, so it is not said what to remove; give one.")
    if problems:
        raise Refused(problems)
    return tuple(dict.fromkeys(wishes)), days


def _is_empty(value: object) -> bool:
    return value is None or value == [] or is_blank(value)


def _parsed(value: object) -> object:
    """-e name=value gives text."""
    if not isinstance(value, str):
        return value
    try:
        return plain(yaml.safe_load(value))
    except yaml.YAMLError:
        return value


def _wish(name: str, given: object, problems: list[str]) -> Wish | None:
    if not isinstance(given, dict):
        problems.append(f"{name} is {kind(given)}, not a dictionary; give host and path.")
        return None
    before = len(problems)
    unknown = sorted(set(given) - set(_KEYS))
    if unknown:
        problems.append(f"{name} has {', '.join(map(show, unknown))}; give host, path and perhaps sha256.")
    for key in ("host", "path"):
        if not isinstance(given.get(key), str) or is_blank(given[key]):
            problems.append(f"{name} has no {key}; give the one that the list of copies shows.")
    path, sha256 = str(given.get("path")), given.get("sha256")
    if len(problems) == before and not posixpath.isabs(path):
        problems.append(f"{name}.path is {show(path)}, no absolute path; give the one that the list of copies shows.")
    if sha256 is not None and not (isinstance(sha256, str) and _DIGEST.fullmatch(sha256.lower())):
        problems.append(f"{name}.sha256 is {show(sha256)}, no SHA-256 digest; give 64 digits, or leave it out.")
    if len(problems) > before:
        return None
    return Wish(given["host"], posixpath.normpath(path), sha256.lower() if sha256 else None)


def _days(name: str, value: object, problems: list[str]) -> int | None:
    if _is_empty(value):
        return None
    text = "" if isinstance(value, (bool, float)) else str(value).strip()
    if text.isascii() and text.isdigit() and int(text) <= _LONGEST_DAYS:
        return int(text)
    problems.append(f"{name} is {show(value)}; give a whole number of days from 0 to {_LONGEST_DAYS}.")
    return None

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads reports that earlier runs wrote. What is no report of this form is refused in one sentence."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from datetime import timezone
from pathlib import Path
from typing import Any

from .._topology.values import Unusable, is_blank, kind, printable, show
from . import ignores
from .finding import from_dict
from .schema import problems

SCHEMA = 1
KIND = "gir.multidc.drift"
# A report of 10,000 findings has about 8 MB.
MOST_BYTES = 512 * 1024 * 1024
_FINDINGS = ("findings", "explained", "gone", "unjudged", "ignored", "not_observable")


class Refused(Exception):
    """One sentence that names the file, what is wrong and what to do."""


class NoReport(Refused):
    """There is no report, or none that can be read. `silent`: the server that would have it gave no answer."""

    def __init__(self, reason: str, silent: bool = False) -> None:
        super().__init__(reason)
        self.silent = silent


def newest(variable: str, given: object) -> Path | None:
    """The path that the variable gives; in a directory its newest report. None where nothing is given.

    A directory may hold reports of other verbs. One that cannot be read is not passed over for an older one.
    """
    if given is None or is_blank(given):
        return None
    if isinstance(given, Unusable):
        raise Refused(f"{variable} cannot be evaluated: {given.reason}. {given.remedy}".rstrip())
    if not isinstance(given, str):
        raise Refused(f"{variable} is {kind(given)}; give the path of a report, or of the directory with reports.")
    path = Path(given.strip()).expanduser()
    if not path.is_dir():
        return path
    found = next((one for one in sorted(_json_in(path, variable), key=_age, reverse=True) if not _is_other(one)), None)
    if found is None:
        raise NoReport(f"{variable} names {path}, which holds no report (*.json); give another directory, or none.")
    return found


def reports_in(directory: Path, variable: str) -> list[Path]:
    """The files of a directory that are reports, or cannot be read as any, by name."""
    return [path for path in _json_in(directory, variable) if not _is_other(path)]


def _json_in(directory: Path, variable: str) -> list[Path]:
    try:
        return sorted(path for path in directory.iterdir() if path.suffix == ".json" and path.is_file())
    except OSError as error:
        raise NoReport(f"{variable} names {directory}, which cannot be listed: {error.strerror}.") from None


def _is_other(path: Path) -> bool:
    """Whether it is JSON of another kind, such as the report of playbook verify."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return False
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return not isinstance(known, Mapping) or known.get("kind") != KIND


def _age(path: Path) -> tuple[float, str]:
    """Newest last, by the time in the report's file system: only the one that is chosen is read."""
    try:
        return os.stat(path).st_mtime, path.name
    except OSError:
        return 0.0, path.name


def of_text(text: str, said: str) -> dict[str, Any]:
    """The report in a text; `said`: how a sentence about it begins. Raises NoReport."""
    remedy = " Give a report that gir.multidc.drift wrote as JSON."
    try:
        report = json.loads(text)
    except (ValueError, RecursionError):
        raise NoReport(f"{said}which is no JSON.{remedy}") from None
    wrong = flaw(report)
    if wrong:
        raise NoReport(f"{said}{wrong}.{remedy}")
    return dict(report)


def read_report(path: Path | str, variable: str) -> dict[str, Any]:
    """The report in a file. Raises NoReport."""
    path = Path(path)
    said = f"{variable} names {printable(str(path))}, "
    remedy = " Give a report that gir.multidc.drift wrote as JSON."
    try:
        # A pipe would block for ever.
        if not path.is_file():
            what = "which is no regular file." if path.exists() else "which does not exist."
            raise NoReport(said + what + remedy)
        if path.stat().st_size > MOST_BYTES:
            raise NoReport(f"{said}which is larger than {MOST_BYTES // 1024 // 1024} MB.{remedy}")
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise NoReport(f"{said}which cannot be read: {error.strerror}. Mend that, or give another one.") from None
    except ValueError:
        raise NoReport(f"{said}which is no JSON.{remedy}") from None
    return of_text(text, said)


def flaw(report: object) -> str:
    """What makes it no report of this form, as the end of a sentence; or nothing. The published schema says more."""
    if not isinstance(report, Mapping) or report.get("kind") != KIND:
        return "which is no report of a comparison"
    if report.get("schema") != SCHEMA:
        return f"whose schema is {show(report.get('schema'))}, and this release knows {SCHEMA}"
    wrong = next(problems(report), None)
    if wrong is not None:
        return f"in which {wrong}"
    for path, text in _times(report):
        if not _is_time(text):
            return f"in which report.{path} is no time with its zone"
    for name in _FINDINGS:
        if not all(map(_is_whole, report[name])):
            return f"in which a member of {name} was changed by hand"
    return ""


def _is_whole(known: Mapping[str, Any]) -> bool:
    """Whether the id of a finding is that of its members."""
    return bool(from_dict(known).id == known["id"])


def _times(report: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every time of a report, with its path; what is empty is left out."""
    found = [(name, report[name]) for name in ("started", "ended")]
    found += [(f"rules[{number}].until", rule["until"]) for number, rule in enumerate(report["rules"])]
    for name in _FINDINGS:
        for number, one in enumerate(report[name]):
            path = f"{name}[{number}]"
            found += [(f"{path}.{key}", one[key]) for key in ("since", "first_seen")]
            found += [(f"{path}.rule.until", one["rule"]["until"])] if "rule" in one else []
    yield from ((path, text) for path, text in found if text)


def _is_time(text: str) -> bool:
    try:
        found = ignores.moment(text)
        return found.tzinfo is not None and bool(found.astimezone(timezone.utc))
    except (ValueError, OverflowError):
        return False

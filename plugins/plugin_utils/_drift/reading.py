# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads reports that earlier runs wrote. What is no report of this form is refused in one sentence."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .._topology.values import Unusable, is_blank, kind, printable, show
from .finding import SEVERITIES, from_dict

SCHEMA = 1
KIND = "gir.multidc.drift"
# A report of 10,000 findings has about 8 MB.
_MOST_BYTES = 512 * 1024 * 1024
_FINDINGS = ("findings", "explained", "gone", "unjudged", "ignored", "not_observable")
_LISTS = (*_FINDINGS, "maintenance", "checks", "rules", "notes", "sites", "fitness")
_DICTIONARIES = ("active", "run", "coverage", "summary", "model", "across")
_TEXTS = ("collection", "started", "ended")
_OF_CHECK = ("host", "component", "object", "surface", "outcome", "data_center")


class Refused(Exception):
    """One sentence that names the file, what is wrong and what to do."""


def newest(variable: str, given: object) -> Path | None:
    """The path that the variable gives; in a directory its newest report. None where nothing is given."""
    if given is None or is_blank(given):
        return None
    if isinstance(given, Unusable):
        raise Refused(f"{variable} cannot be evaluated: {given.reason}. {given.remedy}".rstrip())
    if not isinstance(given, str):
        raise Refused(f"{variable} is {kind(given)}; give the path of a report, or of the directory with reports.")
    path = Path(given.strip()).expanduser()
    if not path.is_dir():
        return path
    found = reports_in(path, variable)
    if not found:
        raise Refused(f"{variable} names {path}, which holds no report (*.json); give another directory, or none.")
    return max(found, key=_age)


def reports_in(directory: Path, variable: str) -> list[Path]:
    """The files of a directory that may be reports, by name."""
    try:
        return sorted(path for path in directory.iterdir() if path.suffix == ".json" and path.is_file())
    except OSError as error:
        raise Refused(f"{variable} names {directory}, which cannot be listed: {error.strerror}.") from None


def _age(path: Path) -> tuple[float, str]:
    """Newest last, by the time in the report's file system: only the one that is chosen is read."""
    try:
        return os.stat(path).st_mtime, path.name
    except OSError:
        return 0.0, path.name


def read_report(path: Path | str, variable: str) -> dict[str, Any]:
    """The report in a file. Raises Refused."""
    path = Path(path)
    said = f"{variable} names {printable(str(path))}, "
    remedy = " Give a report that gir.multidc.drift wrote as JSON."
    try:
        # A pipe would block for ever.
        if not path.is_file():
            what = "which is no regular file." if path.exists() else "which does not exist."
            raise Refused(said + what + remedy)
        if path.stat().st_size > _MOST_BYTES:
            raise Refused(f"{said}which is larger than {_MOST_BYTES // 1024 // 1024} MB.{remedy}")
        report = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Refused(f"{said}which cannot be read: {error.strerror}. Mend that, or give another one.") from None
    except (ValueError, RecursionError):
        raise Refused(f"{said}which is no JSON.{remedy}") from None
    wrong = flaw(report)
    if wrong:
        raise Refused(f"{said}{wrong}.{remedy}")
    return dict(report)


def flaw(report: object) -> str:
    """What makes it no report of this form, as the end of a sentence; or nothing. The published schema says more."""
    if not isinstance(report, Mapping) or report.get("kind") != KIND:
        return "which is no report of a comparison"
    if report.get("schema") != SCHEMA:
        return f"whose schema is {show(report.get('schema'))}, and this release knows {SCHEMA}"
    for names, of_type in ((_LISTS, list), (_DICTIONARIES, dict), (_TEXTS, str)):
        for name in names:
            if not isinstance(report.get(name), of_type):
                return f"in which {name} is missing or damaged"
    environment = report.get("environment")
    if environment is not None and not isinstance(environment, str):
        return "in which environment is damaged"
    for name in _FINDINGS:
        if any(not _is_finding(one) for one in report[name]):
            return f"in which a member of {name} is damaged"
    if any(not isinstance(site, dict) or not isinstance(site.get("data_center"), str) for site in report["sites"]):
        return "in which a member of sites is damaged"
    if any(not isinstance(one, dict) or any(not isinstance(one.get(key), str) for key in _OF_CHECK)
           for one in report["checks"]):  # fmt: skip
        return "in which a member of checks is damaged"
    return ""


def _is_finding(known: object) -> bool:
    """Whether it is a whole finding whose id is that of its members."""
    if not isinstance(known, Mapping):
        return False
    try:
        found = from_dict(known)
        return found.id == known["id"] and found.severity in SEVERITIES
    except (KeyError, TypeError, AttributeError):
        return False

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of a location as a page for the person at GAX. Facts: operations.md 1, rws.md 6."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from ...module_utils._common.observation import NOT_OBSERVABLE
from .._topology.published import DataCenterModel, LifecycleRuleModel, LifecycleTaskModel
from . import text
from .marks import mark
from .said import ATTESTATIONS, EXPORTS, MARK, bare
from .standing import Standing

_WIDTH = 100
_NOTHING = "(nothing)"
_HEAD = (
    "The vendor documents no interface for these rules, so a person enters them: GAX, Administration > Recording"
    " Lifecycle Scheduler, in the list of the node path above.",
    'SIP Server has to run, or GAX says "User not authorized".',
    "Log in to GAX with a user of the tenant whose recordings these are.",
    "A rule that is on this page and not in GAX does nothing. One that GAX has and this page has not goes on: a purge"
    " deletes recordings by it.",
    f"Afterwards attest each rule in {ATTESTATIONS}, with the mark that stands beside its name, or paste the list that"
    f" GAX shows into {EXPORTS}. Until then each of them is open in status, drift and verify.",
)
_UNKNOWN = (
    "What GAX shows of a rule with several tasks, of a task without parameters, and of an age that is not given (?"
    " here) is not known, nor whether it shows call types, labels and attached data: compare those with the table."
)
Row = tuple[str, str, str]


def document(center: DataCenterModel, standings: Sequence[Standing]) -> str:
    """All rules of a data center, with how they stand."""
    location = bare(center["node_path"])
    known = {one.rule: one for one in standings if one.data_center == center["name"] and one.known}
    lines = [f"Media lifecycle of {center['name']}, node path {location}", ""]
    for paragraph in (*_HEAD, *_kept(center)):
        lines += [*_folded(paragraph, "- "), ""]
    for number, rule in enumerate(center["media_lifecycle"], 1):
        lines += [*_rule(number, location, rule, known.get(rule["name"])), ""]
    lines += [*_folded(_UNKNOWN), "", *_example(location, center["media_lifecycle"])]
    return "\n".join(lines) + "\n"


def _kept(center: DataCenterModel) -> Iterator[str]:
    retention = center["retention"]
    if retention is not None:
        least, most = retention["min_days"], retention["max_days"]
        said = [f"be kept for {least} days"] if least is not None else []
        said += [f"be gone after {most} days"] if most is not None else []
        yield f"Recordings of this location have to {' and to '.join(said)} (gir_retention)."


def _rule(number: int, location: str, rule: LifecycleRuleModel, standing: Standing | None) -> Iterator[str]:
    yield f"{number:2}. {rule['name']}   {MARK}: {mark(location, rule)}"
    if standing is not None:
        state = "open: " if standing.answer == NOT_OBSERVABLE else ""
        yield from _folded(f"{state}{standing.text}", "    ")
    yield "    As GAX shows it:"
    yield from (f"      {line}" for line in text.lines(rule))
    yield "    What to enter:"
    yield from table(rule)


def table(rule: LifecycleRuleModel) -> list[str]:
    """Every field of the screen, with its value, its unit, and what GAX has where nothing is entered."""
    rows: list[Row] = [
        ("field", "value", "unit, and what GAX has by itself"),
        ("Name", rule["name"], ""),
        ("Enabled", "on" if rule["enabled"] else "off", "off"),
        ("Repeat daily at", rule["at"], "UTC; 00:00:00"),
    ]
    for number, task in enumerate(rule["tasks"], 1):
        rows.append((f"Task {number}", "", ""))
        rows += _task(task)
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return [f"      {name:{widths[0]}}  {value:{widths[1]}}  {unit}".rstrip() for name, value, unit in rows]


def _task(task: LifecycleTaskModel) -> Iterator[Row]:
    yield "  Type", task["type"], "backup"
    yield "  Recording type", task["media"], ""
    if task["media"] == "voice":
        yield "  Call types", _joined(task["call_types"]) or "all", ""
        yield "  Include labels", _joined(task["include_labels"]) or _NOTHING, ""
        yield "  Exclude labels", _joined(task["exclude_labels"]) or _NOTHING, ""
    yield "  MIN age", _days(task["min_age_days"]), "days"
    yield "  MAX age", _days(task["max_age_days"]), "days"
    attached = [f"{name}={value}" for name, value in task["attached_data"].items()]
    yield "  Attached data", _joined(attached) or _NOTHING, ""
    if task["type"] == "backup":
        yield f"  Parameter {text.LOCATION}", task["backup_folder"] or _NOTHING, "file:// URI"
    for name, value in text.parameters(task).items():
        if name != text.LOCATION:
            yield f"  Parameter {name}", value, "spelled so"


def _joined(values: Sequence[str]) -> str:
    return ", ".join(values)


def _days(days: int | None) -> str:
    return _NOTHING if days is None else str(days)


def _example(location: str, rules: Sequence[LifecycleRuleModel]) -> Iterator[str]:
    yield f"{ATTESTATIONS}:"
    yield f"  {location}:"
    for rule in rules:
        name = '"' + rule["name"].replace("\\", "\\\\").replace('"', '\\"') + '"'
        yield f'    {name}: {{by: <name>, "on": <year-month-day>, {MARK}: {mark(location, rule)}}}'


def _folded(paragraph: str, indent: str = "") -> list[str]:
    """Addresses and paths stay in one piece."""
    further = " " * len(indent)
    return textwrap.wrap(
        paragraph, _WIDTH, initial_indent=indent, subsequent_indent=further, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip

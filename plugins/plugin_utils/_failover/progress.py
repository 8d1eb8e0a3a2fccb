# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a failover says in the terminal: a line for each stage, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .._topology.values import listed, printable
from .outcomes import UNCHANGED
from .report import headline


def stage_line(stage: str, seconds: float, expected: float | None) -> str:
    """The line for a stage that is done."""
    than = "" if expected is None else f" (expected {expected:.0f} s)"
    return f"stage {stage}: done in {seconds:.0f} s{than}"


def final_lines(found: Mapping[str, Any], paths: Mapping[str, str]) -> list[str]:
    """How it ended, what is open with who does it, the next command, where the report is. `found`: the JSON report."""
    return [printable(" ".join(line.split())) for line in _final(found, paths)]


def _final(found: Mapping[str, Any], paths: Mapping[str, str]) -> Iterator[str]:
    yield headline(found)
    yield from found["why"]
    # Where the target was active already nobody needs to know why.
    if found["diagnosis"]["name"] and found["outcome"] != UNCHANGED:
        yield f"Diagnosis: {found['diagnosis']['name']}. {found['diagnosis']['means']}"
    lifted = [f"{one['rule']} ({one['reason']})" for one in found["rules"] if one["lifted"]]
    if lifted:
        yield f"Lifted: {listed(lifted)}."
    for one in found["commands"]:
        if not one["outcome"]:
            yield f"Nobody knows what became of this: {one['what']}."
    for one in found["open_points"]:
        yield f"Open, for {one['who']}: {one['text']}"
    for one in found["objectives"]:
        yield f"Objective {one['objective']}: {one['answer']} (wanted {one['wanted']}, measured {one['measured']})"
    if found["next"]:
        yield f"Next: {found['next']}"
    if paths:
        yield f"Report: {', '.join(paths.values())}"

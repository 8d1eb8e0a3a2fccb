# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rehearsal says in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .._topology.values import listed, printable
from .judge import EXPECTED, LIFTED
from .report import headline, stopping

# So many of each kind; the report has all of them.
_MOST = 20


def lines(found: Mapping[str, Any], paths: Mapping[str, str], kept: Sequence[str]) -> list[str]:
    """`found`: the JSON report. `paths`: format to file. `kept`: hosts that keep it."""
    return [printable(" ".join(line.split())) for line in _lines(found, paths, kept)]


def _lines(found: Mapping[str, Any], paths: Mapping[str, str], kept: Sequence[str]) -> Iterator[str]:
    yield headline(found)
    yield from found["why"]
    for mode in found["modes"]:
        yield f"Mode {mode['mode']}: {'ready' if mode['ready'] else 'not ready'}; diagnosis: {mode['diagnosis']}."
    yield from _some([f"{one['rule']} ({', '.join(one['modes'])}): {one['text']} {one['remedy']}"
                      for one in stopping(found)], "rules")  # fmt: skip
    lifted = [f"{one['rule']} ({one['why']})" for one in found["rules"] if one["state"] == LIFTED]
    if lifted:
        yield f"Lifted: {listed(lifted)}."
    expected = [one for one in found["rules"] if one["state"] == EXPECTED]
    if expected:
        named = dict.fromkeys(f"{one['rule']} ({one['why']})" for one in expected)
        yield f"Expected in a rehearsal, and no failure of it: {listed(named)}."
    yield from _of_probes(found["probes"])
    yield from _of_times(found)
    if found["lock"]:
        yield f"Meanwhile somebody works: the lock is held: {found['lock']}."
    yield from (f"On hold: {one}" for one in found["holds"])
    yield from _some([f"Open, {one['name']}: {one['text']}" for one in found["open_points"]], "open points")
    yield from _of_comparison(found.get("compared"))
    if kept:
        yield f"The report is kept on {listed(kept, 6)}."
    if paths:
        yield f"Report: {', '.join(paths.values())}"


def _some(texts: Sequence[str], what: str) -> Iterator[str]:
    yield from texts[:_MOST]
    if len(texts) > _MOST:
        yield f"And {len(texts) - _MOST} more {what}, which the report lists."


def _of_probes(probes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    numbers = [(sum(1 for one in probes if one["answer"] == answer), answer)
               for answer in (CONFIRMED, FAILED, NOT_OBSERVABLE)]  # fmt: skip
    took = max((one["seconds"] for one in probes if one["seconds"] and one["answer"] == CONFIRMED), default=None)
    longest = "" if took is None else f"; the slowest took {took:.1f} s"
    yield f"Storage probes: {', '.join(f'{number} {answer}' for number, answer in numbers)}{longest}."
    failed = [f"Failed: {one['host']} {one['name']} {one['url']}: {one['text']}" for one in probes
              if one["answer"] == FAILED]  # fmt: skip
    yield from _some(failed, "probes that failed")


def _of_times(found: Mapping[str, Any]) -> Iterator[str]:
    for mode, total in found["expected"].items():
        own = [one for one in found["stages"] if one["mode"] == mode]
        longest = max(own, key=lambda one: float(one["expected"]))
        yield (f"A {mode} failover is expected to take {total['seconds']:.0f} s ({total['source']}), of which stage"
               f" {longest['stage']} {longest['expected']:.0f} s.")  # fmt: skip
    for one in found["objectives"]:
        yield f"Objective {one['objective']}: {one['answer']} (wanted {one['wanted']}; {one['measured']})."


def _of_comparison(compared: Mapping[str, Any] | None) -> Iterator[str]:
    if compared is None:
        return
    if not compared["id"]:
        yield "There is no earlier rehearsal of this direction to compare with."
    elif compared["problem"]:
        yield f"The last rehearsal, {compared['id']}, cannot be compared: {compared['problem']}."
    elif not compared["differences"]:
        yield f"Nothing has changed since the last rehearsal, {compared['id']}."
    else:
        yield f"Changed since the last rehearsal, {compared['id']}:"
        yield from _some([f"{one['kind']}: {one['text']}" for one in compared["differences"]], "differences")

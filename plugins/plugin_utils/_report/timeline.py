# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where everything of the picture of a run stands; assets/timeline.svg.j2 draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .document import Bar

WIDTH, ROW, TOP = 960, 22, 26
# Names stand left of this, bars right of it; what is said of a bar needs room beside the last one.
LEFT, RIGHT = 250, 820
_LEAST_WIDTH = 2.0
_MOST_TICKS = 8
_LONGEST_NAME, _LONGEST_LABEL = 38, 22
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400)


@dataclass(frozen=True)
class Drawn:
    """A bar where it stands."""

    name: str
    label: str
    level: str
    inner: bool
    x: float
    y: int
    width: float


@dataclass(frozen=True)
class Picture:
    """`ticks`: position and text. `description`: all of it in words, for those who do not see it."""

    height: int
    bars: Sequence[Drawn]
    ticks: Sequence[tuple[float, str]]
    description: str


def timeline(bars: Sequence[Bar]) -> Picture:
    """The picture of bars; the first second of the run stands left."""
    total = max([1.0, *(one.end for one in bars)])
    scale = (RIGHT - LEFT) / total
    drawn = [
        Drawn(
            _short(one.name, _LONGEST_NAME - 2 * one.inner),
            _short(" ".join(part for part in (one.mark, one.label) if part), _LONGEST_LABEL),
            one.level,
            one.inner,
            round(LEFT + one.start * scale, 1),
            TOP + number * ROW,
            round(max(_LEAST_WIDTH, (one.end - one.start) * scale), 1),
        )
        for number, one in enumerate(bars)
    ]
    said = "; ".join(f"{one.name} from {one.start:.0f} s to {one.end:.0f} s {one.label}".rstrip() for one in bars)
    return Picture(TOP + len(bars) * ROW + 6, drawn, _ticks(total, scale), f"{said}.")


def _ticks(total: float, scale: float) -> list[tuple[float, str]]:
    step = next((one for one in _STEPS if total / one <= _MOST_TICKS), _STEPS[-1])
    return [(round(LEFT + at * scale, 1), _duration(at)) for at in range(0, int(total) + 1, step)]


def _duration(seconds: int) -> str:
    """10 s, 1:30 or 2:00:00."""
    if seconds < 60:
        return f"{seconds} s"
    minutes, rest = divmod(seconds, 60)
    hours, left = divmod(minutes, 60)
    return f"{hours}:{left:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}\u2026"

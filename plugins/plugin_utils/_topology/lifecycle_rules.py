# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judges the media lifecycle: each rule may be right by itself and delete evidence beside the others."""

from __future__ import annotations

from .lifecycle import LIFECYCLE, Lifecycle
from .reading import Centers
from .report import Report
from .values import did_you_mean, show


def check(report: Report, lifecycle: Lifecycle, centers: Centers) -> None:
    """`centers` are those that can be read."""
    _places(report, lifecycle, centers)


def _places(report: Report, lifecycle: Lifecycle, centers: Centers) -> None:
    known = [center.node_path for center in centers.values() if center.node_path is not None]
    # A data center without a readable one may be the place that is meant; it has its own violation.
    if len(known) < len(centers) or not centers:
        return
    for place in lifecycle.rules:
        if place not in known:
            sentence = f"{LIFECYCLE} has {show(place)}, where no data center is.{did_you_mean(place, known)}"
            report.add("GIR728", LIFECYCLE, sentence)

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The areas of the status, in the order of the report. Each is a module of this package, see area.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from ...module_utils._common.observation import NOT_OBSERVABLE
from . import certificates, connections, datastores, media_lifecycle, speechminer, witness
from .area import Answers, Area, Ask, Context, Point

AREAS: Sequence[Area] = (connections, witness, datastores, speechminer, media_lifecycle, certificates)
# What an answer that is of no known form makes of the code that reads it.
SURPRISES = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def asks(context: Context) -> dict[str, Ask]:
    """Of all areas. An area that cannot even ask has nothing to judge, which its points say."""
    found: dict[str, Ask] = {}
    for area in AREAS:
        try:
            found.update(area.asks(context))
        except SURPRISES:
            continue
    return found


def points(context: Context, answers: Answers) -> list[Point]:
    """Of all areas. What one of them cannot make sense of hides nothing of the others."""
    return [point for area in AREAS for point in of_area(area, context, answers)]


def of_area(area: Area, context: Context, answers: Answers) -> Iterator[Point]:
    """Of one area; `answers` of all of them."""
    own = {key: answer for key, answer in answers.items() if key.startswith(f"{area.NAME}/")}
    try:
        yield from area.points(context, cast(Mapping[str, Mapping[str, object]], own))
    except SURPRISES as error:
        text = f"What was answered is of a form that nobody expected ({type(error).__name__})."
        yield Point(area.NAME, area.NAME, NOT_OBSERVABLE, text)

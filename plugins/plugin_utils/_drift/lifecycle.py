# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of media lifecycle as differences: what a person pasted from GAX, and what nobody has said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...module_utils._common.difference import difference, not_checked
from ...module_utils._common.observation import FAILED
from .._lifecycle.standing import Standing
from .observed import Answer, Check, Difference

COMPONENT = "media_lifecycle"
SURFACE = "lifecycle"
RULE, FOREIGN = "lifecycle.rule", "lifecycle.foreign"


def answer(host: str, standings: Iterable[Standing]) -> Answer:
    """All of it. `host`: whose they are in a report, the controller."""
    every = list(standings)
    checks = [Check(host, COMPONENT, _object(one), SURFACE) for one in every if one.known]
    return Answer(host, checks, [found for one in every for found in _differences(one)])


def _differences(one: Standing) -> Iterator[Difference]:
    check = RULE if one.known else FOREIGN
    if one.is_open:
        found = not_checked(check, COMPONENT, _object(one), one.text, data_center=one.data_center)
        yield {**found, "observable": False}
    elif one.answer == FAILED:
        for item in one.differences:
            yield difference(
                check, COMPONENT, _object(one), item.key, item.expected, item.actual,
                reason=one.text, data_center=one.data_center,
            )  # fmt: skip


def _object(one: Standing) -> str:
    return f"{one.location} {one.rule}"

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The failover kits on the controller and on hosts as differences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ...module_utils._common.difference import difference, not_checked
from .._kit.freshness import READ, Now, flaws
from .observed import Answer, Check, Difference

COMPONENT = "failover_kit"
SURFACE = "kit"
# Whose kits are those of the controller, as the merge of slices has it.
CONTROLLER = "localhost"


def differences(view: Mapping[str, Any], now: Now) -> list[Difference]:
    """What is wrong with one kit."""
    path = str(view["path"])
    return [
        not_checked("kit.read", COMPONENT, path, one.reason)
        if one.kind == READ
        else difference(f"kit.{one.kind}", COMPONENT, path, expected=one.expected, actual=one.actual, reason=one.reason)
        for one in flaws(view, now)
    ]


def of_controller(views: Iterable[tuple[Mapping[str, Any], Now]]) -> Answer:
    """All that lie in gir_kit_dir."""
    every = list(views)
    checks = [Check(CONTROLLER, COMPONENT, str(view["path"]), SURFACE) for view, _now in every]
    return Answer(CONTROLLER, checks, [one for view, now in every for one in differences(view, now)])


def joined(answers: Iterable[Answer]) -> list[Answer]:
    """One answer of each host: the controller may have been asked for more than its kits."""
    found: dict[str, Answer] = {}
    for one in answers:
        known = found.get(one.host)
        found[one.host] = one if known is None else replace(
            known, checks=[*known.checks, *one.checks], differences=[*known.differences, *one.differences]
        )  # fmt: skip
    return list(found.values())

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the status of a program says that a timer starts, as differences. Needs no Ansible."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ...module_utils._common.difference import difference, not_checked
from ...module_utils._common.observation import FAILED, NOT_OBSERVABLE
from .._components.program_status import Found, NoStatus
from .observed import Difference


def differences_of(
    check: str, unit: str, answer: Mapping[str, Any] | None, judge: Callable[[Found], tuple[str, str]]
) -> list[Difference]:
    """`answer`: what host_drift_info returned of it; None where it could not be read, which it says itself.

    A program that was only just installed has no status yet: that is no finding, and nobody can know whether it works.
    """
    if answer is None or answer["installed"] is None:
        # Its configuration is missing, which is a difference of that file.
        return []
    component, path = answer["component"], answer["path"]
    try:
        said, reason = judge(Found(answer["installed"], answer["status"]))
    except NoStatus:
        reason = f"It is not a status of this program; look at the log of {unit}."
        return [difference(check, component, path, expected="a status", actual="something else", reason=reason)]
    if said == FAILED:
        return [difference(check, component, path, expected="works", actual="does not work", reason=reason)]
    if said == NOT_OBSERVABLE:
        return [{**not_checked(check, component, path, reason), "observable": False}]
    return []

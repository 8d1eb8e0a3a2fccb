# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the status of the daily index update says, as differences. Needs no Ansible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...module_utils._common.difference import difference, not_checked
from ...module_utils._common.observation import FAILED, NOT_OBSERVABLE
from .._components.index_update_status import Found, NoStatus, verdict
from .observed import Difference

CHECK = "index_update.status"


def differences(
    answer: Mapping[str, Any] | None, host: str, indexes: Sequence[str], max_age_hours: int, now: float
) -> list[Difference]:
    """`answer`: what host_drift_info returned as index_update; None where it could not be read, which it says itself.

    `indexes` and `max_age_hours`: options of the component on this host. `now`: UTC seconds. An update that was only
    just installed has no status yet: that is no finding, and nobody can know whether it works.
    """
    if answer is None or answer["installed"] is None:
        # Its configuration is missing, which is a difference of that file.
        return []
    component, path = answer["component"], answer["path"]
    try:
        said, reason = verdict(Found(answer["installed"], answer["status"]), host, list(indexes), max_age_hours, now)
    except NoStatus:
        reason = "It is not a status of this program; look at the log of gir-index-update."
        return [difference(CHECK, component, path, expected="a status", actual="something else", reason=reason)]
    if said == FAILED:
        return [difference(CHECK, component, path, expected="works", actual="does not work", reason=reason)]
    if said == NOT_OBSERVABLE:
        return [{**not_checked(CHECK, component, path, reason), "observable": False}]
    return []

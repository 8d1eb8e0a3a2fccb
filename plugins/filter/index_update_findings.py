# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the daily index update works."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.gir.multidc.plugins.plugin_utils._components.index_update_status import (
    Found,
    NoStatus,
    reasons,
)


def index_update_findings(
    found: dict[str, Any], host: str, indexes: list[str] | str, max_age_hours: int | str
) -> list[str]:
    """Return what is wrong."""
    names = indexes.split(",") if isinstance(indexes, str) else list(indexes)
    try:
        return reasons(Found(found["installed"], found["status"]), host, names, int(max_age_hours), time.time())
    except NoStatus:
        raise AnsibleFilterError("index_update_findings: this is no status of the index update.") from None


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., list[str]]]:
        return {"index_update_findings": index_update_findings}

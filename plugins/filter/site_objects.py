# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the eServices site of the desktops stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._report.sites import objects


def site_objects(
    application: str | None, groups: Mapping[str, object] | None = None, tenant: str | None = None
) -> list[dict[str, str]]:
    """Return the objects."""
    return objects(application, groups or {}, tenant)


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"site_objects": site_objects}

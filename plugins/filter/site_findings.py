# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the desktops and RWS use the eServices site of the active data center."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import places
from ansible_collections.gir.multidc.plugins.plugin_utils._components.workspace_desktop_options import WorkspaceDesktop
from ansible_collections.gir.multidc.plugins.plugin_utils._report.sites import Site, findings


def site_findings(
    desktops: Mapping[str, Any],
    rws: Mapping[str, Any],
    site: str,
    data_center: str,
    option_names: Mapping[str, str | None] | None = None,
) -> list[dict[str, Any]]:
    """Return what was found."""
    names = {**places(WorkspaceDesktop), **(option_names or {})}
    return findings(desktops, rws, Site(site, data_center), names["eservices_site"])


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"site_findings": site_findings}

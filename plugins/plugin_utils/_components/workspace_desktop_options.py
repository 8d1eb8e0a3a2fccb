# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of workspace_desktop. Facts: desktop-and-configuration-server.md 1.2 and 1.4."""

from __future__ import annotations

from dataclasses import dataclass

from .desired import Json
from .options import INFERRED, derived, option
from .shared import ConfigurationServerObjects, Rendered

_RECOVERY = "desktop-and-configuration-server.md 1.2"
_SCREENS = "desktop-and-configuration-server.md 1.4"


@dataclass(frozen=True)
class WorkspaceDesktop(ConfigurationServerObjects, Rendered):
    """Section interaction-workspace of the desktop's Application, and of the annex of agent groups and servers."""

    COMPONENT = "workspace_desktop"
    """Renders the options of Workspace Desktop Edition for several data centers

    The eServices site and the disaster recovery options of the Application object, and the RWS addresses of the agent
    group of each data center.

    Where the desktops cannot fail over by themselves, or may not, a text for each data center says what the operator
    has to do, with the real names.

    Runs once, on the controller. The objects are applied through GAX, or written as files for import, see
    O(gir_configuration_source).
    """

    application_name: str | None = option()
    """Name of the Application object of Workspace Desktop Edition. Required."""
    agent_groups: dict[str, Json] = option(default={})
    """Name of the agent group of each data center, whose annex gets the addresses. Required for every data center;
    V(null) where no agents sit.
    """
    agent_group_tenant: str | None = option()
    """Tenant of the agent groups, by name. Needed with C(gir_configuration_source=gax) when there are several tenants
    and one has to be created, or when the name alone does not tell which is meant.
    """
    agent_group_folder: str | None = option()
    """Folder of the agent groups, by name or path. A new one is put where the tenant's others are when this is not
    given.
    """
    version: str | None = option()
    """Version of Workspace Desktop Edition in use, for example V(8.5.118.10). Leave it out for Workspace Web Edition.
    """
    srs_version: str | None = option()
    """Version of the Screen Recording Service in use, for example V(8.5.340.97)."""
    failover_strategy: str | None = option(choices=("dns", "load_balancer", "resubmit"))
    """How screen recordings reach the other data center when the desktops cannot fail over by themselves, one of
    V(dns), V(load_balancer) and V(resubmit). Required then.
    """
    eservices_site: str | None = derived("interaction-workspace/disaster-recovery.eservices-site", source=_RECOVERY)
    disaster_recovery_enabled: bool | None = option("interaction-workspace/disaster-recovery.enabled", source=_RECOVERY)
    """Whether the desktops use business continuity for SIP Server, Configuration Server and Stat Server."""
    disaster_recovery_timeout: int | None = option(
        "interaction-workspace/disaster-recovery.timeout", source=_RECOVERY, minimum=1
    )
    """Seconds without a connection after which the desktops move to the other site."""
    eservices_random_delay_range: int | None = option(
        "interaction-workspace/disaster-recovery.eservices-random-delay-range", source=_RECOVERY
    )
    """Longest random pause, in seconds, before a desktop moves to another eServices site."""
    warm_standby_retry_delay: int | None = option(
        "interaction-workspace/warm-standby.retry-delay", source=_RECOVERY, minimum=1
    )
    """Pause, in seconds, after all servers of a connection have failed."""
    site_servers: dict[str, Json] = option(
        "interaction-workspace/disaster-recovery.preferred-site", default={}, key="preferred_site", source=_RECOVERY
    )
    """Names of the Application objects (SIP Server, Configuration Server Proxy, Stat Server) of each data center. Their
    annex gets the name of its site, without which business continuity is not active.
    """
    peer_uri: str | None = derived("interaction-workspace/screen-recording.htcc.peer_uri", source=_SCREENS)
    rws_urls: dict[str, Json] = option(
        "interaction-workspace/screen-recording.htcc.uri", INFERRED, default={}, key="uri"
    )
    """Address of RWS, with its port, that the agents of a data center are given. C(rws_url) of the data center when not
    given.
    """
    extra_options: dict[str, Json] = option(default={}, verbatim=True)
    """Further options of the Application object, as section to option to value. They win over all others; V(null)
    leaves one as it is.
    """
    agent_group_extra_options: dict[str, Json] = option(default={}, verbatim=True)
    """Further annex options of the agent groups: data center to section to option to value."""
    option_names: dict[str, Json] = option(default={}, verbatim=True)
    """The product's names C(section/option) of the options, by option key, laid over the role's own table. V(null)
    leaves an option out.

    The table stands in the role's README.
    """
    dns_names: list[str] = option(default=[], variable="load_balancer_dns_names")
    """Names that follow the active data center, which role load_balancer moves. Nobody changes their DNS entries by
    hand.
    """
    dns_ttl: int | None = option(variable="load_balancer_dns_ttl")
    """Time to live of these names in seconds, V(60) when not given."""

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
    SUMMARY = "Renders the options of Workspace Desktop Edition for several data centers"
    DESCRIPTION = (
        "The eServices site and the disaster recovery options of the Application object, and the RWS addresses of the"
        " agent group of each data center.",
        "Where the desktops cannot fail over by themselves, or may not, a text for each data center says what the"
        " operator has to do, with the real names.",
        "Runs once, on the controller. The objects are applied through GAX, or written as files for import, see"
        " O(gir_configuration_source).",
    )

    application_name: str | None = option("Name of the Application object of Workspace Desktop Edition. Required.")
    agent_groups: dict[str, Json] = option(
        "Name of the agent group of each data center, whose annex gets the addresses. Required for every data center;"
        " V(null) where no agents sit.",
        default={},
    )
    agent_group_tenant: str | None = option(
        "Tenant of the agent groups, by name. Needed with C(gir_configuration_source=gax) when there are several"
        " tenants and one has to be created, or when the name alone does not tell which is meant."
    )
    agent_group_folder: str | None = option(
        "Folder of the agent groups, by name or path. A new one is put where the tenant's others are when this is not"
        " given."
    )
    version: str | None = option(
        "Version of Workspace Desktop Edition in use, for example V(8.5.118.10). Leave it out for Workspace Web"
        " Edition."
    )
    srs_version: str | None = option("Version of the Screen Recording Service in use, for example V(8.5.340.97).")
    failover_strategy: str | None = option(
        "How screen recordings reach the other data center when the desktops cannot fail over by themselves, one of"
        " V(dns), V(load_balancer) and V(resubmit). Required then.",
        choices=("dns", "load_balancer", "resubmit"),
    )
    eservices_site: str | None = derived("interaction-workspace/disaster-recovery.eservices-site", source=_RECOVERY)
    disaster_recovery_enabled: bool | None = option(
        "Whether the desktops use business continuity for SIP Server, Configuration Server and Stat Server.",
        place="interaction-workspace/disaster-recovery.enabled", source=_RECOVERY,
    )  # fmt: skip
    disaster_recovery_timeout: int | None = option(
        "Seconds without a connection after which the desktops move to the other site.",
        place="interaction-workspace/disaster-recovery.timeout", source=_RECOVERY,
        minimum=1,
    )  # fmt: skip
    eservices_random_delay_range: int | None = option(
        "Longest random pause, in seconds, before a desktop moves to another eServices site.",
        place="interaction-workspace/disaster-recovery.eservices-random-delay-range", source=_RECOVERY,
    )  # fmt: skip
    warm_standby_retry_delay: int | None = option(
        "Pause, in seconds, after all servers of a connection have failed.",
        place="interaction-workspace/warm-standby.retry-delay", source=_RECOVERY,
        minimum=1,
    )  # fmt: skip
    site_servers: dict[str, Json] = option(
        "Names of the Application objects (SIP Server, Configuration Server Proxy, Stat Server) of each data center."
        " Their annex gets the name of its site, without which business continuity is not active.",
        default={}, place="interaction-workspace/disaster-recovery.preferred-site", key="preferred_site",
        source=_RECOVERY,
    )  # fmt: skip
    peer_uri: str | None = derived("interaction-workspace/screen-recording.htcc.peer_uri", source=_SCREENS)
    rws_urls: dict[str, Json] = option(
        "Address of RWS, with its port, that the agents of a data center are given. C(rws_url) of the data center when"
        " not given.",
        default={}, place="interaction-workspace/screen-recording.htcc.uri", key="uri", certainty=INFERRED,
    )  # fmt: skip
    extra_options: dict[str, Json] = option(
        "Further options of the Application object, as section to option to value. They win over all others; V(null)"
        " leaves one as it is.",
        default={},
        verbatim=True,
    )
    agent_group_extra_options: dict[str, Json] = option(
        "Further annex options of the agent groups: data center to section to option to value.",
        default={},
        verbatim=True,
    )
    option_names: dict[str, Json] = option(
        (
            "The product's names C(section/option) of the options, by option key, laid over the role's own table."
            " V(null) leaves an option out.",
            "The table stands in the role's README.",
        ),
        default={},
        verbatim=True,
    )
    dns_names: list[str] = option(
        "Names that follow the active data center, which role load_balancer moves. Nobody changes their DNS entries by"
        " hand.",
        default=[], variable="load_balancer_dns_names",
    )  # fmt: skip
    dns_ttl: int | None = option(
        "Time to live of these names in seconds, V(60) when not given.", variable="load_balancer_dns_ttl"
    )

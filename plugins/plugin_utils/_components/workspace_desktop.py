# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Workspace Desktop Edition for several data centers. Facts: desktop-and-configuration-server.md 1 and 2."""

from __future__ import annotations

import re
from dataclasses import replace

from .._topology.published import Model
from .desired import ConfigurationObject, Desired, Json, OtherObjects, Tree
from .foreign import ANNEX, OPTIONS, RECORDINGS_AT_RISK, SERVICE_AT_RISK, Foreign, in_force
from .further import OBJECT, Decided
from .report import Report
from .settings import OptionNames, settings_of, with_options
from .tables import texts
from .target import Target
from .workspace_desktop_failover import Site, automatic, documents, sites, summary
from .workspace_desktop_options import WorkspaceDesktop
from .workspace_desktop_rules import check_workspace_desktop, option_names

# Other options of an agent group may well differ from those of the Application.
_OF_A_SITE = ("eservices_site", "preferred_site", "uri", "peer_uri")

_ALL_AGENTS = "It sends screen recordings of every agent there whose group has no address of its own."
_ABOVE = "It may win over the options of the Application."
FOREIGN_OF_APPLICATION = (
    Foreign(OPTIONS, RECORDINGS_AT_RISK, _ALL_AGENTS, key="uri"),
    Foreign(OPTIONS, RECORDINGS_AT_RISK, _ALL_AGENTS, key="peer_uri"),
    Foreign(ANNEX, RECORDINGS_AT_RISK, _ALL_AGENTS, key="uri"),
    Foreign(ANNEX, RECORDINGS_AT_RISK, _ALL_AGENTS, key="peer_uri"),
    Foreign(ANNEX, SERVICE_AT_RISK, _ABOVE, key="eservices_site"),
)
FOREIGN_OF_GROUP = (
    Foreign(ANNEX, RECORDINGS_AT_RISK, "It sends screen recordings of these agents there.", key="uri"),
    Foreign(ANNEX, RECORDINGS_AT_RISK, "It sends screen recordings of these agents there.", key="peer_uri"),
    Foreign(
        ANNEX,
        SERVICE_AT_RISK,
        "It wins over the Application: these agents do not follow when the eServices site is switched.",
        key="eservices_site",
    ),
)
FOREIGN_OF_OTHER_GROUP = (
    Foreign(
        ANNEX,
        SERVICE_AT_RISK,
        "It wins over the Application: agents of the group do not follow when the eServices site is switched.",
        key="eservices_site",
    ),
    Foreign(ANNEX, RECORDINGS_AT_RISK, "It sends screen recordings of agents of the group there.", key="uri"),
    Foreign(ANNEX, RECORDINGS_AT_RISK, "It sends screen recordings of agents of the group there.", key="peer_uri"),
)
OVERRIDE = "It wins over the value that the inventory gives to the Application, for these agents."


def check(model: Model, target: Target, o: WorkspaceDesktop, report: Report) -> None:
    """Every data center has an agent group or none, and its recordings a way to where they may rest."""
    check_workspace_desktop(model, target, o, report)


def desired(model: Model, target: Target, o: WorkspaceDesktop, report: Report) -> Desired:
    """The Application, the agent groups and the servers, and the operator's steps."""
    names = option_names(o, report)
    result = Desired("workspace_desktop", target.host, secret_keys=list(o.gir_secret_keys))
    application = _application(model, names, o, report)
    result.objects = [
        application,
        *_agent_groups(model, names, o, report, _overrides(application)),
        *_servers(model, names, o),
    ]
    result.unwanted = _unwanted(model, names, o)
    result.other_objects = [OtherObjects("CfgAgentGroup", o.agent_group_tenant, _of_others(model, names, o))]
    result.documents = documents(model, target, o)
    result.notices = summary(model, target, o)
    return result


def _application(model: Model, names: OptionNames, o: WorkspaceDesktop, report: Report) -> ConfigurationObject:
    enabled = o.disaster_recovery_enabled
    settings: dict[str, Json] = {
        "eservices_site": model["eservices_site"],
        "disaster_recovery_enabled": None if enabled is None else str(enabled).lower(),
        # Of the agent groups and of the servers.
        "preferred_site": None,
        "peer_uri": None,
        "uri": None,
    }
    tree = names.tree(settings_of(o, settings))
    Decided(WorkspaceDesktop, names, OBJECT).check(o.extra_options, "workspace_desktop_extra_options", report)
    options = with_options(tree, o.extra_options, "workspace_desktop_extra_options", report)
    foreign = in_force(FOREIGN_OF_APPLICATION, names)
    return ConfigurationObject("CfgApplication", o.application_name or "", options=options, foreign=foreign)


def _overrides(application: ConfigurationObject) -> tuple[Foreign, ...]:
    """What the Application has, and an agent group would have otherwise."""
    return tuple(
        Foreign(ANNEX, SERVICE_AT_RISK, OVERRIDE, section=section, option=re.escape(name))
        for section, options in (application.options or {}).items()
        for name, value in (options if isinstance(options, dict) else {}).items()
        if value is not None
    )


def _of_others(model: Model, names: OptionNames, o: WorkspaceDesktop) -> tuple[Foreign, ...]:
    """Agents may be in several groups. What leads to an RWS of this system is no news."""
    known = {uri for site in sites(model, o) for uri in (site.uri, site.peer_uri) if uri}
    ours = "|".join(sorted(re.escape(uri.rstrip("/")) for uri in known)) or "$"
    elsewhere = rf"(?!(?:{ours})/?\s*$).*\S.*"
    rules = [one if one.key == "eservices_site" else replace(one, value=elsewhere) for one in FOREIGN_OF_OTHER_GROUP]
    return in_force(rules, names)


def _agent_groups(
    model: Model, names: OptionNames, o: WorkspaceDesktop, report: Report, overrides: tuple[Foreign, ...]
) -> list[ConfigurationObject]:
    objects = []
    foreign = (*in_force(FOREIGN_OF_GROUP, names), *overrides)
    decided = Decided(WorkspaceDesktop, names, OBJECT, _OF_A_SITE)
    for site in sites(model, o):
        tree = names.tree({"uri": site.uri, "peer_uri": site.peer_uri if automatic(o) else None})
        variable = f"workspace_desktop_agent_group_extra_options.{site.name}"
        decided.check(o.agent_group_extra_options.get(site.name), variable, report)
        annex = with_options(tree, o.agent_group_extra_options.get(site.name), variable, report)
        objects.append(_agent_group(site, annex, o, foreign))
    return objects


def _agent_group(
    site: Site, annex: Tree, o: WorkspaceDesktop, foreign: tuple[Foreign, ...] = ()
) -> ConfigurationObject:
    return ConfigurationObject(
        "CfgAgentGroup",
        site.group,
        annex=annex,
        tenant=o.agent_group_tenant,
        folder=o.agent_group_folder,
        data_center=site.name,
        foreign=foreign,
    )


def _servers(model: Model, names: OptionNames, o: WorkspaceDesktop) -> list[ConfigurationObject]:
    """Business continuity is only active on a connection whose server names its site."""
    return [
        ConfigurationObject(
            "CfgApplication",
            server,
            annex=names.tree({"preferred_site": model["data_centers"][center]["site_name"]}),
            data_center=center,
        )
        for center, servers in o.site_servers.items()
        for server in texts(servers)
    ]


def _unwanted(model: Model, names: OptionNames, o: WorkspaceDesktop) -> list[ConfigurationObject]:
    """Where no other data center may hold their recordings, agents must not keep an earlier second address."""
    annex = names.taken_out("peer_uri")
    return [_agent_group(site, annex, o) for site in sites(model, o) if annex and site.peer is None]

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must hold of the variables of workspace_desktop."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

from ...module_utils._common.secret_names import is_secret
from .._topology.published import Model
from .._topology.rule import GUIDE, PRODUCT
from .._topology.urls import flaw_of_place
from .._topology.values import listed, numeric_version, show, show_under, show_url
from .desired import Json
from .report import Report
from .rule import rule
from .settings import OptionNames
from .tables import check_applications, check_centers, check_names, named, section_of
from .target import Target
from .workspace_desktop_failover import PEER_SINCE, SRS_PEER_SINCE, automatic, falls_back, sites
from .workspace_desktop_options import WorkspaceDesktop

_BASE_ADDRESS = re.compile(r"https?://[^/\s@?#]+/?")


GIR925 = rule(
    925,
    "The Application object of Workspace Desktop Edition is given.",
    "Give the name of the Application object of Workspace Desktop Edition.",
    PRODUCT,
)
GIR926 = rule(
    926,
    "Every data center has an agent group, or null where no agents sit.",
    "Give the name of an agent group, or null where no agents sit.",
    PRODUCT,
)
GIR927 = rule(
    927,
    "The address of RWS for agents is a base address, without path, account and query.",
    "Give http(s)://host:port.",
    PRODUCT,
)
GIR928 = rule(
    928,
    "Versions are numbers separated by dots.",
    'Give numbers with dots, in quotes, for example "8.5.118.10".',
)
GIR930 = rule(
    930,
    "Where no other data center may hold their recordings, agents are given no second address.",
    "Remove the option.",
    GUIDE,
)
GIR931 = rule(
    931,
    "An agent group belongs to one data center, because it holds one address.",
    "Make a group for each.",
    PRODUCT,
)
GIR932 = rule(
    932,
    "Agents have two different addresses of RWS to fail over between.",
    "Correct rws_url in gir_datacenters or workspace_desktop_rws_urls.",
    GUIDE,
)
GIR933 = rule(
    933,
    "Where desktops cannot fail over by themselves, a failover strategy is named.",
    "Give dns, load_balancer or resubmit.",
    GUIDE,
)
GIR934 = rule(
    934,
    "load_balancer_backup_pool of every load balancer is true or false.",
    "Give true or false, or leave it out.",
)


def option_names(o: WorkspaceDesktop, report: Report) -> OptionNames:
    """The product's names of the options."""
    names = OptionNames.of_table(WorkspaceDesktop, o.option_names, "workspace_desktop_option_names", report, depth=2)
    names.check()
    return names


def check_workspace_desktop(model: Model, target: Target, o: WorkspaceDesktop, report: Report) -> None:
    """All rules."""
    _check_tables(model, o, report)
    _check_groups(model, o, report)
    _check_urls(o, report)
    _check_versions(o, report)
    _check_bypass(model, o, report)
    _check_addresses(model, o, report)
    _check_strategy(model, o, report)
    for host, asked in target.others.items():
        value = target.asked(host, "load_balancer_backup_pool", report)
        if value is not None and falls_back(asked) is None:
            sentence = f"load_balancer_backup_pool of {host} is {show(value)}, which is neither true nor false."
            report.add(GIR934, "load_balancer_backup_pool", sentence)


def _check_tables(model: Model, o: WorkspaceDesktop, report: Report) -> None:
    if not o.application_name:
        report.add(
            GIR925,
            "workspace_desktop_application_name",
            "workspace_desktop_application_name is not given.",
        )
    tables = {
        "workspace_desktop_agent_groups": o.agent_groups,
        "workspace_desktop_rws_urls": o.rws_urls,
        "workspace_desktop_site_servers": o.site_servers,
        "workspace_desktop_agent_group_extra_options": o.agent_group_extra_options,
    }
    check_centers(tables, model, report)
    check_applications("workspace_desktop_site_servers", o.site_servers, report)


def _check_groups(model: Model, o: WorkspaceDesktop, report: Report) -> None:
    """Every data center has an agent group of its own, or null: a group holds one address."""
    variable = "workspace_desktop_agent_groups"
    check_names(variable, o.agent_groups, "an agent group", report)
    without = [name for name in model["data_centers"] if name not in o.agent_groups]
    if without:
        report.add(GIR926, variable, f"{variable} has no agent group for {listed(without)}.")
    for group, times in Counter(named(o.agent_groups).values()).items():
        if group and times > 1:
            report.add(
                GIR931,
                variable,
                f"{variable} names {show(group)} for {times} data centers, but a group can hold one address only.",
            )


def _check_urls(o: WorkspaceDesktop, report: Report) -> None:
    variable = "workspace_desktop_rws_urls"
    for name, url in o.rws_urls.items():
        if not _is_base_address(url):
            place = flaw_of_place(url) if isinstance(url, str) else None
            if place and isinstance(url, str):
                report.add(GIR927, variable, f"{variable}.{name} is {show_url(url)}: {place[1]}.")
                continue
            shown = show_url(url) if isinstance(url, str) and not is_secret(name) else show_under(name, url)
            sentence = f"{variable}.{name} is {shown}, which is no base address."
            report.add(GIR927, variable, sentence)


def _is_base_address(url: Json) -> bool:
    if not isinstance(url, str) or not _BASE_ADDRESS.fullmatch(url):
        return False
    try:
        parts = urlsplit(url)
        # To read the port raises, too, when it is none.
        return bool(parts.hostname) and parts.port != 0 and flaw_of_place(url) is None
    except ValueError:
        return False


def _check_versions(o: WorkspaceDesktop, report: Report) -> None:
    for name, version in (("version", o.version), ("srs_version", o.srs_version)):
        if version is not None and numeric_version(version) is None:
            variable = f"workspace_desktop_{name}"
            sentence = f"{variable} is {show(version)}, which is no version."
            report.add(GIR928, variable, sentence)


def _check_bypass(model: Model, o: WorkspaceDesktop, report: Report) -> None:
    """Where no other data center may hold the recordings, a further option is no way to another address."""
    variable, place = "workspace_desktop_agent_group_extra_options", option_names(o, report).place("peer_uri")
    if place is None:
        return
    section, name = place
    for site in sites(model, o):
        if site.peer is None and section_of(o.agent_group_extra_options, site.name, section).get(name) is not None:
            report.add(
                GIR930,
                variable,
                f"{variable}.{site.name} gives {section}/{name}, but no other data center may hold the screen"
                " recordings of these agents.",
            )


def _check_addresses(model: Model, o: WorkspaceDesktop, report: Report) -> None:
    equal = {
        (*sorted((site.name, site.peer)), site.uri)
        for site in sites(model, o)
        if site.peer and site.uri == site.peer_uri
    }
    for *pair, url in sorted(equal):
        report.add(
            GIR932,
            "workspace_desktop_rws_urls",
            f"RWS of {listed(pair)} has the same address {show_url(url)}, by workspace_desktop_rws_urls or by rws_url"
            " in gir_datacenters, so nothing could fail over.",
        )


def _check_strategy(model: Model, o: WorkspaceDesktop, report: Report) -> None:
    """Old desktops need to be told how their recordings reach the other data center."""
    variable = "workspace_desktop_failover_strategy"
    wrong = {violation.subject for violation in report.violations}
    if wrong & {variable, "workspace_desktop_version", "workspace_desktop_srs_version"}:
        return
    if o.failover_strategy is None and not automatic(o) and any(site.peer is not None for site in sites(model, o)):
        report.add(
            GIR933,
            variable,
            f"{variable} is not given, and the desktops cannot fail over by themselves below WDE {PEER_SINCE} and SRS"
            f" {SRS_PEER_SINCE} (given: {o.version or 'none'} and {o.srs_version or 'none'}).",
        )

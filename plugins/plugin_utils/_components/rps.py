# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recording Processor Script: rpconfig.cfg, its unit, its Application object. Facts: components.md, RPS."""

from __future__ import annotations

from dataclasses import dataclass

from .._topology.published import DataCenterModel, Model
from .._topology.rule import GUIDE, PRODUCT, WARNING
from . import deployed, processors
from .configuration_change import CHOICES, TakesUp
from .desired import RESTART, Desired, File, Json, Tree
from .further import INI, Decided
from .options import UNKNOWN, UNVERIFIED, derived, option
from .python2_ini import check_file, places_of
from .report import Report
from .rule import rule
from .settings import OptionNames, settings_of, variables_of, with_options
from .shared import (
    ApplicationObject,
    ConfigurationServerAccount,
    ConfigurationServerObjects,
    ContactCenterDomain,
    ContactCenterId,
    Renamed,
    Rendered,
    RwsAccount,
)
from .target import Target

GIR840 = rule(
    840,
    "A Recording Processor Script in backup mode knows the address of the active one.",
    "Give gir_contact_center_domain, or rps_post_uri.",
    PRODUCT,
)

GIR841 = rule(
    841,
    "A Recording Processor Script whose mode a failover changes has a service, which is restarted then.",
    "Give rps_service, or restart the processor by hand whenever rpconfig.cfg changes.",
    GUIDE,
    WARNING,
)


@dataclass(frozen=True)
class Rps(
    Renamed,
    ApplicationObject,
    TakesUp,
    ConfigurationServerAccount,
    RwsAccount,
    ContactCenterDomain,
    ContactCenterId,
    ConfigurationServerObjects,
    Rendered,
):
    """Options of rpconfig.cfg in the order of the file. No public page names them."""

    COMPONENT = "rps"
    """Configures the Recording Processor Script

    Writes C(rpconfig.cfg) for a Recording Processor of its data center: active in the active data center, backup in the
    standby one.

    A processor of a data center that only records is active for its own recordings.

    No option name of C(rpconfig.cfg) is verified: none stands in public documentation, see O(rps_option_names).
    """
    FILES = {"rpconfig.cfg": "ini"}

    configuration_server_host: str | None = derived("config_server/hostname", UNVERIFIED)
    configuration_server_port: int | None = derived("config_server/port", UNVERIFIED)
    configuration_server_username: str | None = derived("config_server/username", UNVERIFIED)
    configuration_server_password: str | None = derived("config_server/password", UNVERIFIED, secret=True)
    configuration_server_backup_host: str | None = derived(certainty=UNKNOWN)
    configuration_server_backup_port: int | None = derived(certainty=UNKNOWN)
    port: int | None = option("rp_server/port", UNVERIFIED)
    """Port that the processor listens on."""
    auth_username: str | None = option("auth/username", UNVERIFIED)
    """Account that MCP has to give when it posts to the processor."""
    auth_password: str | None = option("auth/password", UNVERIFIED, secret=True)
    """Password of O(rps_auth_username)."""
    rws_url: str | None = option("htcc/base_uri", UNVERIFIED, computed=True)
    """Address of RWS. The C(rws_url) of the data center when not given."""
    contact_center_id: str | None = derived("htcc/contact_center_id", UNVERIFIED)
    rws_username: str | None = derived("htcc/username", UNVERIFIED)
    rws_password: str | None = derived("htcc/password", UNVERIFIED, secret=True)
    processing_mode: str | None = derived("processing/mode", UNVERIFIED)
    post_uri: str | None = option("processing/post_uri", UNVERIFIED, computed=True)
    """Address that a processor in backup mode hands recordings over to. The one that the active data center serves when
    not given.
    """
    region: str | None = option("metadata/region", UNVERIFIED)
    """Region that the processor puts into the metadata; the C(crRegion) of the RWS nodes that take it."""
    extra_options: dict[str, Json] = option(default={}, verbatim=True)
    """Further options of C(rpconfig.cfg), as section to option to value. They win over all others; V(null) removes an
    option.
    """
    application_name: str = option(default="{{ inventory_hostname }}_RPS")
    """Name of the Application object in Configuration Server. The default, C(<inventory_hostname>_RPS), is a convention
    of this collection.
    """
    on_configuration_change: str = option(default=RESTART, choices=CHOICES)
    """What a run does after it changed options of the Application object through GAX: V(restart) restarts the
    processor, one node after the other, V(reload) reloads a unit that has C(ExecReload), V(nothing) leaves both to you.
    It is not documented when it reads them, and a restart makes them hold in any case.
    """


def check(model: Model, target: Target, o: Rps, report: Report) -> None:
    """A processor in backup mode knows where the active one is, and a package has what it needs."""
    center = target.data_center(model)
    processors.check_handover(GIR840, center, o.post_uri, o.gir_contact_center_domain, report)
    if not o.service and processors.changes_mode(center):
        report.add(
            GIR841,
            "rps_service",
            "rps_service is not given: a failover changes the mode of this processor in rpconfig.cfg, and nothing"
            " restarts it then.",
        )
    deployed.check_package(o, report)


def _check_file(center: DataCenterModel, names: OptionNames, tree: Tree, o: Rps, report: Report) -> None:
    """Python 2.7 reads in rpconfig.cfg what was given."""
    paths = places_of(names, variables_of(o, processors.origins(center, o.rws_url)))
    check_file("rpconfig.cfg", tree, paths, o.extra_options, "rps_extra_options", report, o.gir_secret_keys)


def desired(model: Model, target: Target, o: Rps, report: Report) -> Desired:
    """The processor of the active data center is active, the one of the standby data center hands over to it."""
    center = target.data_center(model)
    result = Desired("rps", target.host, center["name"])
    names = OptionNames.of_table(Rps, o.option_names, "rps_option_names", report, depth=2)
    settings = settings_of(
        o,
        {
            **processors.configuration_server(o.gir_configuration_server),
            "rws_url": o.rws_url if o.rws_url is not None else center["rws_url"],
            "contact_center_id": o.gir_contact_center_id,
            "rws_username": o.gir_rws_ops_username,
            "rws_password": o.gir_rws_ops_password,
            "processing_mode": center["processor_mode"],
            "post_uri": processors.handover(model, center, o.post_uri, o.gir_contact_center_domain),
        },
    )
    Decided(Rps, names, INI).check(o.extra_options, "rps_extra_options", report)
    tree = with_options(names.tree(settings), o.extra_options, "rps_extra_options", report)
    _check_file(center, names, tree, o, report)
    result.secret_keys = o.gir_secret_keys + names.secret_patterns()
    result.directories = deployed.own_directories(o)
    path = deployed.options_path(o, o.install_path, "ini")
    result.files.append(File(path, "ini", data=tree, **deployed.owner_of(o), mode="0640"))
    deployed.add_unit(result, o, "Genesys Recording Processor Script", report)
    result.service = deployed.service_of(o)
    result.package = deployed.package_of(o)
    result.objects += o.application(o.application_name)
    return result

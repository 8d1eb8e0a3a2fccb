# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recording Crypto Server: its Application object, unit and keystore directory. Facts: components.md, RCS."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from .._topology.published import Model
from .._topology.values import show
from . import deployed
from .configuration_change import CHOICES, TakesUp
from .desired import RESTART, ConfigurationObject, Desired, Json, Keystore
from .foreign import OPTIONS, SECURITY, Foreign, in_force
from .further import OBJECT, Decided
from .options import UNKNOWN, UNVERIFIED, Path, option
from .report import Report
from .rule import rule
from .settings import OptionNames, settings_of, with_options
from .shared import ConfigurationServerObjects, ReceiverAccount, Renamed, Rendered
from .target import Target

GIR830 = rule(
    830, "The path of the keystore of RCS is absolute.", "Give the whole path of the keystore on the host, or null."
)


FOREIGN = (
    Foreign(
        OPTIONS,
        SECURITY,
        "Web pages of every origin may call RCS.",
        key="allow_origins",
        value=r"(.*[,;\s])?[*]([,;\s].*)?",
    ),
)


@dataclass(frozen=True)
class Rcs(Renamed, TakesUp, ReceiverAccount, ConfigurationServerObjects, Rendered):
    """Options of the Application object. No public page names them."""

    COMPONENT = "rcs"
    """Configures Recording Crypto Server

    Installs Recording Crypto Server when a package is given, writes its unit when a start command is given, and sets
    the options of its Application object in Configuration Server.

    The keystore file is not written here. M(gir.multidc.rcs_keystore_sync) brings it to every RCS without losing an
    entry.
    """
    ENTRIES = {
        "keystore": """Restarts the service after its keystore was written, or goes back to the previous keystore

        For playbook C(keystore_sync), which writes the keystores. Does nothing when the service has read its keystore
        since.
        """,
    }

    application_name: str = option(default="{{ inventory_hostname }}_RCS")
    """Name of the Application object of this RCS in Configuration Server. The default, C(<inventory_hostname>_RCS), is
    a convention of this collection.
    """
    keystore_path: Path | None = option("keystore/path", UNVERIFIED)
    """Keystore file on the host, an absolute path. The role creates its directory."""
    keystore_password: str | None = option("keystore/password", UNVERIFIED, secret=True, equal=True)
    """Password of the keystore."""
    allow_origins: str | None = option("cors/allow-origins", UNVERIFIED)
    """Origins from which browsers may call RCS, in the form that the product takes."""
    port: int | None = option(certainty=UNKNOWN)
    """Port of RCS. Not written until O(rcs_option_names) names the option."""
    rws_url: str | None = option(certainty=UNKNOWN, computed=True)
    """Address of RWS for RCS. The data center's C(rws_url) when not given. Not written until O(rcs_option_names) names
    the option; section C(htcc) is likely.
    """
    archiving_username: str | None = option(certainty=UNKNOWN, source="components.md 6", computed=True)
    """Archiving user of the tenant. O(gir_interaction_receiver_username) when not given: RWS and RCS must agree on it.
    Not written until O(rcs_option_names) names the option.
    """
    archiving_password: str | None = option(certainty=UNKNOWN, secret=True, source="components.md 6", computed=True)
    """Password of O(rcs_archiving_username). O(gir_interaction_receiver_password) when not given."""
    extra_options: dict[str, Json] = option(default={}, verbatim=True)
    """Further options of the Application object, as section to option to value. They win over all others; V(null)
    leaves an option as it is.
    """
    on_configuration_change: str = option(default=RESTART, choices=CHOICES, source="components.md 6")
    """What a run does after it changed options of the Application object through GAX: V(restart) restarts RCS, one
    node after the other, V(reload) reloads a unit that has C(ExecReload), V(nothing) leaves both to you. RCS takes no
    option up while it runs, so V(nothing) leaves the old ones in force.
    """
    java_home: Path | None = option(source="components.md 6")
    """Directory of the Java runtime, written into the unit as C(JAVA_HOME)."""
    keystore_changed: bool = option(default=False)
    """Of the entry point C(keystore): whether this run writes the keystore. Only check mode needs it, where nothing is
    written.
    """


def check(model: Model, target: Target, o: Rcs, report: Report) -> None:
    """The keystore has a path that holds on the host, and a package what it needs."""
    if o.keystore_path is not None and not posixpath.isabs(o.keystore_path):
        report.add(
            GIR830,
            "rcs_keystore_path",
            f"rcs_keystore_path is {show(o.keystore_path)}, which is no absolute path.",
        )
    deployed.check_package(o, report)


def desired(model: Model, target: Target, o: Rcs, report: Report) -> Desired:
    """The keystore itself belongs to RCS; its directory must be there before a keystore can be brought to the host."""
    center = target.data_center(model)
    result = Desired("rcs", target.host, center["name"])
    names = OptionNames.of_table(Rcs, o.option_names, "rcs_option_names", report, depth=2)
    user, password = o.archiving_username, o.archiving_password
    settings = settings_of(
        o,
        {
            "rws_url": o.rws_url if o.rws_url is not None else center["rws_url"],
            "archiving_username": user if user is not None else o.gir_interaction_receiver_username,
            "archiving_password": password if password is not None else o.gir_interaction_receiver_password,
        },
    )
    Decided(Rcs, names, OBJECT).check(o.extra_options, "rcs_extra_options", report)
    options = with_options(names.tree(settings), o.extra_options, "rcs_extra_options", report)
    result.secret_keys = o.gir_secret_keys + names.secret_patterns()
    if o.keystore_path is not None:
        result.directories = deployed.own_directories(o, posixpath.dirname(o.keystore_path))
        result.keystore = Keystore(o.keystore_path, o.keystore_password)
    _add_unit(result, o, report)
    result.service = deployed.service_of(o)
    result.package = deployed.package_of(o)
    if options:
        foreign = in_force(FOREIGN, names)
        result.objects.append(
            ConfigurationObject("CfgApplication", o.application_name, options=options, foreign=foreign)
        )
    return result


def _add_unit(result: Desired, o: Rcs, report: Report) -> None:
    java = None if o.java_home is None else f"JAVA_HOME={o.java_home}"
    title = "Genesys Recording Crypto Server"
    deployed.add_unit(result, o, title, report, with_directory=False, before_command={"Environment": java})

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every component with a package of the vendor and a unit shares."""

from __future__ import annotations

import posixpath
from typing import TypedDict

from .._topology.values import with_verb
from . import environment
from .desired import Desired, Directory, File, Json, Package, Service, Tree
from .further import check_unit
from .report import Report
from .rule import rule
from .settings import with_options
from .shared import Installed, OnHost

UNITS = "/etc/systemd/system"
BACKUPS = "/var/lib/gir_multidc"


GIR815 = rule(
    815,
    "A package is given together with its version and the account that installs it.",
    "Give the version that the package installs, and the account that installs it.",
)


class Owner(TypedDict):
    """Owner and group of a file or directory, as File and Directory take them."""

    owner: str | None
    group: str | None


def owner_of(options: OnHost) -> Owner:
    """Owner and group of a component's own files and directories."""
    user = options.gir_service_user
    return {"owner": user, "group": options.gir_service_group or user}


def kept_directory(component: str) -> str:
    """Where each file is kept as it was before the first change."""
    return f"{BACKUPS}/{component}"


def backup_directory(component: str, service: str | None, root: str) -> str:
    """Where files are kept until the service runs with the new ones; below a staged root no service does."""
    return kept_directory(component) if service and not root else ""


def add_unit(
    result: Desired,
    options: Installed,
    description: str,
    report: Report,
    with_directory: bool = True,
    before_command: Tree | None = None,
) -> None:
    """The unit file, where the component has a unit name and a command.

    `before_command` are options of [Service] that stand before its command.
    """
    if not options.service or not options.start_command:
        return
    owner = owner_of(options)
    service: dict[str, Json] = {
        "User": owner["owner"],
        "Group": owner["group"],
        "WorkingDirectory": options.install_path,
        **(before_command or {}),
    }
    files = len(result.files)
    environment.add(result, options, UNITS, service)
    service.update({"ExecStart": options.start_command, "Restart": "on-failure"})
    data: Tree = {
        "Unit": {"Description": description, "Wants": "network-online.target", "After": "network-online.target"},
        "Service": service,
        "Install": {"WantedBy": "multi-user.target"},
    }
    variable = f"{options.COMPONENT}_unit_extra_options"
    check_unit(variable, options.unit_extra_options, report)
    data = with_options(data, options.unit_extra_options, variable, report)
    result.files.insert(files, File(f"{UNITS}/{options.service}.service", "ini", data=data, mode="0644"))
    if with_directory:
        result.directories.append(Directory(UNITS))


def own_directories(options: Installed, *further: str) -> list[Directory]:
    """The installation directory and further ones, closed to others, and the place that holds them, left as it is."""
    place = posixpath.dirname(options.install_path)
    paths = [path for path in dict.fromkeys([options.install_path, *further]) if path != place]
    return [Directory(place)] + [Directory(path, **owner_of(options), mode="0750") for path in paths]


def options_path(options: Installed, install_path: str, form: str) -> str:
    """Where the component's options are written in this format."""
    return f"{install_path}/{next(name for name, known in options.FILES.items() if known == form)}"


def package_of(options: Installed) -> Package | None:
    """The vendor's package, when one is given. What is wrong with it is reported by check_package."""
    if not options.package:
        return None
    return Package(options.package, options.package_remote_src, options.package_version, options.install_path)


def service_of(
    options: Installed, health: Tree | None = None, state: str = "started", leads: bool = False
) -> Service | None:
    """The component's unit, when it has a name."""
    if not options.service:
        return None
    return Service(
        name=options.service,
        state=state,
        unit_expected=bool(options.start_command or options.package),
        backup_directory=backup_directory(options.COMPONENT, options.service, options.gir_root),
        health=options.health if health is None else health,
        leads=leads,
    )


def check_package(options: Installed, report: Report) -> None:
    """A package needs its version, and an account to install it as."""
    missing = []
    if options.package and not options.package_version:
        missing.append(f"{options.COMPONENT}_package_version")
    if options.package and not options.gir_service_user:
        missing.append("gir_service_user")
    if missing:
        variable = f"{options.COMPONENT}_package"
        report.add(
            GIR815,
            variable,
            f"{variable} is given, but {with_verb(missing)} not.",
        )

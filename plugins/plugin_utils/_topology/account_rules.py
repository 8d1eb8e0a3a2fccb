# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts: given, complete, of the right type. No sentence here shows a password or a part of one."""

from __future__ import annotations

import re

from .reading import CENTRAL, Centers, Storage, dictionary, text, unknown_keys
from .report import Report
from .storage_rules import names_in_use
from .values import Value, did_you_mean, kind, show

_REQUIRED = (
    ("gir_service_user", False),
    ("gir_service_group", False),
    ("gir_rws_ops_username", False),
    ("gir_rws_ops_password", True),
    ("gir_rws_admin_username", False),
    ("gir_rws_admin_password", True),
    ("gir_contact_center_domain", False),
)
_CONFIGURATION_SERVER = (("host", False), ("port", False), ("username", False), ("password", True))
_CONFIGURATION_SERVER_PEER = ("backup_host", "backup_port")
_PUBLISHED_OPS = ("ops", "ops")


def check(
    report: Report,
    variables: dict[str, Value],
    centers: Centers,
    complete: bool,
    central: Storage | None,
    central_given: bool,
) -> None:
    found = {}
    for name, secret in _REQUIRED:
        if variables.get(name) is None:
            report.add("GIR601", name, f"{name} is not given.")
        else:
            found[name] = text(report, name, variables[name], secret)
    if (found.get("gir_rws_ops_username"), found.get("gir_rws_ops_password")) == _PUBLISHED_OPS:
        report.add(
            "GIR604",
            "gir_rws_ops_password",
            "gir_rws_ops_username and gir_rws_ops_password are the account of the vendor's examples.",
        )
    _interaction_receiver(report, variables)
    _contact_center(report, variables.get("gir_contact_center_id"))
    _configuration_server(report, variables.get("gir_configuration_server"))
    _storage_credentials(report, variables.get("gir_storage_credentials"), centers, complete, central, central_given)


def _interaction_receiver(report: Report, variables: dict[str, Value]) -> None:
    names = ("gir_interaction_receiver_username", "gir_interaction_receiver_password")
    given = [name for name in names if variables.get(name) is not None]
    for name in given:
        text(report, name, variables[name], secret=name == names[1])
    if len(given) == 1:
        missing = names[1] if given[0] == names[0] else names[0]
        report.add("GIR605", missing, f"{given[0]} is given, but {missing} is not.")


def _contact_center(report: Report, value: Value) -> None:
    path = "gir_contact_center_id"
    if value is None:
        return
    value = text(report, path, value)
    if value is not None and not re.fullmatch(r"[0-9A-Fa-f]{8}(-?)([0-9A-Fa-f]{4}\1){3}[0-9A-Fa-f]{12}", value):
        report.add("GIR606", path, f"{path} is {show(value)}.")


def _configuration_server(report: Report, value: Value) -> None:
    path = "gir_configuration_server"
    if value is None:
        report.add("GIR601", path, f"{path} is not given.")
        return
    value = dictionary(report, path, value)
    if value is None:
        return
    unknown_keys(report, path, value, [*dict(_CONFIGURATION_SERVER), *_CONFIGURATION_SERVER_PEER])
    for key, secret in _CONFIGURATION_SERVER:
        here = f"{path}.{key}"
        if value.get(key) is None:
            report.add("GIR601", here, f"{here} is not given.")
        elif key != "port":
            text(report, here, value[key], secret)
    if value.get("backup_host") is not None:
        text(report, path + ".backup_host", value["backup_host"])
    for key in ("port", "backup_port"):
        if value.get(key) is not None:
            _port(report, f"{path}.{key}", value[key])


def _port(report: Report, path: str, value: Value) -> None:
    if report.unusable(path, value):
        return
    # A templated number may arrive as text.
    number = int(value) if isinstance(value, str) and re.fullmatch(r"[0-9]{1,5}", value) else value
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 65536:
        # Text may be a password that stands in the wrong place.
        shown = kind(value) if isinstance(value, str) and not value.isdigit() else show(value)
        report.add("GIR608", path, f"{path} is {shown}.")


def _storage_credentials(
    report: Report, value: Value, centers: Centers, complete: bool, central: Storage | None, central_given: bool
) -> None:
    path = "gir_storage_credentials"
    given = {} if value is None else dictionary(report, path, value)
    if given is None:
        return
    wanted = names_in_use(centers, central)
    for name in wanted:
        here = f"{path}.{name}"
        owner = "the central storage" if name == CENTRAL else "the storage of " + name
        if given.get(name) is None:
            report.add("GIR602", here, f"{here} is not given; {owner} is in use.")
    # Storage that could not be read has its own violation: whether it is in use cannot be said.
    unread = {name for name, center in centers.items() if not center.uses_central and center.own_storage is None}
    if central_given and central is None:
        unread.add(CENTRAL)
    for name, entry in given.items():
        if entry is None:
            continue
        if complete and name not in wanted and name not in unread:
            report.add(
                "GIR603",
                path,
                f"{path} has an account for {show(name)}, which is no storage in use.{did_you_mean(name, wanted)}",
            )
        _account(report, f"{path}.{name[:80]}", entry)


def _account(report: Report, path: str, value: Value) -> None:
    value = dictionary(report, path, value)
    if value is None:
        return
    unknown_keys(report, path, value, ("username", "password"))
    for key in ("username", "password"):
        here = f"{path}.{key}"
        if value.get(key) is None:
            report.add("GIR602", here, f"{here} is not given.")
            continue
        found = text(report, here, value[key], secret=True)
        if key == "username" and found is not None and ":" in found:
            report.add("GIR607", here, f"{here} has a colon.")

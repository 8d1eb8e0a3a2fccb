# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts: given, complete, of the right type. No sentence here shows a password or a part of one."""

from __future__ import annotations

import re

from .reading import CENTRAL, Centers, Storage, clean, dictionary, text, unknown_keys_of_account
from .report import Report
from .rules import RULES
from .storage_rules import names_in_use
from .urls import is_decorated_ipv6
from .values import NOT_SHOWN, Value, did_you_mean, is_port_like, kind, show

_REQUIRED = (
    ("gir_service_user", False),
    ("gir_service_group", False),
    ("gir_rws_ops_username", False),
    ("gir_rws_ops_password", True),
    ("gir_rws_admin_username", False),
    ("gir_rws_admin_password", True),
)
_DOMAIN = "gir_contact_center_domain"
_LABEL = r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
# Sent as username:password.
_USER_NAMES = ("gir_rws_ops_username", "gir_rws_admin_username")
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
            reader = _user_name if name in _USER_NAMES else clean
            found[name] = reader(report, name, variables[name], secret)
    if (found.get("gir_rws_ops_username"), found.get("gir_rws_ops_password")) == _PUBLISHED_OPS:
        report.add(
            "GIR604",
            "gir_rws_ops_password",
            "gir_rws_ops_username and gir_rws_ops_password are the account of the vendor's examples.",
        )
    _interaction_receiver(report, variables)
    _contact_center(report, variables.get("gir_contact_center_id"))
    _domain(report, variables.get(_DOMAIN))
    _configuration_server(report, variables.get("gir_configuration_server"))
    _storage_credentials(report, variables.get("gir_storage_credentials"), centers, complete, central, central_given)


def _interaction_receiver(report: Report, variables: dict[str, Value]) -> None:
    names = ("gir_interaction_receiver_username", "gir_interaction_receiver_password")
    given = [name for name in names if variables.get(name) is not None]
    for name in given:
        reader = _user_name if name == names[0] else clean
        reader(report, name, variables[name], name == names[1])
    if len(given) == 1:
        missing = names[1] if given[0] == names[0] else names[0]
        report.add("GIR605", missing, f"{given[0]} is given, but {missing} is not.")


def _contact_center(report: Report, value: Value) -> None:
    path = "gir_contact_center_id"
    if value is None:
        return
    value = text(report, path, value)
    if value is not None and not re.fullmatch(r"[0-9A-Fa-f]{8}(-?)([0-9A-Fa-f]{4}\1){3}[0-9A-Fa-f]{12}", value):
        report.add("GIR606", path, f"{path} is {show(value)}. {RULES['GIR606'].holds}")


def _domain(report: Report, value: Value) -> None:
    if value is None:
        report.add("GIR601", _DOMAIN, f"{_DOMAIN} is not given.")
        return
    value = clean(report, _DOMAIN, value)
    if value is not None and (len(value) > 253 or not re.fullmatch(rf"{_LABEL}(\.{_LABEL})*", value)):
        report.add("GIR609", _DOMAIN, f"{_DOMAIN} is {show(value)}, which is no domain name.")


def _user_name(report: Report, path: str, value: Value, secret: bool = False) -> str | None:
    """A user name that is sent as username:password."""
    found = clean(report, path, value, secret)
    if found is not None and ":" in found:
        report.add("GIR607", path, f"{path} has a colon.")
        return None
    return found


def _configuration_server(report: Report, value: Value) -> None:
    path = "gir_configuration_server"
    if value is None:
        report.add("GIR601", path, f"{path} is not given.")
        return
    value = dictionary(report, path, value)
    if value is None:
        return
    unknown_keys_of_account(report, path, value, [*dict(_CONFIGURATION_SERVER), *_CONFIGURATION_SERVER_PEER])
    for key, secret in _CONFIGURATION_SERVER:
        here = f"{path}.{key}"
        if value.get(key) is None:
            report.add("GIR601", here, f"{here} is not given.")
        elif key != "port":
            clean(report, here, value[key], secret)
    if value.get("backup_host") is not None:
        clean(report, path + ".backup_host", value["backup_host"])
    for key in ("host", "backup_host"):
        _host(report, f"{path}.{key}", value.get(key))
    for key in ("port", "backup_port"):
        if value.get(key) is not None:
            _port(report, f"{path}.{key}", value[key])


def _host(report: Report, path: str, value: Value) -> None:
    """Nothing but an address is shown: a password may stand in the wrong place."""
    if isinstance(value, str) and is_decorated_ipv6(value):
        report.add("GIR610", path, f"{path} is {show(value)}, which is no name and no address of a host by itself.")


def _port(report: Report, path: str, value: Value) -> None:
    if report.unusable(path, value):
        return
    # A templated number may arrive as text.
    number = int(value) if isinstance(value, str) and re.fullmatch(r"[0-9]{1,5}", value) else value
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 65536:
        hidden = isinstance(value, str) and not is_port_like(value)
        shown = f"{kind(value)} (not shown here)" if hidden else show(value)
        report.add("GIR608", path, f"{path} is {shown}, which is no number from 1 to 65535.")


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
        # What is no name of a storage, and has no account below it, may be a misplaced password.
        is_account = isinstance(entry, dict) and any(key in entry for key in ("username", "password"))
        is_name = name in centers or name == CENTRAL or is_account
        if complete and name not in wanted and name not in unread:
            shown = show(name) if is_name else "a name that is not shown here"
            sentence = f"{path} has an account for {shown}, which is no storage in use.{did_you_mean(name, wanted)}"
            report.add("GIR603", path, sentence)
        _account(report, f"{path}.{name[:80] if is_name else NOT_SHOWN}", entry)


def _account(report: Report, path: str, value: Value) -> None:
    value = dictionary(report, path, value)
    if value is None:
        return
    unknown_keys_of_account(report, path, value, ("username", "password"))
    for key in ("username", "password"):
        here = f"{path}.{key}"
        if value.get(key) is None:
            report.add("GIR602", here, f"{here} is not given.")
            continue
        reader = _user_name if key == "username" else clean
        reader(report, here, value[key], True)

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The daily index update, on one RWS host of the standby data center and on no other. Facts: rws.md, 4.1."""

from __future__ import annotations

import posixpath
import re
from collections import Counter

from .._topology.published import Model
from .._topology.rule import PRODUCT
from .._topology.values import listed, show, with_verb
from . import programs
from .addresses import check_gir_address
from .deployed import UNITS, Owner, owner_of
from .desired import Absent, Desired, Directory, File, Service, Tree
from .further import check_index_update
from .index_update_options import IndexUpdate
from .options import not_given
from .report import Report
from .rule import rule
from .settings import with_options
from .target import Target
from .unit_secrets import check_unit

ROLE = "index_update"
NAME = "gir-index-update"
TIMER = f"{NAME}.timer"
SERVICE = f"{NAME}.service"
CRON = f"/etc/cron.d/{NAME}"
_OWN_DIRECTORY = re.compile(r"(?!.*\.\.)(/[A-Za-z0-9._-]+)+/[A-Za-z0-9.-]*index[-_]update[A-Za-z0-9._-]*")
_CRONTAB = re.compile(r"[^ \n%]+( +[^ \n%]+){4}")
_TIME = re.compile("[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?")
_CRON_HEAD = "# Update of the recording indexes of the standby data center, written by Ansible\n"


GIR885 = rule(
    885,
    "The daily index update has directories of its own, which can be removed as a whole.",
    "Give a directory of its own below another one, absolute, its last part containing index_update or index-update.",
)
GIR886 = rule(
    886,
    "Program and state of the index update have a directory each.",
    "Give each its own directory.",
)
GIR887 = rule(
    887,
    "index_update_indexes names at least one index, each once.",
    "Name recordings or screen_recordings, or both, once each.",
    PRODUCT,
)
GIR888 = rule(
    888,
    "A list of addresses of RWS nodes, where it is given, names at least one.",
    "Name a node, or leave index_update_urls out.",
)
GIR891 = rule(
    891,
    "The windows of one run are longer than the overlap with the last one.",
    "Give more or longer windows, or a shorter overlap.",
)
GIR892 = rule(
    892,
    "The key of the client certificate is given together with the certificate.",
    "Give index_update_client_cert, too, or neither.",
)
GIR893 = rule(
    893,
    "index_update_cron_schedule has the five fields of a crontab.",
    "Give five fields, separated by blanks, for example 15 3 * * *.",
)
GIR894 = rule(
    894,
    "The host of the index update has the account that runs it, and the one with which it asks RWS.",
    "Give the account that runs the update, and the one with which it asks RWS.",
)
GIR895 = rule(
    895,
    "index_update_on_calendar is a time, not the number that YAML makes of one.",
    'Write it in quotes, for example "*-*-* 10:15:00".',
)


def check(model: Model, target: Target, o: IndexUpdate, report: Report) -> None:
    """Directories that may be removed as a whole, something to ask and to update, and windows that get ahead."""
    _check_directories(o, report)
    if not o.indexes or len(set(o.indexes)) < len(o.indexes):
        twice = [name for name, times in Counter(o.indexes).items() if times > 1]
        wrong = f"has {listed(twice)} more than once" if twice else "is empty"
        report.add(GIR887, "index_update_indexes", f"index_update_indexes {wrong}.")
    if o.urls is not None and not o.urls:
        report.add(GIR888, "index_update_urls", "index_update_urls is empty.")
    _check_numbers(o, report)
    check_unit(o, o.gir_secret_keys, "Name a file that only its account reads, as with EnvironmentFile.", report)
    if o.client_key is not None and o.client_cert is None:
        report.add(
            GIR892,
            "index_update_client_key",
            "index_update_client_key is given without index_update_client_cert.",
        )
    if not _CRONTAB.fullmatch(o.cron_schedule):
        report.add(
            GIR893,
            "index_update_cron_schedule",
            f"index_update_cron_schedule is {show(o.cron_schedule)}, not the five fields of a crontab.",
        )
    if re.fullmatch("[0-9:]+", o.on_calendar) and not _TIME.fullmatch(o.on_calendar):
        report.add(
            GIR895,
            "index_update_on_calendar",
            f"index_update_on_calendar is {show(o.on_calendar)}, which is no time: YAML makes a number of 10:15.",
        )
    check_gir_address(o.gir_address, report)
    if _chosen(model, target):
        _check_accounts(o, report)


def _check_directories(o: IndexUpdate, report: Report) -> None:
    # The default stands below that directory: one that is of no use is said already, and may hold anything.
    if any(one.subject == "gir_install_root" for one in report.violations):
        return
    for name, path in (("index_update_install_path", o.install_path), ("index_update_state_path", o.state_path)):
        if not _OWN_DIRECTORY.fullmatch(path):
            report.add(
                GIR885,
                name,
                f"{name} is {show(path)}, and it is removed as a whole where the update does not run.",
            )
    if o.install_path == o.state_path:
        report.add(
            GIR886,
            "index_update_state_path",
            f"index_update_install_path and index_update_state_path are both {show(o.state_path)}.",
        )


def _check_numbers(o: IndexUpdate, report: Report) -> None:
    if o.most_windows * o.window_hours <= o.overlap_hours:
        report.add(
            GIR891,
            "index_update_most_windows",
            f"index_update_most_windows times index_update_window_hours is {o.most_windows * o.window_hours} hours, and"
            f" index_update_overlap_hours is {o.overlap_hours}, so that no run would get ahead.",
        )


def _check_accounts(o: IndexUpdate, report: Report) -> None:
    missing = not_given(o, "gir_service_user", "gir_rws_ops_username", "gir_rws_ops_password")
    if missing:
        report.add(GIR894, missing[0], f"{with_verb(missing)} not given.")


def _chosen(model: Model, target: Target) -> bool:
    """Exactly one host runs the update. After a failover the model names another one, and nothing here asks why."""
    return target.host == model["index_update_host"]


def desired(model: Model, target: Target, o: IndexUpdate, report: Report) -> Desired:
    """Everything on the one host; a host that the update has left keeps nothing of it, least of all the password."""
    result = Desired("index_update", target.host, target.data_center(model)["name"])
    result.secret_keys = list(o.gir_secret_keys)
    units = [f"{UNITS}/{TIMER}", f"{UNITS}/{SERVICE}"]
    if not _chosen(model, target):
        result.absent = Absent([*units, CRON, o.install_path, o.state_path], [TIMER, SERVICE])
        return result
    result.status_file = _status_file(o)
    by_systemd = _by_systemd(o, target)
    result.directories = _directories(o, by_systemd)
    result.files = [*_program_files(o), _configuration(model, target, o)]
    if by_systemd:
        result.files += [_service_unit(o, report), _timer_unit(o, report)]
        result.service = Service(TIMER, unit_expected=True)
        result.absent = Absent([CRON])
    else:
        result.files.append(_cron_entry(o))
        result.absent = Absent(units, [TIMER, SERVICE])
    return result


def _by_systemd(o: IndexUpdate, target: Target) -> bool:
    """Below a staged root, and where nobody asked the host, it is systemd."""
    if o.scheduler != "auto":
        return o.scheduler == "systemd"
    return bool(o.gir_root) or target.service_manager in ("", "systemd")


def _owner(o: IndexUpdate, group_of_platform: bool) -> Owner:
    """Owner of what the service user may not change; a staged root is no place for accounts of the platform."""
    own = owner_of(o)
    if o.gir_root:
        return own
    return {"owner": "root", "group": "root" if group_of_platform else own["group"]}


def _directories(o: IndexUpdate, by_systemd: bool) -> list[Directory]:
    above = [posixpath.dirname(path) for path in (o.install_path, o.state_path)]
    above.append(UNITS if by_systemd else posixpath.dirname(CRON))
    found = [Directory(path) for path in dict.fromkeys(above)]
    for below in programs.directories(ROLE):
        found.append(Directory(posixpath.normpath(f"{o.install_path}/{below}"), **_owner(o, False), mode="0750"))
    return [*found, Directory(o.state_path, **owner_of(o), mode="0755")]


def _program_files(o: IndexUpdate) -> list[File]:
    return [
        File(f"{o.install_path}/{name}", content=text, **_owner(o, False), mode="0640", public=True)
        for name, text in programs.texts(ROLE).items()
    ]


def _urls(model: Model, target: Target, o: IndexUpdate) -> list[str]:
    """The host's own node, then the address of its data center, which is asked alone where nothing names the node."""
    if o.urls is not None:
        return o.urls
    center = target.data_center(model)["rws_url"]
    node = o.node_url(target.host, o.rws_port, o.rws_jetty_enable_ssl, otherwise=center)
    return list(dict.fromkeys([node, center]))


def _status_file(o: IndexUpdate) -> str:
    return f"{o.state_path}/status.json"


def _configuration(model: Model, target: Target, o: IndexUpdate) -> File:
    data: Tree = {
        "urls": [*_urls(model, target, o)],
        "username": o.gir_rws_ops_username,
        "password": o.gir_rws_ops_password,
        "validate_certs": o.gir_validate_certs,
        "ca_path": o.ca_path if o.ca_path is not None else o.gir_ca_path or None,
        "client_cert": o.client_cert,
        "client_key": o.client_key,
        "timeout": o.timeout,
        "retries": o.retries,
        "contact_center_id": o.gir_contact_center_id or None,
        "indexes": [*o.indexes],
        "overlap_hours": o.overlap_hours,
        "window_hours": o.window_hours,
        "first_hours": o.first_hours,
        "most_windows": o.most_windows,
        "attempts": o.attempts,
        "retry_seconds": o.retry_seconds,
        "status_file": _status_file(o),
        "lock_file": f"{o.state_path}/lock",
        "host": target.host,
    }
    return File(f"{o.install_path}/config.json", "json", data=data, **owner_of(o), mode="0600")


def _command(o: IndexUpdate) -> str:
    return f"{o.python} -B {o.install_path}/gir_index_update.py"


def _service_unit(o: IndexUpdate, report: Report) -> File:
    own = owner_of(o)
    data: Tree = {
        "Unit": {
            "Description": "Update of the recording indexes of the standby data center",
            "Wants": "network-online.target",
            "After": "network-online.target",
        },
        "Service": {
            "Type": "oneshot",
            "User": own["owner"],
            "Group": own["group"],
            "ExecStart": _command(o),
            "SuccessExitStatus": "75",
            "NoNewPrivileges": "true",
            "PrivateTmp": "true",
            "ProtectSystem": "full",
        },
    }
    check_index_update(o.unit_extra_options, o.timer_extra_options, report)
    data = with_options(data, o.unit_extra_options, "index_update_unit_extra_options", report)
    return File(f"{UNITS}/{SERVICE}", "ini", data=data, **_owner(o, True), mode="0644")


def _timer_unit(o: IndexUpdate, report: Report) -> File:
    data: Tree = {
        "Unit": {"Description": "Daily update of the recording indexes of the standby data center"},
        "Timer": {
            "OnCalendar": o.on_calendar,
            "Persistent": "true",
            "RandomizedDelaySec": o.randomized_delay,
        },
        "Install": {"WantedBy": "timers.target"},
    }
    data = with_options(data, o.timer_extra_options, "index_update_timer_extra_options", report)
    return File(f"{UNITS}/{TIMER}", "ini", data=data, **_owner(o, True), mode="0644")


def _cron_entry(o: IndexUpdate) -> File:
    """cron would send the output by mail, or throw it away: the program writes to syslog there."""
    line = f"{o.cron_schedule} {o.gir_service_user} {_command(o)} --syslog >/dev/null 2>&1\n"
    return File(CRON, content=_CRON_HEAD + line, **_owner(o, True), mode="0644")

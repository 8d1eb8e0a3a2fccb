# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A program of this collection that a timer or cron starts, on one RWS host and on no other."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from .._topology.published import Model
from .._topology.rule import Rule
from .._topology.values import show, with_verb
from . import programs
from .addresses import check_gir_address
from .deployed import UNITS, Owner, owner_of
from .desired import Absent, Desired, Directory, File, Service, Tree
from .further import check_scheduled
from .options import not_given
from .report import Report
from .scheduled_options import ScheduledProgram
from .settings import with_options
from .target import Target
from .unit_secrets import check_unit

_CRONTAB = re.compile(r"[^ \n%]+( +[^ \n%]+){4}")
_TIME = re.compile("[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?")


@dataclass(frozen=True)
class Rules:
    """What each program says in its own words: the rules that its variables can break."""

    directory: Rule
    same_directory: Rule
    urls: Rule
    client_key: Rule
    cron: Rule
    accounts: Rule
    calendar: Rule


@dataclass(frozen=True)
class Program:
    """`role`: that of the component. `name`: of the units, and of the entry of cron. `file`: the one that is started.

    `what`, `timer_what`: the descriptions of both units. `short`: as sentences name it. `first_start`: how long after
    its own start the timer starts the program, where it should not wait for its time.
    """

    role: str
    name: str
    file: str
    what: str
    timer_what: str
    short: str
    rules: Rules
    first_start: str = ""

    @property
    def timer(self) -> str:
        """The unit that starts it."""
        return f"{self.name}.timer"

    @property
    def service(self) -> str:
        """The unit that runs it."""
        return f"{self.name}.service"

    @property
    def cron(self) -> str:
        """Where cron reads when to start it."""
        return f"/etc/cron.d/{self.name}"

    @property
    def own_directory(self) -> re.Pattern[str]:
        """A directory that may be removed as a whole."""
        words = self.role.replace("_", "[-_]")
        return re.compile(rf"(?!.*\.\.)(/[A-Za-z0-9._-]+)+/[A-Za-z0-9.-]*{words}[A-Za-z0-9._-]*")


def check(program: Program, o: ScheduledProgram, report: Report) -> None:
    """Directories that may be removed as a whole, somebody to ask, and times at which it is started."""
    rules, prefix = program.rules, program.role
    _check_directories(program, o, report)
    if o.urls is not None and not o.urls:
        report.add(rules.urls, f"{prefix}_urls", f"{prefix}_urls is empty.")
    check_unit(o, o.gir_secret_keys, "Name a file that only its account reads, as with EnvironmentFile.", report)
    if o.client_key is not None and o.client_cert is None:
        sentence = f"{prefix}_client_key is given without {prefix}_client_cert."
        report.add(rules.client_key, f"{prefix}_client_key", sentence)
    name = f"{prefix}_cron_schedule"
    if not _CRONTAB.fullmatch(o.cron_schedule):
        report.add(rules.cron, name, f"{name} is {show(o.cron_schedule)}, not the five fields of a crontab.")
    name = f"{prefix}_on_calendar"
    if re.fullmatch("[0-9:]+", o.on_calendar) and not _TIME.fullmatch(o.on_calendar):
        sentence = f"{name} is {show(o.on_calendar)}, which is no time: YAML makes a number of 10:15."
        report.add(rules.calendar, name, sentence)
    check_gir_address(o.gir_address, report)


def check_accounts(program: Program, o: ScheduledProgram, report: Report, *fields: str) -> None:
    """What its host needs: the account that runs it, and those with which it asks RWS."""
    missing = not_given(o, "gir_service_user", *fields)
    if missing:
        report.add(program.rules.accounts, missing[0], f"{with_verb(missing)} not given.")


def _check_directories(program: Program, o: ScheduledProgram, report: Report) -> None:
    # The default stands below that directory: one that is of no use is said already, and may hold anything.
    if any(one.subject == "gir_install_root" for one in report.violations):
        return
    install, state = f"{program.role}_install_path", f"{program.role}_state_path"
    for name, path in ((install, o.install_path), (state, o.state_path)):
        if not program.own_directory.fullmatch(path):
            sentence = f"{name} is {show(path)}, and it is removed as a whole where the {program.short} does not run."
            report.add(program.rules.directory, name, sentence)
    if o.install_path == o.state_path:
        report.add(program.rules.same_directory, state, f"{install} and {state} are both {show(o.state_path)}.")


def desired(program: Program, target: Target, center: str, o: ScheduledProgram, own: Tree | None,
            report: Report) -> Desired:  # fmt: skip
    """Everything where the program runs; a host that it has left keeps nothing of it, least of all the password.

    `own`: the configuration that only this program has; None where it does not run.
    """
    result = Desired(program.role, target.host, center)
    result.secret_keys = list(o.gir_secret_keys)
    units = [f"{UNITS}/{program.timer}", f"{UNITS}/{program.service}"]
    if own is None:
        gone = [*units, program.cron, o.install_path, o.state_path]
        result.absent = Absent(gone, [program.timer, program.service])
        return result
    result.status_file = _status_file(o)
    by_systemd = _by_systemd(o, target)
    result.directories = _directories(program, o, by_systemd)
    configuration = File(f"{o.install_path}/config.json", "json", data=own, **owner_of(o), mode="0600")
    result.files = [*_program_files(program, o), configuration]
    if by_systemd:
        result.files += [_service_unit(program, o, report), _timer_unit(program, o, report)]
        result.service = Service(program.timer, unit_expected=True)
        result.absent = Absent([program.cron])
    else:
        result.files.append(_cron_entry(program, o))
        result.absent = Absent(units, [program.timer, program.service])
    return result


def configuration_of(model: Model, target: Target, o: ScheduledProgram, accounts: Tree, own: Tree) -> Tree:
    """The configuration of a program: whom it asks, `accounts`, what it does, and where it notes that."""
    return {
        "urls": [*_urls(model, target, o)],
        **accounts,
        "validate_certs": o.gir_validate_certs,
        "ca_path": o.ca_path if o.ca_path is not None else o.gir_ca_path or None,
        "client_cert": o.client_cert,
        "client_key": o.client_key,
        "timeout": o.timeout,
        "retries": o.retries,
        "contact_center_id": o.gir_contact_center_id or None,
        **own,
        "attempts": o.attempts,
        "retry_seconds": o.retry_seconds,
        "status_file": _status_file(o),
        "lock_file": f"{o.state_path}/lock",
        "host": target.host,
    }


def _by_systemd(o: ScheduledProgram, target: Target) -> bool:
    """Below a staged root, and where nobody asked the host, it is systemd."""
    if o.scheduler != "auto":
        return o.scheduler == "systemd"
    return bool(o.gir_root) or target.service_manager in ("", "systemd")


def _owner(o: ScheduledProgram, group_of_platform: bool) -> Owner:
    """Owner of what the service user may not change; a staged root is no place for accounts of the platform."""
    own = owner_of(o)
    if o.gir_root:
        return own
    return {"owner": "root", "group": "root" if group_of_platform else own["group"]}


def _directories(program: Program, o: ScheduledProgram, by_systemd: bool) -> list[Directory]:
    above = [posixpath.dirname(path) for path in (o.install_path, o.state_path)]
    above.append(UNITS if by_systemd else posixpath.dirname(program.cron))
    found = [Directory(path) for path in dict.fromkeys(above)]
    for below in programs.directories(program.role):
        found.append(Directory(posixpath.normpath(f"{o.install_path}/{below}"), **_owner(o, False), mode="0750"))
    return [*found, Directory(o.state_path, **owner_of(o), mode="0755")]


def _program_files(program: Program, o: ScheduledProgram) -> list[File]:
    return [
        File(f"{o.install_path}/{name}", content=text, **_owner(o, False), mode="0640", public=True)
        for name, text in programs.texts(program.role).items()
    ]


def _urls(model: Model, target: Target, o: ScheduledProgram) -> list[str]:
    """The host's own node, then the address of its data center, which is asked alone where nothing names the node."""
    if o.urls is not None:
        return o.urls
    center = target.data_center(model)["rws_url"]
    node = o.node_url(target.host, o.rws_port, o.rws_jetty_enable_ssl, otherwise=center)
    return list(dict.fromkeys([node, center]))


def _status_file(o: ScheduledProgram) -> str:
    return f"{o.state_path}/status.json"


def _command(program: Program, o: ScheduledProgram) -> str:
    return f"{o.python} -B {o.install_path}/{program.file}"


def _service_unit(program: Program, o: ScheduledProgram, report: Report) -> File:
    own = owner_of(o)
    data: Tree = {
        "Unit": {
            "Description": program.what,
            "Wants": "network-online.target",
            "After": "network-online.target",
        },
        "Service": {
            "Type": "oneshot",
            "User": own["owner"],
            "Group": own["group"],
            "ExecStart": _command(program, o),
            "SuccessExitStatus": "75",
            "NoNewPrivileges": "true",
            "PrivateTmp": "true",
            "ProtectSystem": "full",
        },
    }
    check_scheduled(program.role, o.unit_extra_options, o.timer_extra_options, report)
    data = with_options(data, o.unit_extra_options, f"{program.role}_unit_extra_options", report)
    return File(f"{UNITS}/{program.service}", "ini", data=data, **_owner(o, True), mode="0644")


def _timer_unit(program: Program, o: ScheduledProgram, report: Report) -> File:
    timer: Tree = {"OnActiveSec": program.first_start} if program.first_start else {}
    data: Tree = {
        "Unit": {"Description": program.timer_what},
        "Timer": {
            **timer,
            "OnCalendar": o.on_calendar,
            "Persistent": "true",
            "RandomizedDelaySec": o.randomized_delay,
        },
        "Install": {"WantedBy": "timers.target"},
    }
    data = with_options(data, o.timer_extra_options, f"{program.role}_timer_extra_options", report)
    return File(f"{UNITS}/{program.timer}", "ini", data=data, **_owner(o, True), mode="0644")


def _cron_entry(program: Program, o: ScheduledProgram) -> File:
    """cron would send the output by mail, or throw it away: the program writes to syslog there."""
    head = f"# {program.what}, written by Ansible\n"
    line = f"{o.cron_schedule} {o.gir_service_user} {_command(program, o)} --syslog >/dev/null 2>&1\n"
    return File(program.cron, content=head + line, **_owner(o, True), mode="0644")

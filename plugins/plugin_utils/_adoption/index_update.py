# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The daily index update, where this collection has installed it."""

from __future__ import annotations

import json
import re
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._bundle import compare as formats
from ansible_collections.gir.multidc.plugins.plugin_utils._components.deployed import UNITS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import Desired
from ansible_collections.gir.multidc.plugins.plugin_utils._components.index_update import PROGRAM
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import errors

from . import tables, trees
from .desired import DesiredSystem, document_of
from .live import Live
from .report import Report
from .store import Store
from .trees import Tree

_COMPONENT = COMPONENTS["index_update"]
# Options of the program's configuration that are variables of the role under the same name.
_SAME = (
    "timeout", "retries", "indexes", "overlap_hours", "window_hours", "first_hours", "most_windows",
    "attempts", "retry_seconds",
)  # fmt: skip
_OPTIONAL = ("ca_path", "client_cert", "client_key")

Configurations = dict[str, Tree]
"""What the program is told, by the host."""


def adopt(live: Live, store: Store, report: Report) -> Configurations:
    installed: Configurations = {}
    for host in live.hosts(_COMPONENT.name):
        text = live.text(host, live.install_path(host, _COMPONENT) + "/config.json")
        if text is None:
            continue
        try:
            config = json.loads(text)
        except ValueError:
            report.problem(f"{host}: the configuration of the daily index update is no JSON.")
            continue
        values = _values(live, config) if isinstance(config, dict) else None
        if values is None:
            report.problem(f"{host}: the configuration of the daily index update is none that its program can use.")
            continue
        installed[host] = config
        for variable, value in values.items():
            store.all(variable, value)
        _certificates(live, host, config, store, report)
        _schedule(live, host, store)
        report.recognise(f"{host}: the daily index update.")
    if not installed:
        report.add(
            "drift", "The daily index update is installed nowhere; site would bring it to the standby data center."
        )
    return installed


def _values(live: Live, config: Tree) -> Tree | None:
    """The variables behind the configuration; None where the program could not have been given them."""
    values = {"index_update_" + name: config[name] for name in _SAME if name in config}
    # The role leaves out what is not set.
    values.update({"index_update_" + name: config.get(name) for name in _OPTIONAL})
    if config.get("ca_path") == live.everyone.get("gir_ca_path"):
        # That of the whole system needs no second variable.
        values["index_update_ca_path"] = None
    if "status_file" in config:
        file = config["status_file"]
        values["index_update_state_path"] = file.rpartition("/")[0] if isinstance(file, str) else None
        if not values["index_update_state_path"]:
            return None
    fits = isinstance(config.get("urls", []), list) and isinstance(config.get("validate_certs", True), bool)
    return values if fits and not tables.refused(_COMPONENT, values) else None


def _certificates(live: Live, host: str, config: Tree, store: Store, report: Report) -> None:
    """What is a variable of the whole system, too; where it is another one there, that is told."""
    verified, seed = config.get("validate_certs"), store.value(host, "gir_validate_certs", True)
    if verified is not None and verified is not seed:
        store.all("gir_validate_certs", verified)
        if live.given(host, "gir_validate_certs") is not None:
            report.contradict(
                f"gir_validate_certs is {str(seed).lower()} in the seed, but {str(verified).lower()} in the daily index"
                f" update of {host}, which was taken."
            )
    if config.get("ca_path") is None and live.everyone.get("gir_ca_path"):
        report.add(
            "drift",
            f"{host}: the daily index update has no ca_path, but gir_ca_path is given; site would write it there.",
        )


def compare(live: Live, installed: Configurations, desired: DesiredSystem, report: Report) -> None:
    """What no variable was found for: addresses that do not follow from the map, and changed units."""
    for host, config in installed.items():
        wanted = desired.of(_COMPONENT, host)
        for violation in errors(wanted.violations):
            report.fill_in(violation.subject, f"{host}: {violation.sentence} {violation.remedy}")
        if errors(wanted.violations):
            continue
        written = next((file.data for file in wanted.files if isinstance(file.data, dict) and "urls" in file.data), {})
        if "urls" in config and config["urls"] != written.get("urls", config["urls"]):
            report.fill_in("index_update_urls", f"{host}: the installed addresses are not those that site would write")
        for unit, kind in ((PROGRAM.service, "unit"), (PROGRAM.timer, "timer")):
            differing = _differing(live, wanted, f"{UNITS}/{unit}")
            if differing:
                report.fill_in(
                    f"index_update_{kind}_extra_options",
                    f"{host}: the installed {unit} differs in {', '.join(differing)}",
                )


def _differing(live: Live, wanted: Desired, path: str) -> list[str]:
    """The options of a unit that site would change."""
    text = live.text(wanted.host, path)
    file = next((file for file in wanted.files if file.path == path), None)
    if text is None or file is None:
        return []
    try:
        there: Any = formats.read("ini", text)
    except formats.Unreadable:
        return ["its form"]
    return ["/".join(place) for place, _value in trees.differences(document_of(wanted.host, file, "ini"), there)]


def _schedule(live: Live, host: str, store: Store) -> None:
    timer, service = live.text(host, f"{UNITS}/{PROGRAM.timer}"), live.text(host, f"{UNITS}/{PROGRAM.service}")
    command = re.search(r"(?m)^ExecStart\s*=\s*(\S+) -B ", service or "")
    for option, variable in (("OnCalendar", "on_calendar"), ("RandomizedDelaySec", "randomized_delay")):
        found = re.search(rf"(?m)^{option}\s*=\s*(.*?)\s*$", timer or "")
        if found:
            store.all("index_update_" + variable, found.group(1))
    cron = re.search(r"(?m)^((?:[^ #\n]+ +){4}[^ \n]+) (\S+) (\S+) -B ", live.text(host, PROGRAM.cron) or "")
    if cron is None and timer is not None and store.value(host, "index_update_scheduler") == "cron":
        store.all("index_update_scheduler", "systemd")
    if cron:
        store.all("index_update_scheduler", "cron")
        store.all("index_update_cron_schedule", cron.group(1))
    python = command.group(1) if command else cron.group(3) if cron else None
    if python is not None:
        store.all("index_update_python", python)

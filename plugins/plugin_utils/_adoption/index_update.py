# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The daily index update, where this collection has installed it."""

from __future__ import annotations

import json
import re

from ansible_collections.gir.multidc.plugins.plugin_utils._components.deployed import UNITS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.index_update import CRON, SERVICE, TIMER
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS

from . import tables
from .live import Live
from .report import Report
from .store import Store

_COMPONENT = COMPONENTS["index_update"]
# Options of the program's configuration that are variables of the role under the same name.
_SAME = (
    "client_cert", "client_key", "timeout", "retries", "indexes", "overlap_hours", "window_hours", "first_hours",
    "most_windows",
)  # fmt: skip


def adopt(live: Live, store: Store, report: Report) -> None:
    installed = []
    for host in live.hosts(_COMPONENT.name):
        text = live.text(host, live.install_path(host, _COMPONENT) + "/config.json")
        if text is None:
            continue
        try:
            config = json.loads(text)
        except ValueError:
            report.problem(f"{host}: the configuration of the daily index update is no JSON.")
            continue
        installed.append(host)
        for name in _SAME:
            if name in config:
                store.all("index_update_" + name, config[name])
        if config.get("validate_certs") is False:
            store.all("gir_validate_certs", False)
        if config.get("ca_path") is not None and config["ca_path"] != live.everyone.get("gir_ca_path"):
            store.all("index_update_ca_path", config["ca_path"])
        if "status_file" in config:
            store.all("index_update_state_path", config["status_file"].rpartition("/")[0])
        _schedule(live, host, store)
        report.recognise(f"{host}: the daily index update.")
    if not installed:
        report.add(
            "drift", "The daily index update is installed nowhere; site would bring it to the standby data center."
        )


def _schedule(live: Live, host: str, store: Store) -> None:
    timer, service = live.text(host, f"{UNITS}/{TIMER}"), live.text(host, f"{UNITS}/{SERVICE}")
    command = re.search(r"(?m)^ExecStart\s*=\s*(\S+) -B ", service or "")
    for option, variable in (("OnCalendar", "on_calendar"), ("RandomizedDelaySec", "randomized_delay")):
        found = re.search(rf"(?m)^{option}\s*=\s*(.*?)\s*$", timer or "")
        if found:
            store.all("index_update_" + variable, found.group(1))
    cron = re.search(r"(?m)^((?:[^ #\n]+ +){4}[^ \n]+) (\S+) (\S+) -B ", live.text(host, CRON) or "")
    if cron:
        store.all("index_update_scheduler", "cron")
        store.all("index_update_cron_schedule", cron.group(1))
    python = command.group(1) if command else cron.group(3) if cron else None
    if python is not None and python != tables.default_of("index_update_python")[1]:
        store.all("index_update_python", python)

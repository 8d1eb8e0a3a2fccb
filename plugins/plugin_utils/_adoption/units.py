# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""systemd units that run the components: whose they are, and what starts the product."""

from __future__ import annotations

import re
import shlex
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._bundle import compare
from ansible_collections.gir.multidc.plugins.plugin_utils._components import environment
from ansible_collections.gir.multidc.plugins.plugin_utils._components.component import Component
from ansible_collections.gir.multidc.plugins.plugin_utils._components.deployed import UNITS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.shared import Installed
from ansible_collections.gir.multidc.plugins.plugin_utils._components.unit_secrets import UnitSecrets

from . import tables
from .live import Live
from .report import Report
from .store import Store

OWN = "Managed by Ansible (gir.multidc)"
_UNIT = re.compile(re.escape(UNITS) + r"/([^/]+)\.service")


def path_of(service: str) -> str:
    return f"{UNITS}/{service}.service"


def adopt(live: Live, store: Store, report: Report) -> None:
    for component in tables.with_table(Installed):
        for host in live.hosts(component.name):
            _unit(live, component, host, store, report)


def _unit(live: Live, component: Component, host: str, store: Store, report: Report) -> None:
    """A unit of this collection stays managed; one of the installation is named and stays the installation's own."""
    name = component.name
    directory = live.install_path(host, component).rstrip("/")
    given = live.given(host, f"{name}_service")
    fits = _fits(live, host, directory, given)
    if not fits:
        if given is not None:
            report.add("drift", f"{host}: {path_of(given)} is not there, although the seed gives {name}_service.")
        else:
            report.fill_in(
                f"{name}_service", f"{host}: no unit works in {directory}; without it no service is restarted"
            )
        return
    service, text = min(fits.items())
    if len(fits) > 1:
        report.contradict(f"{host}: the units {', '.join(sorted(fits))} all work in {directory}; {service} was taken.")
    store.put(host, f"{name}_service", service)
    command = _option(text, "ExecStart")
    secrets = UnitSecrets(live.given(host, "gir_secret_keys") or [])
    if OWN in text and command is not None and not secrets.in_text(command):
        store.put(host, f"{name}_start_command", command)
        _java_home(component, text, host, store)
        _environment(live, component, service, text, host, store, report)
        report.recognise(f"{host}: unit {service}, written by this collection.")
        return
    store.drop(host, f"{name}_start_command")
    if secret_in(text, secrets):
        report.fill_in(
            f"{name}_environment",
            f"{host}: unit {service} holds a secret, and everybody on the host may read a unit; it stays as it is until"
            f" you give {name}_start_command without the secret, and the secret in {name}_environment",
        )
    report.recognise(f"{host}: unit {service}, which stays the installation's own.")


def _fits(live: Live, host: str, directory: str, given: str | None) -> dict[str, str]:
    """{unit: text} of the one that the seed names, else of those that work in the directory."""
    found = {}
    for path, file in live.files.get(host, {}).items():
        unit = _UNIT.fullmatch(path)
        works_in = re.search(r"(?m)^\s*WorkingDirectory\s*=\s*(.*?)/?\s*$", file["content"])
        if unit is None:
            continue
        if unit.group(1) == given or (given is None and works_in and works_in.group(1) == directory):
            found[unit.group(1)] = file["content"]
    return found


def _option(text: str, name: str) -> str | None:
    try:
        found: str | None = compare.read("ini", text).get("Service", {}).get(name)
    except compare.Unreadable:
        return None
    return found


def secret_in(text: str, secrets: UnitSecrets) -> bool:
    """Whether a unit holds a secret, wherever in it."""
    lines = [line.partition("=") for line in text.splitlines() if not line.lstrip().startswith(("#", ";", "["))]
    return any(secrets.in_option(name.strip(), value.strip()) for name, _sign, value in lines)


def is_secret(live: Live, host: str, path: tuple[Any, ...], value: Any) -> bool:
    """Whether an option of a unit must not become one of a variable, because its place is the environment."""
    name = str(path[-1])
    if name == "EnvironmentFile":
        return not isinstance(value, str) or value.endswith(environment.SUFFIX)
    return isinstance(value, str) and UnitSecrets(live.given(host, "gir_secret_keys") or []).in_option(name, value)


def _environment(
    live: Live, component: Component, service: str, text: str, host: str, store: Store, report: Report
) -> None:
    """What stands in the file of this collection, or, where a secret is among it, in the unit itself."""
    variable = f"{component.name}_environment"
    path = environment.path_of(UNITS, service)
    if _option(text, "EnvironmentFile") == path:
        found = environment.read(live.text(host, path) or "=")
        if found is None:
            report.fill_in(variable, f"{host}: {path} is not there, or was changed by hand")
        else:
            store.put(host, variable, found)
        return
    given = _option(text, "Environment") or ""
    if not UnitSecrets(live.given(host, "gir_secret_keys") or []).in_option("Environment", given):
        return
    try:
        pairs = [word.partition("=") for word in shlex.split(given)]
    except ValueError:
        report.fill_in(variable, f"{host}: Environment of unit {service} cannot be read, and everybody may read it")
        return
    store.put(host, variable, {name: value for name, _sign, value in pairs})
    report.infer(variable, f"{host}: Environment of unit {service} holds a secret; site writes it to a closed file")


def _java_home(component: Component, text: str, host: str, store: Store) -> None:
    variable = tables.variable_of(component, "java_home")
    found = _option(text, "Environment") or ""
    if variable in component.variables and found.startswith("JAVA_HOME=") and " " not in found:
        store.put(host, variable, found[len("JAVA_HOME=") :])

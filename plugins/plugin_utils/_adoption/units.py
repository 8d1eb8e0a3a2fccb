# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""systemd units that run the components: whose they are, and what starts the product."""

import re

from ansible_collections.gir.multidc.plugins.module_utils._bundle import compare

UNITS = "/etc/systemd/system/"
OWN = "Managed by Ansible (gir.multidc)"
ROLES = ("rws", "rcs", "mcp", "rps", "voice_processor", "muxer")


def path_of(service):
    return f"{UNITS}{service}.service"


def adopt(live, store, report):
    for role in ROLES:
        for host in live.hosts(role):
            _unit(live, role, host, store, report)


def _unit(live, role, host, store, report):
    """A unit of this collection stays managed; one of the installation is named and stays the installation's own."""
    directory = live.install_path(host, role).rstrip("/")
    given = live.given(host, role + "_service")
    fits = {}
    for path, file in live.files.get(host, {}).items():
        name = path[len(UNITS) : -len(".service")]
        works_in = re.search(r"(?m)^\s*WorkingDirectory\s*=\s*(.*?)/?\s*$", file["content"])
        if not (path.startswith(UNITS) and path.endswith(".service")) or "/" in name:
            continue
        if name == given or (given is None and works_in and works_in.group(1) == directory):
            fits[name] = file["content"]
    if not fits:
        if given is not None:
            report.add("drift", f"{host}: {path_of(given)} is not there, although the seed gives {role}_service.")
        else:
            report.fill_in(
                role + "_service", f"{host}: no unit works in {directory}; without it no service is restarted"
            )
        return
    name, text = min(fits.items())
    if len(fits) > 1:
        report.contradict(f"{host}: the units {', '.join(sorted(fits))} all work in {directory}; {name} was taken.")
    store.put(host, role + "_service", name)
    command = _command(text)
    if OWN in text and command is not None:
        store.put(host, role + "_start_command", command)
        _environment(role, text, host, store)
        report.recognise(f"{host}: unit {name}, written by this collection.")
    else:
        store.drop(host, role + "_start_command")
        report.recognise(f"{host}: unit {name}, which stays the installation's own.")


def _command(text):
    try:
        return compare.read("ini", text).get("Service", {}).get("ExecStart")
    except compare.Unreadable:
        return None


def _environment(role, text, host, store):
    found = compare.read("ini", text).get("Service", {}).get("Environment") or ""
    if role == "rcs" and found.startswith("JAVA_HOME="):
        store.put(host, "rcs_java_home", found[len("JAVA_HOME=") :])

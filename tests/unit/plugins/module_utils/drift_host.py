# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host whose parts are compared one by one: its systemctl, its root, and what stands in place of the module."""

import os
import subprocess

from ansible_collections.gir.multidc.plugins.module_utils._common.difference import NOT_CHECKED
from ansible_collections.gir.multidc.plugins.module_utils._drift import drop_ins
from ansible_collections.gir.multidc.plugins.module_utils._drift.context import Context, ManagedFile
from ansible_collections.gir.multidc.plugins.module_utils._service import systemd
from systemctl_stub import Systemctl

UNIT = "gir-rws"
SYSTEMD = {"os_family": "Debian", "service_manager": "systemd", "ipv6_addresses": []}


class Commands:
    """What a module does for its parts; `runs` counts commands by their names."""

    def __init__(self, path):
        self.path = path
        self.runs = []
        self.params = {"password": None}

    def get_bin_path(self, name):
        found = os.path.join(self.path, name)
        return found if os.path.exists(found) else None

    def run_command(self, command, environ_update):
        self.runs.append(command)
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env={**os.environ, **environ_update}
        )
        return done.returncode, done.stdout, done.stderr


class DriftHost:
    """A host with the unit gir-rws and its unit file."""

    def __init__(self, directory, monkeypatch, units):
        self.directory = directory
        self.systemctl = Systemctl(directory)
        self.folder = directory / "etc-systemd"
        self.folder.mkdir()
        monkeypatch.setattr(units, "UNITS", str(self.folder))
        monkeypatch.setattr(systemd, "_LINKS", str(self.folder))
        # None of this machine's.
        self.above = directory / "system.control"
        monkeypatch.setattr(drop_ins, "ABOVE", (str(self.above),))
        monkeypatch.setattr(drop_ins, "PLACES", (str(self.above), str(self.folder), str(directory / "lib")))
        self.module = Commands(str(self.systemctl.path))
        self.platform = dict(SYSTEMD)
        self.kept = directory / "kept"
        self.file = self.folder / f"{UNIT}.service"
        self.managed = []

    def unit(self, state="active", enabled=True, **properties):
        """It runs as it should, but for what is given."""
        if not self.file.exists():
            self.file.write_text("[Service]\n", encoding="utf-8")
        return self.show(UNIT, state, enabled, **properties)

    def show(self, name, state="active", enabled=True, **properties):
        unit = self.systemctl.units / name
        if not unit.exists():
            self.systemctl.unit(name, state, enabled)
        lines = "".join(f"{key}={value}\n" for key, value in properties.items())
        (unit / "properties").write_text(lines, encoding="utf-8")
        return unit

    def component(self, **more):
        service = {"name": UNIT, "state": "started", "on_change": "restarted", "health": {}}
        service.update(backup_directory=str(self.kept), **more.pop("service", {}))
        return {"name": "rws", "files": [{"path": str(self.file)}], "service": service, **more}

    def holds(self, path, mtime, same_bytes=True):
        self.managed.append(ManagedFile(str(path), str(path), mtime, same_bytes, True))

    def context(self, *components, request=None):
        found = Context(self.module, request or {}, self.platform)
        found.components = list(components)
        found.managed = {component["name"]: self.managed for component in components}
        return found

    def compare(self, observe, *components, part="service"):
        """The context after a part has compared the components, which are that of gir-rws by default."""
        components = components or (self.component(),)
        context = self.context(*components)
        for component in components:
            context.begin(component["name"], part)
            observe(component, context)
        return context


def found_by(context):
    """(check, object, key, expected, actual) of what differs, in place of the last two why it was not checked."""
    return [
        (one["check"], one["object"], one["key"])
        + ((one["reason"],) if one["outcome"] == NOT_CHECKED else (one["expected"], one["actual"]))
        for one in context.differences
    ]


def checks(context):
    return [one["check"] for one in context.differences]

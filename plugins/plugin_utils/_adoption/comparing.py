# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares what the roles would write with what is there, and keeps what is there with further options."""

from ansible_collections.gir.multidc.plugins.module_utils._bundle import compare

from . import contact_center, tables, trees, units
from .components import SAME_EVERYWHERE
from .profiles import CATCH_ALL

DOCUMENTS = {
    "rws": "__rws_application_yaml",
    "rps": "__rps_options",
    "muxer": "__muxer_options",
    "voice_processor": "__voice_processor_options",
}
FORMATS = {"rws": "yaml", "rps": "ini", "muxer": "ini"}


class Comparison:
    """One look at everything; `settle` changes variables, so that the next look finds less."""

    def __init__(self, live, found, store, report, desired):
        self.live, self.found, self.store, self.report, self.desired = live, found, store, report, desired
        self.changes = 0

    def _file(self, role, host):
        component = self.found[role, host]
        fmt = FORMATS.get(role) or component.format
        return trees.differences(self.desired.document(role, DOCUMENTS[role], fmt, host), component.document)

    def settle(self):
        for role, host in self.found:
            words = {name: word for word, name in self._names(role, host).items() if name is not None}
            for path, there in list(self._file(role, host)):
                self._keep(role, host, path, there, words.get("/".join(map(str, path))))
        for host, item, there in self._objects():
            for part in ("options", "annex"):
                for path, value in _object_differences(item, there, part):
                    self._keep_object(host, item, path, value)
        for role, host, _name, wanted, there in self._units():
            for path, value in trees.differences(wanted, there):
                self.changes += 1
                self._extend(host, role + "_unit_extra_options", path, None if value is trees.MISSING else value)
        return self.changes

    def _names(self, role, host):
        return tables.names(role, self.store.effective(host))

    def _extend(self, host, variable, path, value):
        self.store.deepen(host, variable, path, value)
        self.report.add("extra", f"{host}: {variable} holds {'/'.join(map(str, path))}.")

    def _keep(self, role, host, path, there, word):
        self.changes += 1
        variable = f"{role}_{word}"
        names = tables.NAMES[role][1]
        if there is trees.MISSING:
            if word is None:
                self._extend(host, role + "_extra_options", path, None)
            else:
                self.store.deepen(host, names, [word], None)
                self.report.add("extra", f"{host}: {names} leaves {word} out.")
        elif (
            word
            and not (role == "rws" and word in SAME_EVERYWHERE)
            and tables.options().get(variable, {}).get("type") == "str"
            and self.store.value(host, variable) != there
        ):
            self.store.put(host, variable, there)
            self.report.add("extra", f"{host}: {variable} is not what follows from the map.")
        else:
            self._extend(host, role + "_extra_options", path, there)

    def _objects(self):
        """(host or None, wanted object, live object or None) of all objects of all roles."""
        if self.live.objects is None:
            return
        for role in ("mcp", "rcs", "rps", "muxer", "rws"):
            for host in self.live.hosts(role):
                if (role, host) in self.found or role in ("mcp", "rcs"):
                    yield from ((host, item, self._live_object(item)) for item in self.desired.objects(role, host))
        for role in ("ivr_profile", "geo_location", "workspace_desktop"):
            yield from ((None, item, self._live_object(item)) for item in self.desired.objects(role))

    def _live_object(self, item):
        fits = [
            there
            for there in self.live.of_type(item["type"])
            if there["name"] == item["name"] and item.get("tenant") in (None, there.get("tenant"))
        ]
        return fits[0] if fits else None

    def _keep_object(self, host, item, path, there):
        """What an object has instead goes to the further options of the role that writes it."""
        value = None if there is trees.MISSING else there
        if item["type"] == "CfgGVPIVRProfile":
            geo = item["annex"].get("gvp.general", {}).get("geo-location", CATCH_ALL)
            self._everywhere("ivr_profile_location_options", [geo, *path], value)
        elif item["type"] == "CfgAgentGroup":
            groups = self.store.value(self.live.hosts()[0], "workspace_desktop_agent_groups", {})
            place = next((name for name, group in groups.items() if group == item["name"]), None)
            self._everywhere("workspace_desktop_agent_group_extra_options", [place, *path], value)
        elif host is None and item["name"] == self.store.value(
            self.live.hosts()[0], "workspace_desktop_application_name"
        ):
            self._everywhere("workspace_desktop_extra_options", path, value)
        elif host is not None and item["type"] == "CfgApplication" and host in self.live.hosts("mcp"):
            self.changes += 1
            self._extend(host, "mcp_extra_options", path, value)
        elif host is not None and item["type"] == "CfgApplication" and host in self.live.hosts("rcs"):
            self.changes += 1
            self._extend(host, "rcs_extra_options", path, value)

    def _everywhere(self, variable, path, value):
        self.changes += 1
        self.store.deepen(self.live.hosts()[0], variable, path, value, everywhere=True)
        self.report.add("extra", f"{variable} holds {'/'.join(map(str, path))}.")

    def _units(self):
        """(role, host, unit, wanted, there) of the units that the roles would write."""
        for role in units.ROLES:
            for host in self.live.hosts(role):
                service = self.store.value(host, role + "_service")
                if service is None or self.store.value(host, role + "_start_command") is None:
                    continue
                text = self.live.text(host, units.path_of(service))
                if text is not None:
                    wanted = self.desired.document(role, f"__{role}_unit_file.data", "ini", host)
                    yield role, host, service, wanted, compare.read("ini", text)

    def remaining(self):
        """What is left: sentences for the report, never values."""
        for role, host in self.found:
            for path, _there in self._file(role, host):
                self._drift(f"{host}: {'/'.join(map(str, path))} of {self.found[role, host].path}")
        for _host, item, there in self._objects():
            if there is None:
                self._drift(f"{item['type']} {item['name']}, which does not exist")
                continue
            for part in ("options", "annex"):
                for path, _value in _object_differences(item, there, part):
                    self._drift(f"{item['type']} {item['name']}: {part} {'/'.join(path)}")
        for _role, host, service, wanted, there in self._units():
            for path, _value in trees.differences(wanted, there):
                self._drift(f"{host}: {'/'.join(path)} of the unit {service}")
        wanted = self.desired.ask("contact_center", "__contact_center_storage")
        contact_center.drift(self.live, wanted, self.report)
        settings = self.desired.ask("contact_center", "__contact_center_settings")
        contact_center.settings_drift(self.live, settings, self.report)

    def _drift(self, what):
        self.report.add("drift", f"site would change {what}.")


def _object_differences(item, there, part):
    """Only what the role writes counts: other options of the object are not its own."""
    if there is None:
        return
    present = there.get(part) or {}
    for path, value in trees.leaves(item.get(part) or {}):
        found = trees.get(present, path)
        if len(path) == 2 and found != value:
            yield path, found

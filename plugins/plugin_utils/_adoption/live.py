# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The live system as it was read: files of hosts, state of RWS, objects of Configuration Server."""

from collections import Counter

from ansible_collections.gir.multidc.plugins.module_utils._bundle import compare
from ansible_collections.gir.multidc.plugins.module_utils._bundle.redact import MASK, Redactor

GROUP_OF = {
    "rws": "gir_rws",
    "rcs": "gir_rcs",
    "mcp": "gir_mcp",
    "rps": "gir_rps",
    "voice_processor": "gir_voice_processor",
    "muxer": "gir_muxer",
    "webdav": "gir_webdav",
    "load_balancer": "gir_load_balancer",
    "index_update": "gir_rws",
}
RESERVED = {"all", "ungrouped", "gir", "localhost"}
# What ansible-core writes in the place of a text that equals a password of the same task.
CENSORED = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"


class Live:
    """`groups`: {group: [hosts]}; `seed`: {host: {variable: value}}; `files`: {host: {path: {content, owner}}}."""

    def __init__(self, groups, seed, files, rws=None, objects=None, centers=None, all_options=False):
        self.groups = {name: [host for host in hosts if host != "localhost"] for name, hosts in groups.items()}
        self.seed = seed
        self.files = files
        self.rws = rws or {}
        self.objects = objects
        self.all_options = all_options
        self._centers = list(centers or [])

    def hosts(self, role=None, center=None):
        """In the order of the inventory: those of gir, of a component, of a data center."""
        found = self.groups.get(GROUP_OF[role] if role else "gir", [])
        if center is None:
            return list(found)
        inside = set(self.groups.get(center, []))
        return [host for host in found if host in inside]

    def center_of(self, host):
        return next((name for name in self.centers if host in self.groups.get(name, [])), None)

    @property
    def everyone(self):
        """The variables that the seed gives to the first host: those of the whole system."""
        return next((self.seed.get(host, {}) for host in self.hosts()), {})

    @property
    def centers(self):
        return self._centers

    def find_centers(self, report):
        """The groups that are data centers: those that are named, else every group of hosts that is none of ours."""
        hosts = set(self.hosts())
        if not hosts:
            report.problem("The seed has no host in the group gir; put every host below gir, see docs/adopt.md.")
            return
        mapped = self.everyone.get("gir_datacenters")
        if not self._centers and isinstance(mapped, dict):
            self._centers = list(mapped)
        if not self._centers:
            self._centers = [
                name
                for name, members in self.groups.items()
                if members and name not in RESERVED and not name.startswith("gir_") and set(members) <= hosts
            ]
        for name in self._centers:
            if not self.groups.get(name):
                report.problem(f"The group {name} of the data center {name} has no hosts; correct the seed.")
        for host in self.hosts():
            inside = [name for name in self._centers if host in self.groups.get(name, [])]
            if len(inside) != 1:
                what = f"the groups {', '.join(inside)}" if inside else "no group of a data center"
                report.problem(
                    f"The host {host} is in {what}; a host is in one. Groups that are no data centers are left out by "
                    "gir_adopt_datacenters, a list of those that are."
                )

    def given(self, host, variable, default=None):
        value = self.seed.get(host, {}).get(variable)
        return default if value is None else value

    def install_path(self, host, role):
        root = self.given(host, "gir_install_root", "/opt/genesys")
        return self.given(host, role + "_install_path", f"{root}/{role}")

    def text(self, host, path):
        found = self.files.get(host, {}).get(path)
        return None if found is None else found["content"]

    def document(self, host, path, fmt, report):
        """A structured file as data; None when there is none or it cannot be read, which is then a problem."""
        text = self.text(host, path)
        if text is None:
            return None
        try:
            found = compare.read(fmt, text)
        except (compare.Unreadable, compare.NoParser) as error:
            report.problem(f"{host}: {path} is no {fmt.upper()} that can be read: {error}.")
            return None
        if not isinstance(found, dict):
            report.problem(f"{host}: {path} holds no sections.")
            return None
        return found

    def object(self, kind, name):
        return next((item for item in self.objects or () if (item["type"], item["name"]) == (kind, name)), None)

    def of_type(self, kind):
        return [item for item in self.objects or () if item["type"] == kind]


def uncensored(objects, password):
    """Objects in which a text that equals the password of GAX stands again; and the options that stay hidden."""
    hidden = []
    for item in objects:
        for part in ("options", "annex"):
            for section, options in (item.get(part) or {}).items():
                for key, value in list(options.items()):
                    if value == CENSORED:
                        options[key] = password
                    elif isinstance(value, str) and MASK in value:
                        del options[key]
                        hidden.append(f"{item['type']} {item['name']} {section}/{key}")
    return hidden


def without_secrets(data):
    """A dictionary without what the modules mask on purpose, whose real value they never show."""
    secret = Redactor().is_secret
    named = secret(str(data.get("name") or ""))
    return {str(key): value for key, value in data.items() if not secret(str(key)) and not (named and key == "value")}


def masked(data, path=""):
    """Where something that is no secret holds a mask, as paths."""
    if isinstance(data, dict):
        members = list(without_secrets(data).items())
    elif isinstance(data, list):
        members = [(str(number), value) for number, value in enumerate(data)]
    else:
        return [path] if isinstance(data, str) and (MASK in data or data == CENSORED) else []
    return [found for key, value in members for found in masked(value, f"{path}/{key}")]


def majority(pairs):
    """(the most frequent value, [who say otherwise]) of (who, value) pairs; the first of equally frequent ones."""
    pairs = [(who, value) for who, value in pairs if value is not None]
    if not pairs:
        return None, []
    counts = Counter(repr(value) for _who, value in pairs)
    best = max(counts.values())
    value = next(value for _who, value in pairs if counts[repr(value)] == best)
    return value, [who for who, other in pairs if repr(other) != repr(value)]

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Records what the component roles computed when they were programs in Jinja: see README.md beside this file.

record.py CHECKOUT [COMPONENT...], where CHECKOUT is a checkout of commit 1532b25. It is copied, not changed.
"""

import copy
import hashlib
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

import yaml

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from support import playbook

Data = Dict[str, Any]
# The filter difference leaves the order to the hashes.
SETTINGS = {"PYTHONHASHSEED": "0", "ANSIBLE_ACTION_PLUGINS": HERE / "action_plugins", "ANSIBLE_FORKS": "2"}
COMMIT = "1532b25"
ON_THE_CONTROLLER = ("ivr_profile", "contact_center", "geo_location", "workspace_desktop")
GROUPS = {"index_update": "gir_rws"}
# What stands in no argument of a task that is read below.
FURTHER: Dict[str, Data] = {
    "rws": {"sync_node": "{{ inventory_hostname == __rws_topology.sync_node }}"},
    "rcs": {
        "keystore": {
            "path": "{{ rcs_keystore_path }}",
            "password": "{{ rcs_keystore_password }}",
            "changed": "{{ rcs_keystore_changed }}",
            "health": "{{ rcs_health }}",
        }
    },
    "contact_center": {
        "urls": "{{ __contact_center_urls }}",
        "username": "{{ gir_rws_ops_username }}",
        "password": "{{ gir_rws_ops_password }}",
        "admin_username": "{{ gir_rws_admin_username }}",
        "admin_password": "{{ gir_rws_admin_password }}",
        "validate_certs": "{{ gir_validate_certs | default(true) }}",
        "ca_path": "{{ gir_ca_path | default(none) }}",
        "contact_center_id": "{{ __contact_center_id }}",
        "features": "{{ contact_center_features }}",
        "storage": "{{ __contact_center_storage }}",
        "voice_payload": "{{ contact_center_voice_payload }}",
        "settings": "{{ __contact_center_settings }}",
        "update_password": "{{ contact_center_update_password }}",
        "wait_retries": "{{ contact_center_wait_retries }}",
        "wait_delay": "{{ contact_center_wait_delay }}",
        "requests": "{{ __contact_center_requests }}",
        "files": "{{ __contact_center_files }}",
        "secret_keys": "{{ __contact_center_secret_keys }}",
    },
    "workspace_desktop": {
        "files": "{{ __workspace_desktop_files }}",
        "summary": "{{ __workspace_desktop_summary }}",
    },
    "webdav": {
        "platform": "{{ __webdav_os_family }}",
        "packages": "{{ __webdav_packages }}",
        "installs": "{{ __webdav_installs }}",
        "link": "{{ __webdav_platform.link }}",
        "link_target": "{{ __webdav_platform.configuration_file | relpath(__webdav_platform.link | dirname)"
        " if __webdav_platform.link is not none else none }}",
    },
    "load_balancer": {
        "data_center": "{{ __load_balancer_data_center.name }}",
        "platform": "{{ __load_balancer_os_family }}",
        "packages": "{{ [__load_balancer_platform.package] }}",
        "installs": "{{ __load_balancer_installs }}",
        "services": "{{ __load_balancer_services }}",
        "servers": "{{ __load_balancer_servers }}",
        "front_ends": "{{ __load_balancer_front_ends }}",
    },
    "index_update": {
        "chosen": "{{ __index_update_chosen }}",
        "rehearsal": "{{ __index_update_rehearsal }}",
        "touches_services": "{{ __index_update_touches_services }}",
        "scheduler": "{{ __index_update_scheduler }}",
        "retired": "{{ __index_update_retired }}",
        "files": "{{ __index_update_files }}",
        "program": "{{ __index_update_program_files }}",
        "config_path": "{{ __index_update_config_path }}",
        "status_path": "{{ __index_update_status_path }}",
        "max_age_hours": "{{ index_update_max_age_hours }}",
        "indexes": "{{ index_update_indexes }}",
    },
}
# The names that follow the active data center: on the controller, from a file of variables of its own.
DNS = {
    "server": "{{ load_balancer_dns_server }}",
    "port": "{{ load_balancer_dns_port }}",
    "zone": "{{ load_balancer_dns_zone }}",
    "key_name": "{{ load_balancer_dns_key_name }}",
    "key_secret": "{{ load_balancer_dns_key_secret }}",
    "key_algorithm": "{{ load_balancer_dns_key_algorithm }}",
    "timeout": "{{ load_balancer_dns_timeout }}",
    "records": "{{ __load_balancer_records }}",
    "zone_lines": "{{ __load_balancer_zone_lines }}",
}
RECORDER = "ansible.legacy.gir_recorder"
HOW = {"connection": "local", "gather_facts": False}


def tasks_of(role: Path) -> Iterator[Data]:
    for name in ("main", "service", "validate", "configure"):
        path = role / "tasks" / (name + ".yml")
        yield from yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else []


def wanted_of(role: Path, component: str) -> Data:
    """Which expressions are evaluated: the arguments that the role's tasks give to what they call."""
    values: Data = {}
    if component not in ON_THE_CONTROLLER:
        values["data_center"] = "{{ __%s_data_center_name }}" % component
    notices = []
    for task in tasks_of(role):
        called = task.get("ansible.builtin.include_role", {})
        given = {name.replace("_component_", ""): value for name, value in task.get("vars", {}).items()}
        if called.get("tasks_from") == "install":
            kept = ("package", "package_remote_src", "package_version", "install_path", "package_response")
            values["package"] = {name.replace("package_", ""): given[name] for name in kept}
        elif called.get("tasks_from") == "service":
            given = {"name" if name == "service" else name: given[name] for name in given if name != "changed"}
            given.setdefault("service_state", "started")
            given.setdefault("on_change", "restarted")
            given.setdefault("health", {})
            given.setdefault("backup_directory", "")
            values["service"] = {name.replace("service_", ""): value for name, value in given.items()}
        elif called.get("name") == "gir.multidc._configuration" and "tasks_from" not in called:
            values.update({name.replace("_configuration_", ""): value for name, value in task["vars"].items()})
        elif "gir.multidc.config_bundle" in task:
            arguments = dict(task["gir.multidc.config_bundle"])
            values["bundle_backup_directory"] = arguments.pop("backup_directory", "")
            values.update(arguments)
        elif "ansible.builtin.debug" in task and "when" in task:
            notices.append({"when": task["when"], "msg": task["ansible.builtin.debug"]["msg"]})
    values.update(FURTHER.get(component, {}))
    return {"problems": problems_of(role, component), "values": values, "notices": notices}


def problems_of(role: Path, component: str) -> List[str]:
    name = f"__{component}_problems"
    return ["{{ %s }}" % name] if name in (role / "vars" / "main.yml").read_text(encoding="utf-8") else []


class Recorder:
    """One run of ansible-playbook for a component; every scenario is an inventory to which the run changes."""

    def __init__(self, checkout: Path, directory: Path, component: str):
        self.component = component
        self.directory = directory
        self.role = checkout / "roles" / component
        self.table = yaml.safe_load((HERE / "scenarios" / (component + ".yml")).read_text(encoding="utf-8"))
        self.sites = yaml.safe_load((HERE / "scenarios" / "sites.yml").read_text(encoding="utf-8"))
        self.scenarios = [self._scenario(entry) for entry in self.table]

    def _scenario(self, entry: Data) -> Data:
        site = copy.deepcopy(self.sites[entry.get("sites", "two")])
        variables = merged(site["variables"], entry.get("merge", {}))
        for name in entry.get("sets", []):
            variables.update(self.sites["sets"][name])
        variables.update(entry.get("variables", {}))
        for name in entry.get("without", []):
            variables.pop(name, None)
        scenario = {"name": entry["name"], "groups": dict(site["groups"], **entry.get("groups", {}))}
        scenario["groups"] = {group: hosts for group, hosts in scenario["groups"].items() if hosts}
        present = {host for group in variables["gir_datacenters"] for host in scenario["groups"][group]}
        for group in scenario["groups"]:
            scenario["groups"][group] = [host for host in scenario["groups"][group] if host in present]
        scenario.update(variables=variables, host_variables=entry.get("host_variables", {}))
        for key in ("facts", "model_variables", "entry"):
            if key in entry:
                scenario[key] = entry[key]
        return scenario

    def run(self) -> Data:
        wanted = wanted_of(self.role, self.component)
        self._write("wanted.json", wanted)
        if self.component == "load_balancer":
            self._write(
                "wanted-dns.json", {"problems": ["{{ __load_balancer_dns_problems }}"], "values": DNS, "notices": []}
            )
        self._add_entry_points()
        plays = [play for number in range(len(self.table)) for play in self._plays(number)]
        self._write("play.json", plays)
        shutil.copyfile(self.directory / "000" / "inventory.json", self.directory / "inventory.json")
        settings = dict(SETTINGS, ANSIBLE_COLLECTIONS_PATH=self.role.parents[4])
        done = playbook.run(
            "play.json", directory=self.directory, inventory="inventory.json", seconds=None, **settings
        )
        if done.code != 0:
            sys.exit("\n".join(found.message for found in done.failures) or done.output)
        for number, scenario in enumerate(self.scenarios):
            self._take_up(number, scenario)
        return {"component": self.component, "commit": COMMIT, "scenarios": self.scenarios}

    def _write(self, name: str, data: Any) -> None:
        path = self.directory / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(data), encoding="utf-8")

    def _add_entry_points(self) -> None:
        """Entry points of the copy that only look, and whose arguments are validated as those of main are."""
        specs = self.role / "meta" / "argument_specs.yml"
        text = specs.read_text(encoding="utf-8")
        task = {"record": {"wanted": str(self.directory / "wanted.json"), "directory": "{{ gir_recorded_in }}"}}
        tasks: List[Data] = [{RECORDER: task}]
        if self.component in ("webdav", "load_balancer"):
            family = f"__{self.component}_os_family"
            file = {"file": "{{ %s }}.yml" % family}
            tasks.insert(0, {"ansible.builtin.include_vars": file, "when": family + " in ['RedHat', 'Debian']"})
        entries = {"recording": tasks}
        if self.component == "load_balancer":
            task = {"record": dict(task["record"], wanted=str(self.directory / "wanted-dns.json"))}
            entries["recording_dns"] = [{"ansible.builtin.include_vars": {"file": "dns.yml"}}, {RECORDER: task}]
        for entry, listed in entries.items():
            text += f"  {entry}:\n    short_description: Looks\n    options: *options\n"
            (self.role / "tasks" / (entry + ".yml")).write_text(json.dumps(listed), encoding="utf-8")
        specs.write_text(text, encoding="utf-8")

    def _plays(self, number: int) -> List[Data]:
        entry, scenario = self.table[number], self.scenarios[number]
        place = f"{number:03d}"
        variables = dict(scenario["variables"], gir_recorded_in=str(self.directory / place))
        variables["gir_recorded_templated"] = templated_names(variables)
        children: Data = {group: {"hosts": dict.fromkeys(hosts, {})} for group, hosts in scenario["groups"].items()}
        for group in variables["gir_datacenters"]:
            hosts = children[group]["hosts"]
            children[group]["hosts"] = {host: self._of_host(scenario, host) for host in hosts}
        inventory = {"gir": {"hosts": {"localhost": {}}, "children": children, "vars": variables}}
        self._write(place + "/inventory.json", inventory)
        switch = {"to": str(self.directory / place / "inventory.json"), "inventory": "inventory.json"}
        tasks: List[Data] = [{"ansible.builtin.meta": "clear_facts"}]
        if scenario.get("facts"):
            tasks.append({RECORDER: {"facts": scenario["facts"]}})
        tasks.append({"gir.multidc.topology": {}, "run_once": True, "vars": scenario.get("model_variables", {})})
        called = {
            "name": "gir.multidc." + self.component,
            "tasks_from": "recording_dns" if "entry" in scenario else "recording",
        }
        tasks.append({"ansible.builtin.include_role": called})
        group = GROUPS.get(self.component, "gir_" + self.component)
        everywhere = self.component in ON_THE_CONTROLLER or "entry" in scenario
        hosts = entry.get("on", "localhost" if everywhere else group)
        return [
            dict(HOW, hosts="localhost", tasks=[{RECORDER: {"switch": switch}}]),
            dict(HOW, hosts="localhost", tasks=[{"ansible.builtin.meta": "refresh_inventory"}]),
            dict(HOW, hosts=hosts, tasks=tasks),
        ]

    @staticmethod
    def _of_host(scenario: Data, host: str) -> Data:
        variables = scenario["host_variables"].get(host, {})
        names = templated_names(dict(scenario["variables"], **variables))
        return dict(variables, gir_recorded_templated=names)

    def _take_up(self, number: int, scenario: Data) -> None:
        name, wrong = scenario["name"], name_says_wrong(scenario["name"])
        paths = [path for path in (self.directory / f"{number:03d}").glob("*.json") if path.stem != "inventory"]
        order = [host for hosts in scenario["groups"].values() for host in hosts]
        found = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in paths}
        hosts = sorted(found, key=lambda host: order.index(host) if host in order else -1)
        if not hosts:
            sys.exit(f"{self.component}, {name}: no host")
        if any(found[host]["evaluated"] for host in hosts):
            scenario["evaluated"] = {host: found[host]["evaluated"] for host in hosts}
        scenario["hosts"] = {host: shortened(found[host]["result"]) for host in hosts}
        refused = [host for host in hosts if "problems" in scenario["hosts"][host] or errors(scenario["hosts"][host])]
        if wrong != bool(refused):
            sys.exit(f"{self.component}, {name}: {json.dumps(scenario['hosts'], indent=1)[:6000]}")

    def never_set(self) -> List[str]:
        """Public variables, and keys of those that are dictionaries, that have their default in all scenarios."""
        specs = yaml.safe_load((self.role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
        given: Dict[str, List[Any]] = {}
        for scenario in self.scenarios:
            for variables in (scenario["variables"], *scenario["host_variables"].values()):
                for name, value in variables.items():
                    given.setdefault(name, []).append(value)
        missing = []
        for entry in specs["argument_specs"].values():
            for name, spec in entry["options"].items():
                if all(value == spec.get("default") for value in given.get(name, [])):
                    missing.append(name)
                parts = [p for v in given.get(name, []) for p in (v if isinstance(v, list) else [v])]
                for key in spec.get("options", {}):
                    if not any(isinstance(part, dict) and key in part for part in parts):
                        missing.append(f"{name}.{key}")
        return sorted(set(missing))


def merged(base: Data, further: Data) -> Data:
    """Dictionaries laid over each other at any depth; null takes a key out."""
    result = dict(base)
    for name, value in further.items():
        if isinstance(value, dict) and isinstance(result.get(name), dict):
            result[name] = merged(result[name], value)
        elif value is None:
            result.pop(name, None)
        else:
            result[name] = value
    return result


def name_says_wrong(name: str) -> bool:
    return name.startswith("wrong")


def templated_names(variables: Data) -> List[str]:
    return [name for name, value in variables.items() if "{{" in json.dumps(value)]


def errors(value: Any) -> bool:
    if isinstance(value, dict):
        return list(value) == ["error"] or any(errors(member) for member in value.values())
    return isinstance(value, list) and any(errors(member) for member in value)


def text_of(value: Any, level: int = 0) -> str:
    """JSON that can be read: what is short stands on one line."""
    line = json.dumps(value, ensure_ascii=False)
    if not value or not isinstance(value, (dict, list)) or len(line) + level <= 140:
        return line
    if isinstance(value, dict):
        members = [json.dumps(name) + ": " + text_of(member, level + 1) for name, member in value.items()]
    else:
        members = [text_of(member, level + 1) for member in value]
    begin, end = "{}" if isinstance(value, dict) else "[]"
    return begin + ",".join("\n" + " " * (level + 1) + member for member in members) + "\n" + " " * level + end


def shortened(result: Data) -> Data:
    """Of what was refused that alone; the program of index_update, where it runs, by its hashes."""
    if errors(result):
        return {name: value for name, value in result.items() if errors(value)}
    if not result.get("chosen", True):
        del result["program"]
    for file in result.get("program", []):
        file["sha256"] = hashlib.sha256(file.pop("content").encode("utf-8")).hexdigest()
    return result


def main(arguments: List[str]) -> int:
    known = sorted(path.stem for path in (HERE / "scenarios").glob("*.yml") if path.stem != "sites")
    failures: List[Tuple[str, List[str]]] = []
    with tempfile.TemporaryDirectory() as temporary:
        copied = Path(temporary, "ansible_collections", "gir", "multidc")
        shutil.copytree(arguments[0], copied, ignore=shutil.ignore_patterns(".git", ".cache", "tests", "docs"))
        for component in arguments[1:] or known:
            directory = Path(temporary, component)
            directory.mkdir()
            recorder = Recorder(copied, directory, component)
            recorded = recorder.run()
            text = text_of(recorded) + "\n"
            if str(temporary) in text or str(HERE) in text:
                sys.exit(f"{component}: a path of this machine")
            (HERE / (component + ".json")).write_text(text, encoding="utf-8")
            print(f"{component}: {len(recorder.scenarios)} scenarios, {len(text) // 1024} KB")
            if recorder.never_set():
                failures.append((component, recorder.never_set()))
    for component, names in failures:
        print(f"{component}: never set to another value than the default: {', '.join(names)}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

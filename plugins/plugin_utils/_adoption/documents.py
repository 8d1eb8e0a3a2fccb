# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts of the new inventory."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import yaml
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import GROUPS

from .._rendering.dumper import BlockDumper
from .layout import EVERYWHERE, Layout, file_of
from .live import Live
from .report import Report
from .trees import Tree
from .vault import Reference, Vault

VAULT = "group_vars/gir/vault.yml"
_TEMPLATE = re.compile(r"\{\{|\{%|\{#")
_HEADS = {
    "hosts.yml": "Hosts by data center and by component, with what is true of one host only.",
    "topology.yml": "The whole map at a glance. Meaning and types of every key: docs/topology.md.",
    "settings.yml": "Accounts and common settings. Their passwords stand in vault.yml.",
    "components.yml": "Settings of the components.",
    "connection.yml": "How the hosts are reached, from the seed.",
    "vault.yml": "Secrets. Encrypt them now: ansible-vault encrypt group_vars/gir/vault.yml",
}


class _Dumper(BlockDumper):
    """With what only inventories have."""


def _text(dumper: _Dumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else None
    if not isinstance(value, Reference) and _TEMPLATE.search(value):
        # What the live system holds is never a template.
        return dumper.represent_scalar("!unsafe", value, style="'")
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(value), style=style)


def _nothing(dumper: _Dumper, _value: None) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:null", "null")


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Reference, _text)
_Dumper.add_representer(type(None), _nothing)


def to_yaml(name: str, data: Tree, notes: Iterable[str] = ()) -> str:
    lines = [f"# {_HEADS[name.rpartition('/')[2]]}", *[f"# {note}" for note in notes]]
    body = yaml.dump(data, Dumper=_Dumper, default_flow_style=False, sort_keys=False, allow_unicode=True, width=150)
    return "---\n" + "\n".join(lines) + "\n" + body


def write(live: Live, layout: Layout, vault: Vault, report: Report) -> dict[str, str]:
    """{relative path: text} of all files of the inventory."""
    for values in (*layout.groups.values(), *layout.hosts.values()):
        for variable, value in values.items():
            vault.learn(variable, value)
    files = {}
    for group, values in layout.groups.items():
        by_file: dict[str, Tree] = {}
        for variable, value in values.items():
            shown = vault.protect(variable, value, whole=group == EVERYWHERE)
            if shown is not None or value is None:
                by_file.setdefault(file_of(variable) if group == EVERYWHERE else "components.yml", {})[variable] = shown
        for name, variables in sorted(by_file.items()):
            path = f"group_vars/{group}/{name}"
            files[path] = to_yaml(path, variables, _notes(name, report))
    hosts = {
        host: {variable: vault.protect(variable, value) for variable, value in values.items()}
        for host, values in layout.hosts.items()
    }
    files["hosts.yml"] = to_yaml("hosts.yml", _hosts(live, hosts))
    if vault.entries:
        files[VAULT] = to_yaml(VAULT, dict(sorted(vault.entries.items())))
    files["adoption-report.md"] = report.markdown()
    return files


def _notes(name: str, report: Report) -> list[str]:
    """What has to be filled in by hand is said where it has to be filled in."""
    if name != "topology.yml":
        return []
    return [f"FILL IN {line}" for line in report.by_hand if "gir_datacenters" in line or "gir_central_storage" in line]


def _hosts(live: Live, variables: dict[str, Tree]) -> Tree:
    children: dict[str, Any] = {}
    for center in live.centers:
        children[center] = {"hosts": {host: variables[host] or None for host in live.hosts(center=center)}}
    others = [name for name in live.groups if name.startswith("gir_") and name not in GROUPS]
    for group in (*GROUPS, *others):
        members = [host for host in live.groups.get(group, []) if host in variables]
        children[group] = {"hosts": dict.fromkeys(members)} if members else None
    return {"gir": {"children": children}}

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may import whom: no circles, generic code knows no product, managed hosts need nothing of the controller."""

import ast
from pathlib import Path

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components import registry
from graphlib import CycleError, TopologicalSorter

PLUGINS = Path(registry.__file__).resolve().parents[2]
COLLECTION = "ansible_collections.gir.multidc.plugins."
GENERIC = {"_bundle", "_common", "_dns", "_http", "_kit", "_ledger", "_maintenance", "_program", "_service"}
GENERIC |= {"_site_guard"}
PRODUCT = {"_datastores", "_gax", "_keystore", "_rws", "_srs"}
# What lists the copies of all of them, and what compares a host with all of it.
ABOVE = {"_copies", "_drift", "_status"}
KEYSTORES = {"_keystores", "_keystore_run"}
# From the bottom up, as the picture in CONTRIBUTING.md shows them: a package imports what stands with it or below it.
LEVELS = {
    "module_utils": [
        {"_common"},
        {"_bundle", "_http", "_ledger", "_program"},
        {"_dns", "_kit", "_maintenance", "_service"},
        PRODUCT | {"_site_guard"},
        {"_copies", "_drift"},
        {"_status"},
    ],
    "plugin_utils": [
        {"_module_closure"},
        {"_stdin"},
        {"_hosts", "_ledger", "_lock"},
        {"_components", "_lifecycle", "_speechminer", "_topology"},
        {"_awx", "_breakglass", "_desktops", "_eservices", "_failover", "_hold", "_kit", "_rehearsal", "_rejoin"}
        | {"_remediation", "_upgrade", *KEYSTORES, "_drift", "_rendering", "_report", "_rolling", "_variables"},
        {"_status"},
        {"_takeover"},
        {"_adoption", "_copies", "_gathering", "_maintenance"},
    ],
}


def name_of(path):
    return path.relative_to(PLUGINS).with_suffix("").as_posix().replace("/", ".")


MODULES = {name_of(path): path for path in PLUGINS.rglob("*.py")}


def imports(name):
    """The modules of this collection that a module imports, also where it does so within a function."""
    for node in ast.walk(ast.parse(MODULES[name].read_bytes())):
        if not isinstance(node, ast.ImportFrom):
            continue
        if node.level:
            base = ".".join(name.split(".")[: -node.level])
            module = f"{base}.{node.module or ''}".strip(".")
        elif (node.module or "").startswith(COLLECTION):
            module = node.module[len(COLLECTION) :]
        else:
            continue
        for alias in node.names:
            yield f"{module}.{alias.name}" if f"{module}.{alias.name}" in MODULES else module


GRAPH = {name: set(imports(name)) for name in MODULES}


def room(name):
    """The package of module_utils or plugin_utils that a module stands in."""
    return name.split(".")[1]


def test_every_import_leads_to_a_module():
    assert {(name, found) for name in GRAPH for found in GRAPH[name] if found not in MODULES} == set()


def test_there_is_no_circle():
    try:
        TopologicalSorter(GRAPH).prepare()
    except CycleError as circle:
        pytest.fail(f"modules import each other: {' -> '.join(circle.args[1])}")


@pytest.mark.parametrize(
    ("layer", "forbidden"),
    [
        ("module_utils", ("plugin_utils", "modules", "action", "filter")),
        ("plugin_utils", ("modules", "action", "filter")),
        ("modules", ("plugin_utils", "action", "filter")),
    ],
)
def test_layers_import_downwards(layer, forbidden):
    found = {(name, used) for name in GRAPH if name.startswith(f"{layer}.") for used in GRAPH[name]}
    assert {pair for pair in found if pair[1].split(".")[0] in forbidden} == set()


def test_every_module_of_module_utils_stands_in_a_package():
    assert {room(name) for name in MODULES if name.startswith("module_utils.")} == GENERIC | PRODUCT | ABOVE


def test_generic_code_knows_no_product():
    generic = {name for name in MODULES if name.startswith("module_utils.") and room(name) in GENERIC}
    assert {(name, used) for name in generic for used in GRAPH[name] if room(used) in PRODUCT} == set()


def test_products_know_nothing_of_one_another():
    product = {name for name in MODULES if name.startswith("module_utils.") and room(name) in PRODUCT}
    across = {(room(name), room(used)) for name in product for used in GRAPH[name] if room(used) in PRODUCT}
    assert {pair for pair in across if pair[0] != pair[1]} == set()


@pytest.mark.parametrize("layer", LEVELS)
def test_packages_import_downwards(layer):
    level = {package: number for number, packages in enumerate(LEVELS[layer]) for package in packages}
    modules = {name for name in MODULES if name.startswith(f"{layer}.")}
    assert {room(name) for name in modules} == set(level)
    upwards = {
        (name, used)
        for name in modules
        for used in GRAPH[name]
        if used.startswith(f"{layer}.") and level[room(used)] > level[room(name)]
    }
    assert upwards == set()

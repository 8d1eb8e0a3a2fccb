# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All changes, on the hosts of a system."""

from planted import files, objects, rws, things, units

SERVICES = ("rws", "rps", "muxer", "mcp", "rcs", "load_balancer", "webdav")


def catalogue(groups, update_host):
    """Every change that can be planted. `groups`: inventory group to hosts; `update_host`: that of the index update."""
    of = {name[len("gir_"):]: list(hosts) for name, hosts in groups.items() if name.startswith("gir_")}
    found = []
    for host in of["rws"]:
        found += files.of_rws(host)
    for host in of["rps"]:
        found += files.of_processor(host)
    for host in of["muxer"]:
        found += files.of_muxer(host)
    for host in of["webdav"]:
        found += files.of_storage(host) + things.of_storage(host)
    for component in ("rws", "rps", "muxer", "mcp", "rcs"):
        found += files.of_unit_file(of[component][-1], f"gir-{component}.service", component)
    other = next(host for host in of["rws"] if host != update_host)
    found += files.of_update(update_host) + things.of_update(update_host, other)
    found += things.of_crypto(*of["rcs"]) + things.of_ledger(of["rws"][0])
    found += things.copies(of["rws"][1], of["rps"][0], of["muxer"][1])
    found += objects.of_desktops() + objects.of_profiles() + objects.of_servers(of["mcp"], of["rcs"]) + rws.of_state()
    for component in SERVICES:
        for host in of.get(component, [])[:1]:
            found += units.of_unit(host, component)
    for component in ("rws", "rps", "muxer", "mcp", "rcs"):
        found += units.of_package(of[component][-1], component)
    names = [plant.name for plant in found]
    assert len(set(names)) == len(names), sorted(name for name in names if names.count(name) > 1)
    return found


def possible(plants, has):
    """Those that can be planted where the system has these: root, gax, units, keystores."""
    return [plant for plant in plants if set(plant.needs) <= set(has)]

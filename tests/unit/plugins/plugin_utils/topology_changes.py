# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes of the valid inventory, each a function of it, and what RWS hosts and exported models hold."""

import copy

from ansible_collections.gir.multidc.plugins.plugin_utils._topology.partial import export
from test_topology_inventory import judged

DELETE = object()


def put(path, value):
    """Sets (or deletes) the value at variables/a/b/c."""

    def change(inventory):
        *way, last = path.split("/")
        target = inventory
        for step in way:
            target = target[step]
        if value is DELETE:
            del target[last]
        else:
            target[last] = copy.deepcopy(value)

    change.path, change.value = path, value
    return change


def var(path, value):
    return put("variables/" + path, value)


def on(path, value):
    return put("host_variables/" + path, value)


def center(name, key, value):
    return put(f"variables/gir_datacenters/{name}/{key}", value)


def add(group, *hosts):
    return lambda inventory: inventory["groups"].setdefault(group, []).extend(hosts)


def remove(group, *hosts):
    def change(inventory):
        inventory["groups"][group] = [host for host in inventory["groups"][group] if host not in hosts]

    return change


def forget(*hosts):
    """Takes hosts out of the whole inventory."""

    def change(inventory):
        for group in inventory["groups"]:
            remove(group, *hosts)(inventory)
        for host in hosts:
            inventory["host_variables"].pop(host, None)

    return change


def record(host, data_center, epoch):
    value = {"active_datacenter": data_center, "epoch": epoch}
    return put(f"host_variables/{host}/gir_multidc", value)


def entry(operation, parent=None, epoch=1, **values):
    found = {"operation": operation, "parent": parent, "epoch": epoch, "parent_epoch": parent and epoch - 1,
             "active_datacenter": "dc1", "eservices_site": "DC1", "verb": "failover", "user": "ann"}
    return {**found, **values}


def ledger(host, *entries, environment="a" * 32):
    value = {"format": 1, "environment": environment, "entries": list(entries)}
    return put(f"host_variables/{host}/ledger", value)


def exported(inventory):
    """What playbook topology exports from the whole inventory."""
    return export(judged(inventory).model)


def given_model(**changes):
    """The exported model of the inventory as it is before what follows."""

    def change(inventory):
        inventory["sight"] = {**inventory.get("sight", {}), "export": {**exported(inventory), **changes}}

    return change


def sight(name, value):
    def change(inventory):
        inventory.setdefault("sight", {})[name] = value

    return change


def no_host_gives(name):
    def change(inventory):
        for values in inventory["host_variables"].values():
            del values[name]

    return change


def rename_center(old, new):
    def change(inventory):
        variables, groups = inventory["variables"], inventory["groups"]
        centers = variables["gir_datacenters"]
        variables["gir_datacenters"] = {new if name == old else name: value for name, value in centers.items()}
        groups[new] = groups.pop(old)

    return change


def all_unencrypted(inventory):
    inventory["variables"]["gir_datacenters"]["dc2"]["interaction_receiver_url"] = "http://sm.dc2.example.com/ir"
    inventory["variables"]["gir_central_storage"]["voice_url"] = "http://dav.central.example.com/recordings"


def canadian_center(inventory):
    inventory["variables"]["gir_datacenters"]["dc3"].update(
        jurisdiction="CA",
        storage={"voice_url": "https://dav.dc3.example.com/r", "screen_url": "https://dav.dc3.example.com/s"})
    inventory["variables"]["gir_storage_credentials"]["dc3"] = {"username": "recorder-dc3", "password": "secret-dc1"}
    for group in ("gir", "all", "dc3", "gir_webdav"):
        inventory["groups"][group].append("dav1-dc3")

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wall time and memory of the playbook topology on generated inventories. Prints a table and asserts nothing.

Run it in an environment that `make test` has made:

    PYTHONPATH=tests python tests/benchmark/topology_hosts.py --hosts 100 1000

`--write DIRECTORY` keeps the inventory, to run other playbooks on it.
"""

import argparse
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from support.playbook import run

PLAYBOOK = "gir.multidc.topology"
EVERYWHERE = ("gir_rws", "gir_rcs", "gir_mcp", "gir_rps", "gir_voice_processor", "gir_webdav")
BALANCERS = 2  # of each data center, however large: each of them names every node behind it
PAIR_ONLY = ("gir_muxer", "gir_speechminer")
SECRET = "benchmark"


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--hosts", type=int, nargs="+", default=[100, 300, 1000])
    words.add_argument("--data-centers", type=int, default=10)
    words.add_argument("--playbook", default=PLAYBOOK, help=f"{PLAYBOOK} unless given")
    words.add_argument("--repeat", type=int, default=1, help="how often each is run; the fastest counts")
    words.add_argument("--write", type=Path, help="keep the last inventory in this directory and measure nothing")
    words.add_argument("rest", nargs="*", help="further words for ansible-playbook, after --")
    given = words.parse_args()
    if given.write:
        write(given.write, given.hosts[-1], given.data_centers)
        return
    print(f"{'hosts':>6}  {'wall s':>7}  {'CPU s':>7}  {'peak MB':>8}  {'exit':>4}")
    for hosts in given.hosts:
        with tempfile.TemporaryDirectory() as directory:
            write(Path(directory), hosts, given.data_centers)
            runs = [measured(directory, given.playbook, given.rest) for _repeat in range(given.repeat)]
        wall, cpu, peak, code = min(runs)
        print(f"{hosts:>6}  {wall:>7.1f}  {cpu:>7.1f}  {peak:>8.0f}  {code:>4}", flush=True)


def write(directory, hosts, data_centers):
    """An inventory of a file for the groups and one for the variables of gir, as a user would write it."""
    groups, variables = inventory(hosts, data_centers)
    children = {name: {"hosts": dict.fromkeys(members)} for name, members in groups.items()}
    (directory / "group_vars").mkdir(parents=True, exist_ok=True)
    # JSON is YAML.
    files = {"hosts.yml": {"gir": {"children": children}}, "group_vars/gir.yml": variables}
    for name, content in files.items():
        (directory / name).write_text(json.dumps(content, indent=1), encoding="utf-8")


def inventory(hosts, data_centers):
    """({group: hosts}, variables of gir): evenly over the data centers, then over the components."""
    groups, centers, credentials = {}, {}, {}
    for number in range(data_centers):
        name, base = f"dc{number}", f"dc{number}.example.com"
        pair = number < 2
        members = [f"host{index}.{base}" for index in range(number, hosts, data_centers)]
        components = EVERYWHERE + PAIR_ONLY if pair else EVERYWHERE
        groups[name] = members
        for index, component in enumerate(components):
            # A small data center runs several components on a host.
            chosen = members[index :: len(components)] or [members[index % len(members)]]
            groups.setdefault(component, []).extend(chosen)
        groups.setdefault("gir_load_balancer", []).extend(members[:BALANCERS])
        centers[name] = data_center(number, base)
        credentials[name] = {"username": "recorder", "password": SECRET}
        if pair:
            centers[name]["interaction_receiver_url"] = f"https://sm.{base}/interactionreceiver"
    return groups, {
        "gir_datacenters": centers,
        "gir_storage_credentials": credentials,
        "gir_read_record": False,
        "gir_service_user": "genesys",
        "gir_service_group": "genesys",
        "gir_rws_ops_username": "gir-ops",
        "gir_rws_ops_password": SECRET,
        "gir_rws_admin_username": "gir-admin",
        "gir_rws_admin_password": SECRET,
        "gir_contact_center_domain": "example",
        "gir_configuration_server": {"host": "cfg", "port": 2020, "username": "gir", "password": SECRET},
        "workspace_desktop_failover_strategy": "dns",
        "rws_cr_cluster_name": "es",
        "rws_crypto_security_key": SECRET,
        **of_components(centers),
        "ansible_connection": "local",
        "ansible_python_interpreter": sys.executable,
    }


def of_components(centers):
    """What the components ask for besides, as playbook topology judges it."""
    return {
        "gir_address": "192.0.2.1",
        "rcs_keystore_path": "/opt/genesys/rcs/keystore.jks",
        "rcs_port": 8008,
        "rws_port": 8080,
        "rws_cassandra_nodes": {name: [f"cassandra{number}.{name}" for number in range(3)] for name in centers},
        "rps_port": 8889,
        "voice_processor_port": 8889,
        "voice_processor_settings_format": "json",
        "voice_processor_setting_names": {"port": "server/port", "rws_url": "rws/url", "rws_password": "rws/password"},
        "webdav_tls_certificate": "/etc/pki/tls/certs/dav.pem",
        "webdav_tls_key": "/etc/pki/tls/private/dav.pem",
        "load_balancer_services": ["rws", "processor", "rcs"],
        "load_balancer_tls_pem": "/etc/haproxy/gir.pem",
        "workspace_desktop_application_name": "WDE",
        "workspace_desktop_agent_groups": {name: f"agents of {name}" for name in centers},
    }


def data_center(number, base):
    return {
        "role": ("primary", "backup")[number] if number < 2 else "recording",
        "site_name": f"Site {number}",
        "geo_locations": [f"geo{number}", f"area{number}"],
        "node_path": f"/US/{number}",
        "jurisdiction": "US",
        "rws_url": f"https://rws.{base}",
        "processor_url": f"https://rp.{base}",
        "rcs_url": f"https://rcs.{base}",
        "storage": {"voice_url": f"https://dav.{base}/recordings", "screen_url": f"https://dav.{base}/screens"},
    }


def measured(directory, playbook, rest):
    """(wall seconds, CPU seconds of all its processes, peak of the largest process in MB, exit code) of one run."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    # As users run it: without the callback of tests, which would write the model, and without their compiled modules.
    plain = {"ANSIBLE_CALLBACKS_ENABLED": None, "GIR_TEST_CODE": None}
    done = run(playbook, *rest, directory=directory, inventory="hosts.yml", seconds=None, **plain)
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if done.code:
        print(done.output[-2000:], file=sys.stderr)
    # Of all runs so far, so the sizes are measured in rising order. Linux counts KB.
    return wall, cpu, after.ru_maxrss / 1024, done.code


if __name__ == "__main__":
    main()

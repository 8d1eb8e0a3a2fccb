# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CPU seconds of the topology for 100 to 10,000 hosts in ten data centers. Prints figures and judges nothing.

Run with the collection on the path: PYTHONPATH=<collections> python tests/benchmark/topology.py
"""

import time

from ansible_collections.gir.multidc.plugins.plugin_utils._topology.engine import evaluate

DATA_CENTERS = 10
SIZES = (100, 300, 1000, 3000, 10000)
REPEATS = 5
EVERYWHERE = ("gir_rws", "gir_rcs", "gir_mcp", "gir_rps", "gir_webdav")
PAIR_ONLY = ("gir_muxer", "gir_speechminer")


def inventory(hosts):
    """Hosts spread evenly: first over the data centers, then over their components."""
    centers, groups, credentials = {}, {"gir": [], "all": []}, {}
    for number in range(DATA_CENTERS):
        name = f"dc{number}"
        role = ("primary", "backup")[number] if number < 2 else "recording"
        base = f"{name}.example.com"
        centers[name] = {
            "role": role, "site_name": f"Site {number}", "geo_locations": [f"geo{number}", f"area{number}"],
            "node_path": f"/US/{number}", "jurisdiction": "US", "rws_url": f"https://rws.{base}",
            "processor_url": f"https://rp.{base}", "rcs_url": f"https://rcs.{base}",
            "storage": {"voice_url": f"https://dav.{base}/recordings", "screen_url": f"https://dav.{base}/screens"},
        }
        credentials[name] = {"username": "recorder", "password": "benchmark"}
        components = EVERYWHERE
        if role != "recording":
            centers[name]["interaction_receiver_url"] = f"https://sm.{base}/interactionreceiver"
            components = EVERYWHERE + PAIR_ONLY
        members = [f"host{index}.{base}" for index in range(hosts // DATA_CENTERS)]
        groups[name] = members
        groups["gir"] += members
        groups["all"] += members
        for index, host in enumerate(members):
            groups.setdefault(components[index % len(components)], []).append(host)
    variables = {
        "gir_datacenters": centers, "gir_storage_credentials": credentials, "gir_service_user": "genesys",
        "gir_service_group": "genesys", "gir_rws_ops_username": "gir-ops", "gir_rws_ops_password": "benchmark",
        "gir_rws_admin_username": "gir-admin", "gir_rws_admin_password": "benchmark",
        "gir_contact_center_domain": "example", "workspace_desktop_failover_strategy": "dns",
        "gir_configuration_server": {"host": "cfg", "port": 2020, "username": "gir", "password": "benchmark"},
    }
    of_host = {"rws_cr_cluster_name": "es", "rws_crypto_security_key": "benchmark"}
    return groups, variables, {host: dict(of_host) for host in groups["gir_rws"]}


def cpu_seconds(hosts):
    """The best of several runs: the others were disturbed."""
    given = inventory(hosts)
    best = None
    for _repeat in range(REPEATS):
        before = time.process_time()
        found = evaluate(*given)
        spent = time.process_time() - before
        if found.violations or len(found.model["hosts"]) != hosts:
            raise SystemExit(f"the benchmark's inventory of {hosts} hosts is not valid: {found.violations[:3]}")
        best = spent if best is None else min(best, spent)
    return best


def main():
    print(f"{'hosts':>6}  {'CPU seconds':>11}  {'microseconds per host':>21}")
    for hosts in SIZES:
        seconds = cpu_seconds(hosts)
        print(f"{hosts:>6}  {seconds:>11.4f}  {seconds / hosts * 1e6:>21.1f}")


if __name__ == "__main__":
    main()

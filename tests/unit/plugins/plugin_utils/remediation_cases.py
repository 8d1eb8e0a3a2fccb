# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings of a system with two data centers, as a remediation gets them, to be changed by tests."""

from dataclasses import replace

from ansible_collections.gir.multidc.plugins.plugin_utils._drift.finding import Finding, Repair

HOSTS = ("rws1-dc1", "mux1-dc1", "rws1-dc2", "rws2-dc2", "mux1-dc2", "mcp1-dc3")
MODEL = {
    "active": "dc1",
    "standby": "dc2",
    "data_centers": {name: {"name": name} for name in ("dc1", "dc2", "dc3")},
    "hosts": {host: {"data_center": host.partition("-")[2]} for host in HOSTS},
}


def finding(host="rws1-dc2", component="rws", key="serverSettings.port", check="file.content", **more):
    """One that playbook site repairs."""
    data_center = host.partition("-")[2]
    known = {
        "check": check, "data_center": data_center, "host": host, "component": component, "key": key,
        "object": "/opt/genesys/rws/application.yaml", "severity": "needs_restart", "expected": "1", "actual": "2",
        "repair": Repair("site", "ansible-playbook gir.multidc.site", True),
    }  # fmt: skip
    return replace(Finding(**known), **more)

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two data centers of which the second one has no IPv4: configured, proven, and asked through HAProxy."""

import json
import shutil

import pytest
import yaml

from lab.driver import Driver, running
from lab.inventory import DEFAULT
from lab.test_core import PREPARE

# Of a data center: what its two hosts are.
GROUPS = {"rec1": ("gir_rws", "gir_rcs", "gir_mcp", "gir_rps", "gir_muxer"), "lb1": ("gir_load_balancer", "gir_webdav")}
SECOND = "[fd00:90:2::12]"  # lb1-dc2
# In the second data center some addresses are names, which have AAAA alone, and some are literals.
URLS = {"rws_url": f"http://{SECOND}:8080", "processor_url": "http://lb1-dc2:8889", "rcs_url": f"http://{SECOND}:8008"}
STORAGE = {"voice_url": f"http://{SECOND}/recordings", "screen_url": f"http://{SECOND}/screens"}
VERSION = "/api/v2/diagnostics/version"


def write_inventory(directory):
    """The settings of two_dc, on two hosts in each data center."""
    shutil.copytree(DEFAULT, directory)
    groups = {}
    for center in ("dc1", "dc2"):
        for kind, own in GROUPS.items():
            for group in (center, *own):
                groups.setdefault(group, []).append(f"{kind}-{center}")
    groups["gir_voice_processor"] = groups["gir_speechminer"] = []
    children = {name: {"hosts": dict.fromkeys(hosts)} for name, hosts in groups.items()}
    (directory / "hosts.yml").write_text(json.dumps({"gir": {"children": children}}), encoding="utf-8")
    variables = directory / "group_vars" / "gir"
    centers = yaml.safe_load((variables / "topology.yml").read_text(encoding="utf-8"))["gir_datacenters"]
    centers["dc1"]["storage"] = {name: url.replace("dav1", "lb1") for name, url in centers["dc1"]["storage"].items()}
    centers["dc2"].update(URLS, storage=STORAGE)
    own = {
        "gir_datacenters": centers,
        "lab_addresses": {"dc1": "both", "dc2": "ipv6"},
        "rws_host": "::",
    }
    (variables / "zz_ipv6.yml").write_text(json.dumps(own), encoding="utf-8")
    return directory


class Dual(Driver):
    """The laboratory of that inventory."""

    def __init__(self, directory):
        super().__init__(directory)
        self.inventory = write_inventory(directory.with_name("ipv6-inventory"))

    def runs(self, name):
        """Run a playbook on all hosts; it has to succeed on each of them."""
        return self.play(name, seconds=900).succeeded()

    def curl(self, host, url):
        """The status that a host gets from there."""
        words = f"curl --globoff --silent --max-time 10 --output /dev/null --write-out '%{{http_code}}' '{url}'"
        return self.ssh(host, words).stdout


@pytest.fixture(scope="module")
def lab(possible, tmp_path_factory):
    with running(Dual(tmp_path_factory.mktemp("dual") / "lab"), possible) as driver:
        if possible:
            driver.runs(PREPARE)
            driver.changes = [driver.runs("gir.multidc.site").changed for _number in range(2)]
        yield driver


def test_second_data_center_has_no_ipv4(lab):
    assert lab.ssh("rec1-dc2", "ip -4 -oneline address show dev host0").stdout == ""
    assert lab.status()["hosts"]["rec1-dc2"]["address"] == "fd00:90:2::11"


def test_site_configures_it_and_a_second_run_changes_nothing(lab):
    first, second = lab.changes
    assert {host for host, _task in first} >= set(lab.status()["hosts"])
    assert second == set()


def test_verify_proves_both(lab):
    lab.runs("gir.multidc.verify")


@pytest.mark.parametrize("client", ["rec1-dc1", "rec1-dc2"])
def test_haproxy_answers_by_name_and_by_address(lab, client):
    rws = [f"http://lb1-dc2:8080{VERSION}", f"http://{SECOND}:8080{VERSION}"]
    assert [lab.curl(client, url) for url in rws] == ["200", "200"]
    # Whatever they answer: the processor behind HAProxy, and Apache httpd.
    assert "000" not in [lab.curl(client, url) for url in ("http://lb1-dc2:8889/", "http://lb1-dc2/")]
    if client == "rec1-dc1":
        both = [f"http://10.90.1.12:8080{VERSION}", f"http://[fd00:90:1::12]:8080{VERSION}"]
        assert [lab.curl(client, url) for url in both] == ["200", "200"]


def test_cut_data_center_is_not_reached_over_ipv6(lab):
    lab.does("cut", "dc2", "--spare-controller")
    try:
        assert not lab.connects("rec1-dc1", "rec1-dc2")
        assert lab.status()["datacenters"]["dc2"]["cut"] == "both"
    finally:
        lab.does("heal", "dc2")
    assert lab.connects("rec1-dc1", "rec1-dc2")

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Role load_balancer with a real HAProxy: what clients of RWS see when nodes and data centers come and go."""

import copy
import json

import pytest

from lab import statistics
from lab.balanced import BALANCERS, NODES, Balanced, inventory
from lab.driver import running
from lab.processes import wait_until

URL = "http://lb1-dc1:8080"
FILE = "/etc/haproxy/haproxy.cfg"
SECONDS = 15


@pytest.fixture(scope="module")
def lab(possible, tmp_path_factory):
    """The laboratory with its balancers configured; each test leaves it as it was."""
    driver = Balanced(tmp_path_factory.mktemp("balanced") / "one")
    with running(driver, possible, driver.prepare):
        if possible:
            driver.runs = [driver.run("balancers", *words) for words in (["--check"], [], ["--check"], [])]
        yield driver


def comes_from(lab, nodes, url=URL, **more):
    """Wait until one of these nodes answers, and return the answer."""
    answers = []

    def arrived():
        answers.append(lab.ask(url, **more))
        return answers[-1].get("node") in nodes

    wait_until(arrived, SECONDS, f"none of {nodes} answered")
    return answers[-1]


def states(lab, node, balancer="lb1-dc1"):
    """What the balancer says of a node as a member of the pool: UP, DOWN, or on its way such as `UP 1/2`."""
    rows = statistics.rows(lab.sh(balancer, statistics.COMMAND), "rws")
    return [row["status"] for row in rows if row["svname"] == node]


def is_up(lab, node):
    """Whether the balancer takes a node as healthy, without a doubt."""
    return states(lab, node) == ["UP"]


def is_used(lab, node):
    """Whether the balancer still sends something to a node, perhaps in doubt."""
    return any(state.startswith("UP") for state in states(lab, node))


def start(lab, *nodes):
    """Bring nodes back, and wait until the balancer of dc1 uses them."""
    for node in nodes:
        lab.sh(node, "rm -f /srv/ill; systemctl start node")
    wait_until(lambda: all(is_up(lab, node) for node in NODES["dc1"]), SECONDS, "the nodes did not come back")


def test_check_predicts_and_a_second_run_changes_nothing(lab):
    predicted, real, again_predicted, again = [run.succeeded() for run in lab.runs]
    written = "gir.multidc._component : Write the files of load_balancer"
    started = "gir.multidc._component : Run the service of load_balancer"
    assert real.changed == {(host, task) for host in BALANCERS.values() for task in (written, started)}
    assert predicted.changed == real.changed
    assert again_predicted.changed == again.changed == set()


def test_each_data_center_has_its_own_nodes_and_the_socket_is_roots(lab):
    for center, balancer in BALANCERS.items():
        assert lab.ask(f"http://{balancer}:8080/api/v2/me")["node"] in NODES[center]
        assert lab.sh(balancer, f"stat -c '%a %U:%G' {FILE} /run/haproxy/admin.sock").split("\n")[:2] == [
            "640 root:root",
            "660 root:root",
        ]
        listening = lab.sh(balancer, "ss -ltnHp | grep haproxy | awk '{print $4}'").split()
        assert listening == ["0.0.0.0:8080"]
    answer = lab.ask(URL, headers={"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"}, upload=100_000)
    assert (answer["for"], answer["proto"], answer["length"]) == ("10.90.0.2", "http", 100_000)


def test_a_session_stays_on_its_node_and_a_client_without_cookies_on_one(lab):
    first = lab.ask(URL)
    home, other = first["node"], next(node for node in NODES["dc1"] if node != first["node"])
    assert first["cookie"].startswith(f"JSESSIONID={home}~")
    assert {lab.ask(URL)["node"] for _number in range(4)} == {home}
    lab.sh(home, "systemctl stop node")
    try:
        moved = comes_from(lab, [other], cookie=first["cookie"])
        # The other node has never heard of this session and opens its own.
        assert moved["cookie"].startswith(f"JSESSIONID={other}~")
        start(lab, home)
        assert lab.ask(URL)["node"] == home
        kept = lab.ask(URL, cookie=moved["cookie"])
        assert (kept["node"], kept["known"], kept["cookie"]) == (other, True, None)
        # The node sees its own value, not what the balancer made of it.
        assert f"JSESSIONID={other}~{kept['session']}" == moved["cookie"]
    finally:
        start(lab, home)


def test_an_ill_node_gets_nothing_although_it_answers(lab):
    home = lab.ask(URL)["node"]
    lab.sh(home, "touch /srv/ill")
    try:
        wait_until(lambda: not is_used(lab, home), SECONDS, "the ill node is still in use")
        assert lab.ask(URL)["node"] in set(NODES["dc1"]) - {home}
    finally:
        start(lab, home)


def test_a_host_that_loses_its_power_costs_no_request_for_long(lab):
    home = lab.ask(URL)["node"]
    lab.does("kill", home)
    try:
        comes_from(lab, set(NODES["dc1"]) - {home})
        wait_until(lambda: not is_used(lab, home), SECONDS, "the dead node is still in use")
        assert [lab.ask(URL)["status"] for _number in range(3)] == [200, 200, 200]
    finally:
        lab.does("boot", home)
        start(lab, home)


def test_the_other_data_center_stands_in_only_while_no_node_is_left(lab):
    for node in NODES["dc1"]:
        lab.sh(node, "systemctl stop node")
    try:
        away = comes_from(lab, NODES["dc2"])
        # Not marked, so that it does not keep the client there.
        assert "~" not in away["cookie"]
        assert lab.ask(URL, cookie=away["cookie"])["node"] == away["node"]
        lab.does("cut", "dc2", "--spare-controller")
        try:
            wait_until(lambda: lab.ask(URL)["status"] == 503, SECONDS, "a data center out of reach still stands in")
        finally:
            lab.does("heal", "dc2")
        comes_from(lab, NODES["dc2"])
        lab.sh("rws2-dc1", "systemctl start node")
        home = comes_from(lab, ["rws2-dc1"], cookie=away["cookie"])
        assert home["cookie"].startswith("JSESSIONID=rws2-dc1~")
    finally:
        start(lab, *NODES["dc1"])


def test_a_reload_loses_no_request(lab):
    until = lab.directory.with_name("hammered")
    clients = lab.begin_hammer(URL, until)
    try:
        before = lab.sh("lb1-dc1", "pgrep -P $(systemctl show -P MainPID haproxy)")
        changed = lab.run("balancers", "--limit", "lb1-dc1,localhost", load_balancer_timeout_server="4m").succeeded()
        assert len(changed.changed) == 2
        wait_until(
            lambda: lab.sh("lb1-dc1", "pgrep -P $(systemctl show -P MainPID haproxy)") != before,
            SECONDS,
            "HAProxy did not reload",
        )
    finally:
        until.touch()
        said = json.loads(clients.communicate(timeout=60)[0])
        until.unlink()
        lab.run("balancers", "--limit", "lb1-dc1,localhost").succeeded()
    assert said["ended"]
    assert said["failures"] == []
    assert said["requests"] > 100


def test_what_haproxy_refuses_is_not_written_and_the_old_configuration_goes_on(lab):
    before = lab.sh("lb1-dc1", f"cat {FILE}; systemctl show -P ActiveEnterTimestamp haproxy")
    for words in (["--check"], []):
        run = lab.run("balancers", *words, load_balancer_extra_options={"backend rws": ["nonsense here"]})
        run.refused("unknown keyword 'nonsense'")
        assert run.changed == set()
    assert lab.sh("lb1-dc1", f"cat {FILE}; systemctl show -P ActiveEnterTimestamp haproxy") == before
    assert lab.ask(URL)["status"] == 200


def test_it_starts_although_nobody_knows_the_names_of_the_other_data_center(lab):
    hosts = lab.sh("lb1-dc1", "cat /etc/hosts")
    known = "\n".join(line for line in hosts.splitlines() if "rws" not in line or "-dc1" in line)
    lab.write("lb1-dc1", {"/srv/hosts": known}, "mount --bind /srv/hosts /etc/hosts && systemctl restart haproxy")
    try:
        assert comes_from(lab, NODES["dc1"])["status"] == 200
        assert lab.run("balancers", "--limit", "lb1-dc1,localhost").succeeded().changed == set()
    finally:
        lab.sh("lb1-dc1", "umount /etc/hosts && systemctl restart haproxy")
        start(lab)


def test_tls_on_both_sides(lab):
    centers = copy.deepcopy(inventory().variables["gir_datacenters"])
    centers["dc1"]["rws_url"] = "https://lb1-dc1:8443"
    secure = {
        "gir_datacenters": centers,
        "load_balancer_tls_pem": "/srv/node.pem",
        "load_balancer_tls_min_version": "TLSv1.3",
        "load_balancer_back_end_tls": ["rws"],
        "load_balancer_back_end_ports": {"rws": 8444},
        "load_balancer_back_end_ca_file": "/srv/ca.pem",
        "load_balancer_backup_pool": False,
    }
    limit = ["--limit", "lb1-dc1,localhost"]
    try:
        lab.run("balancers", *limit, **secure).succeeded()
        assert lab.run("balancers", *limit, **secure).succeeded().changed == set()
        answer = comes_from(lab, NODES["dc1"], "https://lb1-dc1:8443", ca=str(lab.ca))
        assert (answer["tls"], answer["proto"]) == (True, "https")
        old = "openssl s_client -connect lb1-dc1:8443 -tls1_2 </dev/null"
        assert lab.ssh("lb1-dc2", old).returncode != 0
        # A certificate for another name is no node of ours.
        lab.write("rws1-dc1", {"/srv/node.pem": lab.pems["rws2-dc1"]}, "systemctl restart node")
        wait_until(lambda: not is_used(lab, "rws1-dc1"), SECONDS, "a node with a wrong certificate is in use")
        assert lab.ask("https://lb1-dc1:8443", ca=str(lab.ca))["node"] == "rws2-dc1"
    finally:
        lab.write("rws1-dc1", {"/srv/node.pem": lab.pems["rws1-dc1"]}, "systemctl restart node")
        lab.run("balancers", *limit).succeeded()
        start(lab)

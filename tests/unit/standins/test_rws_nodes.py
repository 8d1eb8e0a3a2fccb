# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RWS nodes read the application.yaml that a role rendered: wait for it, refuse a wrong one, follow a changed one."""

import copy
import os
import socket
import time

import pytest
import yaml
from standin_client import call, eventually
from standins import rws
from standins.httpd import PortInUse, Server
from standins.rws_config import ConfigurationRefused
from standins.rws_store import Store


def write(path, document):
    """Replace the file in one step, as the bundle module does."""
    temporary = path.with_suffix(".new")
    temporary.write_text(yaml.safe_dump(document), encoding="utf-8")
    os.replace(temporary, path)


@pytest.fixture
def pair(tmp_path):
    """Two nodes waiting for their files: (cluster, files, documents)."""
    cluster = rws.Cluster(directory=rws.people())
    files = {}
    documents = {}
    for name, center in (("rws1", "dc1"), ("rws2", "dc2")):
        files[name] = tmp_path / f"{name}.yaml"
        documents[name] = rws.application(site_name=center.upper(), sync_node=name == "rws1", monitoring_delay=0.1)
        cluster.add(name, center, file=files[name])
    with cluster:
        yield cluster, files, documents


def state(cluster, name):
    return cluster.node(name).state


def test_a_node_waits_for_its_file_and_starts_with_it(pair):
    cluster, files, documents = pair
    assert [state(cluster, name) for name in files] == ["waiting", "waiting"]
    assert str(files["rws1"]) in cluster.node("rws1").reason
    assert cluster.urls == []
    write(files["rws1"], documents["rws1"])
    assert eventually(lambda: state(cluster, "rws1") == "running")
    assert call(cluster.urls[0] + "/api/v2/ops/contact-centers", auth=rws.OPS).json["uris"]
    assert state(cluster, "rws2") == "waiting"


def test_without_a_sync_node_there_is_no_contact_center(pair):
    cluster, files, documents = pair
    write(files["rws2"], documents["rws2"])
    assert eventually(lambda: state(cluster, "rws2") == "running")
    url = cluster.node("rws2").url
    for path in ("contact-centers", "genesys-environments"):
        assert call(f"{url}/api/v2/ops/{path}", auth=rws.OPS).json["uris"] == []
    write(files["rws1"], documents["rws1"])
    assert eventually(lambda: state(cluster, "rws1") == "running")
    assert len(call(f"{url}/api/v2/ops/contact-centers", auth=rws.OPS).json["uris"]) == 1


def test_a_changed_file_restarts_the_node_with_the_new_settings(pair):
    cluster, files, documents = pair
    write(files["rws1"], documents["rws1"])
    assert eventually(lambda: state(cluster, "rws1") == "running")
    before = cluster.contact_center_id
    documents["rws1"]["serverSettings"]["opsUserPassword"] = "another"
    write(files["rws1"], documents["rws1"])
    assert eventually(lambda: cluster.node("rws1").starts == 2)
    url = cluster.node("rws1").url + "/api/v2/ops/contact-centers"
    assert call(url, auth=rws.OPS).status == 401
    assert call(url, auth=("ops", "another")).json["uris"][0].endswith(before)


MANDATORY = (
    "externalApiUrlV2",
    "internalApiUrlV2",
    "opsUserName",
    "opsUserPassword",
    "crClusterName",
    "cryptoSecurityKey",
)


@pytest.mark.parametrize("name", MANDATORY)
@pytest.mark.parametrize("value", [None, "", "  "])
def test_each_mandatory_option_is_missed(name, value):
    document = rws.application()
    document["serverSettings"][name] = value
    with pytest.raises(ConfigurationRefused, match=f"serverSettings.{name} is mandatory"):
        rws.Cluster().add("n", document=document).start()


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("jetty", "port"), None, "jetty.port is None"),
        (("jetty", "port"), "8080", "jetty.port is '8080'"),
        (("jetty", "enableSsl"), True, "no certificate"),
        (("serverSettings", "externalApiUrlV2"), "http://x/api", "ends in /api/v2"),
        (("serverSettings", "internalApiUrlV2"), "x/internal-api", "ends in /internal-api"),
        (("serverSettings", "syncNode"), "true", "syncNode is 'true'"),
        (("serverSettings", "drMonitoringDelay"), 0, "drMonitoringDelay is 0"),
        (("serverSettings", "siteName"), "", "siteName is ''"),
        (("serverSettings", "opsUserPassword"), "CRYPT:abc", "is encrypted"),
        (("serverSettings",), None, "section serverSettings is missing"),
        (("jetty",), [], "section jetty is missing"),
    ],
)
def test_a_wrong_option_is_refused_in_one_line(path, value, words):
    document = rws.application()
    target = document
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    with pytest.raises(ConfigurationRefused, match=words) as refusal:
        rws.Cluster().add("n", document=document).start()
    assert "\n" not in str(refusal.value)


def test_all_problems_of_a_file_are_told_at_once(pair):
    cluster, files, _documents = pair
    write(files["rws1"], {"jetty": {"port": 0}, "serverSettings": {}})
    assert eventually(lambda: state(cluster, "rws1") == "refused")
    reason = cluster.node("rws1").reason
    assert reason.startswith(str(files["rws1"]))
    assert [name in reason for name in MANDATORY] == [True] * 6


@pytest.mark.parametrize("text", ["a: [", "just text", "", "\t- x: y: z"])
def test_a_broken_file_is_refused_not_a_crash(pair, text):
    cluster, files, documents = pair
    files["rws1"].write_text(text, encoding="utf-8")
    assert eventually(lambda: state(cluster, "rws1") == "refused")
    assert str(files["rws1"]) in cluster.node("rws1").reason
    write(files["rws1"], documents["rws1"])
    assert eventually(lambda: state(cluster, "rws1") == "running")


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("crClusterName", "other", "crClusterName is 'other' but running node rws1 has 'es_cluster'"),
        ("cryptoSecurityKey", "top-secret", "cryptoSecurityKey differs from that of running node rws1"),
        ("syncNode", True, "only one may be"),
    ],
)
def test_a_node_that_disagrees_with_the_cluster_is_refused_until_it_agrees(pair, option, value, words):
    cluster, files, documents = pair
    write(files["rws1"], documents["rws1"])
    assert eventually(lambda: state(cluster, "rws1") == "running")
    wrong = copy.deepcopy(documents["rws2"])
    wrong["serverSettings"][option] = value
    write(files["rws2"], wrong)
    assert eventually(lambda: state(cluster, "rws2") == "refused")
    assert words in cluster.node("rws2").reason
    assert "top-secret" not in cluster.node("rws2").reason
    assert state(cluster, "rws1") == "running"
    write(files["rws2"], documents["rws2"])
    assert eventually(lambda: state(cluster, "rws2") == "running")


def test_a_new_key_reaches_the_whole_cluster_node_by_node(pair):
    cluster, files, documents = pair
    for name in files:
        write(files[name], documents[name])
    assert eventually(lambda: len(cluster.urls) == 2)
    for name in files:
        documents[name]["serverSettings"]["cryptoSecurityKey"] = "new"
    write(files["rws1"], documents["rws1"])
    assert eventually(lambda: state(cluster, "rws1") == "refused")
    write(files["rws2"], documents["rws2"])
    assert eventually(lambda: [state(cluster, name) for name in files] == ["running", "running"])


def test_configuration_server_must_accept_the_nodes_account():
    accounts = {"cmeUserName": rws.ADMIN[0], "cmePassword": "wrong"}
    cluster = rws.Cluster(directory=rws.people(), check_configuration_server=True)
    with pytest.raises(ConfigurationRefused, match=f"refuses cmeUserName '{rws.ADMIN[0]}'"):
        cluster.add("n", document=rws.application(**accounts)).start()
    node = cluster.add("m", document=rws.application(cmeUserName=rws.ADMIN[0], cmePassword=rws.ADMIN[1])).start()
    assert node.state == "running"
    cluster.stop()


def test_an_encrypted_password_can_be_told():
    cluster = rws.Cluster(crypt={"CRYPT:abc": "clear"})
    cluster.add("n", document=rws.application(ops=("ops", "CRYPT:abc"), sync_node=True))
    with cluster:
        url = cluster.urls[0] + "/api/v2/ops/contact-centers"
        assert call(url, auth=("ops", "clear")).status == 200
        assert call(url, auth=("ops", "CRYPT:abc")).status == 401


def test_a_taken_port_is_told_in_a_sentence():
    with Server(lambda _request: None, "first") as first:
        with pytest.raises(PortInUse, match=f"{first.port}: the port is already in use"):
            Server(lambda _request: None, "second", first.port).start()
        with pytest.raises(ConfigurationRefused, match="already in use"):
            rws.Cluster().add("n", document=rws.application(port=first.port)).start()


def test_a_stopped_cluster_frees_its_ports_and_drops_its_connections():
    with rws.cluster(data_centers=("dc1",)) as cluster:
        port = cluster.nodes[0].port
        connection = socket.create_connection(("127.0.0.1", port))
        connection.sendall(b"GET /api/v2/diagnostics/version HTTP/1.1\r\nHost: x\r\n\r\n")
        assert connection.recv(15) == b"HTTP/1.1 200 OK"
    connection.settimeout(5)
    while connection.recv(4096):
        pass
    connection.close()
    with Server(lambda _request: None, "next", port) as server:
        assert server.port == port


def test_replication_delay_holds_a_write_back_from_the_other_data_center():
    store = Store(replication_delay=3600)
    near, far = store.view("dc1"), store.view("dc2")
    near.put("a/1", {"v": 1})
    assert (near.get("a/1"), far.get("a/1")) == ({"v": 1}, None)
    assert far.children("a/") == []
    store.settle()
    assert far.children("a/") == [("1", {"v": 1})]
    far.delete("a/1")
    assert (near.get("a/1"), far.get("a/1")) == ({"v": 1}, None)


def test_the_other_data_center_switches_only_after_replication():
    with rws.cluster(monitoring_delay=0.05, replication_delay=3600) as cluster:
        cluster.store.settle()
        path = f"/api/v2/ops/genesys-environments/{cluster.environment_id}/multimedia-switch"
        assert call(cluster.urls[0] + path, "POST", cluster.ops, {"eServicesSite": "DC2"}).status == 200
        assert eventually(lambda: cluster.node("rws1-dc1").site == "DC2")
        assert cluster.node("rws1-dc2").site == "DC1"
        cluster.store.settle()
        assert eventually(lambda: cluster.node("rws1-dc2").site == "DC2")


def test_a_node_waits_for_its_own_monitoring_delay():
    with rws.cluster(data_centers=("dc1",), monitoring_delay=0.6) as cluster:
        node = cluster.nodes[0]
        cluster.store.view("dc1").put("environment", {"id": "e", "eServicesSite": "DC2"})
        started = time.monotonic()
        assert eventually(lambda: node.site == "DC2", 3)
        assert time.monotonic() - started < 1.5


def test_a_store_on_disk_survives_the_cluster(tmp_path):
    file = tmp_path / "store.json"
    with rws.cluster(store_file=file) as cluster:
        found = cluster.contact_center_id, cluster.environment_id
        path = f"/api/v2/ops/genesys-environments/{found[1]}/multimedia-switch"
        assert call(cluster.urls[0] + path, "POST", cluster.ops, {"eServicesSite": "DC2"}).status == 200
    assert file.stat().st_mode & 0o777 == 0o600
    with rws.cluster(store_file=file) as cluster:
        assert (cluster.contact_center_id, cluster.environment_id) == found
        assert [node.site for node in cluster.nodes] == ["DC2", "DC2"]

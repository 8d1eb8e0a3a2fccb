# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Role rws: application.yaml of every node."""

import configparser
import json
import stat

import pytest
import yaml
from component_runs import SECRETS, Roles

SETTINGS = {
    "rws_cassandra_nodes": {"dc1": ["cass1-dc1", "cass2-dc1"], "dc2": ["cass1-dc2"]},
    "rws_cassandra_username": "rws",
    "rws_cassandra_password": SECRETS["cassandra"],
    "rws_cassandra_replication_factor": 2,
    "rws_dr_monitoring_delay": 60,
    "rws_cors_allowed_origins": ["https://a.example.com", "https://b.example.com"],
    "rws_log_path": "/var/log/rws",
    "rws_audit_log_deleted_files": True,
    "rws_elasticsearch_nodes": [{"host": "es1", "port": 9300}],
    "rws_extra_options": {
        "serverSettings": {"recordingSettings": {"custom": 1}, "crRegion": None},
        "other": {"a": "b"},
    },
    "rws_cr_region": "removed-by-the-extra-options",
    "rws_cluster_application_name": "IRWS_Cluster",
    "rws_cluster_options": {"recording": {"RECORDING_PERMISSION_ADD_LABEL": True}},
    "rws_service": "gir-rws",
    "rws_start_command": "/usr/bin/java -jar rws.jar",
    "rws_unit_extra_options": {"Service": {"LimitNOFILE": "65536"}},
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    roles = Roles(tmp_path_factory.mktemp("rws"), **SETTINGS)
    # A port on the command line is text.
    roles.real = roles.predicted("rws", "-e", "rws_port=8080")
    return roles


def path_of(site, host):
    return site.hosts / host / "opt/genesys/rws/config/application.yaml"


def application(site, host):
    return yaml.safe_load(path_of(site, host).read_text())


def test_sections_come_in_the_documented_order(site):
    assert list(application(site, "rws1-dc1")) == [
        "logging",
        "jetty",
        "cassandraCluster",
        "serverSettings",
        "onPremiseSettings",
        "other",
    ]


def test_the_map_of_data_centers_decides_what_differs(site):
    one, two = application(site, "rws1-dc1")["serverSettings"], application(site, "rws1-dc2")["serverSettings"]
    assert (one["nodePath"], two["nodePath"]) == ("/US/NY", "/US/TX")
    assert (one["siteName"], two["siteName"]) == ("DC1", "DC2")
    assert (one["eServicesSite"], two["eServicesSite"]) == ("DC1", "DC1")
    assert one["externalApiUrlV2"] == "https://rws.dc1.example.com/api/v2"
    assert two["internalApiUrlV2"] == "https://rws.dc2.example.com/internal-api"


def test_exactly_one_node_is_the_sync_node(site):
    sync = {
        host: application(site, host)["serverSettings"]["syncNode"] for host in ("rws1-dc1", "rws2-dc1", "rws1-dc2")
    }
    assert sync == {"rws1-dc1": True, "rws2-dc1": False, "rws1-dc2": False}


def test_own_cassandra_nodes_come_first(site):
    assert application(site, "rws1-dc1")["cassandraCluster"]["nodes"] == "cass1-dc1,cass2-dc1,cass1-dc2"
    assert application(site, "rws1-dc2")["cassandraCluster"]["nodes"] == "cass1-dc2,cass1-dc1,cass2-dc1"


def test_types_are_those_of_the_product(site):
    content = application(site, "rws1-dc1")
    assert content["jetty"] == {"port": 8080}
    assert content["cassandraCluster"]["replication_factor"] == 2
    assert content["serverSettings"]["drMonitoringDelay"] == 60
    assert content["serverSettings"]["recordingSettings"] == {"auditLogDeletedFiles": True, "custom": 1}
    assert content["serverSettings"]["crossOriginSettings"] == {
        "allowedOrigins": "https://a.example.com,https://b.example.com"
    }
    assert content["serverSettings"]["elasticSearchSettings"] == {
        "transportClient": {"nodes": [{"host": "es1", "port": 9300}]}
    }
    assert content["onPremiseSettings"] == {"cmeHost": "cfg.example.com", "cmePort": 2020}


def test_what_is_not_given_is_not_written(site):
    server = application(site, "rws1-dc1")["serverSettings"]
    assert not {"multimediaDisasterRecovery", "nodeId", "crRegion", "applicationName", "enableCsrfProtection"} & set(
        server
    )
    assert "samlSettings" not in server


def test_accounts(site):
    server = application(site, "rws1-dc2")["serverSettings"]
    assert (server["opsUserName"], server["opsUserPassword"]) == ("gir-ops", SECRETS["ops"])
    assert (server["cmeUserName"], server["cmePassword"]) == ("gir", SECRETS["configuration"])
    assert (server["crClusterName"], server["cryptoSecurityKey"]) == ("gir_es", SECRETS["crypto"])


def test_rights_of_file_and_directories(site):
    path = path_of(site, "rws1-dc1")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o750
    assert (site.hosts / "rws1-dc1/var/log/rws").is_dir()


def test_unit(site):
    unit = configparser.RawConfigParser()
    unit.optionxform = str
    unit.read(site.hosts / "rws1-dc1/etc/systemd/system/gir-rws.service")
    service = dict(unit["Service"])
    assert service["ExecStart"] == "/usr/bin/java -jar rws.jar"
    assert service["WorkingDirectory"] == "/opt/genesys/rws"
    assert service["LimitNOFILE"] == "65536"


def test_only_the_sync_node_speaks_for_the_cluster(site):
    written = site.configuration / "CfgApplication/IRWS_Cluster.json"
    assert json.loads(written.read_text())["options"]["recording"] == {"RECORDING_PERMISSION_ADD_LABEL": "true"}
    writers = {host for host, task in site.real.changed if "for import" in task}
    assert writers == {"rws1-dc1"}


def test_a_secret_in_no_output_and_one_change_in_one_place(site):
    name = {"rws_option_names": {"crypto_security_key": "serverSettings/nameWithoutAnyHint"}}
    run = site.run(
        "rws", "-vvvv", "--diff", "--check", "-e", "rws_port=8080", "-e", json.dumps(name), hosts="rws1-dc1"
    ).succeeded()
    assert {host for host, _task in run.changed} == {"rws1-dc1"}
    assert "nameWithoutAnyHint" in run.output
    assert [secret for secret in SECRETS.values() if secret in run.output] == []


def test_a_failover_changes_the_active_site_on_every_node(site):
    run = site.run("rws", "--check", "--diff", "-e", "rws_port=8080", gir_active_datacenter="dc2").succeeded()
    changed = {host for host, task in run.changed if "Write the files" in task}
    assert changed == {"rws1-dc1", "rws2-dc1", "rws1-dc2"}
    assert run.output.count('+serverSettings.eServicesSite = "DC2"') == 3
    assert run.output.count('-serverSettings.eServicesSite = "DC1"') == 3


def test_render_masks_secrets_and_touches_nothing_else(site, tmp_path):
    before = path_of(site, "rws1-dc1").read_text()
    site.run("rws", "-e", "rws_port=8080", entry="render", gir_render_dir=str(tmp_path / "out")).succeeded()
    rendered = tmp_path / "out/dc1/rws1-dc1/opt/genesys/rws/config/application.yaml"
    text = rendered.read_text()
    assert [secret for secret in SECRETS.values() if secret in text] == []
    masked = yaml.safe_load(text)
    masked["serverSettings"].update(
        opsUserPassword=SECRETS["ops"], cmePassword=SECRETS["configuration"], cryptoSecurityKey=SECRETS["crypto"]
    )
    masked["cassandraCluster"].update(password=SECRETS["cassandra"])
    assert masked == yaml.safe_load(before)
    assert (tmp_path / "out/configuration-server/CfgApplication/IRWS_Cluster.cfg").exists()
    assert path_of(site, "rws1-dc1").read_text() == before


def test_other_readings_of_inferred_facts(site, tmp_path):
    names = {"site_name": None, "node_id": "serverSettings/nodeIdentity", "ops_username": "serverSettings/opsUsername"}
    site.run(
        "rws",
        entry="render",
        hosts="rws1-dc1",
        gir_render_dir=str(tmp_path),
        rws_cassandra_nodes_as_list=True,
        rws_node_id="n1",
        rws_option_names=names,
    ).succeeded()
    content = yaml.safe_load((tmp_path / "dc1/rws1-dc1/opt/genesys/rws/config/application.yaml").read_text())
    assert content["cassandraCluster"]["nodes"] == ["cass1-dc1", "cass2-dc1", "cass1-dc2"]
    server = content["serverSettings"]
    assert "siteName" not in server and "opsUserName" not in server
    assert (server["nodeIdentity"], server["opsUsername"]) == ("n1", "gir-ops")


def test_all_problems_at_once(site):
    site.run(
        "rws",
        "--check",
        hosts="rws1-dc1",
        rws_cassandra_nodes={"dc9": ["x"]},
        rws_application_options={"a": {"b": "c"}},
        rws_cluster_application_name=None,
        rws_saml_signing_key_name="only-one",
    ).refused(
        "rws1-dc1: rws_cassandra_nodes names dc9, which is no data center",
        "rws_application_options is given, but not the object it belongs to; give rws_application_name.",
        "rws_cluster_options or rws_cluster_annex is given",
        "SAML needs all of rws_saml_encryption_key_name",
    )


def test_a_host_outside_the_group_is_refused(site):
    site.run("rws", "--check", hosts="mcp1-dc1").refused("mcp1-dc1: role rws runs only on hosts of group gir_rws")

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an RWS node should be."""

import json

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import rows
from ansible_collections.gir.multidc.plugins.plugin_utils._components.rws_options import Rws
from recorded import computed, scenarios

SERVER = {"host": "cfg.test", "port": 2020, "username": "gir", "password": "cfg-pass-3"}
NODES = {"dc1": ["a1", "a2"], "dc2": ["b1"]}


def rws(host="rws1-dc1", scenario="minimal", **variables):
    """The desired state; what the map would refuse of `variables` is given to the component alone."""
    base = scenarios("rws")[scenario]
    names = ("rws_cr_cluster_name", "rws_crypto_security_key")
    kept = {"gir_configuration_server": SERVER, **{name: base["variables"][name] for name in names}}
    return computed("rws", {**base, "variables": {**base["variables"], **variables}, "model_variables": kept}, host)


def application(desired):
    assert desired.violations == []
    (file,) = [file for file in desired.files if file.format == "yaml"]
    return file.data


def rules(desired):
    return [violation.id for violation in desired.violations]


def test_sections_in_the_order_of_the_file():
    desired = rws(rws_log_file="a", rws_port=1, rws_cassandra_nodes=NODES, rws_extra_options={"added": {"a": 1}})
    assert list(application(desired)) == [
        "logging",
        "jetty",
        "cassandraCluster",
        "serverSettings",
        "onPremiseSettings",
        "added",
    ]


def test_map_decides_what_differs():
    """Path, site name and addresses are those of the node's data center, the eServices site is the active one."""
    one, two = (application(rws(host))["serverSettings"] for host in ("rws1-dc1", "rws1-dc2"))
    assert (one["nodePath"], two["nodePath"]) == ("/US/NY", "/US/TX")
    assert (one["siteName"], two["siteName"]) == ("Site One", "Site Two")
    assert (one["eServicesSite"], two["eServicesSite"]) == ("Site One", "Site One")
    assert one["externalApiUrlV2"] == "https://rws.dc1.test/api/v2"
    assert two["internalApiUrlV2"] == "http://rws.dc2.test:8081/internal-api"


def test_failover_changes_the_site_everywhere():
    """With another active data center every node has its site, and nothing else differs."""
    for host in ("rws1-dc1", "rws2-dc1", "rws1-dc2"):
        before, after = application(rws(host)), application(rws(host, gir_active_datacenter="dc2"))
        assert after["serverSettings"].pop("eServicesSite") == "Site Two"
        assert before["serverSettings"].pop("eServicesSite") == "Site One"
        assert before == after


@pytest.mark.parametrize(("host", "leads"), [("rws1-dc1", True), ("rws2-dc1", False), ("rws1-dc2", False)])
def test_one_sync_node(host, leads):
    """The sync node is written as such, starts first, and alone writes the object of the Cluster."""
    desired = rws(host, rws_service="u", rws_cluster_application_name="C", rws_cluster_annex={"a": {"b": "c"}})
    assert application(desired)["serverSettings"]["syncNode"] is leads
    assert desired.service.leads is leads
    assert [(thing.name, thing.options, thing.annex) for thing in desired.objects] == (
        [("C", {}, {"a": {"b": "c"}})] if leads else []
    )


def test_application_object_of_every_node():
    desired = rws("rws2-dc1", rws_application_name=7, rws_application_options={"a": {"b": 1}})
    assert [(thing.type, thing.name, thing.options, thing.annex) for thing in desired.objects] == [
        ("CfgApplication", "7", {"a": {"b": 1}}, None)
    ]


@pytest.mark.parametrize(
    ("host", "as_list", "expected"),
    [
        ("rws1-dc1", False, "a1,a2,b1"),
        ("rws1-dc2", False, "b1,a1,a2"),
        ("rws1-dc2", True, ["b1", "a1", "a2"]),
        ("rws1-dc2", "no", "b1,a1,a2"),
    ],
)
def test_near_cassandra_nodes_first(host, as_list, expected):
    desired = rws(host, rws_cassandra_nodes=NODES, rws_cassandra_nodes_as_list=as_list)
    assert application(desired)["cassandraCluster"] == {"nodes": expected}


def test_dictionary_given_as_text():
    """With -e, dictionaries arrive as JSON."""
    desired = rws(rws_cassandra_nodes=json.dumps(NODES))
    assert application(desired)["cassandraCluster"] == {"nodes": "a1,a2,b1"}


@pytest.mark.parametrize(("port", "backup"), [(2020, 2021), ("2020", "2021"), ("2020", None), (2020, "")])
def test_ports_are_numbers(port, backup):
    """In YAML "2020" and 2020 differ, and with -e numbers are text."""
    desired = rws(
        gir_configuration_server={**SERVER, "port": port, "backup_host": "cfg2.test", "backup_port": backup},
        rws_option_names={
            "configuration_server_backup_host": "onPremiseSettings/backupCmeHost",
            "configuration_server_backup_port": "onPremiseSettings/backupCmePort",
        },
    )
    further = {"backupCmePort": 2021} if backup else {}
    assert application(desired)["onPremiseSettings"] == {
        "cmeHost": "cfg.test",
        "cmePort": 2020,
        "backupCmeHost": "cfg2.test",
        **further,
    }


def test_second_configuration_server_has_no_known_name():
    desired = rws(gir_configuration_server={**SERVER, "backup_host": "cfg2.test", "backup_port": 2021})
    assert application(desired)["onPremiseSettings"] == {"cmeHost": "cfg.test", "cmePort": 2020}


@pytest.mark.parametrize("port", ["many", True, 20.5])
def test_port_that_is_no_number(port):
    desired = rws(gir_configuration_server={**SERVER, "port": port})
    assert rules(desired) == ["GIR826"]
    assert desired.violations[0].sentence.startswith("gir_configuration_server.port is ")


def test_configuration_server_is_missing():
    """No part of the account stands in the sentence."""
    desired = rws(gir_configuration_server={"password": "cfg-pass-3", "port": ""})
    assert [violation.sentence for violation in desired.violations] == [
        "gir_configuration_server has no host, port and username."
    ]


def test_types_of_the_recording():
    """Where only a boolean in the place of text was wrong, the rest is as it was recorded."""
    base = scenarios("rws")["numbers and booleans of another type"]
    variables = {name: value for name, value in base["variables"].items() if name != "rws_log_config"}
    for host, old in base["hosts"].items():
        new = computed("rws", {**base, "variables": variables}, host)
        expected = {name: section for name, section in old["files"][0]["data"].items() if name != "logging"}
        # The elements of a list have types, too.
        nodes = expected["serverSettings"]["elasticSearchSettings"]["transportClient"]["nodes"]
        assert nodes in ([{"host": 5, "port": "9300"}], [{"host": "5", "port": 9300}])
        nodes[:] = [{"host": "5", "port": 9300}]
        assert json.dumps(application(new)) == json.dumps(expected)


def test_empty_text_of_a_survey():
    """It means that nothing is given."""
    blank = ("host", "port", "jetty_enable_ssl", "cassandra_nodes", "extra_options", "log_path", "health")
    desired = rws(rws_service="u", **{f"rws_{name}": "" for name in blank})
    assert "jetty" not in application(desired)
    assert "cassandraCluster" not in application(desired)
    assert desired.service.health == {}
    assert [directory.path for directory in desired.directories][-1] == "/opt/genesys/rws/config"


@pytest.mark.parametrize("name", ["cors_allowed_origins", "cors_exposed_headers"])
@pytest.mark.parametrize(
    ("given", "written"), [(["a", "b"], "a,b"), ("a, b", "a,b"), ("a", "a"), ([], ""), (None, None), ("", None)]
)
def test_lists_are_text_with_commas(name, given, written):
    (place,) = [row.about.place for row in rows(Rws) if row.about.key == name]
    section, group, key = place.split("/")
    found = application(rws(**{f"rws_{name}": given}))[section].get(group, {})
    assert found == ({} if written is None else {key: written})


def test_null_removes_and_a_null_section_keeps():
    """In further options null removes an option; in the place of a section it changes nothing."""
    desired = rws(
        rws_port=8080,
        rws_log_file=None,
        rws_extra_options={"jetty": None, "serverSettings": {"opsUserName": None, "added": {"deep": 1}}},
    )
    content = application(desired)
    assert content["jetty"] == {"port": 8080}
    assert "logging" not in content
    assert content["serverSettings"]["opsUserName"] is None
    assert content["serverSettings"]["added"] == {"deep": 1}


def test_other_readings_of_inferred_facts():
    """An installation that differs gives its names, and leaves an option out."""
    names = {"site_name": None, "node_id": "serverSettings/nodeIdentity", "ops_username": "serverSettings/opsUsername"}
    server = application(rws(rws_node_id="n1", rws_option_names=names))["serverSettings"]
    assert "siteName" not in server and "opsUserName" not in server
    assert (server["nodeIdentity"], server["opsUsername"]) == ("n1", "gir-ops")


def test_renamed_secret_stays_secret():
    names = {"crypto_security_key": "serverSettings/no.hint", "jks_password": None}
    desired = rws(rws_option_names=names, gir_secret_keys=["mine"])
    assert "^no\\.hint$" in desired.secret_keys and "mine" in desired.secret_keys
    assert "^cryptoSecurityKey$" not in desired.secret_keys


@pytest.mark.parametrize(
    ("given", "health"),
    [
        ({}, {}),
        ({"rws_port": 8080}, {"port": 8080}),
        ({"rws_port": "8080", "rws_health": {"timeout": 9}}, {"port": 8080, "timeout": 9}),
        ({"rws_port": 8080, "rws_health": {"port": 9}}, {"port": 9}),
        ({"rws_port": 8080, "rws_health": {"url": "http://a"}}, {"url": "http://a"}),
        ({"rws_port": 8080, "rws_health": {"url": None}}, {"port": 8080, "url": None}),
        ({"rws_host": "10.0.0.9"}, {"host": "10.0.0.9"}),
        ({"rws_host": "0.0.0.0"}, {}),
        ({"rws_host": "::"}, {}),
        ({"rws_host": "rws1.test"}, {"host": "rws1.test"}),
        ({"rws_host": ""}, {}),
    ],
)
def test_signs_of_health(given, health):
    """The port answers at the address that the node listens on, unless there is an address of health."""
    assert rws(rws_service="u", **given).service.health == health


def test_unit_and_directories():
    desired = rws(
        rws_service="gir-rws",
        rws_start_command="/usr/bin/java -jar rws.jar",
        rws_unit_extra_options={"Service": {"LimitNOFILE": "65536"}},
        rws_log_path="/var/log/rws",
    )
    (unit,) = [file for file in desired.files if file.format == "ini"]
    assert unit.path == "/etc/systemd/system/gir-rws.service"
    assert unit.data["Service"] == {
        "User": "genesys",
        "Group": "genesysgroup",
        "WorkingDirectory": "/opt/genesys/rws",
        "ExecStart": "/usr/bin/java -jar rws.jar",
        "Restart": "on-failure",
        "LimitNOFILE": "65536",
    }
    assert [(directory.path, directory.mode) for directory in desired.directories] == [
        ("/opt/genesys", None),
        ("/opt/genesys/rws", "0750"),
        ("/opt/genesys/rws/config", "0750"),
        ("/var/log/rws", "0750"),
    ]
    assert desired.files[0].mode == "0640"


def test_everything_wrong_is_reported_at_once():
    desired = rws(
        rws_cassandra_nodes={"dc9": ["x"], "dc1": "cass1"},
        rws_application_options={"a": {"b": "c"}},
        rws_application_name="",
        rws_cluster_options={"a": {"b": "c"}},
        rws_saml_signing_key_name="only one",
        rws_log_path="logs",
        rws_package="/srv/rws.tar.gz",
        rws_port="many",
    )
    assert [(violation.id, violation.subject) for violation in desired.violations] == [
        ("GIR803", "rws_port"),
        ("GIR820", "rws_cassandra_nodes"),
        ("GIR821", "rws_cassandra_nodes"),
        ("GIR822", "rws_application_options"),
        ("GIR823", "rws_cluster_options"),
        ("GIR824", "rws_saml_signing_key_name"),
        ("GIR827", "rws_log_path"),
        ("GIR815", "rws_package"),
    ]
    assert desired.files == [] and desired.objects == []


@pytest.mark.parametrize("nodes", ["cass1", [], None, ["a", 1], ["a", ""], {"a": "b"}, 5])
def test_cassandra_nodes_are_names(nodes):
    assert rules(rws(rws_cassandra_nodes={"dc1": nodes})) == ["GIR821"]


def test_saml_as_a_whole():
    """With all three SAML options nothing is missing, and the entity of the provider may be given alone."""
    whole = {"encryption_key_name": "a", "signing_key_name": "b", "identity_provider_metadata": "c"}
    desired = rws(**{f"rws_saml_{name}": value for name, value in whole.items()})
    assert len(application(desired)["serverSettings"]["samlSettings"]) == 3
    assert rules(rws(rws_saml_service_provider_entity_id="x")) == []


@pytest.mark.parametrize("name", ["rws_cr_cluster_name", "rws_crypto_security_key"])
def test_required_variables(name):
    desired = rws(**{name: None})
    assert [(violation.id, violation.subject) for violation in desired.violations] == [("GIR802", name)]


def test_secret_in_no_sentence():
    """A secret of the wrong type is not shown."""
    desired = rws(rws_crypto_security_key=["s3cret-key"], rws_jks_password={"a": "s3cret-key"})
    assert rules(desired) == ["GIR803", "GIR803"]
    assert "s3cret-key" not in str([violation.sentence for violation in desired.violations])


def test_every_option_has_a_place_or_is_the_roles_own():
    """Only what is said to be unknown has no place, and every place is below a section of the file."""
    sections = {"logging", "jetty", "cassandraCluster", "serverSettings", "onPremiseSettings"}
    placed = [row.about for row in rows(Rws) if row.about.key]
    assert {about.key for about in placed if about.place is None} == {
        "configuration_server_backup_host",
        "configuration_server_backup_port",
    }
    assert {about.place.split("/")[0] for about in placed if about.place} == sections
    assert len({about.place for about in placed if about.place}) == len(placed) - 2


@pytest.mark.parametrize(
    ("host", "enabled", "given", "written"),
    [
        ("rws2-dc1", True, None, True),
        ("rws2-dc1", False, None, None),
        ("rws1-dc2", True, None, None),
        ("rws1-dc2", True, False, False),
        ("rws1-dc2", True, True, True),
    ],
)
def test_nodes_of_a_location_execute_its_lifecycle_rules(host, enabled, given, written):
    """The rules are those of the first data center; what the user says of the others holds."""
    task = {"media": "voice", "min_age_days": 1, "max_age_days": 2, "backup_folder": "file:///mnt/archive"}
    desired = rws(
        host,
        gir_media_lifecycle={"/US/NY": [{"name": "nightly", "enabled": enabled, "tasks": [task]}]},
        rws_enable_scheduled_media_operations=given,
    )
    operations = application(desired)["serverSettings"].get("backgroundScheduledMediaOperationsSettings", {})
    assert operations.get("enableBackgroundScheduledMediaOperations") is written

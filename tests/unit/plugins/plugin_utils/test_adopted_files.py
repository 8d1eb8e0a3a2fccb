# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files and units of hosts: live values win over the seed, and what cannot be read is reported."""

import pytest
from adopted_system import System, drift, hosts_of, said, seeded, variables
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption import desired, tables, trees
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.components import typed
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.directory import MARK, Directory
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.layout import file_of
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.vault import Vault
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import ConfigurationObject, File
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS

YAML_OF_RWS = "/opt/genesys/rws/config/application.yaml"
UNIT = "/etc/systemd/system/gir-rws.service"
RPS = "/opt/genesys/rps/rpconfig.cfg"


def test_an_option_that_only_the_seed_has(adopt):
    """Live values win over it, also where the live system has none."""
    adoption = adopt(system=seeded(rws_log_path="/var/log/rws", rws_jetty_enable_ssl=True))
    assert f"rws1: the seed gives rws_log_path, but {YAML_OF_RWS} has no such option." in adoption["contradictions"]
    assert "rws_log_path" not in adoption["effective"]("rws1") and drift(adoption) == []


def test_an_option_that_follows_and_is_not_there(adopt):
    """The role would write it; an option without a name is not written."""

    def change(system):
        text = system.files["rws2"][YAML_OF_RWS]["content"]
        kept = [line for line in text.splitlines() if "internalApiUrlV2" not in line]
        system.put("rws2", YAML_OF_RWS, "\n".join(kept) + "\n")

    adoption = adopt(change)
    assert adoption["effective"]("rws2")["rws_option_names"] == {"internal_api_url": None}
    assert said(adoption, "extra", "rws2: rws_option_names leaves internal_api_url out.")
    assert drift(adoption) == []


def voice_processor(path, **seed):
    """A system with one; its seed says the user's names, which nobody else knows."""
    names = {"postgresql_host": "PG_HOST", "rws_url": "RWS", "processing_mode": "MODE"}
    system = seeded(voice_processor_setting_names=names, **seed)
    system.groups["gir_voice_processor"] = ["rps1"]
    system.put("rps1", path, "PG_HOST=db\nMODE=active\n# remark=x\n")
    return system


def test_a_name_that_the_file_does_not_have_is_left_out(adopt):
    """The role would write the address of RWS under the user's name for it."""
    adoption = adopt(system=voice_processor("/opt/genesys/voice_processor/settings.env"))
    assert adoption["effective"]("rps1")["voice_processor_setting_names"]["rws_url"] is None
    assert said(adoption, "extra", "rps1: voice_processor_setting_names leaves rws_url out.")


def test_a_file_at_a_place_of_its_own(adopt):
    path = "/etc/processor/settings.env"
    adoption = adopt(system=voice_processor(path, voice_processor_settings_path=path))
    found = adoption["effective"]("rps1")
    assert (found["voice_processor_settings_path"], found["voice_processor_settings_format"]) == (path, "env")


def test_a_file_whose_form_nothing_says(adopt):
    path = "/etc/processor/settings"
    adoption = adopt(system=voice_processor(path, voice_processor_settings_path=path))
    sentence = f"rps1: nothing says the format of {path}; give voice_processor_settings_format in the seed."
    assert adoption["problems"] == [sentence]
    known = {"voice_processor_settings_path": path, "voice_processor_settings_format": "env"}
    assert adopt(system=voice_processor(path, **known))["problems"] == []


@pytest.mark.parametrize(("text", "what"), [("- a\n- b\n", "a list"), ("text\n", "one value"), ("7\n", "one value")])
def test_a_file_without_sections(adopt, text, what):
    adoption = adopt(lambda system: system.put("rws2", YAML_OF_RWS, text))
    told = f"rws2: {YAML_OF_RWS} holds {what}, where sections of options belong: correct it."
    assert adoption["problems"] == [told]


@pytest.mark.parametrize(
    ("written", "found"),
    [("cass3,cass1,cass2", None), ("cass1, cass3, cass2", "cass1")],
)
def test_cassandra_nodes_in_another_order(adopt, written, found):
    """No variable says an order of one's own, so the list stays as it is."""
    adoption = adopt(lambda system: system.edit("rws3", YAML_OF_RWS, "cass3,cass1,cass2", written))
    assert said(adoption, "contradictions", "The Cassandra nodes do not stand in the order") is (found is not None)
    assert drift(adoption) == []


def test_cassandra_nodes_as_a_list(adopt):
    adoption = adopt(system=System(rws_cassandra_nodes_as_list=True))
    found = variables(adoption)
    assert found["rws_cassandra_nodes_as_list"] is True
    assert found["rws_cassandra_nodes"] == {"dc1": ["cass1", "cass2"], "dc2": ["cass3"]} and drift(adoption) == []


def test_no_cassandra_nodes(adopt):
    adoption = adopt(system=System(rws_cassandra_nodes={}))
    assert "rws_cassandra_nodes" not in variables(adoption) and drift(adoption) == []


def test_a_unit_of_the_installation_stays_its_own(adopt):
    """It is named, so that it is restarted, and never written."""

    def change(system):
        text = system.files["rws2"][UNIT]["content"]
        del system.files["rws2"][UNIT]
        system.put(
            "rws2", "/etc/systemd/system/htcc.service", text.replace("Managed by Ansible (gir.multidc)", "Vendor")
        )

    adoption = adopt(change)
    found = adoption["effective"]("rws2")
    assert found["rws_service"] == "htcc" and "rws_start_command" not in found
    assert "rws2: unit htcc, which stays the installation's own." in adoption["recognised"]
    assert adoption["effective"]("rws1")["rws_start_command"] == "/usr/bin/java -jar rws.jar"


def test_a_unit_that_the_seed_gives_and_nobody_has(adopt):
    adoption = adopt(system=seeded(rws_service="other"))
    told = "rws1: /etc/systemd/system/other.service is not there, although the seed gives rws_service."
    assert told in adoption["drift"]


def test_two_units_in_one_directory(adopt):
    def change(system):
        text = system.files["rws1"][UNIT]["content"]
        system.put("rws1", "/etc/systemd/system/another.service", text)
        system.put("rws1", "/etc/systemd/system/elsewhere.service", text.replace("/opt/genesys/rws", "/opt/other"))
        system.put("rws1", "/etc/cron.d/gir-rws", text)

    adoption = adopt(change)
    sentence = "rws1: the units another, gir-rws all work in /opt/genesys/rws; another was taken."
    assert sentence in adoption["contradictions"]
    assert adoption["effective"]("rws1")["rws_service"] == "another"


def test_a_unit_that_cannot_be_read(adopt):
    """It works in the directory, so it is named, but nothing of it is taken over."""

    def change(system):
        text = f"no section\nWorkingDirectory = /opt/genesys/rws/\n# {system.files['rws1'][UNIT]['content']}"
        system.put("rws2", UNIT, text)

    found = adopt(change)["effective"]("rws2")
    assert found["rws_service"] == "gir-rws" and "rws_start_command" not in found


def test_the_java_of_a_unit(adopt):
    """A unit that was written with it says it."""
    given = {"rcs_service": "gir-rcs", "rcs_start_command": "/opt/rcs/run", "rcs_java_home": "/opt/java"}
    adoption = adopt(system=System(**given))
    assert {name: variables(adoption)[name] for name in given} == given and drift(adoption) == []
    del given["rcs_java_home"]
    assert "rcs_java_home" not in variables(adopt(system=System(**given)))


ENVIRONMENT = UNIT.replace(".service", ".gir_multidc.env")


def test_the_environment_of_a_unit_goes_into_the_vault(adopt):
    given = {"rws_environment": {"DB_PASSWORD": "hidden-unit-1", "TZ": "UTC"}}
    adoption = adopt(system=System(**given))
    assert drift(adoption) == [] and adoption["effective"]("rws1")["rws_environment"] == given["rws_environment"]
    assert_only_in_vault(adoption, "hidden-unit-1")


def test_an_environment_that_was_changed_by_hand_is_an_open_point(adopt):
    def change(system):
        system.put("rws1", ENVIRONMENT, "DB_PASSWORD='hidden-unit-1'\n")

    adoption = adopt(change, system=System(rws_environment={"DB_PASSWORD": "hidden-unit-1"}))
    assert f"rws_environment: rws1: {ENVIRONMENT} is not there, or was changed by hand" in adoption["by_hand"]


def test_a_secret_in_the_environment_of_a_unit_moves_into_the_vault(adopt):
    def change(system):
        for host in ("rws1", "rws2"):
            text = system.files[host][UNIT]["content"]
            lines = 'Environment="DB_PASSWORD=hidden-unit-1" TZ=UTC\nExecStart'
            system.put(host, UNIT, text.replace("ExecStart", lines, 1))

    adoption = adopt(change)
    found = adoption["effective"]("rws1")
    assert found["rws_environment"] == {"DB_PASSWORD": "hidden-unit-1", "TZ": "UTC"}
    assert "rws_unit_extra_options" not in found
    assert "site would change rws1: Service/Environment of the unit gir-rws." in adoption["drift"]
    assert any(sentence.startswith("rws_environment: rws1: Environment of unit") for sentence in adoption["inferred"])
    assert_only_in_vault(adoption, "hidden-unit-1")


@pytest.mark.parametrize("own", [True, False])
def test_a_secret_in_a_command_is_an_open_point(adopt, own):
    def change(system):
        text = system.files["rws1"][UNIT]["content"]
        text = text.replace("rws.jar", "rws.jar --password hidden-unit-1")
        system.put("rws1", UNIT, text if own else text.replace("Managed by Ansible (gir.multidc)", "Vendor"))

    adoption = adopt(change)
    assert "rws_start_command" not in adoption["effective"]("rws1")
    assert any("rws1: unit gir-rws holds a secret, and everybody" in sentence for sentence in adoption["by_hand"])
    assert not any("hidden-unit-1" in text for text in adoption["files"].values())


def assert_only_in_vault(adoption, secret):
    where = [path for path, text in adoption["files"].items() if secret in text]
    assert where and all(path.endswith("vault.yml") for path in where)


def test_no_host_at_all(adopt):
    def change(system):
        system.groups["gir"] = []

    assert adopt(change)["problems"] == [
        "The seed has no host in the group gir; put every host below gir, see docs/adopt.md."
    ]


def test_a_data_center_without_hosts(adopt):
    adoption = adopt(centers=["dc1", "dc2", "dc9"])
    assert adoption["problems"] == ["The group dc9 of the data center dc9 has no hosts; correct the seed."]
    system = seeded(gir_datacenters={"dc1": {}, "dc2": {}})
    system.groups["friday"] = ["rws1"]
    assert adopt(system=system)["problems"] == [], "the map of the seed says which groups are data centers"


def test_a_host_outside_of_every_data_center(adopt):
    adoption = adopt(lambda system: system.groups["dc2"].remove("dav2"), centers=["dc1", "dc2"])
    assert len(adoption["problems"]) == 1
    assert adoption["problems"][0].startswith("The host dav2 is in no group of a data center; a host is in one.")


def test_hosts_reach_each_other_by_what_the_seed_says(adopt):
    """How a host is reached stays with it."""
    system = System()
    for number, seed in enumerate(system.seed.values()):
        seed["ansible_host"] = f"10.0.0.{number}"
    assert hosts_of(adopt(system=system))["dc1"]["hosts"]["rws2"]["ansible_host"] == "10.0.0.1"
    assert file_of("ansible_user") == "connection.yml" and file_of("gir_ca_path") == "settings.yml"


def row_of(kind):
    return next(row for row in COMPONENTS["rws"].variables.values() if row.type == kind)


@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [
        ("int", "8080", 8080),
        ("int", "08", 8),
        ("int", " -1 ", -1),
        ("int", "0x1F", "0x1F"),
        ("int", "٣", "٣"),
        ("int", 7, 7),
        ("str", "8080", "8080"),
        ("bool", "1", True),
        ("bool", " TRUE ", True),
        ("bool", 0, False),
        ("bool", "2", "2"),
    ],
)
def test_what_a_variable_takes(kind, value, found):
    """Only what every reader takes for a number or a boolean is converted."""
    assert (typed(value, row_of(kind)), type(typed(value, row_of(kind)))) == (found, type(found))


def test_a_list_in_a_file_is_separated_by_commas():
    (row,) = [row for row in COMPONENTS["rps"].variables.values() if row.type == "list"][:1]
    assert typed("a, b,c", row) == ["a", "b", "c"] and typed(["a"], row) == ["a"]


def test_what_cannot_be_compared_is_a_sentence():
    file = File("/c.cfg", "ini", data={"S": {"a": ["x"]}})
    with pytest.raises(desired.Incomparable, match="h1: /c.cfg cannot be compared: S/a is a list"):
        desired.document_of("h1", file, "ini")
    for options in ({"S": {"a": ["x"]}}, {"S": "text"}):
        with pytest.raises(desired.Incomparable, match="h1: CfgDN 1 cannot be compared: "):
            desired.as_text(ConfigurationObject("CfgDN", "1", options=options), "h1")
    thing = desired.as_text(ConfigurationObject("CfgDN", "1", annex={"S": {"a": True, "b": None}, "T": None}), "h1")
    assert (thing.options, thing.annex) == (None, {"S": {"a": "true"}})


def test_a_default_that_is_another_template_is_refused():
    class Row:
        variable, default = "rws_x", "{{ unknown }}/x"

    with pytest.raises(ValueError, match="the default of rws_x is no template that adoption knows"):
        tables._default(Row, "h1", {})


def test_a_leaf_is_taken_out_with_its_empty_sections():
    assert trees.without({"a": {"b": {"c": 1}}, "d": 2}, ("a", "b", "c")) == {"d": 2}
    assert trees.without({"a": {"b": 1, "c": 2}}, ("a", "b")) == {"a": {"c": 2}}
    for path in (("x",), ("a", "x"), ("a", "b", "c")):
        assert trees.without({"a": {"b": 1}}, path) == {"a": {"b": 1}}


def test_equal_names_of_different_secrets_are_told_apart():
    vault = Vault()
    for number in range(3):
        vault.protect("rws_crypto_security_key", f"key-{number}")
    assert sorted(vault.entries.values()) == ["key-0", "key-1", "key-2"]
    assert len(vault.entries) == 3
    vault.protect("rws_crypto_security_key", "key-1")
    assert len(vault.entries) == 3


def test_a_mark_that_cannot_be_read_forgets_the_files(tmp_path):
    """Nothing is removed of which it is not known that an earlier run wrote it, and never above the directory."""
    Directory(str(tmp_path), False, False).write({"hosts.yml": "a\n"})
    (tmp_path / "precious").write_text("x", encoding="utf-8")
    outside = tmp_path.parent / "outside"
    outside.write_text("x", encoding="utf-8")
    (tmp_path / MARK).write_text(f"Made by\n../outside\n{tmp_path}/precious\n./precious\ngone.yml\n", encoding="utf-8")
    Directory(str(tmp_path), False, False).write({"hosts.yml": "a\n"})
    assert outside.exists() and (tmp_path / "precious").exists()
    (tmp_path / MARK).write_bytes(b"Made by\n\xff\n")
    directory = Directory(str(tmp_path), False, False)
    directory.write({"hosts.yml": "b\n"})
    assert (tmp_path / "precious").exists() and directory.changed


def test_differences_of_a_directory_hold_no_secret(tmp_path):
    files = {"hosts.yml": "gir: {}\n", "group_vars/gir/vault.yml": "gir_vault_x: hush\n"}
    Directory(str(tmp_path), False, False).write(files)
    directory = Directory(str(tmp_path), False, True)
    directory.write({"group_vars/gir/vault.yml": "gir_vault_x: hush-2\n"})
    shown = directory.differences()
    assert {entry["before_header"].rpartition("/")[2] for entry in shown} == {"vault.yml", "hosts.yml", MARK}
    assert "hush" not in str(shown)

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a running system to its inventory: the roles make a system from variables, and adoption finds them again."""

import pytest
import yaml
from adopted_process import process
from adopted_system import SECRETS, VARIABLES, outcome
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption import cassandra, trees
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.directory import Directory
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.live import CENSORED, majority, masked, uncensored
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.vault import Vault

# The files of the system hold no daily index update.
DRIFT = ["The daily index update is installed nowhere; site would bring it to the standby data center."]
YAML_OF_RWS = "/opt/genesys/rws/config/application.yaml"


class Loader(yaml.SafeLoader):
    pass


Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


@pytest.fixture(scope="module")
def adopt():
    """A function that adopts the system after a change, which is a function of this module."""
    with process() as executor:
        yield lambda change=None, **options: executor.submit(outcome, change, {}, options).result()


@pytest.fixture(scope="module")
def adopted(adopt):
    return adopt()


def variables(adoption):
    found = {}
    for path, text in adoption["files"].items():
        if path.startswith("group_vars/gir/"):
            found.update(yaml.load(text, Loader))
    return found


def test_what_the_system_was_made_from_is_found_again(adopted):
    assert adopted["problems"] == adopted["contradictions"] == []
    assert adopted["drift"] == DRIFT
    found = variables(adopted)
    given = dict(VARIABLES)
    # These hold secrets, which stand in the vault, or say what every host of the seed says.
    for name in ("gir_storage_credentials", "gir_configuration_server", "webdav_os_family"):
        given.pop(name)
    different = {name: (value, found.get(name)) for name, value in given.items() if found.get(name) != value}
    assert different == {}
    assert found["gir_storage_credentials"]["dc2"]["username"] == "recorder2"
    reference = found["gir_storage_credentials"]["dc2"]["password"]
    assert found[reference.strip("{} ")] == "dav2-pw-6"


def test_every_secret_is_in_the_vault_and_nowhere_else(adopted):
    vault = adopted["files"]["group_vars/gir/vault.yml"]
    assert [secret for secret in SECRETS if secret not in vault] == []
    for path, text in adopted["files"].items():
        if path != "group_vars/gir/vault.yml":
            assert [secret for secret in SECRETS if secret in text] == [], path


def test_text_of_the_live_system_is_never_a_template(adopted):
    assert "!unsafe '{{ not a template }}'" in adopted["files"]["group_vars/gir/components.yml"]


def hosts_of(adoption):
    return yaml.load(adoption["files"]["hosts.yml"], Loader)["gir"]["children"]


def test_hosts_stand_in_their_groups(adopted):
    assert list(hosts_of(adopted)["dc2"]["hosts"]) == ["rws3", "rps2", "rcs2", "mcp2", "mux2", "dav2"]
    assert list(hosts_of(adopted)["gir_mcp"]["hosts"]) == ["mcp1", "mcp2"]


def other_port(system):
    system.edit("rws2", YAML_OF_RWS, "8080", "9090")


def test_what_differs_on_one_host_is_kept_there(adopt):
    adoption = adopt(other_port)
    assert adoption["drift"] == DRIFT
    assert hosts_of(adoption)["dc1"]["hosts"]["rws2"]["rws_port"] == 9090


def other_site(system):
    options = system.object("CfgApplication", "WDE")["options"]["interaction-workspace"]
    options["disaster-recovery.eservices-site"] = "DC2"


def test_desktops_on_another_site_than_rws_are_named_and_stay_there(adopt):
    adoption = adopt(other_site)
    assert "The desktops use the eServices site DC2, but RWS uses DC1." in "\n".join(adoption["contradictions"])
    assert adoption["drift"] == DRIFT


def other_key(system):
    system.edit("rws3", YAML_OF_RWS, "crypto-key-7", "other-key-9")


def test_a_key_that_differs_is_named_and_never_shown(adopt):
    adoption = adopt(other_key)
    told = "\n".join(adoption["contradictions"])
    assert "rws_crypto_security_key has to be equal on every RWS node, but it is another one on rws3" in told
    assert "other-key-9" not in "".join(text for path, text in adoption["files"].items() if "vault" not in path)
    # The map refuses another key, so it is a further option of that node.
    assert list(hosts_of(adoption)["dc2"]["hosts"]["rws3"]) == ["rws_extra_options"]
    assert adoption["drift"] == DRIFT


def other_configuration_server(system):
    for host in system.groups["dc2"]:
        for path, file in list(system.files[host].items()):
            system.put(host, path, file["content"].replace("cfg.test", "proxy.dc2.test"))


def test_the_controller_knows_the_usual_configuration_server_and_a_data_center_its_own(adopt):
    adoption = adopt(other_configuration_server)
    assert adoption["problems"] == [] and adoption["drift"] == DRIFT
    assert variables(adoption)["gir_configuration_server"]["host"] == "cfg.test"
    own = yaml.load(adoption["files"]["group_vars/dc2/components.yml"], Loader)
    assert own["gir_configuration_server"]["host"] == "proxy.dc2.test"


def other_receiver(system):
    entry = next(e for e in system.rws["settings"] if e["name"] == "interaction-receiver" and e["location"] == "/US/TX")
    entry["value"] = dict(entry["value"], userName="somebody")


def test_a_setting_of_rws_that_differs_is_told(adopt):
    sentence = "site would change the setting speechminer/interaction-receiver of /US/TX in RWS."
    assert sorted(adopt(other_receiver)["drift"]) == sorted([*DRIFT, sentence])


def address_with_password(system):
    annex = system.object("CfgAgentGroup", "A1")["annex"]
    annex["interaction-workspace"]["screen-recording.htcc.uri"] = "http://u:AgentSecret14@other:1"
    system.edit("mux1", "/opt/genesys/muxer/muxer.cfg", "https://rcs.dc1", "https://u:MuxSecret71@rcs.dc1")


def test_a_password_in_an_address_is_in_the_vault_alone(adopt):
    adoption = adopt(address_with_password)
    told = "".join(text for path, text in adoption["files"].items() if "vault" not in path) + str(adoption["drift"])
    told += str(adoption["contradictions"]) + str(adoption["inferred"])
    assert "AgentSecret14" not in told and "MuxSecret71" not in told


def section_as_text(system):
    text = system.files["rws2"][YAML_OF_RWS]["content"].splitlines()
    start = text.index("serverSettings:")
    end = next(n for n in range(start + 1, len(text)) if not text[n].startswith(" "))
    system.put("rws2", YAML_OF_RWS, "\n".join([*text[:start], "serverSettings: text", *text[end:]]) + "\n")


def test_a_section_that_is_none_is_told_with_its_host(adopt):
    (problem,) = adopt(section_as_text)["problems"]
    assert problem.startswith("rws2: role rws cannot be tried with what was read:") and "serverSettings" in problem


def other_type(system):
    annex = system.object("CfgGVPIVRProfile", "record_dallas")["annex"]
    annex["gvp.service-parameters"]["recordingclient.type"] = "fixed,audio/other"


def test_options_of_an_ivr_profile_that_no_variable_says_are_kept(adopt):
    adoption = adopt(other_type)
    assert adoption["drift"] == DRIFT
    kept = variables(adoption)["ivr_profile_location_options"]["dallas"]
    assert kept == {"gvp.service-parameters": {"recordingclient.type": "fixed,audio/other"}}


def without_profiles(system):
    system.objects = [item for item in system.objects if item["type"] != "CfgGVPIVRProfile"]


def without_gax(system):
    system.objects = None


def test_what_is_missing_is_to_be_filled_in(adopt):
    told = "\n".join(adopt(without_profiles)["by_hand"])
    assert "geo_locations of gir_datacenters: no recording IVR Profile was found" in told
    assert "gir_datacenters.dc1.processor_url" in told
    assert "GAX was not asked" in "\n".join(adopt(without_gax)["by_hand"])


def without_files(system):
    del system.files["rws2"][YAML_OF_RWS]
    system.put("rps1", "/opt/genesys/rps/rpconfig.cfg", "no section\n")


def in_two_places(system):
    system.groups["dc1"].append("rws3")


def test_a_host_without_its_file_and_a_host_in_two_places_are_problems(adopt):
    adoption = adopt(without_files)
    assert adoption["files"] == {}
    told = "\n".join(adoption["problems"])
    assert f"rws2 is in group gir_rws but has no {YAML_OF_RWS}: correct the group, or give rws_install_path" in told
    assert "rps1: /opt/genesys/rps/rpconfig.cfg is no INI that can be read" in told
    told = "\n".join(adopt(in_two_places)["problems"])
    assert "The host rws3 is in the groups dc1, dc2; a host is in one." in told


def with_another_group(system):
    system.groups["friday_maintenance"] = ["rws1"]


def test_a_data_center_that_is_named_is_no_guess(adopt):
    told = "\n".join(adopt(with_another_group)["problems"])
    assert "The host rws1 is in the groups dc1, friday_maintenance" in told
    assert adopt(with_another_group, centers=["dc1", "dc2"])["problems"] == []


# -- parts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lists", "found"),
    [
        ({"a": ["1", "2"], "b": ["1", "2"]}, {"a": ["1", "2"]}),
        ({"a": ["1", "2", "3"], "b": ["3", "1", "2"]}, {"a": ["1", "2"], "b": ["3"]}),
        ({"a": ["1", "2", "3"], "b": ["3", "2", "1"]}, None),
        ({"a": ["1", "2"], "b": ["1", "3"]}, None),
        ({}, None),
    ],
)
def test_cassandra_nodes_are_split_by_data_center(lists, found):
    assert cassandra.split(["a", "b"], lists) == found


def test_words_are_taken_out_of_a_document():
    words, rest = trees.by_words(
        {"a": {"b": 1, "c": 2}, "d": {}}, {"one": "a/b", "none": None, "gone": "x/y", "section": "a"}
    )
    assert (words, rest) == ({"one": 1}, {"a": {"c": 2}, "d": {}})
    assert dict(trees.differences({"a": 1, "b": {"c": "1"}}, {"b": {"c": 1, "d": 2}})) == {
        ("a",): trees.MISSING,
        ("b", "c"): 1,
        ("b", "d"): 2,
    }


def test_the_most_frequent_value_and_who_says_otherwise():
    assert majority([("a", 1), ("b", 2), ("c", 2), ("d", None)]) == (2, ["a"])
    assert majority([]) == (None, [])


def test_a_password_that_ansible_has_taken_out_is_put_back():
    objects = [{"type": "T", "name": "N", "options": {"s": {"a": CENSORED, "b": "x********y", "c": "kept"}}}]
    assert uncensored(objects, "pw") == ["T N s/b"]
    assert objects[0]["options"] == {"s": {"a": "pw", "c": "kept"}}


def test_masks_are_found_where_no_password_is():
    storage = [{"location": "/US/TX", "url": "http://dev********-screens", "password": "********"}]
    assert masked(storage) == ["/0/url"]
    assert masked({"a": [CENSORED, "fine"]}) == ["/a/0"]
    # The modules mask these on purpose.
    assert masked([{"name": "archive-token", "value": "********"}, {"value": {"secretAccessKey": "********"}}]) == []


def test_a_line_of_configuration_that_holds_a_secret_is_in_the_vault():
    vault = Vault()
    lines = ["Require valid-user", "AuthLDAPBindPassword DavSecret61"]
    shown = vault.protect("webdav_extra_options", lines)
    assert shown[0] == lines[0] and "DavSecret61" not in shown[1]
    assert list(vault.entries.values()) == [lines[1]]


def test_a_directory_of_another_origin_is_left_alone(tmp_path):
    mine = tmp_path / "mine"
    directory = Directory(str(mine), False, False)
    assert directory.problems() == []
    files = {"hosts.yml": "a\n", "group_vars/gir/vault.yml": "secret: x\n"}
    directory.write(files)
    assert (mine / "group_vars/gir/vault.yml").stat().st_mode & 0o777 == 0o600
    again = Directory(str(mine), False, False)
    assert again.problems() == []
    again.write(files)
    assert again.changed is False
    check = Directory(str(mine), False, True)
    check.write({"hosts.yml": "a\n"})
    assert check.changed is True and (mine / "group_vars/gir/vault.yml").exists()
    (mine / "notes.txt").write_text("by hand", encoding="utf-8")
    fewer = Directory(str(mine), False, False)
    fewer.write({"hosts.yml": "a\n", "group_vars/dc1/components.yml": "b\n"})
    assert not (mine / "group_vars/gir/vault.yml").exists() and (mine / "notes.txt").exists()
    assert [file["state"] for file in fewer.results if file["path"].endswith("vault.yml")] == ["removed"]
    Directory(str(mine), False, False).write(files)
    assert not (mine / "group_vars/dc1/components.yml").exists()
    (mine / "group_vars/gir/vault.yml").write_text("$ANSIBLE_VAULT;1.1;AES256\n", encoding="utf-8")
    assert "is encrypted, and would be written in clear text" in Directory(str(mine), False, False).problems()[0]
    other = tmp_path / "other"
    other.mkdir()
    (other / "precious").write_text("x", encoding="utf-8")
    assert "is not empty and was not made by gir.multidc.adopt" in Directory(str(other), False, False).problems()[0]
    assert Directory(str(other), True, False).problems() == []
    assert "is no directory" in Directory(str(other / "precious"), False, False).problems()[0]
    assert "directory is empty" in Directory(" ", False, False).problems()[0]

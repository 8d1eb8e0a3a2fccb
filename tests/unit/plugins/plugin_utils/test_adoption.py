# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a running system to its inventory: components make a system from variables, and adoption finds them again."""

import json

import pytest
import yaml
from adopted_system import SECRETS, VARIABLES, Loader, hosts_of, variables

# The files of the system hold no daily index update.
DRIFT = ["The daily index update is installed nowhere; site would bring it to the standby data center."]
YAML_OF_RWS = "/opt/genesys/rws/config/application.yaml"


@pytest.fixture(scope="module")
def adopted(adopt):
    return adopt()


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


def test_desktops_on_another_site_than_rws_are_named(adopt):
    """A further option would keep them there after every failover."""
    adoption = adopt(other_site)
    assert "The desktops use the eServices site DC2, but RWS uses DC1." in "\n".join(adoption["contradictions"])
    assert "workspace_desktop_extra_options" not in variables(adoption)
    place = "options interaction-workspace/disaster-recovery.eservices-site"
    assert adoption["drift"] == [*DRIFT, f"site would change CfgApplication WDE: {place}."]


def other_key(system):
    system.edit("rws3", YAML_OF_RWS, "crypto-key-7", "other-key-9")


def test_a_key_that_differs_is_named_and_never_shown(adopt):
    adoption = adopt(other_key)
    told = "\n".join(adoption["contradictions"])
    assert "rws_crypto_security_key differs: rws1, rws2 have value 1; rws3 has value 2; value 1 was taken" in told
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


def relative_log_path(system):
    system.edit("rws2", YAML_OF_RWS, "serverSettings:", "logging:\n  path: logs\nserverSettings:")


def test_a_variable_that_breaks_a_rule_is_left_to_the_operator(adopt):
    """The inventory is written, and nothing of that component on that host is compared."""
    adoption = adopt(relative_log_path)
    sentence = 'rws_log_path: rws2: rws_log_path is "logs", which is no absolute path.'
    assert [line for line in adoption["by_hand"] if line.startswith(sentence)] != []
    assert [line for line in adoption["drift"] if line.startswith("rws2: what role rws would write")] != []
    assert hosts_of(adoption)["dc1"]["hosts"]["rws2"]["rws_log_path"] == "logs"


def without_desktop(system):
    system.objects = [item for item in system.objects if item["name"] != "WDE"]


def test_a_variable_that_nothing_gives_is_filled_in_by_hand(adopt):
    adoption = adopt(without_desktop)
    assert adoption["problems"] == []
    told = "\n".join(adoption["by_hand"])
    assert "localhost: workspace_desktop_application_name is not given." in told


def other_types(system):
    options = "\n  crRegion: true\n  iwsDispositionCodeSync: 'maybe'\n  drMonitoringDelay: 5 s"
    system.edit("rws2", YAML_OF_RWS, "serverSettings:", f"serverSettings:{options}")


def test_a_value_that_no_variable_can_hold_is_kept_as_it_is(adopt):
    adoption = adopt(other_types)
    assert adoption["drift"] == DRIFT
    own = hosts_of(adoption)["dc1"]["hosts"]["rws2"]
    kept = own["rws_extra_options"]["serverSettings"]
    assert (kept["crRegion"], kept["iwsDispositionCodeSync"], kept["drMonitoringDelay"]) == (True, "maybe", "5 s")
    assert not {"rws_cr_region", "rws_dr_monitoring_delay"} & set(own)


def with_date(system):
    system.edit("rws2", YAML_OF_RWS, "serverSettings:", "serverSettings:\n  own: 2024-01-31")


def test_a_date_which_site_would_write_as_text_is_told(adopt):
    sentence = f"site would change rws2: serverSettings/own of {YAML_OF_RWS}."
    assert adopt(with_date)["drift"] == [*DRIFT, sentence]


def other_unit(system):
    system.edit("rws1", "/etc/systemd/system/gir-rws.service", "Restart = on-failure", "Restart = always\nNice = 5")


def test_options_of_a_unit_that_no_variable_says_are_kept(adopt):
    adoption = adopt(other_unit)
    assert adoption["drift"] == DRIFT
    own = hosts_of(adoption)["dc1"]["hosts"]["rws1"]
    assert own["rws_unit_extra_options"] == {"Service": {"Restart": "always", "Nice": "5"}}


# Of the user's release; nobody else knows them.
NAMES = {
    "postgresql_host": "PG_HOST",
    "postgresql_password": "PG_PW",
    "rws_url": "RWS",
    "processing_mode": "MODE",
}


def voice_processors(system, name, text):
    system.groups["gir_voice_processor"] = ["rps1"]
    for host in system.seed:
        system.seed[host]["voice_processor_setting_names"] = NAMES
    system.put("rps1", f"/opt/genesys/voice_processor/{name}", text)


def with_env(system):
    text = "# Settings\nPG_HOST=db\nPG_PW=a=b\nRWS=https://rws.dc1.test\nMODE=active\nOTHER=1\n"
    voice_processors(system, "settings.env", text)


def with_json(system):
    data = {"PG_HOST": "db", "PG_PW": "a=b", "RWS": "https://rws.other.test", "MODE": "active", "OTHER": [1]}
    voice_processors(system, "settings.json", json.dumps(data))


@pytest.mark.parametrize(("change", "form", "other"), [(with_env, "env", "1"), (with_json, "json", [1])])
def test_a_voice_processor_is_read_in_the_form_of_its_file(adopt, change, form, other):
    adoption = adopt(change)
    assert adoption["problems"] == []
    assert adoption["drift"] == DRIFT
    found = variables(adoption)
    assert found["voice_processor_settings_format"] == form
    assert found["voice_processor_postgresql_host"] == "db"
    assert found["voice_processor_extra_options"] == {"OTHER": other}
    assert found["voice_processor_postgresql_password"] == "a=b"
    assert ("voice_processor_rws_url" in found) is (form == "json"), "it follows from the map unless it is another one"


def test_an_option_that_ansible_hides_is_named_in_the_report(adopt):
    adoption = adopt(hidden=["CfgApplication WDE section/option"])
    told = "CfgApplication WDE section/option was left out"
    assert told in "".join(adoption["contradictions"]) and told in adoption["files"]["adoption-report.md"]


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

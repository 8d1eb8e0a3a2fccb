# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

import stat

import pytest
from three_sites import RoleRuns

CONFIG = "opt/genesys/rps/rpconfig.cfg"
UNIT = {"rps_service": "gir-rps", "rps_start_command": "/usr/bin/python2 rp.py --config-file=rpconfig.cfg"}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    return RoleRuns("rps", tmp_path_factory.mktemp("rps"))


@pytest.fixture(scope="module")
def rendered(runs):
    return runs.render(gir_render_secrets=True)


def test_the_processor_of_the_active_data_center_holds_exactly_what_is_known(rendered):
    assert rendered.ini("dc1/rps0-dc1", CONFIG) == {
        "config_server": {"hostname": "cfg.test", "port": "2020", "username": "gir", "password": "cfg-pass-4"},
        "htcc": {
            "base_uri": "https://rws.dc1.test",
            "contact_center_id": "625a5cf1-dea8-4e46-b18b-831d4b254488",
            "username": "gir-ops",
            "password": "ops-pass-1",
        },
        "processing": {"mode": "active"},
    }


def test_the_backup_hands_over_to_the_active_data_center_and_uses_its_own_rws(rendered):
    config = rendered.ini("dc2/rps1-dc2", CONFIG)
    assert config["processing"] == {
        "mode": "backup",
        "post_uri": "https://processor.dc1.test/api/contact-centers/example/recordings",
    }
    assert config["htcc"]["base_uri"] == "https://rws.dc2.test"


def test_a_data_center_that_only_records_processes_its_own(rendered):
    assert rendered.ini("dc3/rps2-dc3", CONFIG)["processing"] == {"mode": "active"}


def test_no_configuration_server_object_without_options(rendered):
    assert not rendered.path("configuration-server").exists()


def test_after_a_failover_the_sides_are_exchanged_and_every_option_can_be_changed(runs):
    outcome = runs.render(
        "changed",
        gir_active_datacenter="dc2",
        rps_port=8889,
        rps_auth_username="mcp",
        rps_auth_password="mcp-pass-9",
        rps_region="us",
        rps_option_names={"rws_url": "rws/address", "contact_center_id": None, "rws_password": "rws/pw"},
        rps_extra_options={"processing": {"mode": None, "threads": 4}, "filter": {"keep": "^x"}},
        rps_application_options={"log": {"verbose": "all"}},
        rps_application_name="RPS_{{ inventory_hostname }}",
        **UNIT,
    )
    config = outcome.ini("dc1/rps0-dc1", CONFIG)
    assert config == {
        "config_server": {"hostname": "cfg.test", "port": "2020", "username": "gir", "password": "********"},
        "rp_server": {"port": "8889"},
        "auth": {"username": "mcp", "password": "********"},
        "rws": {"address": "https://rws.dc1.test", "pw": "********"},
        "htcc": {"username": "gir-ops"},
        "processing": {
            "post_uri": "https://processor.dc2.test/api/contact-centers/example/recordings",
            "threads": "4",
        },
        "metadata": {"region": "us"},
        "filter": {"keep": "^x"},
    }
    unit = outcome.ini("dc2/rps1-dc2/etc/systemd/system/gir-rps.service")
    assert unit["Service"]["ExecStart"] == UNIT["rps_start_command"]
    assert unit["Service"]["WorkingDirectory"] == "/opt/genesys/rps"
    application = outcome.json("configuration-server/CfgApplication/RPS_rps0-dc1.json")
    assert application["options"] == {"log": {"verbose": "all"}}
    assert "mcp-pass-9" not in outcome.text


def test_check_predicts_the_run_and_a_second_run_changes_nothing(runs):
    predicted, first, second = runs.check_then_apply_twice(**UNIT)
    assert predicted == first
    assert first == {"localhost": 0, "rps0-dc1": 1, "rps1-dc2": 1, "rps2-dc3": 1}
    assert set(second.values()) == {0}
    written = runs.directory / "hosts/rps0-dc1" / CONFIG
    assert stat.S_IMODE(written.stat().st_mode) == 0o640
    assert "cfg-pass-4" in written.read_text()


def test_a_backup_without_the_contact_centers_domain_and_a_misspelt_name_are_refused(runs):
    runs.groups["gir_rps"]["rps1-dc2"] = {"gir_contact_center_domain": ""}
    refused = runs.run()
    runs.groups["gir_rps"]["rps1-dc2"] = {}
    assert refused.code != 0
    assert "rps1-dc2: gir_contact_center_domain is not given, but a processor in backup mode" in refused.flat
    misspelt = runs.run(rps_option_names={"prot": "a/b"})
    assert misspelt.code != 0
    assert "no setting is called 'prot', did you mean 'port'?" in misspelt.flat

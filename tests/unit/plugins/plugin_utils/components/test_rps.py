# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a Recording Processor Script should be."""

import pytest
from recorded import computed, scenarios

HANDOVER = "https://processor.dc1.test/api/contact-centers/example/recordings"


def rps(host="rps1-dc1", scenario="minimal, three data centers", **variables):
    base = scenarios("rps")[scenario]
    # The map itself asks for some of them, so it has those of the scenario.
    kept = {name: base["variables"][name] for name in variables if name in base["variables"]}
    kept.pop("gir_active_datacenter", None)
    given = {"rps_service": "gir-rps", **base["variables"], **variables}
    return computed("rps", {**base, "variables": given, "model_variables": kept}, host)


def config(desired):
    (file,) = [file for file in desired.files if file.path.endswith("/rpconfig.cfg")]
    return file.data


@pytest.mark.parametrize(
    ("host", "active", "processing"),
    [
        ("rps1-dc1", "dc1", {"mode": "active"}),
        ("rps1-dc2", "dc1", {"mode": "backup", "post_uri": HANDOVER}),
        ("rps1-dc2", "dc2", {"mode": "active"}),
        # A data center that only records processes its own recordings.
        ("rps1-dc3", "dc1", {"mode": "active"}),
        ("rps1-dc3", "dc2", {"mode": "active"}),
    ],
)
def test_processing_mode(host, active, processing):
    """The processor of the standby data center hands over to the active one."""
    assert config(rps(host, gir_active_datacenter=active))["processing"] == processing


def test_own_rws():
    """RWS is the one of the processor's own data center, also in backup mode."""
    assert config(rps("rps1-dc2"))["htcc"]["base_uri"] == "http://rws.dc2.test:8081"


def test_given_handover_address():
    """It is written in backup mode only."""
    given = "https://other.test/x"
    assert config(rps("rps1-dc2", rps_post_uri=given))["processing"]["post_uri"] == given
    assert "post_uri" not in config(rps("rps1-dc1", rps_post_uri=given))["processing"]


@pytest.mark.parametrize("domain", [None, "", "  "])
def test_missing_domain_is_refused_in_backup_mode(domain):
    """Only there an address is made of it."""
    (violation,) = rps("rps1-dc2", gir_contact_center_domain=domain).violations
    assert (violation.id, violation.subject) == ("GIR840", "gir_contact_center_domain")
    assert violation.remedy == "Give gir_contact_center_domain, or rps_post_uri."
    assert rps("rps1-dc1", gir_contact_center_domain=domain).violations == []
    assert rps("rps1-dc2", gir_contact_center_domain=domain, rps_post_uri="https://a.test").violations == []


def test_renamed_secrets():
    """A name of the user's own does not take a value out of what is secret."""
    names = {"rws_url": "rws/address", "contact_center_id": None, "rws_password": "rws/pw"}
    desired = rps(rps_option_names=names, rps_auth_password="mcp-pass")
    assert config(desired)["rws"] == {"address": "https://rws.dc1.test", "pw": "ops-pass-4"}
    assert config(desired)["htcc"] == {"username": "gir-ops"}
    assert "^pw$" in desired.secret_keys


def test_no_configuration_server():
    """Without gir_configuration_server the section is not written."""
    assert "config_server" not in config(rps(gir_configuration_server=None))


def test_backup_configuration_server():
    """It is written once its options have names."""
    server = {"host": "a", "port": 1, "username": "u", "password": "p", "backup_host": "b", "backup_port": 2}
    assert "backup_host" not in config(rps(gir_configuration_server=server))["config_server"]
    names = {"configuration_server_backup_host": "config_server/host2"}
    named = config(rps(gir_configuration_server=server, rps_option_names=names))
    assert named["config_server"]["host2"] == "b"


def test_application_object():
    """It is written only with options or an annex."""
    assert rps().objects == []
    (application,) = rps(rps_application_annex={"a": {"b": "c"}}).objects
    assert (application.name, application.options, application.annex) == ("rps1-dc1_RPS", {}, {"a": {"b": "c"}})


def test_config_file_is_closed_to_others():
    (file,) = rps().files
    assert (file.path, file.mode, file.owner) == ("/opt/genesys/rps/rpconfig.cfg", "0640", "genesys")


def test_everything_wrong_is_reported_at_once():
    desired = rps(
        rps_option_names={"rws_ur": "a/b", "port": "one", "post_uri": "htcc/base_uri"},
        rps_extra_options={"htcc": 5},
        host="rps1-dc2",
    )
    assert [violation.id for violation in desired.violations] == ["GIR810", "GIR811", "GIR812", "GIR814"]

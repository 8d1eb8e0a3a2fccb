# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a Voice Processor should be."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components import voice_processor
from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import rows, variables
from ansible_collections.gir.multidc.plugins.plugin_utils._components.voice_processor_options import VoiceProcessor
from recorded import computed, scenarios
from template_texts import text_of

UNSET = object()
NAMED = {"voice_processor_settings_format": "json", "voice_processor_setting_names": {"rws_url": "rwsUrl"}}


def processor(host="vp1-dc1", **variables):
    base = scenarios("voice_processor")["extra options alone, yaml"]
    given = {name: value for name, value in base["variables"].items() if not name.startswith("voice_processor_")}
    variables = {"voice_processor_service": "gir-vp", **given, **variables}
    variables = {name: value for name, value in variables.items() if value is not UNSET}
    kept = {"gir_contact_center_domain": given["gir_contact_center_domain"]}
    return computed("voice_processor", {**base, "variables": variables, "model_variables": kept}, host)


def named(form="json", host="vp1-dc1", extra=None, **names):
    """A processor with names for some settings."""
    return processor(
        host,
        voice_processor_settings_format=form,
        voice_processor_setting_names=names,
        voice_processor_extra_options=extra or {},
    )


def rules(desired):
    return [violation.id for violation in desired.violations]


def test_names_give_the_order():
    """The file has the settings in the order in which the user names them."""
    (file,) = named(rws_password="rws/password", port=None, processing_mode="mode", rws_url="rws/url").files
    assert file.data == {"rws": {"password": "ops-pass-4", "url": "https://rws.dc1.test"}, "mode": "active"}
    assert list(file.data["rws"]) == ["password", "url"]


@pytest.mark.parametrize(
    ("host", "active", "mode", "next_one"),
    [
        ("vp1-dc1", "dc1", "active", None),
        ("vp1-dc2", "dc1", "backup", "https://processor.dc1.test/api/contact-centers/example/recordings"),
        ("vp1-dc1", "dc2", "backup", "http://processor.dc2.test:8889/api/contact-centers/example/recordings"),
        ("vp1-dc3", "dc1", "active", None),
    ],
)
def test_processing_mode(host, active, mode, next_one):
    """The processor of the standby data center hands over to the active one."""
    names = {"processing_mode": "mode", "post_uri": "next"}
    given = {**NAMED, "voice_processor_setting_names": names, "gir_active_datacenter": active}
    (file,) = processor(host, **given).files
    assert file.data == {"mode": mode, **({"next": next_one} if next_one else {})}


@pytest.mark.parametrize("active", ["dc1", "dc2"])
def test_interaction_receiver_of_the_active_data_center(active):
    names = {"interaction_receiver_url": "receiver"}
    (file,) = processor(
        "vp1-dc3", **{**NAMED, "voice_processor_setting_names": names, "gir_active_datacenter": active}
    ).files
    assert file.data == {"receiver": f"https://sm.{active}.test/ir"}


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        (None, "rws.dc1.test", 443),
        ("http://rws.test", "rws.test", 80),
        ("HTTPS://RWS.test/path", "rws.test", 443),
        ("https://[2001:db8::1]:8443", "2001:db8::1", 8443),
    ],
)
def test_host_and_port_of_rws(url, host, port):
    """The port follows from the scheme when the address has none."""
    names = {"rws_host": "host", "rws_port": "port"}
    (file,) = processor(**{**NAMED, "voice_processor_setting_names": names, "voice_processor_rws_url": url}).files
    assert file.data == {"host": host, "port": port}


@pytest.mark.parametrize(
    "url", ["https://rws.test:99999", "https://gir:word@[rws.test", "rws.test:8080", "https:/rws.test"]
)
def test_malformed_address_of_rws_is_refused(url):
    """The sentence does not show an account in it."""
    desired = processor(**{**NAMED, "voice_processor_rws_url": url})
    (violation,) = desired.violations
    assert (violation.id, violation.subject) == ("GIR809", "voice_processor_rws_url")
    assert "word" not in violation.sentence


@pytest.mark.parametrize(
    ("form", "path"),
    [
        ("json", "/opt/genesys/voice_processor/settings.json"),
        ("yaml", "/opt/genesys/voice_processor/settings.yml"),
        ("env", "/opt/genesys/voice_processor/settings.env"),
    ],
)
def test_path_of_the_settings(form, path):
    (file,) = named(form, rws_url="URL").files
    assert (file.path, file.mode) == (path, "0640")
    (file,) = processor(
        voice_processor_settings_format=form,
        voice_processor_settings_path="/etc/vp/conf",
        voice_processor_extra_options={"A": "b"},
    ).files
    assert file.path == "/etc/vp/conf"


def test_env_file():
    """One line for each setting; booleans are in lower case, null removes a line."""
    desired = named("env", rws_url="RWS", rws_password="RWS_WORD", extra={"DEBUG": True, "GONE": None, "N": 4})
    (file,) = desired.files
    lines = text_of("voice_processor", file, "vp1-dc1").splitlines()
    assert [line for line in lines if not line.startswith("#")] == [
        "RWS=https://rws.dc1.test",
        "RWS_WORD=ops-pass-4",
        "DEBUG=true",
        "N=4",
    ]
    assert desired.secret_keys == ["^RWS_WORD$"]


@pytest.mark.parametrize("value", [{"a": 1}, [1], "one\ntwo"], ids=["dictionary", "list", "lines"])
def test_what_an_env_file_cannot_express(value):
    (violation,) = named("env", rws_url="RWS", extra={"GOOD": "a", "BAD": value}).violations
    assert violation.id == "GIR849"
    assert "has BAD with" in violation.sentence
    assert rules(named("yaml", rws_url="RWS", extra={"BAD": value})) == []


def test_levels_of_an_env_file():
    """Names have one level there."""
    assert rules(named("env", rws_url="rws/url")) == ["GIR811"]


def test_without_names_nothing_is_written():
    desired = processor()
    assert rules(desired) == ["GIR845", "GIR846"]
    assert desired.violations[1].sentence == "voice_processor_settings_format is not given."
    assert desired.files == []


def test_all_mistakes_at_once():
    desired = processor(
        voice_processor_settings_format="xml",
        voice_processor_settings_path="settings",
        voice_processor_setting_names={"infomart_host": "GIM", "region": "REGION", "post_uri": "NEXT", "port": None},
        voice_processor_infomart_engine="oracle",
        voice_processor_package="/srv/package.tar.gz",
    )
    assert rules(desired) == ["GIR846", "GIR852", "GIR847", "GIR848", "GIR815"]
    sentences = [violation.sentence for violation in desired.violations]
    assert 'voice_processor_settings_format is "xml", which is no form of a settings file.' in sentences
    assert 'voice_processor_infomart_engine is "oracle", which is no database server of Info Mart.' in sentences
    assert "voice_processor_setting_names names infomart_host, region, which have no value." in sentences


def test_one_setting_without_a_value():
    (violation,) = named(region="region").violations
    assert violation.sentence == "voice_processor_setting_names names region, which has no value."


def test_missing_domain():
    """It is needed where the address to hand over to has a name, by a processor in backup mode."""
    names = {"post_uri": "next", "processing_mode": "mode"}
    given = {**NAMED, "voice_processor_setting_names": names, "gir_contact_center_domain": UNSET}
    assert rules(processor("vp1-dc2", **given)) == ["GIR850"]
    assert rules(processor("vp1-dc1", **given)) == []
    assert rules(processor("vp1-dc2", **{**given, "voice_processor_post_uri": "https://next.test"})) == []
    assert rules(processor("vp1-dc2", **NAMED, gir_contact_center_domain=UNSET)) == []


def test_unknown_option_key():
    (violation,) = named(rws_urll="url").violations
    assert violation.id == "GIR810"
    assert violation.sentence.endswith("Did you mean rws_url?")


def test_unit():
    desired = processor(
        **NAMED, voice_processor_service="gir-vp", voice_processor_start_command="/usr/bin/podman run vp"
    )
    unit = desired.files[1]
    assert unit.data["Unit"]["Description"] == "Genesys Voice Processor"
    assert desired.service.unit_expected is True


def test_remedy_names_variables():
    """Whatever setting has no value, the variable that is named for it exists; two settings follow from the map."""
    follow = ("processing_mode", "interaction_receiver_url")
    keys = [row.about.key for row in rows(VoiceProcessor) if row.about.key and row.about.key not in follow]
    assert {voice_processor._variable(key).partition(".")[0] for key in keys} <= set(variables(VoiceProcessor))

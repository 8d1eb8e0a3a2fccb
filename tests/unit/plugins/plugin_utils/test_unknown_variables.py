# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables that look like ours and are none."""

import string

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._variables import known, nearness, unknown
from hypothesis import given, settings
from hypothesis import strategies as st

LETTERS = string.ascii_lowercase + string.digits + "_"
MISSPELT = {
    "gir_active_datacentre": "gir_active_datacenter",
    "gir_central_storag": "gir_central_storage",
    "rws_ports": "rws_port",
    "rws_dr_monitor_delay": "rws_dr_monitoring_delay",
    "mcp_codec": "mcp_codecs",
    "rps_prot": "rps_port",
    "muxer_worker_nums": "muxer_worker_num",
    "webdav_tls_cert": "webdav_tls_certificate",
    "workspace_desktop_agent_group": "workspace_desktop_agent_groups",
    "contact_center_feature": "contact_center_features",
    "ivr_profile_recording_typ": "ivr_profile_recording_type",
    "rcs_keystore_pass": "rcs_keystore_password",
    "index_update_hours": None,
    "geo_location_dn": "geo_location_dns",
    "gir_validate_cert": "gir_validate_certs",
    "gir_configuration_sources": "gir_configuration_source",
}


def judged(variables, foreign=()):
    names = unknown.Names(foreign, place=lambda _name: None)
    names.look_at("host1", variables)
    return {one.subject: one for one in names.violations()}


def test_sixteen_misspelt_names():
    """Each is named, and those that are near to one variable say which."""
    found = judged(dict.fromkeys(MISSPELT, "value"))
    assert set(found) == set(MISSPELT)
    for name, meant in MISSPELT.items():
        assert found[name].id == "GIR970" and name in found[name].sentence
        assert found[name].sentence.partition(" Did you mean ")[2] == (f"{meant}?" if meant else "")


@st.composite
def slips(draw):
    """A public variable, and what a slip of the fingers makes of it."""
    name = draw(st.sampled_from(sorted(known.names())))
    place = draw(st.integers(0, len(name) - 1))
    letter = draw(st.sampled_from(LETTERS))
    made = {
        "left out": name[:place] + name[place + 1 :],
        "added": name[:place] + letter + name[place:],
        "replaced": name[:place] + letter + name[place + 1 :],
        "exchanged": name[:place] + name[place : place + 2][::-1] + name[place + 2 :],
    }
    return name, made[draw(st.sampled_from(sorted(made)))]


@given(slips())
@settings(max_examples=2000, deadline=None)
def test_every_slip_is_named(pair):
    """And what is suggested is one slip away, so that no other secret is among it."""
    name, misspelt = pair
    if misspelt in known.names() or misspelt.startswith("__"):
        return
    (violation,) = judged({misspelt: "hidden-value-7"}).values()
    assert violation.subject == misspelt
    meant = unknown.suggestion(misspelt)
    assert meant is None or nearness.one_edit(misspelt, meant)
    if name in known.secrets():
        assert "hidden-value-7" not in violation.sentence


def test_public_variables_are_known():
    assert judged(dict.fromkeys(known.names(), "x")) == {}


def test_names_of_others_are_left_alone():
    assert judged({"ansible_host": "x", "proxy_url": "x", "girder": "x", "group_names": [], "__gir_secret": 1}) == {}


def test_names_that_are_listed_belong_to_somebody_else():
    assert judged({"gir_ours": 1, "rws_vhost": 2}, foreign=["gir_ours"]).keys() == {"rws_vhost"}


@pytest.mark.parametrize(
    "user",
    [
        {"gir_rws_ops_password": "{{ gir_vault_ops }}"},
        {"gir_storage_credentials": {"dc1": {"password": "a{{ gir_vault_ops | default('x') }}"}}},
        {"elsewhere": ["{% if gir_vault_ops %}x{% endif %}"]},
    ],
)
def test_a_name_that_a_template_uses_is_known(user):
    assert judged({"gir_vault_ops": "secret", **user}) == {}


@pytest.mark.parametrize("user", ["gir_vault_ops", "{{ gir_vault_ops2 }}", "{{ x }} gir_vault_ops {{ y }}"])
def test_a_name_in_plain_text_is_not_used(user):
    assert judged({"gir_vault_ops": "secret", "elsewhere": user}).keys() == {"gir_vault_ops"}


def test_a_template_that_uses_itself_proves_nothing():
    assert judged({"gir_vault_ops": "{{ gir_vault_ops }}"}).keys() == {"gir_vault_ops"}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("gir_rws_password", None),
        ("gir_password", None),
        ("gir_gax_pasword", "gir_gax_password"),
        ("gir_rws_ops_passwd", None),
        ("rcs_keystore_pass", "rcs_keystore_password"),
        ("muxer_workers_number", "muxer_worker_num"),
    ],
)
def test_a_secret_is_suggested_only_where_it_can_be_no_other(name, meant):
    """A password under the name of another account would be sent to that account's server."""
    assert unknown.suggestion(name) == meant


@pytest.mark.parametrize(
    ("name", "shown"), [("rws_prot", True), ("gir_gax_pasword", False), ("gir_my_own_thing", False)]
)
def test_a_value_is_shown_unless_it_may_be_secret(name, shown):
    (violation,) = judged({name: "value-8081"}).values()
    assert ("value-8081" in violation.sentence) is shown


def test_one_sentence_names_hosts_and_places():
    names = unknown.Names((), lambda name: f"group_vars/gir/rws.yml:{len(name)}")
    for host in ("host1", "host2", "host3"):
        names.look_at(host, {"rws_prot": host})
    (violation,) = names.violations()
    assert violation.host == "host1, host2 and 1 more"
    assert violation.sentence == (
        "rws_prot in group_vars/gir/rws.yml:8 is no variable of this collection. Did you mean rws_port?"
    )


@given(st.text("ab", max_size=5), st.text("ab", max_size=5))
def test_one_edit_is_what_it_says(one, other):
    made = {one[:place] + letter + one[place:] for place in range(len(one) + 1) for letter in "ab"}
    made |= {one[:place] + one[place + 1 :] for place in range(len(one))}
    made |= {one[:place] + letter + one[place + 1 :] for place in range(len(one)) for letter in "ab"}
    made |= {one[:place] + one[place : place + 2][::-1] + one[place + 2 :] for place in range(len(one))}
    assert nearness.one_edit(one, other) == (other in made - {one})

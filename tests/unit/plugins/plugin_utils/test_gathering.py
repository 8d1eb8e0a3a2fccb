# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of hosts as plain values, with the templates of this ansible-core."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible.parsing import vault
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible_collections.gir.multidc.plugins.plugin_utils._components.reading import OMITTED, read
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import Report
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.calls import template_variables
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from gathered import KNOWS_TRUST, passwords, trust

MUXER, RWS = COMPONENTS["muxer"], COMPONENTS["rws"]


NOT_OPENED = "it cannot be decrypted with the vault passwords that were given"
# What is sealed is no template either.
HUSH = "hush {{ 1 }}"
SEALED = "!vault |\n" + "\n".join(
    "  " + line for line in vault.VaultLib(passwords(b"right")).encrypt(HUSH).decode().splitlines()
)


def test_defaults_of_the_role_stand_below_what_is_given(gather):
    values = gather({"muxer_window_past": 5, "gir_install_root": "/srv"}).of_task(MUXER)
    assert values["muxer_application_name"] == "mux1_Muxer"
    assert values["muxer_install_path"] == "/srv/muxer"
    assert values["muxer_window_past"] == 5
    assert "gir_root" not in values


def test_the_controller_has_its_own_variables_and_those_of_the_play(gather):
    """Whichever host stands for it in a limited run."""
    text, common = "{{ gir_install_root }}/x", {"gir_datacenters": {}, "muxer_window_past": 5}
    given = {"inventory_hostname": "rws1", "gir_install_root": "/rws", "muxer_window_past": 6, "muxer_type": text}
    hosts = {
        "rws1": {**common, "gir_install_root": "/rws", "muxer_type": text, "muxer_window_past": 5},
        "localhost": {**common, "gir_install_root": "/here", "muxer_type": text},
    }
    values = gather(given, **hosts).of_task(MUXER, "localhost")
    assert (values["muxer_type"], values["muxer_install_path"]) == ("/here/x", "/here/muxer")
    assert values["muxer_window_past"] == 6


def test_defaults_may_be_mentioned_by_what_is_given(gather):
    values = gather({"muxer_start_command": "{{ muxer_install_path }}/run"}).of_task(MUXER)
    assert values["muxer_start_command"] == "/opt/genesys/muxer/run"


def test_templates_in_structures(gather):
    values = gather({"name": "x", "muxer_extra_options": {"a": {"b": "{{ name }}"}, "c": "no {template"}}).of_task(
        MUXER
    )
    assert values["muxer_extra_options"] == {"a": {"b": "x"}, "c": "no {template"}
    assert values["muxer_extra_options"]["a"]["b"].__class__.__name__ == "str"


def test_one_bad_leaf_spoils_only_itself(gather):
    values = gather({"muxer_extra_options": {"a": "{{ nobody }}", "b": 1}, "muxer_type": "{{ nobody }}"}).of_task(MUXER)
    assert isinstance(values["muxer_type"], Unusable)
    assert isinstance(values["muxer_extra_options"]["a"], Unusable)
    assert values["muxer_extra_options"]["b"] == 1
    assert "nobody is undefined" in values["muxer_type"].reason


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ('"{{ omit }}"', OMITTED),
        ('"{{ nowhere | default(omit) }}"', OMITTED),
        ('"{{ through }}"', OMITTED),
        ('{a: "{{ through }}", b: [1, "{{ omit }}"]}', {"b": [1]}),
        ("\"{{ {'a': omit, 'b': [1, omit]} }}\"", {"b": [1]}),
        ('"{{ structure }}"', {"b": {}, "c": [1]}),
        ('{a: "x{{ omit }}y"}', {"a": "xy"}),
    ],
)
def test_what_is_omitted_is_as_if_not_given(gather, given, expected):
    """As a value, inside of one, by way of another variable, and computed."""
    text = f"""
        muxer_extra_options: {given}
        through: "{{{{ omit }}}}"
        structure: {{a: "{{{{ omit }}}}", b: {{x: "{{{{ through }}}}"}}, c: ["{{{{ omit }}}}", 1]}}
    """
    assert gather(text).of_task(MUXER)["muxer_extra_options"] == expected


def test_a_variable_named_omit(gather):
    """It is none of Ansible's where omit is no text."""
    values = gather({"omit": "x", "muxer_type": "xyz"}).of_task(MUXER)
    assert values["muxer_type"] == "xyz"


def test_unsafe_text_is_no_template(gather):
    """Neither as it stands, nor where a template or a default of the role mentions it."""
    values = gather(
        """
        trap: !unsafe "{{ lookup('pipe', 'id') }}"
        gir_install_root: !unsafe "/{{ x }}"
        muxer_type: !unsafe "{% x %}"
        muxer_extra_options: {a: "{{ trap }}", b: [!unsafe "{{ x }}"], c: "{{ all }}", d: "-{{ trap }}-"}
        all: {"{{ x }}": [!unsafe "{{ x }}"]}
        """
    ).of_task(MUXER)
    trap = "{{ lookup('pipe', 'id') }}"
    assert values["muxer_install_path"] == "/{{ x }}/muxer"
    assert values["muxer_type"] == "{% x %}"
    assert values["muxer_extra_options"] == {
        "a": trap,
        "b": ["{{ x }}"],
        "c": {"{{ x }}": ["{{ x }}"]},
        "d": f"-{trap}-",
    }


def test_variables_of_templates_are_no_templates():
    """At any depth: they are final, and may come from a registry."""
    given = {"tree": {"a": ["{{ 1 }}", {"{{ 2 }}": "{{ 3 }}"}]}, "inventory_hostname": "{{ 4 }}"}
    templar = Templar(loader=DataLoader(), variables=template_variables(given))
    text = "{{ inventory_hostname }}{{ tree.a[0] }}{% for key in tree.a[1] %}{{ key }}{{ tree.a[1][key] }}{% endfor %}"
    assert templar.template(trust(text)) == "{{ 4 }}{{ 1 }}{{ 2 }}{{ 3 }}"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("{{ nowhere }}", "nowhere is undefined"),
        ("x{{ nowhere }}", "nowhere is undefined"),
        ("{{ by_way }}", "nowhere is undefined"),
        ("{{ holds.secret_1.nothing }}", "it asks for secret_1, which is undefined"),
        ("{{ secret 1 }}", "its template is not valid"),
        ("{{ 'secret' | nothing }}", "nothing is no filter or test"),
        ("{{ 'secret' + 1 }}", "its template is not valid or cannot be computed"),
        ("{{ lookup('file', '/secret') }}", "its lookup file failed"),
        ("{{ sealed }}", f"it uses sealed, and {NOT_OPENED} (vault id default)"),
        ("{{ by_vault }}", f"it uses sealed, and {NOT_OPENED} (vault id default)"),
        ("{{ sealed_for_prod }}", f"it uses sealed_for_prod, and {NOT_OPENED} (vault id prod)"),
        ("{{ muxer_type }}", "its template leads back to itself"),
    ],
)
def test_why_a_value_cannot_be_evaluated(gather, given, reason):
    """The same words on every ansible-core, without a part of the value."""
    text = f'muxer_type: "{given}"\nby_way: "{{{{ nowhere }}}}"\nby_vault: "{{{{ sealed }}}}"\nholds: {{}}\n'
    text += f"sealed: {SEALED}\nsealed_for_prod: {SEALED.replace('1.1;AES256', '1.2;AES256;prod')}"
    values = gather(text, b"wrong").of_task(MUXER)
    assert isinstance(values["muxer_type"], Unusable)
    assert values["muxer_type"].reason == reason
    assert "secret" not in values["muxer_type"].remedy.replace("secret_1", "")


def test_vaulted_values(gather):
    """As they stand, inside of a value, and by way of a template; each alone is spoilt by a wrong password."""
    text = f"""
muxer_rcs_password: "{{{{ sealed }}}}"
muxer_extra_options: {{a: "{{{{ sealed }}}}", b: 1}}
muxer_type: {SEALED}
sealed: {SEALED}
"""
    values = gather(text).of_task(MUXER)
    assert values["muxer_type"] == values["muxer_rcs_password"] == values["muxer_extra_options"]["a"] == HUSH
    values = gather(text, b"wrong").of_task(MUXER)
    for value in (values["muxer_type"], values["muxer_rcs_password"], values["muxer_extra_options"]["a"]):
        assert f"{NOT_OPENED} (vault id default)" in value.reason
        assert value.remedy == "Give the password with --vault-password-file FILE, or encrypt the value anew."
    assert values["muxer_extra_options"]["b"] == 1


def test_numbers_from_templates(gather):
    """In free dictionaries they are what this ansible-core makes of them, in typed options the same on all."""
    text = """
        rws_port: "{{ 5 }}"
        rws_extra_options: {a: "{{ 5 }}", b: "{{ number }}", c: "{{ yes_or_no }}", d: "0{{ number }}"}
        number: 7
        yes_or_no: true
    """
    values = gather(text).of_task(RWS)
    five = 5 if KNOWS_TRUST else "5"
    assert values["rws_extra_options"] == {"a": five, "b": 7, "c": True, "d": "07"}
    assert read(RWS.table, values, Report("rws1")).port == 5


def test_dates_are_text(gather):
    """YAML reads them as dates."""
    values = gather(
        "{day: 2024-01-02, muxer_extra_options: {a: 2024-01-02, b: '{{ day }}', c: 2024-01-02 03:04:05}}"
    ).of_task(MUXER)
    assert values["muxer_extra_options"] == {"a": "2024-01-02", "b": "2024-01-02", "c": "2024-01-02T03:04:05"}


def test_variables_of_another_host(gather):
    """Each host's own templates see its own variables, and the templar is left as it was."""
    gatherer = gather({}, mux2={"inventory_hostname": "mux2", "muxer_type": "{{ inventory_hostname }}"}, mux3={})
    assert gatherer.of_host(MUXER, "mux2")["muxer_type"] == "mux2"
    assert gatherer.of_host(MUXER, "nobody")["muxer_window_past"] is None
    assert gatherer._templar.available_variables == {}


def test_target_has_its_platform_and_what_is_asked_of_others(gather):
    """As the host said it in this run; a fact of the same content may come from a cache, and counts for nothing."""
    asking = SimpleNamespace(
        name="asking", asks=("gir_address", "rws_port"), asks_groups=("gir_rws",), may_be_windows=True
    )
    model = {"data_centers": {"dc1": {"hosts": {"gir_rws": ["rws1", "rws2"]}}}}
    platform = {"os_family": "Debian", "service_manager": "systemd", "ipv6_addresses": ["fe80::1", "2001:db8::1"]}
    own = {"__gir_platform": platform, "ansible_facts": {"os_family": "RedHat", "service_mgr": "sysvinit"}}
    gatherer = gather(
        own, rws1={"gir_address": "{{ 'a' ~ 1 }}", "secret": "x"}, rws2={"ansible_connection": "{{ 'win' ~ 'rm' }}"}
    )
    target = gatherer.target(asking, "mux1", model, own=True)
    assert (target.os_family, target.service_manager, target.has_ipv6) == ("Debian", "systemd", True)
    assert target.others == {"rws1": {"gir_address": "a1"}, "rws2": {}}
    other = gatherer.target(asking, "rws2", model, own=False)
    assert (target.is_windows, other.is_windows, other.os_family) == (False, True, "")


def test_a_variable_of_a_host_that_this_run_does_not_see_is_refused(gather):
    asking = SimpleNamespace(name="asking", asks=("rws_port",), asks_groups=("gir_rws",), may_be_windows=False)
    model = {"data_centers": {"dc1": {"hosts": {"gir_rws": ["rws1", "rws2"]}}}}
    target = gather({}, rws1={"rws_port": 8080}).target(asking, "mux1", model, own=True)
    report = Report("mux1")
    assert (target.asked("rws1", "rws_port", report), target.asked("rws2", "rws_port", report)) == (8080, None)
    (found,) = report.violations
    assert (found.id, found.subject, "rws2" in found.sentence) == ("GIR726", "rws_port", True)

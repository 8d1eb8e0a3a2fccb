# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with variables is said before anything is written, by playbooks and by roles in a play of one's own."""

import pytest
from support.component_runs import Roles

MISSPELT = {"gir_active_datacentre": "dc2", "rws_prot": 8080, "mcp_codec": "pcmu", "gir_gax_pasword": "hidden-value-9"}
# Nobody has the password.
SEALED = "$ANSIBLE_VAULT;1.2;AES256;prod\n" + "\n".join(["61" * 40, "62" * 40])
SECOND_MAP = {"dc1": {"role": "primary"}}


@pytest.fixture
def site(tmp_path):
    return Roles(tmp_path)


def playbook(site, name, **variables):
    return site.playbook(name, gir_read_record="false", **variables)


@pytest.mark.parametrize("name", ["topology", "site", "render"])
def test_strict_playbooks_write_nothing(site, name):
    """Names, scopes and values together, in one message, and no argument specification."""
    site.variables.update(rws_dr_monitoring_delay="one minute", gir_render_dir=f"{site.directory}/rendered")
    (site.directory / "group_vars").mkdir()
    lines = [f"{name}: {value}" for name, value in MISSPELT.items()]
    (site.directory / "group_vars" / "gir.yml").write_text("\n".join(["---", *lines]))
    site.inventory.host("mcp1-dc2", gir_datacenters=SECOND_MAP)
    run = playbook(site, name).refused(
        "GIR970 localhost, rws1-dc1 and",
        "gir_active_datacentre (",
        " in group_vars/gir.yml:2 is no variable of this collection. Did you mean gir_active_datacenter?",
        "Did you mean rws_port?",
        "Did you mean mcp_codecs?",
        "Did you mean gir_gax_password?",
        ", which is no whole number.",
        "GIR972 mcp1-dc2: gir_datacenters of mcp1-dc2",
    )
    run.says_nothing_of(["hidden-value-9"])
    assert "argument_spec" not in run.output
    assert not site.hosts.exists() and not (site.directory / "rendered").exists()


def test_names_that_are_listed_or_used_are_known(site):
    site.variables.update(
        rws_vhost="ours", gir_known_variables=["rws_vhost"],
        gir_vault_ops="ops-Secret-1", gir_rws_ops_password="{{ gir_vault_ops }}",
    )  # fmt: skip
    playbook(site, "topology").succeeded()


def test_blank_switch_keeps_its_safety(site):
    """A blank gir_read_record reads what is recorded, and one that is neither true nor false is refused."""
    record = site.hosts / "rws1-dc2/etc/ansible/facts.d/gir_multidc.fact"
    record.parent.mkdir(parents=True)
    record.write_text('{"active_datacenter": "nowhere", "epoch": 1}', encoding="utf-8")
    site.playbook("topology", gir_read_record="").refused("GIR705", "nowhere")
    site.playbook("topology", gir_read_record="no").succeeded()
    site.playbook("topology", gir_read_record="flase").refused(", which is neither true nor false.")


def test_parameters_of_a_role_are_judged_by_the_role(site):
    """A misspelt one is refused; one that differs from what the topology judged is told."""
    include = {"name": "gir.multidc.rps", "rolespec_validate": False}
    play = {"hosts": "rps1-dc1", "gather_facts": False}
    task = {"ansible.builtin.include_role": include, "vars": {"rps_port": 8889}}
    topology = {"ansible.builtin.import_playbook": "gir.multidc.topology", "vars": {"gir_read_record": False}}
    told = site.play([topology, {**play, "tasks": [task]}]).succeeded()
    assert "rps1-dc1: rps_port is 8889 in this play, and not given in the inventory" in told.output
    task["vars"] = {"rps_prot": 8889}
    site.play([{**play, "tasks": [task]}]).refused("GIR970 rps1-dc1: rps_prot (8889)", "Did you mean rps_port?")


def test_what_cannot_be_evaluated_is_said_at_once(site):
    """Of the map, of a component and of the playbooks, with a package that the controller lacks; nothing is written."""
    lacking = site.directory / "lacking" / "passlib"
    lacking.mkdir(parents=True)
    (lacking / "__init__.py").write_text("raise ImportError('none')\n")
    (site.directory / "group_vars").mkdir()
    sealed = SEALED.replace("\n", "\n  ")
    (site.directory / "group_vars" / "gir.yml").write_text(f"---\nvault_key: !vault |\n  {sealed}\n")
    site.settings["PYTHONPATH"] = str(lacking.parent)
    site.variables.update(
        rws_crypto_security_key="{{ vault_key }}", gir_ca_path="{{ nowhere }}",
        rws_extra_options={"a": {"b": "{{ lookup('file', '/no/hidden-value-9') }}"}},
        gir_reason="{{ 'hidden-value-9' | nosuch }}", gir_change_id="{{ gir_change_id }}",
    )  # fmt: skip
    run = playbook(site, "site").refused(
        "it uses vault_key, and it cannot be decrypted, because no vault password was given (vault id prod).",
        "Give the password with --vault-id prod@FILE",
        "gir_ca_path cannot be evaluated: nowhere is undefined. Define nowhere",
        "rws_extra_options.a.b cannot be evaluated: its lookup file failed.",
        "gir_reason cannot be evaluated: nosuch is no filter or test.",
        "gir_change_id cannot be evaluated: its template leads back to itself.",
    )
    run.says_nothing_of(["hidden-value-9"])
    assert len(run.output) < 12_000
    assert not site.hosts.exists()

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where variables of components may come from, as only plays show it. Values are tested with the gatherer."""

import json

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret
from support.component_runs import SECRETS, Roles

MUXER, STORAGE = "mux1-dc1", "dav1-dc1"


def facts(**variables):
    return {"ansible.builtin.set_fact": variables}


def render(role, host, **parameters):
    # The argument specification of a role stops at the first value that cannot be evaluated.
    include = {"name": f"gir.multidc.{role}", "tasks_from": "render", "rolespec_validate": False}
    return {
        "ansible.builtin.include_role": include,
        "when": f"inventory_hostname == '{host}'",
        "vars": parameters,
    }


def test_sources_and_data(tmp_path):
    """Whatever a task sees counts, and text that came from elsewhere is never a template, in files and templates."""
    trap = f"{{{{lookup('pipe','touch${{IFS}}{tmp_path}/evaluated')}}}}"
    data = {
        "text": trap,
        "user": "{{canary}}",
        "tree": {"section": {"option": trap}, "{{ canary }}": {"{{ 1 }}": "{{ canary }}"}},
        "lines": [f"# {trap}", "# {{ canary }}"],
    }
    (tmp_path / "data.json").write_text(json.dumps(data))
    site = Roles(
        tmp_path,
        canary="EVALUATED",
        team="us",
        ansible_managed="By {{ team }} for {{ inventory_hostname }}",
        gir_render_dir=f"{tmp_path}/together",
        gir_render_secrets=True,
        muxer_window_past="{{ of_play }}",
        muxer_worker_num=3,
        webdav_extra_options="{{ lines }}",
        webdav_extra_users=[{"username": "{{ data.user }}", "password": "{{ data.text }}"}],
    )
    tasks = [
        {"ansible.builtin.command": f"cat {tmp_path}/data.json", "register": "read", "changed_when": False},
        facts(data="{{ read.stdout | from_json }}"),
        facts(
            muxer_type="{{ data.text }}",
            muxer_extra_options="{{ data.tree }}",
            lines="{{ data.lines }}",
            webdav_realm="{{ data.text }}",
        ),
        render(
            "muxer",
            MUXER,
            gir_render_dir=f"{tmp_path}/alone",
            muxer_window_future="{{ (read.stdout | from_json).text }}",
            muxer_worker_num="{{ omit }}",
        ),
        render("webdav", STORAGE, gir_render_dir=f"{tmp_path}/alone"),
    ]
    of_roles = {"hosts": [MUXER, STORAGE], "gather_facts": False, "vars": {"of_play": "{{ team }}"}, "tasks": tasks}
    together = {"hosts": STORAGE, "gather_facts": False, "tasks": [{"gir.multidc.render_components": {}}]}
    run = site.play([of_roles, together], "-vvvv", "--diff").succeeded()
    assert not (tmp_path / "evaluated").exists()

    lines = (tmp_path / "alone/dc1" / MUXER / "opt/genesys/muxer/muxer.cfg").read_text().splitlines()
    for line in (
        "window_past = us",
        f"window_future = {trap}",
        f"muxer_type = {trap}",
        f"option = {trap}",
        "[{{ canary }}]",
        "{{ 1 }} = {{ canary }}",
    ):
        assert line in lines
    assert not [line for line in lines if line.startswith("worker_num")]

    written = {}
    for way in ("alone", "together"):
        directory = tmp_path / way / "dc1" / STORAGE
        written[way] = {path.name: path.read_text() for path in directory.rglob("*") if path.is_file()}
    assert written["alone"] == written["together"]
    text = "".join(written["alone"].values())
    for part in (f"# By us for {STORAGE}", f"# {trap}", "# {{ canary }}", "{{canary}}:$6$", f'AuthName "{trap}"'):
        assert part in text
    assert "EVALUATED" not in text
    # They are in the files, and the differences of all files are shown.
    run.says_nothing_of(SECRETS.values())
    assert "DEPRECATION" not in run.output and "uplicate " not in run.output


@pytest.mark.parametrize("password", ["right", "wrong"])
def test_values_that_cannot_be_read(tmp_path, password):
    """One sentence each, all of them at once, and no part of a secret at any verbosity."""
    site = Roles(
        tmp_path,
        rws_port="{{ nowhere }}",
        rws_cassandra_username={"name": SECRETS["crypto"]},
        rws_cassandra_password=[SECRETS["cassandra"]],
    )
    sealed = VaultLib([("default", VaultSecret(b"right"))]).encrypt(SECRETS["keystore"]).decode()
    (tmp_path / "group_vars").mkdir()
    text = "rws_jks_password: !vault |\n" + "".join(f"  {line}\n" for line in sealed.splitlines())
    (tmp_path / "group_vars/gir_rws.yml").write_text(text)
    (tmp_path / "password").write_text(password)
    play = {"hosts": "rws1-dc1", "gather_facts": False, "tasks": [render("rws", "rws1-dc1")]}
    run = site.play([play], "--vault-password-file", "password", "-vvvv", "--diff")
    run.refused(
        "rws_port cannot be evaluated: nowhere is undefined. Define",
        "rws_cassandra_password is a value, which is no text.",
        "rws_cassandra_username is a dictionary, which is no text.",
    )
    sentence = "rws_jks_password cannot be evaluated: it cannot be decrypted with the vault passwords"
    assert (sentence in run.flat) is (password == "wrong")
    run.says_nothing_of(SECRETS.values())

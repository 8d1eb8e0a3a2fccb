# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks of keystores; RCS itself is restarted in the laboratory.

The plan, the findings and the report are tested in plugin_utils/test_keystores.py.
"""

import json
import sys

import pytest
from component_runs import ROOT, SECRETS, Roles

sys.path[:0] = [str(ROOT / "tests/unit/plugins/modules"), str(ROOT / "tests")]

import keystores
from standins import rws

PATH = "/opt/genesys/rcs/keystore.jks"
PASSWORD = SECRETS["keystore"]
KEY = b"key material " * 20
A = keystores.key("a", b"cert a", KEY)
B = keystores.key("b", b"cert b", KEY)


@pytest.fixture
def site(tmp_path):
    roles = Roles(tmp_path, rcs_keystore_path=PATH, rcs_keystore_password=PASSWORD, gir_read_record=False)
    roles.variables.update(gir_rws_ops_username=rws.OPS[0], gir_rws_ops_password=rws.OPS[1])
    for name in ("rcs1-dc1", "rcs1-dc2"):
        file(roles, name).parent.mkdir(parents=True)
    put(roles, "rcs1-dc1", A, B)
    put(roles, "rcs1-dc2", A)
    return roles


def file(site, host):
    return site.hosts / host / PATH.lstrip("/")


def put(site, host, *entries):
    file(site, host).write_bytes(keystores.jks(*entries, password=PASSWORD))


def play(site, name, *arguments, **extra):
    (site.directory / "inventory.yml").write_text(json.dumps(site.inventory()))
    return site.play([{"ansible.builtin.import_playbook": f"gir.multidc.{name}"}], *arguments, **extra)


def nothing_secret(run):
    assert [word for word in (PASSWORD, "key material") if word in run.output] == []


def test_sync(site):
    """All get the keys of the active data center, as check mode predicts; a second run changes nothing."""
    check = play(site, "keystore_sync", "--check", "--diff", "-vvvv").succeeded()
    assert file(site, "rcs1-dc2").read_bytes() != file(site, "rcs1-dc1").read_bytes()
    real = play(site, "keystore_sync", "-vvvv").succeeded()
    assert check.changed == real.changed != set()
    assert file(site, "rcs1-dc2").read_bytes() == file(site, "rcs1-dc1").read_bytes()
    assert "rcs1-dc2: written (new: 'b'), restart RCS by hand" in real.output
    assert play(site, "keystore_sync").succeeded().changed == set()
    for run in (check, real):
        nothing_secret(run)


def test_mistakes(site):
    """They are named at once, before anything is touched."""
    limited = play(site, "keystore_sync", "--limit", "dc2:localhost")
    limited.refused("--limit is dc2:localhost", "run it without --limit")
    del site.variables["rcs_keystore_path"]
    request = {"alias": "new", "private_key": "key material", "rws_number": 0}
    run = play(site, "recording_certificate", gir_recording_certificate=request, gir_keystore_source_host="mcp1-dc1")
    run.refused(
        "Nothing was touched: gir_keystore_source_host is mcp1-dc1, which is not in gir_rcs: give one of rcs1-dc2, ",
        "rcs1-dc2, rcs1-dc1: rcs_keystore_path is not given",
        "gir_recording_certificate.rws_number is 0: give the number N",
    )
    nothing_secret(run)


@pytest.fixture
def servers(site):
    with rws.cluster() as cluster:
        site.variables["contact_center_rws_urls"] = cluster.urls
        yield cluster


def unreachable(site, host):
    inventory = site.inventory()
    dead = {"ansible_connection": "ssh", "ansible_host": "127.0.0.1", "ansible_port": 1}
    inventory["gir"]["children"]["gir_rcs"]["hosts"][host] = dead
    site.inventory = lambda: inventory


def test_check(site, servers):
    put(site, "rcs1-dc2", A, B)
    run = play(site, "keystore_check", "-vvvv").succeeded()
    assert "All 2 keystores hold the same 2 entries." in run.output and run.changed == set()
    nothing_secret(run)
    put(site, "rcs1-dc2", A)
    certificate = keystores.pem(b"cert nobody has")
    run = play(site, "keystore_check", ivr_profile_certificates={"cert": certificate}).refused(
        "2 findings: rcs1-dc2: lacks 'b' (private_key, ", "which rcs1-dc1 holds; certificate ", "no keystore has its"
    )
    assert run.changed == set()


def test_host_that_cannot_be_reached(site, servers):
    """It holds nobody up, and is a finding."""
    unreachable(site, "rcs1-dc2")
    run = play(site, "keystore_sync").succeeded()
    assert "rcs1-dc2: stale" in run.output
    play(site, "keystore_check").refused("1 finding: rcs1-dc2: the keystore could not be read")


def role(entry):
    return {"ansible.builtin.include_role": {"name": "gir.multidc.keystores", "tasks_from": entry}}


def test_site_refuses_a_certificate_whose_key_a_keystore_lacks(site):
    """The two plays of site, without the others."""
    plays = [
        {"ansible.builtin.import_playbook": "gir.multidc.topology"},
        {"hosts": "gir_rcs", "gather_facts": False, "ignore_unreachable": True, "tasks": [role("inspect")]},
        {"hosts": "localhost", "gather_facts": False, "tasks": [role("guard")]},
    ]
    settings = [{"group": "screen-recording-encryption", "name": "certificate-1", "value": keystores.pem(b"cert b")}]
    (site.directory / "inventory.yml").write_text(json.dumps(site.inventory()))
    site.play(plays, contact_center_extra_settings=settings).refused(
        "Nothing was put into use: certificate ", "is used by RWS (contact_center_extra_settings), and rcs1-dc2 lacks"
    )
    site.play(plays, ivr_profile_certificates={"one": keystores.pem(b"cert a")}).succeeded()

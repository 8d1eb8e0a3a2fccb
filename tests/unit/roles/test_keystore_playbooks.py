# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks keystore_sync and keystore_check; RCS itself is restarted in the laboratory."""

import json
import sys
import time

import pytest
from ansible_collections.gir.multidc.plugins.filter.keystore_findings import keystore_findings
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


def test_all_get_the_keys_of_the_active_data_center_and_a_second_run_changes_nothing(site):
    check = play(site, "keystore_sync", "--check", "--diff", "-vvvv").succeeded()
    assert file(site, "rcs1-dc2").read_bytes() != file(site, "rcs1-dc1").read_bytes()
    real = play(site, "keystore_sync", "-vvvv").succeeded()
    assert check.changed == real.changed != set()
    assert file(site, "rcs1-dc2").read_bytes() == file(site, "rcs1-dc1").read_bytes()
    assert "rcs1-dc2: written (new: 'b'), restart RCS by hand" in real.output
    assert play(site, "keystore_sync").succeeded().changed == set()
    for run in (check, real):
        nothing_secret(run)


def test_after_a_failover_the_other_data_center_has_the_right_keystore(site):
    put(site, "rcs1-dc2", A, B, keystores.key("c", b"cert c"))
    play(site, "keystore_sync").refused("rcs1-dc2: ", "the source rcs1-dc1 lacks: 'c'", "Nothing was written anywhere")
    play(site, "keystore_sync", gir_active_datacenter="dc2").succeeded()
    assert file(site, "rcs1-dc1").read_bytes() == file(site, "rcs1-dc2").read_bytes()


def test_mistakes_are_named_before_anything_is_touched(site):
    limited = play(site, "keystore_sync", "--limit", "dc2:localhost")
    limited.refused("--limit is dc2:localhost", "run it without --limit")
    play(site, "keystore_sync", gir_keystore_source_host="mcp1-dc1").refused(
        "Nothing was touched: gir_keystore_source_host is mcp1-dc1, which is not in gir_rcs: give one of rcs1-dc2, "
    )
    del site.variables["rcs_keystore_path"]
    run = play(site, "keystore_sync").refused("rcs1-dc2, rcs1-dc1: rcs_keystore_path is not given")
    nothing_secret(run)


@pytest.fixture
def servers(site):
    with rws.cluster() as cluster:
        site.variables["contact_center_rws_urls"] = cluster.urls
        yield cluster


def test_equal_keystores_pass_the_check_and_everything_else_is_a_finding(site, servers):
    play(site, "keystore_sync").succeeded()
    run = play(site, "keystore_check", "-vvvv").succeeded()
    assert "All 2 keystores hold the same 2 entries." in run.output and run.changed == set()
    nothing_secret(run)
    put(site, "rcs1-dc1", A, B, keystores.key("c", b"cert c"))
    pem = keystores.pem(b"cert nobody has")
    file(site, "rcs1-dc2").write_bytes(file(site, "rcs1-dc2").read_bytes()[:-30])
    run = play(site, "keystore_check", ivr_profile_certificates={"cert": pem}).refused(
        "rcs1-dc2: the keystore could not be read: ", "truncated or damaged", "no keystore has its private key"
    )
    put(site, "rcs1-dc2", A, B)
    run = play(site, "keystore_check", ivr_profile_certificates={"cert": keystores.pem(b"cert c")}).refused(
        "2 findings: rcs1-dc2: lacks 'c' (private_key, ", "which rcs1-dc1 holds; certificate "
    )
    assert run.changed == set()


def test_a_host_that_cannot_be_reached_holds_nobody_up_and_is_a_finding(site, servers):
    inventory = site.inventory()
    dead = {"ansible_connection": "ssh", "ansible_host": "127.0.0.1", "ansible_port": 1}
    inventory["gir"]["children"]["gir_rcs"]["hosts"]["rcs1-dc2"] = dead
    site.inventory = lambda: inventory
    run = play(site, "keystore_sync").succeeded()
    assert "rcs1-dc2: stale" in run.output
    play(site, "keystore_sync", gir_keystore_unreachable="fail").refused("rcs1-dc2 cannot be reached")
    play(site, "keystore_check").refused("1 finding: rcs1-dc2: the keystore could not be read")


def role(entry):
    return {"ansible.builtin.include_role": {"name": "gir.multidc.keystores", "tasks_from": entry}}


def test_site_refuses_a_certificate_whose_key_a_keystore_lacks(site):
    """The two plays of site, without the others."""
    plays = [
        {"ansible.builtin.import_playbook": "gir.multidc.topology"},
        {"hosts": "gir_rcs", "gather_facts": False, "ignore_unreachable": True, "tasks": [role("look")]},
        {"hosts": "localhost", "gather_facts": False, "tasks": [role("guard")]},
    ]

    def guard(**variables):
        (site.directory / "inventory.yml").write_text(json.dumps(site.inventory()))
        return site.play(plays, **variables)

    settings = [{"group": "screen-recording-encryption", "name": "certificate-1", "value": keystores.pem(b"cert b")}]
    guard(ivr_profile_certificates={"one": keystores.pem(b"cert a")}).succeeded()
    guard(contact_center_extra_settings=settings).refused(
        "Nothing was put into use: certificate ", "is used by RWS (contact_center_extra_settings), and rcs1-dc2 lacks"
    )
    file(site, "rcs1-dc2").unlink()
    guard(contact_center_extra_settings=settings).refused("rcs1-dc2 lacks its private key")
    inventory = site.inventory()
    dead = {"ansible_connection": "ssh", "ansible_host": "127.0.0.1", "ansible_port": 1}
    inventory["gir"]["children"]["gir_rcs"]["hosts"]["rcs1-dc2"] = dead
    site.inventory = lambda: inventory
    guard(contact_center_extra_settings=settings).succeeded()


def test_certificates_that_expire_are_found():
    now = int(time.time())

    def entry(alias, days, **more):
        until = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now + days * 86400 + 60))
        pem = keystores.fingerprint(alias.encode(), b"")
        return {
            "alias": alias, "kind": "private_key", "fingerprint": pem, "certificate": pem, "chain": [pem], "key": None,
            "not_after": until, "created": now - 3 * 86400 - len(alias), **more,
        }

    entries = [entry("soon", 10), entry("old", -10), entry("old-used", -2), entry("later", 40, created=None)]
    infos = {"one": {"sha256": "1", "entries": entries}}
    found = keystore_findings(infos, {"RWS": [keystores.pem(b"old-used")]}, now)
    assert [text.split(" on ")[0] for text in found["findings"]] == ["'soon' expires", "'old-used' has expired"]
    assert found["expired"] == ["old"] and found["equal"] is True
    assert (found["newest"]["alias"], found["newest"]["age_days"]) == ("old", 3)
    assert len(keystore_findings(infos, {}, now, 50)["findings"]) == 2
    assert keystore_findings(infos, {"x": "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----"}, now)[
        "findings"
    ][0] == "x: a certificate is no PEM: its text is not base64"

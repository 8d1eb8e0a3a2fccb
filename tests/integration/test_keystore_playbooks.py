# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks of keystores; RCS itself is restarted in the laboratory.

The plan, the findings and the report are tested in plugin_utils/test_keystores.py.
"""

import sys

import pytest
from support.component_runs import SECRETS, Roles
from support.inventory import SILENT, Inventory
from support.playbook import ROOT

sys.path.insert(0, str(ROOT / "tests/unit/plugins/modules"))

import keystores
from standins import rws

PATH = "/opt/genesys/rcs/keystore.jks"
PASSWORD = SECRETS["keystore"]
KEY = b"key material " * 20
HIDDEN = (PASSWORD, "key material")
A = keystores.key("a", b"cert a", KEY)
B = keystores.key("b", b"cert b", KEY)
HOSTS = ("rcs1-dc1", "rcs1-dc2")
THIRD = "rcs2-dc2"


class Site(Roles):
    """Three RCS, of which one cannot be reached, and two hosts with everything else."""

    def __init__(self, directory, **variables):
        super().__init__(directory, **variables)
        rcs, others = [*HOSTS, THIRD], ["mcp1-dc1", "mcp1-dc2"]
        groups = {**dict.fromkeys(("gir_mcp", "gir_rws", "gir_rps"), others), "gir_rcs": rcs}
        for name in ("dc1", "dc2"):
            groups[name] = [host for host in [*rcs, *others] if host.endswith(name)]
        self.inventory = Inventory(groups, self.variables)
        self.inventory.host(THIRD, **SILENT)

    def third_answers(self, answers=True):
        self.inventory.of_hosts[THIRD] = {} if answers else SILENT


@pytest.fixture
def site(tmp_path):
    roles = Site(tmp_path, rcs_keystore_path=PATH, rcs_keystore_password=PASSWORD, gir_read_record=False)
    roles.variables.update(gir_rws_ops_username=rws.OPS[0], gir_rws_ops_password=rws.OPS[1])
    for name in (*HOSTS, THIRD):
        file(roles, name).parent.mkdir(parents=True)
    put(roles, "rcs1-dc1", A, B)
    put(roles, "rcs1-dc2", A)
    return roles


def file(site, host):
    return site.hosts / host / PATH.lstrip("/")


def put(site, host, *entries):
    file(site, host).write_bytes(keystores.jks(*entries, password=PASSWORD))


def test_sync(site):
    """All get the keys of the active data center, as check mode predicts; a host that is silent holds nobody up."""
    check = site.playbook("keystore_sync", "--check", "--diff", "-vvvv").succeeded()
    assert file(site, "rcs1-dc2").read_bytes() != file(site, "rcs1-dc1").read_bytes()
    real = site.playbook("keystore_sync", "-vvvv").succeeded()
    assert check.changed == real.changed != set()
    assert file(site, "rcs1-dc2").read_bytes() == file(site, "rcs1-dc1").read_bytes()
    assert "rcs1-dc2: written (new: 'b'), restart RCS by hand" in real.output
    assert f"{THIRD}: stale" in real.output
    assert site.playbook("keystore_sync").succeeded().changed == set()
    assert list(site.hosts.rglob("*lock.json")) == []
    for run in (check, real):
        run.says_nothing_of(HIDDEN)


def test_sync_of_a_source_that_does_not_open(site):
    """Nothing is said to have happened; by its digest it is passed on."""
    source = file(site, "rcs1-dc1")
    source.write_bytes(keystores.jks(A, B, password="another-word"))
    refused = site.playbook("keystore_sync", "-v").refused("A keystore that does not open is not passed on")
    assert refused.changed == set() and list(site.hosts.rglob("*lock.json")) == []
    assert '"state": "untouched"' in refused.output and "recorded" not in refused.output
    digest = keystores.fingerprint(source.read_bytes(), b"")
    real = site.playbook("keystore_sync", gir_keystore_source_digest=digest).succeeded()
    assert file(site, "rcs1-dc2").read_bytes() == source.read_bytes()
    real.says_nothing_of(HIDDEN)


def test_mistakes(site):
    """They are named at once, before anything is touched."""
    limited = site.playbook("keystore_sync", "--limit", "dc2:localhost")
    limited.refused("--limit is dc2:localhost", "run it without --limit")
    del site.variables["rcs_keystore_path"]
    request = {"alias": "new", "private_key": "key material", "rws_number": 0}
    run = site.playbook("recording_certificate", gir_recording_certificate=request, gir_keystore_source_host="mcp1-dc1")
    run.refused(
        "Nothing was touched: gir_keystore_source_host is mcp1-dc1, which is not in gir_rcs: give one of rcs1-dc2, ",
        "rcs1-dc2, rcs2-dc2, rcs1-dc1: rcs_keystore_path is not given",
        "gir_recording_certificate.rws_number is no number from 1 on: give the N",
    )
    assert list(site.hosts.rglob("*lock.json")) == []
    run.says_nothing_of(HIDDEN)


def test_check(site):
    """A host that cannot be reached is a finding."""
    site.third_answers()
    put(site, "rcs1-dc2", A, B)
    put(site, THIRD, A, B)
    with rws.cluster() as cluster:
        site.variables["contact_center_rws_urls"] = cluster.urls
        run = site.playbook("keystore_check", "-vvvv").succeeded()
        assert "All 3 keystores hold the same 2 entries." in run.output and run.changed == set()
        run.says_nothing_of(HIDDEN)
        site.third_answers(False)
        put(site, "rcs1-dc2", A)
        certificate = keystores.pem(b"cert nobody has")
        run = site.playbook("keystore_check", ivr_profile_certificates={"cert": certificate}).refused(
            f"3 findings: {THIRD}: the keystore could not be read",
            "rcs1-dc2: lacks 'b' (private_key, ",
            "which rcs1-dc1 holds; certificate ",
            "no keystore has its",
        )
    assert run.changed == set()


@pytest.mark.parametrize("limit", ["gir_rcs", "gir_rcs,localhost", "all"])
def test_check_under_a_limit_that_hides_no_keystore(site, limit):
    """It is judged, on whichever host."""
    site.third_answers()
    put(site, THIRD, A, B)
    run = site.playbook("keystore_check", "--limit", limit)
    run.refused("rcs1-dc2: lacks 'b' (private_key, ", "RWS could not be asked for the certificates in use")
    assert run.code == 2
    run.says_nothing_of(HIDDEN)


@pytest.mark.parametrize(
    ("limit", "hidden"),
    [("dc1", "rcs1-dc2, rcs2-dc2"), ("mcp1-dc1", "rcs1-dc2, rcs2-dc2, rcs1-dc1"), ("gir_rcs:!rcs2-dc2", THIRD)],
)
def test_check_under_a_limit_that_hides_a_keystore(site, limit, hidden):
    """Also when it hides all of them. Nothing is read."""
    run = site.playbook("keystore_check", "--limit", limit)
    (sentence,) = {result.message for result in run.failures}
    begin, _hides, rest = sentence.partition(", which hides ")
    names, _stop, remedy = rest.partition(". ")
    assert (run.code, begin, sorted(names.split(", "))) == (2, f"--limit is {limit}", sorted(hidden.split(", ")))
    assert remedy.endswith("run it without --limit, or with one that holds all of gir_rcs.")
    assert "Read every keystore" not in run.plays


def role(entry, **variables):
    return {
        "ansible.builtin.include_role": {"name": "gir.multidc.keystores", "tasks_from": entry},
        "vars": variables,
    }


def test_site_refuses_a_certificate_whose_key_a_keystore_lacks(site):
    """The two plays of site, without the others; the certificate before it has its key everywhere."""
    put(site, THIRD, A)
    site.third_answers()
    settings = [{"group": "screen-recording-encryption", "name": "certificate-1", "value": keystores.pem(b"cert b")}]
    guards = [
        role("guard", ivr_profile_certificates={"one": keystores.pem(b"cert a")}),
        role("guard", contact_center_extra_settings=settings),
    ]
    plays = [
        {"ansible.builtin.import_playbook": "gir.multidc.topology"},
        {"hosts": "gir_rcs", "gather_facts": False, "ignore_unreachable": True, "tasks": [role("inspect")]},
        {"hosts": "localhost", "gather_facts": False, "tasks": guards},
    ]
    site.play(plays).refused(
        "Nothing was put into use: certificate ", "is used by RWS (contact_center_extra_settings), and rcs1-dc2"
    )

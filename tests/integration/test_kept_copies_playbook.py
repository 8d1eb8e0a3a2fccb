# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook kept_copies: what it lists of many hosts, what it removes, and what it never does."""

import json
import sys

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._keystore.files import Ownership, Place, digest_of
from support.component_runs import SECRETS, Roles
from support.inventory import SILENT
from support.playbook import ROOT

sys.path.insert(0, str(ROOT / "tests/unit/plugins/modules"))

import keystores

KEYSTORE = "opt/genesys/rcs/keystore.jks"
TWO = ("--limit", "rws1-dc1,rcs1-dc2")
BESIDE = "opt/genesys/rws/config/application.yaml.20200101T000000Z.77~"


class Site(Roles):
    """`kept` is what is left on a host."""

    def __init__(self, directory):
        super().__init__(directory, ansible_ssh_common_args="-o ConnectTimeout=2")
        self.variables.update(rcs_keystore_path=f"/{KEYSTORE}", rcs_keystore_password=SECRETS["keystore"])

    def put(self, host, path, text, mode=0o600):
        found = self.hosts / host / path
        found.parent.mkdir(parents=True, exist_ok=True)
        found.write_text(text, encoding="utf-8")
        found.chmod(mode)
        return str(found)

    def keystores(self, host, *contents):
        path, before = self.hosts / host / KEYSTORE, None
        path.parent.mkdir(parents=True, exist_ok=True)
        for names in contents:
            data = keystores.jks(*(keystores.key(name, name.encode()) for name in names), password=SECRETS["keystore"])
            Place(str(path)).replace(digest_of(before), data, Ownership(), 0, None)
            before = data
        Place(str(path)).restarted()

    def listed(self, *arguments, **extra):
        run = self.playbook("kept_copies", *arguments, **extra).succeeded()
        (published,) = [found for found in run.results if found.task == "Publish what is kept"]
        (handed_on,) = [found for found in run.results if found.action.endswith("set_stats")]
        found = published.data["ansible_facts"]["gir_kept_copies"]
        assert handed_on.data["ansible_stats"]["data"]["gir_kept_copies"]["copies"] == len(found["copies"])
        return run, found

    @property
    def kept(self):
        names = ("*.bak", "*~", "application.yaml.????????", "*.pem")
        return sorted(str(path.relative_to(self.hosts)) for name in names for path in self.hosts.rglob(name))


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


def wish(host, path, **more):
    return {"host": host, "path": path, **more}


def test_what_site_leaves_is_listed_and_removed(site):
    """From a file that was there before and a first change, over all ways to name it, to nothing."""
    theirs = "serverSettings:\n  cryptoSecurityKey: theirs-Secret-9\n"
    site.put("rws1-dc1", "opt/genesys/rws/config/application.yaml", theirs)
    site.variables["rws_crypto_security_key_change"] = True
    site.run("rws", hosts="rws1-dc1").succeeded()
    beside = site.put("rws1-dc1", BESIDE, "password: theirs-Secret-9\n", mode=0o644)
    site.keystores("rcs1-dc2", ["lost"], ["kept"], ["kept", "more"])
    run, found = site.listed("-vvv", *TWO)
    run.says_nothing_of(["theirs-Secret-9", *SECRETS.values()])
    assert not run.changed and f"Not asked, because --limit is {TWO[1]}: dav1-dc1, dav1-dc2, mcp1-dc1" in run.flat
    assert sorted(copy["removal"] for copy in found["copies"]) == ["by path and sha256", "never", "yes", "yes"]
    (finding,) = found["findings"]
    assert finding.startswith(f"rws1-dc1: {beside} may be read by everybody on that host (mode 0644) and may hold sec")
    first = next(copy for copy in found["copies"] if copy["kind"] == "first")
    before = site.kept
    everything = [wish(copy["host"], copy["path"]) for copy in found["copies"]]
    refused = site.playbook("kept_copies", *TWO, gir_kept_copies_remove=everything)
    refused.refused("it holds 'lost', and the present keystore does not", "only with its path and its sha256")
    assert site.kept == before and not list(site.hosts.glob("*lock.json"))
    check, predicted = site.listed("--check", "--diff", *TWO, gir_kept_copies_remove_older_than_days=0)
    assert site.kept == before
    real, done = site.listed("--diff", *TWO, gir_kept_copies_remove_older_than_days="0")
    # Which host stands for the controller under a limit may be another one each time.
    assert done == predicted and {task for _host, task in check.changed} == {task for _host, task in real.changed}
    assert [copy["removal"] for copy in done["removed"]] == ["yes", "yes"] and len(site.kept) == len(before) - 2
    assert f"-{beside}" in real.output
    named = json.dumps([wish("rws1-dc1", first["path"], sha256=first["sha256"])])
    assert site.listed(*TWO, gir_kept_copies_remove=named)[0].changed
    again, left = site.listed(*TWO, gir_kept_copies_remove=named)
    assert not again.changed and [copy["kind"] for copy in left["copies"]] == ["keystore_version"]


def test_a_lock_of_somebody_else(site):
    path = site.put("rws1-dc1", BESIDE, "a: 1\n")
    lock = {"format": 1, "operation": "op-9", "verb": "site", "user": "carl", "controller": "ctl", "limit_minutes": 240}
    lock["claimed_at"] = "2026-11-27T22:00:00Z"
    (site.hosts / "rws1-dc1.gir-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    removal = {"gir_kept_copies_remove": [wish("rws1-dc1", path)]}
    site.playbook("kept_copies", *TWO, **removal).refused("the lock is held by site of carl on ctl")
    assert len(site.kept) == 1
    site.listed(*TWO)


def test_hosts_that_are_not_heard(site):
    site.variables["mcp_no_such_option"] = True
    path = site.put("rws1-dc1", BESIDE, "a: 1\n")
    site.inventory.host("rcs1-dc1", **SILENT)
    run, found = site.listed()
    assert list(found["unheard"]) == ["rcs1-dc1"] and "rcs1-dc1 was not heard: " in run.flat
    both = [wish("rws1-dc1", path), wish("rcs1-dc1", "/x.20200101T000000Z.1~")]
    site.playbook("kept_copies", "--limit", "rws1-dc1,rcs1-dc1", gir_kept_copies_remove=both).refused(
        "rcs1-dc1 was not heard: "
    )
    hidden = site.playbook("kept_copies", "--limit", "dc2", gir_kept_copies_remove=both[:1])
    hidden.refused("rws1-dc1: --limit is dc2, which hides it")
    assert len(site.kept) == 1
    for hosts in list(site.inventory.groups.values()):
        for host in hosts:
            site.inventory.host(host, **SILENT)
    site.playbook("kept_copies").refused("No host was heard, so nothing is known of what is kept")


def test_bad_input_is_sentences(site):
    run = site.playbook("kept_copies", gir_kept_copies_remove="x", gir_kept_copies_remove_older_than_days="soon")
    run.refused("gir_kept_copies_remove is text, not a list", 'gir_kept_copies_remove_older_than_days is "soon"')
    assert not list(site.hosts.glob("*lock.json"))
    site.variables["gir_kept_copies_directories"] = "opt"
    assert "gir_kept_copies_directories" in site.playbook("kept_copies").refused().flat

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbook site when something refuses or is silent: what depends on it is left alone, and the end names all."""

import json

import pytest
from standins import rws
from support.component_runs import SECRETS, Roles
from support.inventory import LOCAL, SILENT, Inventory
from support.playbook import start

FOREIGN_PASSWORD = "foreign-Secret-9"
FOREIGN = {
    "location": "/US/FL",
    "webDAV": {"uri": "http://dav.test/v", "userName": "other", "password": FOREIGN_PASSWORD},
}
HIDDEN = [*SECRETS.values(), FOREIGN_PASSWORD, rws.OPS[1], rws.ADMIN[1]]
CENTERS = ("dc1", "dc2")
NODES, STORAGES = ["node-dc1", "node-dc2"], ["dav-dc1", "dav-dc2"]
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
RPS = "opt/genesys/rps/rpconfig.cfg"


class Site(Roles):
    """Two data centers, in each a storage and a host with everything else."""

    def __init__(self, directory, **variables):
        super().__init__(directory, **variables)
        everything = ("gir_rws", "gir_rcs", "gir_mcp", "gir_rps", "gir_muxer")
        groups = {**dict.fromkeys(everything, NODES), "gir_webdav": STORAGES}
        for name in CENTERS:
            groups[name] = [host for host in [*NODES, *STORAGES] if host.endswith(name)]
        self.inventory = Inventory(groups, self.variables)
        self.inventory.variables["mcp_codecs"] = ["pcmu"]

    def site(self, *arguments, **variables):
        """Playbook site; `published` are the variables gir_site of a run that came to its end."""
        run = self.playbook("site", *arguments, "-v", **variables)
        run.published = [
            found.data["ansible_facts"]["gir_site"] for found in run.results if found.task == "Publish what is not done"
        ]
        return run.says_nothing_of(HIDDEN)

    def below(self, host, *parts):
        return self.hosts.joinpath(host, *parts)

    def imported(self, kind):
        return {path.name for path in (self.configuration / kind).glob("*.json")}


@pytest.fixture
def servers():
    with rws.cluster(nodes=1, contact_center_id="625a5cf1-dea8-4e46-b18b-831d4b254488") as running:
        yield running


@pytest.fixture
def site(tmp_path, servers):
    return Site(
        tmp_path,
        contact_center_rws_urls=servers.urls,
        contact_center_wait_retries=0,
        gir_rws_ops_username=rws.OPS[0],
        gir_rws_ops_password=rws.OPS[1],
        gir_rws_admin_username=rws.ADMIN[0],
        gir_rws_admin_password=rws.ADMIN[1],
    )


def hosts(run):
    return {host for host, _task in run.changed}


def test_a_contact_center_that_refuses_alone_is_not_done(site, servers):
    """One foreign storage location in RWS whose password it does not show: nobody could write the list again."""
    servers.set_dialect(password_on_read="masked")
    servers.store.view(None).put("ops-settings/recordings", [FOREIGN])
    check = site.site("--check", "--diff")
    assert not site.hosts.exists()
    real = site.site()
    for run in (check, real):
        run.refused("refused contact_center on the controller: RWS replaces the list ", "/US/FL", "1 surface refused")
        assert run.code == 2 and run.counts("rescued") == {"localhost": 1}
        # With a host that a limit can name: the controller stands in no inventory.
        assert run.counts("failed") == {"localhost": 1, "node-dc1": 1}
    # All others, on both sides of it: hosts before and after, and what the controller does last.
    assert check.changed == real.changed and hosts(real) == {*NODES, *STORAGES, "localhost"}
    assert all(site.below(host, RPS).exists() for host in NODES)
    assert site.imported("CfgGVPIVRProfile") == {"record.json", "record_geo1.json", "record_geo2.json"}
    assert site.imported("CfgApplication") > {f"{host}_MCP.json" for host in NODES}
    [found] = real.published
    assert [(one["component"], one["host"]) for one in found["refused"]] == [("contact_center", "localhost")]
    assert (found["stopped"], found["unfinished"]) == ([], ["localhost", "node-dc1"])
    # When it shows the password, a run for what failed does the rest and no more.
    servers.set_dialect(password_on_read="clear")
    mended = site.site("--limit", "localhost,node-dc1").succeeded()
    assert hosts(mended) == {"node-dc1"} and mended.published[0]["ok"]
    assert "Everything that this run was asked for is done." in mended.flat


def test_hosts_that_need_nothing_of_a_silent_one_are_done(site):
    """All storages are silent: nobody who needs them is stopped by that, and they are named at the end."""
    for host in STORAGES:
        site.inventory.host(host, **SILENT)
    run = site.site(gir_read_record=False).refused("silent dav-dc1: ", "silent dav-dc2: ", "2 hosts silent")
    assert run.code == 2
    assert hosts(run) == {*NODES, "localhost"} and set(run.counts("failed")) == set(STORAGES)
    [found] = run.published
    assert (found["refused"], found["stopped"], list(found["silent"])) == ([], [], STORAGES)


def test_what_depends_on_a_refusal_is_stopped(site):
    """A module that fails on one host stops what the controller does with it, and what needs that in turn."""
    site.below("dav-dc1").mkdir(parents=True)
    site.below("dav-dc1", "etc").write_text("no directory\n", encoding="utf-8")
    # What has nothing to do is not stopped either.
    groups = json.dumps({"geo_location_resource_groups": {"geo1": "MCPs1"}})
    run = site.site("--tags", "webdav,ivr_profile,geo_location,workspace_desktop_configure", "-e", groups)
    run.refused(
        "refused webdav on dav-dc1: ",
        "stopped ivr_profile on the controller: It needs webdav, which was refused on dav-dc1. Mend that first",
        "stopped geo_location on the controller: It needs ivr_profile, which was stopped because webdav was refused on",
        "1 surface refused and 2 surfaces stopped",
    )
    assert run.counts("failed") == {"dav-dc1": 1, "localhost": 1}
    # The other storage, and the desktops, which do not need one.
    assert hosts(run) == {"dav-dc2", "localhost"}
    assert site.imported("CfgGVPIVRProfile") == set() != site.imported("CfgApplication")
    # The hosts that ended as failed are enough for the next run, with the part of the controller.
    site.below("dav-dc1", "etc").unlink()
    again = site.site("--limit", "dav-dc1,localhost", "--tags", "webdav,ivr_profile,geo_location").succeeded()
    assert hosts(again) == {"dav-dc1"} and site.imported("CfgGVPIVRProfile")


def test_a_limit_keeps_the_part_of_the_controller(site):
    run = site.site("--limit", "node-dc1", "--tags", "rps,contact_center,ivr_profile").succeeded()
    assert site.imported("CfgGVPIVRProfile") == {"record.json", "record_geo1.json", "record_geo2.json"}
    assert hosts(run) == {"node-dc1"} and not site.below("node-dc2", RPS).exists()
    assert run.published[0]["run"]["limit"] == "node-dc1"
    # It was done with the variables of the controller: a run without a limit has nothing to add.
    rest = site.site("--tags", "rps,contact_center,ivr_profile").succeeded()
    assert hosts(rest) == {"node-dc2"}


def test_a_limit_may_leave_the_controller_alone(site):
    """Where an inventory has it, as those of AWX often do."""
    inventory = {**site.inventory.tree(), "ungrouped": {"hosts": {"localhost": LOCAL}}}
    how = {"directory": site.directory, "inventory": inventory}
    run = start("gir.multidc.site", "--limit", "localhost", "--tags", "ivr_profile", **how).finish().succeeded()
    assert hosts(run) == {"localhost"} and site.imported("CfgGVPIVRProfile")


def test_a_limit_never_lets_a_keystore_pass_unread(site):
    variables = {
        "rcs_keystore_path": "/opt/genesys/rcs/keystore.jks",
        "ivr_profile_certificates": {"one": CERTIFICATE},
    }
    run = site.site("--limit", "dav-dc1", "--tags", "ivr_profile,webdav_configure", **variables)
    run.refused(
        "refused keystores on the controller: Nothing was put into use: certificates are in use, and the keystores of"
        " node-dc2, node-dc1 were not read, because the limit dav-dc1 leaves them out",
        "stopped ivr_profile on the controller: It needs keystores, which was refused on the controller.",
    )
    assert site.imported("CfgGVPIVRProfile") == set() and site.below("dav-dc1").exists()


def test_a_run_that_does_nothing_is_not_green(site):
    run = site.site("--limit", "dav-dc1", "--tags", "rps").refused("Nothing was done. Correct --limit, --tags or the")
    assert run.code == 2 and run.changed == set()


def test_hosts_that_are_lost_in_the_middle_are_named(site):
    """Both hosts of a play: the run goes on all the same."""
    for host in STORAGES:
        lost = f"{{{{ 'ssh' if '{site.below(host, 'etc')}' is directory else 'local' }}}}"
        site.inventory.host(host, **{**LOCAL, **SILENT, "ansible_connection": lost})
    run = site.site("--tags", "webdav,ivr_profile")
    run.refused("lost dav-dc1: it stopped answering", "lost dav-dc2: ", "2 hosts lost in the middle")
    assert run.code == 4 and site.imported("CfgGVPIVRProfile") and hosts(run) >= {"localhost"}


def test_a_run_that_meets_the_lock_of_another_one_does_nothing(site):
    claim = {"gir.multidc.lock": {"state": "claimed", "verb": "upgrade"}}
    before = {"hosts": "localhost", "gather_facts": False, "tags": "always", "tasks": [claim]}
    run = site.play([before, {"ansible.builtin.import_playbook": "gir.multidc.site"}], "--tags", "rps")
    run.refused("node-dc1", "upgrade")
    assert not any(site.below(host, RPS).exists() for host in NODES)


def test_a_run_that_loses_its_lock_stops_and_says_so(site):
    """From the next play on that asks, whatever it is about."""

    def lose(play):
        if "Recording Crypto Server" in play:
            for lock in site.hosts.rglob("*lock.json"):
                lock.unlink()

    run = start(
        "gir.multidc.site",
        *("--tags", "rws_configure,rps,ivr_profile", "-e", "__site_lock_seconds=0"),
        directory=site.directory,
        inventory=site.inventory,
    ).finish(on_play=lose)
    run.refused(
        "stopped rps on node-dc1: This run may not go on: node-dc1: the lock of this run", "stopped ivr_profile"
    )
    assert site.imported("CfgGVPIVRProfile") == set() and not any(site.below(host, RPS).exists() for host in NODES)

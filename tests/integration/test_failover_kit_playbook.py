# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook failover_kit on hosts that are directories: made, kept, copied, refused, and judged by drift."""

import json
import shutil
import tarfile

import pytest
from support import kit_site, playbook
from support.component_runs import SECRETS, Roles
from support.inventory import SILENT

KIT = "gir-failover-kit-{}.tar.gz"
COPY = "var/lib/gir-kit/gir-failover-kit-{}.tar.gz"


class Site(Roles):
    """Its secrets lie in a vault. The controller has wheels, and asks no index for them."""

    def __init__(self, directory):
        super().__init__(directory, ansible_ssh_common_args="-o ConnectTimeout=2")
        self.kits = directory / "kits"
        self.variables.pop("gir_read_record")
        self.variables.update(
            gir_kit_dir=str(self.kits), gir_kit_host_dir="/var/lib/gir-kit",
            gir_kit_wheels_dir=str(kit_site.wheels(directory / "wheels")),
        )  # fmt: skip
        self.password = kit_site.password_file(directory)

    def run(self, name, *arguments, **extra):
        inventory = kit_site.write(self.directory / "prod", self.inventory.tree())
        words = ("--vault-password-file", str(self.password), *arguments)
        how = {"directory": self.directory, "inventory": inventory, "variables": extra}
        return playbook.run(f"gir.multidc.{name}", *words, **how)

    def kit(self, *arguments, **extra):
        return self.run("failover_kit", *arguments, **extra)

    def drift(self):
        """check and path of each finding about a kit."""
        out = self.directory / "reports"
        given = {"gir_drift_output_dir": str(out), "gir_drift_formats": ["json"], "gir_drift_fail_on": "none"}
        self.run("drift", **given).succeeded()
        found = json.loads((out / "drift.json").read_text(encoding="utf-8"))["findings"]
        return {(one["check"], one["host"]) for one in found if one["check"].startswith("kit.")}

    def member(self, name, center="dc2"):
        with tarfile.open(self.kits / KIT.format(center)) as packed:
            return packed.extractfile(f"gir-failover-kit-{center}/{name}").read().decode()


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


def hosts(run):
    """Who changes, whatever the task."""
    return {host for host, _task in run.changed}


def test_predicted_made_and_kept(site):
    """On each RWS host its own; one that does not answer is named. Nothing changes then."""
    site.inventory.host("rws2-dc1", **SILENT)
    check = site.kit("--check", "--diff").succeeded()
    assert not site.kits.exists()
    assert not site.hosts.exists()
    done = site.kit("-vvvv", "--diff").succeeded().says_nothing_of([*SECRETS.values(), kit_site.PASSWORD])
    assert hosts(check) == hosts(done) == {"localhost", "rws1-dc1", "rws1-dc2"}
    assert "No copy was given to rws2-dc1, which did not answer." in done.flat
    for path in (site.kits / KIT.format("dc2"), site.hosts / "rws1-dc2" / COPY.format("dc2")):
        assert oct(path.stat().st_mode)[-3:] == "600"
    assert not (site.hosts / "rws1-dc2" / COPY.format("dc1")).exists()
    for name in ("inventory/1/group_vars/gir.yml", "inventory/1/hosts.yml"):
        assert not any(secret in site.member(name) for secret in [*SECRETS.values(), kit_site.PASSWORD])
    assert site.kit().succeeded().changed == set()


def test_made_again_it_differs_in_its_time_alone(site):
    site.variables["gir_kit_host_dir"] = ""
    site.kit().succeeded()
    first = json.loads(site.member("kit.json"))
    shutil.rmtree(site.kits)
    assert hosts(site.kit().succeeded()) == {"localhost"}
    again = json.loads(site.member("kit.json"))
    assert first.pop("made") <= again.pop("made")
    assert first == again
    assert not site.hosts.exists()


def test_drift_judges_kits(site):
    site.kit().succeeded()
    assert site.drift() == set()
    site.variables["rws_port"] = 8091
    (site.hosts / "rws1-dc1" / COPY.format("dc1")).unlink()
    with (site.hosts / "rws1-dc2" / COPY.format("dc2")).open("ab") as stream:
        stream.write(b"x")
    assert site.drift() == {
        ("kit.inventory", "localhost"), ("kit.missing", "rws1-dc1"), ("kit.damaged", "rws1-dc2"),
        ("kit.inventory", "rws2-dc1"),
    }  # fmt: skip
    assert hosts(site.kit("--check").succeeded()) == {"localhost", "rws1-dc1", "rws2-dc1", "rws1-dc2"}
    site.kit().succeeded()
    assert site.drift() == set()


def test_secrets_in_clear_text_are_refused(site):
    """All at once, with file and line, and without their values."""
    more = site.directory / "prod" / "host_vars" / "rws1-dc1.yml"
    more.parent.mkdir(parents=True)
    more.write_text("rws_cassandra_password: topsecret1\nx_token: topsecret2\n", encoding="utf-8")
    run = site.kit("-vvv").says_nothing_of(["topsecret1", "topsecret2"])
    run.refused(f"GIR691: {more}, line 1: rws_cassandra_password lies there in clear text.", f"{more}, line 2: x_token")
    assert not site.kits.exists()


def test_what_is_missing_is_said(site):
    next((site.directory / "wheels").glob("dnspython*")).unlink()
    site.kit().refused("GIR692", "(gir_kit_wheels_dir) are not enough for Python", "dnspython")
    site.variables.update(gir_kit_dir="", gir_kit_days="soon", gir_kit_wheels_dir="/nowhere")
    site.kit().refused("GIR690: gir_kit_dir is not given.", 'gir_kit_days is "soon"', "/nowhere", "no directory")
    site.variables.update(gir_report_url="https://files.test/gir")
    site.kit().refused("GIR690: gir_kit_dir is not given, and kits are not sent to gir_report_url. A kit belongs to a")
    assert not site.kits.exists()

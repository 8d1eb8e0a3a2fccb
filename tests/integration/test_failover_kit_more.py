# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A forced failover of the demo from a kit alone, on a host that has a Python and no Ansible, index or controller."""

import json
import shutil
import subprocess
import time

import pytest
from running_demo import INVENTORY, LIMIT_SECONDS, passwords
from running_failover import Failovers
from standin_client import eventually
from support import kit_site

SURVIVORS = ("rws1-dc2", "rws2-dc2")


@pytest.fixture
def lost(demo, tmp_path):
    """dc1 is lost; at the end everything is as it was."""
    found = Failovers(demo, tmp_path, "dc1")
    yield found
    found.find()
    found.forget()
    demo.playbook("site").succeeded()
    demo.switch("DC1")


@pytest.fixture
def prod(tmp_path):
    """The inventory of the demo, its secrets encrypted."""
    place = tmp_path / "prod"
    shutil.copytree(INVENTORY, place)
    for name in ("settings.yml", "components.yml"):
        path = place / "group_vars" / "gir" / name
        path.write_bytes(kit_site.encrypted_text(path.read_bytes()))
    return place


def test_a_failover_from_the_kit_alone(demo, lost, prod, tmp_path):
    """Made while all is well, and run when nothing but it and the survivors is left; then once more."""
    password = kit_site.password_file(tmp_path)
    words = ("--vault-password-file", str(password))
    lost.find()
    made = demo.playbook("failover_kit", *words, inventory=prod, gir_kit_dir=str(tmp_path / "kits"))
    made.succeeded().says_nothing_of(passwords())
    lost = Failovers(demo, tmp_path, "dc1")
    (tmp_path / "bare").mkdir()
    kit = kit_site.unpacked(tmp_path / "kits" / "gir-failover-kit-dc2.tar.gz", tmp_path / "bare")
    environment = kit_site.bare(tmp_path / "bare")
    assert shutil.which("ansible-playbook", path=environment["PATH"]) is None
    environment.update(GIR_DEMO_DIR=str(demo.directory), GIR_DEMO_PORT_BASE=str(demo.base))
    # On that night the controller's inventory is gone, too.
    shutil.rmtree(prod)
    given = tmp_path / "given.json"
    given.write_text(json.dumps(lost.variables("dc2", gir_active_datacenter="dc1")), encoding="utf-8")

    def run(*more):
        command = [kit / "failover.sh", *more, "-i", lost.inventory, *words, "-e", f"@{given}"]
        started = time.monotonic()
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, check=False, timeout=2 * LIMIT_SECONDS,
        )  # fmt: skip
        print(f"{time.monotonic() - started:.0f} s")
        print(done.stdout)
        assert done.returncode == 0
        return done.stdout

    said = run()
    assert "making the environment" in said
    assert not [secret for secret in passwords() if secret in said]
    report = lost.report()
    assert report["outcome"] == "done_open"
    assert eventually(lambda: {site for name, site in demo.sites().items() if name in SURVIVORS} == {"DC2"})
    assert {lost.entries(host)[-1]["operation"] for host in SURVIVORS} == {report["operation"]}
    assert "making the environment" not in run()
    assert lost.report()["outcome"] == "unchanged"

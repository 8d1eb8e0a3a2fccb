# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A forced failover from a bare host of the survivors: the other data center, the controller, Git and DNS are gone."""

import json
import shutil
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest
import yaml
from ansible.release import __version__ as ansible_core
from ansible_collections.gir.multidc.plugins.plugin_utils._kit import wheels
from support import kit_site

from lab import image, pythons
from lab.failover_system import FailoverSystem
from lab.packets import SYN, Packets, begins
from lab.test_core import PREPARE

# It runs Apache alone, so that what it sends is what the kit sends. Its resolver asks a name server that nobody has.
BARE, DNS = "dav1-dc2", "203.0.113.53"
KIT = "gir-failover-kit-dc2"
SURVIVOR = "rws1-dc2"
NEEDED = {"gir_failover_to": "dc2", "gir_failover_confirm": "dc2", "gir_failover_mode": "forced",
          "gir_failover_attested_by": "the night operator", "gir_failover_output_dir": "reports",
          "gir_failover_seconds": 40}  # fmt: skip
SECONDS = 900


class KitSystem(FailoverSystem):
    """Without GAX, and with a Configuration Server in dc2: those of the laboratory are outside of both data centers."""

    def __init__(self, directory):
        super().__init__(directory)
        self.inventory = Path(shutil.copytree(self.inventory, self.directory.with_name("inventory")))
        path = self.inventory / "group_vars" / "gir" / "settings.yml"
        text = path.read_text(encoding="utf-8")
        assert "host: controller\n" in text
        path.write_text(text.replace("host: controller\n", "host: lb1-dc2\n"), encoding="utf-8")

    @property
    def sources(self):
        return [self.inventory, self.directory / "connection.yml"]

    def prepare(self):
        self.play(PREPARE, seconds=SECONDS).succeeded()
        self.play("gir.multidc.site", seconds=SECONDS).succeeded()
        self.play("gir.multidc.ledger", variables={"gir_ledger_create": True}).succeeded()
        self._make_keys()
        # Configuration Server, as far as anybody asks whether it can be reached.
        self.on("lb1-dc2", "systemd-run", "--unit=lab-configuration", "python3", "-m", "http.server", "2020")


@pytest.fixture(scope="module")
def system(possible, tmp_path_factory):
    found = KitSystem(tmp_path_factory.mktemp("kit") / "lab")
    if possible:
        found.up()
        found.prepare()
    yield found
    found.does("down")


def write_inventory(system, place):
    """As a site has it: secrets encrypted, and hosts that are reached by their names."""
    shutil.copytree(system.inventory, place)
    for name in ("settings.yml", "components.yml"):
        path = place / "group_vars" / "gir" / name
        path.write_bytes(kit_site.encrypted_text(path.read_bytes()))
    connection = yaml.safe_load((system.directory / "connection.yml").read_text(encoding="utf-8"))
    interpreters = {
        host: {name: value for name, value in known.items() if name == "ansible_python_interpreter"}
        for host, known in connection["lab"]["hosts"].items()
    }
    shared = {
        "ansible_connection": "ssh", "ansible_user": "root", "ansible_timeout": 5,
        "ansible_python_interpreter": pythons.OWN,
    }  # fmt: skip
    tree = {"all": {"vars": {"lab_directory": "/var/tmp/lab"}}, "lab": {"hosts": interpreters, "vars": shared}}
    (place / "connection.yml").write_text(json.dumps(tree), encoding="utf-8")
    return place


def make_kit(system, place):
    """What the platform team does in calm times, on the controller, with wheels from its index."""
    prod = write_inventory(system, place / "prod")
    asked = wheels.wanted(ansible_core, [pythons.own(image.ensure())])
    (place / "wheels").mkdir()
    for path, content in wheels.collected(asked).items():
        (place / "wheels" / Path(path).name).write_bytes(content)
    home = place / "home"
    (home / ".ssh").mkdir(parents=True)
    known = (system.directory / "known_hosts").read_text(encoding="utf-8")
    (home / ".ssh" / "known_hosts").write_text(known, encoding="utf-8")
    given = {"gir_kit_dir": str(place / "kits"), "gir_kit_wheels_dir": str(place / "wheels"),
             "gir_kit_host_dir": "/var/lib/gir-kit", "gir_kit_python": list(asked.pythons)}  # fmt: skip
    words = ("--vault-password-file", str(kit_site.password_file(place)),
             "--private-key", str(system.directory / "key"))  # fmt: skip
    made = system.play(
        "gir.multidc.failover_kit", *words, variables=given, sources=[prod], seconds=SECONDS, HOME=home,
        ANSIBLE_SSH_EXTRA_ARGS=f"-o UserKnownHostsFile={home}/.ssh/known_hosts",
    ).succeeded()  # fmt: skip
    assert "No copy was given" not in made.flat, made.output
    shutil.rmtree(prod)


def make_bare(system):
    """What a person carries there: the archive that an RWS host has kept, a key and a password."""
    root = system.root(BARE) / "root"
    for end in ("", ".sha256"):
        shutil.copy2(system.path(SURVIVOR, f"/var/lib/gir-kit/{KIT}.tar.gz{end}"), root)
    shutil.copy2(system.directory / "key", root / "id")
    (root / "id").chmod(0o600)
    kit_site.password_file(root)
    (root / "given.json").write_text(json.dumps(NEEDED), encoding="utf-8")
    (system.root(BARE) / "etc" / "hosts").write_text("127.0.0.1 localhost\n", encoding="utf-8")
    (system.root(BARE) / "etc" / "resolv.conf").write_text(f"nameserver {DNS}\n", encoding="utf-8")


def on_bare(system, script):
    """A person's shell there: (exit status, what it printed)."""
    words = ["nsenter", f"--target={system._init(BARE)}", "--all", "env", "-i", "HOME=/root", "PATH=/usr/bin:/bin",
             "sh", "-euc", f"cd /root\n{script}"]  # fmt: skip
    done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=SECONDS, check=False)  # fmt: skip
    return done.returncode, done.stdout


def test_a_failover_from_a_bare_host(system, tmp_path):
    make_kit(system, tmp_path)
    make_bare(system)
    hosts = system.status()["hosts"]
    places = {center: {hosts[name]["address"] for name in system.hosts(center)} for center in ("dc1", "dc2")}
    code, said = on_bare(system, f"command -v ansible-playbook || true; sha256sum -c {KIT}.tar.gz.sha256")
    assert (code, said) == (0, f"{KIT}.tar.gz: OK\n")

    system.does("cut", "dc1")
    with Packets(system, 2, tmp_path / "packets.jsonl") as packets:
        began = time.monotonic()
        command = "./failover.sh --vault-password-file ../vault-password --private-key ../id -e @../given.json"
        code, said = on_bare(system, f"tar -xzf {KIT}.tar.gz\ncd {KIT}\n{command}")
        seconds = time.monotonic() - began
        seen = packets.seen()
    print(said)
    assert code == 0
    report = json.loads((system.root(BARE) / f"root/{KIT}/reports/failover.json").read_text(encoding="utf-8"))
    assert report["outcome"] in ("done", "done_open")
    ledger = json.loads(system.path(SURVIVOR, "/var/lib/gir-ledger/ledger.json").read_text(encoding="utf-8"))
    assert (ledger["entries"][-1]["active_datacenter"], ledger["entries"][-1]["state"]) == ("dc2", "done")

    own = hosts[BARE]["address"]
    sent = [one for one in seen if one["from"] == own]
    print(f"{seconds:.0f} s from a bare host, {report['times']['seconds']} s of them the failover")
    print(Counter((one["to"], one["protocol"], one["port"], one["flags"]) for one in sent))
    # Nobody speaks to anybody but the two data centers. Connections of the controller that were open before stay so.
    spoken_to = {one["to"] for one in seen if one["from"] in places["dc2"] and begins(one)}
    assert spoken_to - places["dc1"] - places["dc2"] == set()
    # To the dead one the bare host sends nothing but attempts to connect.
    assert {one["to"] for one in sent} <= places["dc1"]
    assert [one for one in sent if (one["protocol"], one["flags"]) != (6, SYN)] == []

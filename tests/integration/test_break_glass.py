# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The break-glass sheets that playbook site wrote for the running demo, followed literally: there and back.

A person has the page, a shell and curl. Here a shell gets the page's own commands, one after the other. ssh and sudo
run on this machine, where the hosts of the demo are directories; systemctl only notes what it was asked.
"""

import json
import os
import re
import shutil
import subprocess

import pytest
from running_demo import passwords
from standin_client import eventually

NODES = ("rws1-dc1", "rws2-dc1", "rws1-dc2", "rws2-dc2")
LEDGER = "var/lib/gir-ledger/ledger.json"
PARTS = re.compile(r"^```(sh|text)\n(.*?)\n```$", re.M | re.S)
FILES = re.compile(r"Write the file (\S+)\. PASSWORD is (\w+)")
# What the vault of the demo holds under the names that the pages say.
VAULT = {"gir_rws_ops_password": "ops", "gir_gax_password": "demo-configuration-password"}
SSH = """#!/bin/sh
while [ "$1" = -o ] || [ "$1" = -p ]; do shift 2; done
shift; exec sh -c "$*"
"""
SYSTEMCTL = """#!/bin/sh
echo "$@" >> "$UNITS"
[ "$1" != is-active ] || echo active
"""


class Page:
    """A page as plain text: its commands and credential files in their order."""

    def __init__(self, directory, name):
        self.text = (directory / f"{name}.txt").read_text(encoding="utf-8")
        self.html = (directory / f"{name}.html").read_text(encoding="utf-8")
        self.parts = PARTS.findall(self.text)
        self.commands = [text for kind, text in self.parts if kind == "sh"]
        texts = [text for kind, text in self.parts if kind == "text"]
        self.files = [(*found, text) for found, text in zip(FILES.findall(self.text), texts)]


class Person:
    """Follows a page in one shell."""

    def __init__(self, demo, directory):
        self.demo, self.directory = demo, directory
        tools = directory / "tools"
        tools.mkdir()
        for name, text in (("ssh", SSH), ("sudo", '#!/bin/sh\nexec "$@"\n'), ("systemctl", SYSTEMCTL)):
            (tools / name).write_text(text, encoding="utf-8")
            (tools / name).chmod(0o755)
        self.units = directory / "units"
        self.units.touch()
        path = f"{tools}{os.pathsep}{os.environ['PATH']}"
        self.environment = {**os.environ, "PATH": path, "UNITS": str(self.units), "LC_ALL": "C"}

    def follow(self, page):
        """Everything that the shell printed."""
        script = []
        for command in page.commands:
            script.append(command)
            if "cd gir-break-glass" in command:
                script += [self._written(*file) for file in page.files]
        done = subprocess.run(
            ["sh"],
            input="\n".join(script) + "\n",
            cwd=self.directory,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=120,
        )
        return done.stdout

    def _written(self, name, variable, text):
        """What the person does with an editor."""
        path = self.directory / "gir-break-glass" / name
        return f"cat > '{path}' <<'EDITOR'\n{text.replace('PASSWORD', VAULT[variable])}\nEDITOR"


@pytest.fixture
def person(demo, tmp_path):
    found = Person(demo, tmp_path)
    yield found
    for host in NODES:
        shutil.rmtree(demo.path(host, LEDGER).parent, ignore_errors=True)
    # Only where a test has failed in the middle.
    if set(demo.sites().values()) != {"DC1"}:
        demo.switch("DC1")
        demo.playbook("site").succeeded()


@pytest.fixture
def pages(demo):
    return lambda name: Page(demo.directory / "break-glass", name)


def desktop(demo):
    return option(demo, "CfgApplication", "WDE", "options", "disaster-recovery.eservices-site")


def receiver(demo, name="record"):
    return option(demo, "CfgGVPIVRProfile", name, "userproperties", "recordingclient.rp.speechminer_uri")


def option(demo, kind, name, part, key):
    tree = json.loads((demo.directory / "configuration-server-tree.json").read_text(encoding="utf-8"))
    (found,) = (one for one in tree["objects"] if (one["type"], one.get("name")) == (kind, name))
    return next(entry["value"] for entry in found[part]["property"] if entry["key"] == key)


def entries(demo, host):
    return json.loads(demo.path(host, LEDGER).read_text(encoding="utf-8"))["entries"]


# What the page leaves to the controller: the lost side, purge rules and the index update.
OF_MORNING = {
    ("localhost", "gir.multidc._component : Set the Interaction Receiver of every location, and further settings"),
    ("rps1-dc1", "gir.multidc._component : Write the files of rps"),
    ("rws1-dc1", "gir.multidc._component : Write the files of index_update"),
    ("rws1-dc1", "gir.multidc._component : Write the files of rws"),
    ("rws1-dc2", "gir.multidc._component : Remove what must not be here of index_update"),
    ("rws2-dc1", "gir.multidc._component : Write the files of rws"),
}


def left(demo):
    """What site would still change, as host and task."""
    return demo.playbook("site", "--check").succeeded().changed


def test_failover_and_back(person, pages, demo):
    """RWS, files, desktops, IVR Profiles and ledger move, and site finds nothing that it would move back."""
    before = receiver(demo)
    said = person.follow(pages("dc2-data-center-lost"))
    assert eventually(lambda: set(demo.sites().values()) == {"DC2"}), said
    assert desktop(demo) == "DC2" and receiver(demo) != before, said
    assert "DIFFERENT" not in said and said.count("as it should be") == 7, said
    units = person.units.read_text(encoding="utf-8")
    assert "disable --now gir-muxer" in units and "enable --now gir-muxer" in units and "restart gir-rps" in units
    assert not (person.directory / "gir-break-glass").exists()
    entry = entries(demo, "rws1-dc2")[-1]
    assert (entry["active_datacenter"], entry["eservices_site"], entry["verb"]) == ("dc2", "DC2", "by_hand")
    assert left(demo) <= OF_MORNING

    said = person.follow(pages("dc1-failback"))
    assert eventually(lambda: set(demo.sites().values()) == {"DC1"}), said
    assert (desktop(demo), receiver(demo)) == ("DC1", before), said
    assert "DIFFERENT" not in said, said
    assert {json.dumps(entries(demo, host)) for host in NODES} == {json.dumps(entries(demo, NODES[0]))}
    assert left(demo) == set()


def test_eservices_alone_and_back(person, pages, demo):
    """The same page of the other data center leads back."""
    before = receiver(demo)
    for center, site in (("dc2", "DC2"), ("dc1", "DC1")):
        said = person.follow(pages(f"{center}-eservices-only"))
        assert eventually(lambda site=site: set(demo.sites().values()) == {site}), said
        assert (desktop(demo), receiver(demo)) == (site, before), said
        entry = entries(demo, "rws1-dc1")[-1]
        assert (entry["active_datacenter"], entry["eservices_site"]) == ("dc1", site), said
        assert all(demo.application(host)["serverSettings"]["eServicesSite"] == site for host in NODES), said
    assert not person.units.read_text(encoding="utf-8")


def test_wrong_password_changes_nothing(person, pages, demo, monkeypatch):
    monkeypatch.setitem(VAULT, "gir_gax_password", "wrong")
    monkeypatch.setitem(VAULT, "gir_rws_ops_password", "wrong")
    said = person.follow(pages("dc2-eservices-only"))
    assert "HTTP 401" in said and "Traceback" not in said, said
    assert set(demo.sites().values()) == {"DC1"} and desktop(demo) == "DC1"


def test_no_page_holds_a_secret(demo):
    for path in (demo.directory / "break-glass").iterdir():
        page = path.read_text(encoding="utf-8")
        assert [secret for secret in passwords() if secret in page] == []
        assert path.stat().st_mode & 0o777 == 0o640

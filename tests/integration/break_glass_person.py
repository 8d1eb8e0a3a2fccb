# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A person who follows a break-glass sheet by its letter, in a shell, against the running demo.

ssh and sudo run on this machine, where the hosts of the demo are directories; systemctl only notes what it was asked.
"""

import json
import os
import re
import shutil
import subprocess

import pytest

NODES = ("rws1-dc1", "rws2-dc1", "rws1-dc2", "rws2-dc2")
APPLICATION = "opt/genesys/rws/config/application.yaml"
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
    files = {demo.path(host, APPLICATION): demo.path(host, APPLICATION).read_bytes() for host in NODES}
    yield found
    for host in NODES:
        shutil.rmtree(demo.path(host, LEDGER).parent, ignore_errors=True)
    # Only where a test has failed in the middle.
    if set(demo.sites().values()) != {"DC1"}:
        demo.switch("DC1")
        demo.playbook("site").succeeded()
    # Who follows a page against refusals changes these all the same.
    for path, content in files.items():
        if path.read_bytes() != content:
            path.write_bytes(content)


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

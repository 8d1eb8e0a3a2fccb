# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/awx.md, typed as it is written: from an empty AWX and an empty repository to a job that knows all secrets."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from standins.awx import Awx
from support import playbook
from support.playbook import ROOT

from awx.running_awx import injected

TOKEN = "token-of-the-document"
REPOSITORY = "https://git.example.com/gir.git"
# Galaxy is out of reach here: the collection lies there already.
NOT_TYPED = "ansible-galaxy collection install"
BLOCK = re.compile(r"^```(console|yaml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks():
    """(kind, text) of what is to be typed, and of what is to be written, in their order."""
    section = (ROOT / "docs" / "awx.md").read_text(encoding="utf-8").partition("## From an empty AWX")[2]
    return BLOCK.findall(section.partition("\n## ")[0])


class Workstation:
    """A home with both collections, a shell that stays in its directory, and a repository that AWX can reach."""

    def __init__(self, directory, awx):
        self.awx, self.home = awx, directory
        self.bare, self.seen_by_awx = directory / "gir.git", directory / "checkout"
        self.place = directory / "work"
        self.place.mkdir()
        self._git("init", "--quiet", "--bare", "--initial-branch=main", str(self.bare))
        collections = directory / ".ansible" / "collections" / "ansible_collections"
        (collections / "gir").mkdir(parents=True)
        (collections / "gir" / "multidc").symlink_to(playbook.collections() / "ansible_collections" / "gir" / "multidc")
        (collections / "awx").symlink_to(Path(os.environ["GIR_AWX_COLLECTIONS"]) / "ansible_collections" / "awx")
        (directory / ".ssh").mkdir(mode=0o700)
        key = directory / ".ssh" / "gir_ed25519"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
        (directory / ".gitconfig").write_text(
            f'[url "{self.bare}"]\n\tinsteadOf = {REPOSITORY}\n[user]\n\tname = a\n\temail = a@example.com\n'
        )
        self.environment = {
            "HOME": str(directory), "LC_ALL": "C.UTF-8", "ANSIBLE_NOCOLOR": "1",
            "PATH": os.pathsep.join((str(Path(playbook.program()).parent), os.environ["PATH"])),
        }  # fmt: skip
        self.output = ""

    def _git(self, *words):
        subprocess.run(["git", *words], check=True, capture_output=True)

    def type(self, line):
        """One command; `cd` and `export` hold for those after it."""
        word, _blank, rest = line.partition(" ")
        if word == "cd":
            self.place = self.place / rest
        elif word == "export":
            name, _equal, value = rest.partition("=")
            known = {"https://awx.example.com": self.awx.url, "your-token": TOKEN}
            self.environment[name] = known[value]
        else:
            how = {"cwd": self.place, "env": self.environment, "capture_output": True, "text": True}
            done = subprocess.run(["bash", "-c", line], check=False, **how)
            self.output = done.stdout
            assert done.returncode == 0, f"{line}: {done.stdout}{done.stderr}"
        if line == "git push":
            self._git("clone", "--quiet", str(self.bare), str(self.seen_by_awx))

    def write(self, text):
        """A file of YAML, whose first line says where it belongs."""
        path = self.place / text.partition("\n")[0].removeprefix("# ")
        assert path.parent.is_dir(), path
        path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def workstation(tmp_path_factory):
    directory = tmp_path_factory.mktemp("workstation")
    with Awx(projects={REPOSITORY: directory / "checkout"}, token=TOKEN) as awx:
        found = Workstation(directory, awx)
        for kind, text in blocks():
            if kind == "yaml":
                found.write(text)
                continue
            for line in text.splitlines():
                if not line.startswith(f"$ {NOT_TYPED}"):
                    found.type(line.removeprefix("$ "))
        yield found


def test_everything_was_made(workstation):
    schedule = next(one for one in workstation.awx.objects("schedules") if one["name"] == "GIR nightly")
    assert schedule["rrule"] == "DTSTART;TZID=Europe/Berlin:20260101T020000 RRULE:FREQ=DAILY;INTERVAL=1"
    assert schedule["enabled"]
    (last,) = [text for kind, text in blocks() if "gir.multidc.awx" in text and "--check" in text]
    workstation.type(last.strip().splitlines()[-1].removeprefix("$ "))
    assert "Nothing differs." in workstation.output


def test_awx_imports_the_inventory_without_a_password(workstation):
    """From what was pushed, as an inventory source does it."""
    assert not list(workstation.seen_by_awx.rglob("vault.yml"))
    workstation.type(f"ansible-inventory -i {workstation.seen_by_awx}/inventories/prod --list --export")
    assert "rws1-ny.example.com" in workstation.output


def test_a_job_knows_every_secret(workstation, tmp_path):
    """The repository and the credential make a complete inventory."""
    given = injected(workstation.awx, "GIR secrets")
    run = playbook.run(
        "gir.multidc.render", directory=tmp_path, inventory=[workstation.seen_by_awx / "inventories" / "prod"],
        variables={
            "gir_render_dir": str(tmp_path / "rendered"), "gir_render_secrets": True, "gir_report_url": "", **given,
        },
    )  # fmt: skip
    run.succeeded()
    text = (tmp_path / "rendered/newyork/rws1-ny.example.com/opt/genesys/rws/config/application.yaml").read_text()
    assert "replace-crypto-security-key" in text
    assert "recorder-ny" in text or "replace-ops-password" in text

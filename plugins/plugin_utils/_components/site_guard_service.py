# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the site guard and the ledger publisher share: a program of root, its configuration, its unit, its key."""

from __future__ import annotations

from dataclasses import dataclass

from ...module_utils._site_guard.settings import SHORTEST_KEY
from . import programs
from .deployed import UNITS, Owner
from .desired import Directory, File, Tree
from .report import Report
from .rule import rule
from .shared import OnHost
from .site_guard_options import Guarding

GIR660 = rule(
    660,
    "With gir_site_guard, its key has at least 32 characters.",
    "Give gir_site_guard_key, once for all hosts, such as what openssl rand -hex 32 prints, in a vault.",
)


@dataclass(frozen=True)
class Installed:
    """Where a program of this role stands. No account but root changes what root runs, so it is not below /opt."""

    role: str
    name: str
    configuration: str

    @property
    def program(self) -> str:
        return f"/usr/local/lib/{self.name}"

    @property
    def settings(self) -> str:
        return f"/etc/{self.name}"

    @property
    def unit(self) -> str:
        return f"{self.name}.service"

    @property
    def unit_path(self) -> str:
        return f"{UNITS}/{self.unit}"

    def command(self, python: str, arguments: str = "") -> str:
        """Isolated from whatever the environment of a unit says to Python."""
        return f"{python} -I -B {self.program}/{self.role_file}{arguments}"

    @property
    def role_file(self) -> str:
        return f"gir_{self.role}.py"


GUARD = Installed("site_guard", "gir-site-guard", "guard.json")
PUBLISHER = Installed("ledger_publisher", "gir-ledger-publisher", "publisher.json")


def check_key(options: Guarding, report: Report) -> None:
    """Nothing of the key is shown."""
    given = len(options.gir_site_guard_key or "")
    if given < SHORTEST_KEY:
        said = f"has {given} characters" if given else "is not given"
        report.add(GIR660, "gir_site_guard_key", f"gir_site_guard is on, and gir_site_guard_key {said}.")


def root_of(options: OnHost) -> Owner:
    """Root; a staged root is no place for accounts of the platform."""
    own = None if options.gir_root else "root"
    return {"owner": own, "group": own}


def directories(installed: Installed, options: OnHost) -> list[Directory]:
    """Those of the program, which all accounts may run, with what is above them as it is, and that of the units."""
    below = (f"{installed.program}/{name}".rstrip("/") for name in programs.directories(installed.role))
    above = [Directory(path) for path in ("/usr/local/lib", "/etc", UNITS)]
    return above + [Directory(path, **root_of(options), mode="0755") for path in (*below, installed.settings)]


def program_files(installed: Installed, options: OnHost) -> list[File]:
    """Everything that runs."""
    return [
        File(f"{installed.program}/{name}", content=text, **root_of(options), mode="0644", public=True)
        for name, text in programs.texts(installed.role).items()
    ]


def unit(installed: Installed, options: OnHost, description: str, service: Tree) -> File:
    """The unit of a program that runs all the time."""
    data: Tree = {
        "Unit": {"Description": description, "Wants": "network-online.target", "After": "network-online.target"},
        "Service": {**service, "Restart": "always", "RestartSec": "5"},
        "Install": {"WantedBy": "multi-user.target"},
    }
    return File(installed.unit_path, "ini", data=data, **root_of(options), mode="0644")

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python packages of a kit, as wheels, for the Python and the platform of the host on which it is unpacked."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .collection import ROOT

BELOW = "wheels/"
SECONDS = 600
# The oldest C libraries for which packages are built: what runs with them runs with newer ones, and not the other way.
_LIBRARIES = ("manylinux_2_28", "manylinux_2_17", "manylinux2014", "manylinux_2_12", "manylinux2010", "manylinux_2_5",
              "manylinux1")  # fmt: skip
_LONGEST = 300

# Command to (exit status, what it printed).
Command = Callable[[Sequence[str]], tuple[int, str]]


class NoWheels(Exception):
    """There are none; the message says why and what to do."""


@dataclass(frozen=True)
class Wanted:
    """`requirements` as pip takes them; `pythons` such as 3.11; `machine` such as x86_64."""

    requirements: tuple[str, ...]
    pythons: tuple[str, ...]
    machine: str

    def as_facts(self) -> dict[str, object]:
        """As kit.json has it."""
        return {
            "requirements": list(self.requirements), "pythons": list(self.pythons), "machine": self.machine,
        }  # fmt: skip


def wanted(ansible_core: str, pythons: Sequence[str] = (), root: Path = ROOT) -> Wanted:
    """What the collection needs on a controller, with the ansible-core that runs now. pip installs the rest."""
    lines = (root / "requirements.txt").read_text(encoding="utf-8").splitlines()
    own = [line.strip() for line in lines if line.strip() and not line.strip().startswith("#")]
    here = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return Wanted(("pip", f"ansible-core=={ansible_core}", *own), tuple(pythons) or (here,), platform.machine())


def collected(asked: Wanted, directory: str = "", run: Command | None = None) -> dict[str, bytes]:
    """Path within the kit to the wheel. `directory`: where wheels lie already; then no index is asked.

    Raises NoWheels.
    """
    with tempfile.TemporaryDirectory(prefix="gir-kit-") as place:
        for python in asked.pythons:
            code, said = (run or _run)(_command(asked, python, directory, place))
            if code:
                raise NoWheels(_why(said, python, directory))
        found = {BELOW + path.name: path.read_bytes() for path in sorted(Path(place).iterdir())}
    if not any(path.startswith(f"{BELOW}pip-") for path in found):
        raise NoWheels("pip collected no wheel of itself, without which nothing can be installed from the kit.")
    return found


def _command(asked: Wanted, python: str, directory: str, place: str) -> list[str]:
    found = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input",
             "--only-binary", ":all:", "--dest", place, "--python-version", python, "--implementation",
             "cp"]  # fmt: skip
    for library in _LIBRARIES:
        found += ["--platform", f"{library}_{asked.machine}"]
    found += ["--no-index", "--find-links", directory] if directory else []
    return [*found, *asked.requirements]


def _run(command: Sequence[str]) -> tuple[int, str]:
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
            timeout=SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return 1, f"ERROR: pip was not done after {SECONDS} s"
    return done.returncode, done.stdout.decode("utf-8", "replace")


def _why(said: str, python: str, directory: str) -> str:
    """One sentence, and what to do. An address of an index may hold an account."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR")] or lines[-1:] or ["pip said nothing"]
    reason = re.sub(r"://[^/\s@]+@", "://********@", re.sub(r"^ERROR:\s*", "", errors[-1]))[:_LONGEST].rstrip(".")
    if "No module named pip" in said:
        return (
            f"{sys.executable} has no pip, so no wheels can be collected. Install pip for it (python3 -m ensurepip),"
            " and run this again."
        )
    if directory:
        return (
            f"The wheels in {directory} (gir_kit_wheels_dir) are not enough for Python {python}: {reason}. Put the"
            " missing one there, and the wheel of pip too."
        )
    return (
        f"No wheels for Python {python} could be downloaded: {reason}. Run this where a package index is reachable, or"
        " give a directory with the wheels as gir_kit_wheels_dir."
    )


def versions(members: Mapping[str, bytes]) -> dict[str, str]:
    """Package to its version, by the names of the wheels."""
    names = (path[len(BELOW) :].split("-") for path in members if path.startswith(BELOW) and path.endswith(".whl"))
    return {parts[0].lower().replace("_", "-"): parts[1] for parts in sorted(names) if len(parts) > 2}

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual environments that are built once and reused until their requirements change.

As a command: venvs.py <directory> <requirements file>. It is what `make demo` starts with, so it needs nothing but
the standard library, and says in one sentence what a machine lacks.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

STAMP = ".requirements.sha256"  # in a finished environment: what it was made from
RUNNING = set()


class VenvError(Exception):
    """A virtual environment could not be made; the text says what to do about it."""


def pinned(requirements):
    """The text of a requirements file with the files that it includes."""
    text = Path(requirements).read_text(encoding="utf-8")
    included = re.findall(r"^-r\s+(\S+)", text, flags=re.MULTILINE)
    return text + "".join(pinned(Path(requirements).parent / name) for name in included)


def fingerprint(directory, requirements, python):
    """What a finished environment is good for: these packages, that Python, this place (its scripts name it)."""
    version = "%d.%d" % sys.version_info[:2] if python == sys.executable else str(python)
    parts = [pinned(requirements), version, str(Path(directory).absolute())]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def can_make_environments(python):
    """Debian delivers Python without its modules venv and ensurepip."""
    command = [str(python), "-c", "import ensurepip, venv"]
    return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0


def check_python(python):
    """Make sure that the Python can make virtual environments: root on Debian gets the package that it lacks."""
    if can_make_environments(python):
        return
    command = [str(python), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    version = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    package = f"python{version}-venv"
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {package}, without which {python} cannot make virtual environments", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "--yes", "--no-install-recommends", package]):
            subprocess.run(["apt-get", "--quiet", *command], env=environment, stdout=subprocess.DEVNULL, check=False)
        if can_make_environments(python):
            return
    raise VenvError(
        f"{python} cannot make virtual environments, its modules venv and ensurepip are not installed: "
        f"install them (Debian: apt-get install {package}) and run this again."
    )


def ensure(directory, requirements, python=sys.executable):
    """Return the directory of an environment that holds exactly the given requirements, making it when needed."""
    directory = Path(directory)
    directory.parent.mkdir(parents=True, exist_ok=True)
    with open(directory.with_name(directory.name + ".lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = fingerprint(directory, requirements, python)
        stamp = directory / STAMP
        works = (directory / "bin" / "python").exists()  # false when the Python that it links to is gone
        if works and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
            return directory
        print(f"Making {directory} from {Path(requirements).name} (once, until that file changes)", flush=True)
        check_python(python)
        shutil.rmtree(directory, ignore_errors=True)
        run(
            [str(python), "-m", "venv", str(directory)],
            f"{python} could not make the virtual environment {directory}",
        )
        pip = [str(directory / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
        run(
            [*pip, "install", "--quiet", "--requirement", str(requirements)],
            f"the packages of {requirements} could not be installed (is a Python package index within reach?)",
        )
        run([*pip, "check"], f"the packages of {requirements} do not fit together")
        stamp.write_text(wanted, encoding="utf-8")
    return directory


def version(directory, parts=2):
    """The version of the Python in an environment, such as 3.11."""
    settings = (Path(directory) / "pyvenv.cfg").read_text(encoding="utf-8")
    return ".".join(re.search(r"^version = (\S+)$", settings, re.MULTILINE).group(1).split(".")[:parts])


def run(command, failure):
    """Run a step of the making; its output is shown only when it fails."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        RUNNING.add(process)
        try:
            said, _nothing = process.communicate()
        finally:
            RUNNING.discard(process)
    if process.returncode:
        raise VenvError(f"{failure}. It said:\n{said.strip()}")


def stop():
    """End the steps that run: what they have made is no finished environment, and is made anew."""
    for process in list(RUNNING):
        process.terminate()


def main():
    """The command line."""
    if len(sys.argv) != 3:
        return "usage: venvs.py <directory> <requirements file>"
    try:
        ensure(sys.argv[1], sys.argv[2])
    except (VenvError, OSError) as problem:
        return str(problem)
    return 0


if __name__ == "__main__":
    sys.exit(main())

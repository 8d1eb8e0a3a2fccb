# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other Pythons than the image's own for some hosts: those of this machine, mounted read-only below /opt/python.

lab_python of a host is one version or a list of them. Which one Ansible uses there depends on the ansible-core of the
run, since every release of it gives up older ones: the oldest of the list that it supports, else the image's own. So
the same laboratory serves every ansible-core.
"""

import json
import re
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lab import image
from lab.errors import LabError

sys.path.append(str(Path(__file__).resolve().parents[2] / "tools"))

from gatekit.workshop import interpreter

PLACE = "/opt/python"
OWN = "/usr/bin/python3"
# The oldest Python of managed hosts, by the minor number of ansible-core.
OLDEST = {16: (3, 6), 17: (3, 7), 18: (3, 8), 19: (3, 8), 20: (3, 9), 21: (3, 9)}
# A module of the standard library that hosts without a display have no libraries for.
UNNEEDED = "_tkinter."
TRIAL = "import ctypes, hashlib, json, lzma, ssl, zlib"


def numbers(version):
    """3.6 as numbers, so that 3.10 comes after it."""
    return tuple(int(part) for part in version.split("."))


def wanted(host, value):
    """The versions that lab_python of a host names, the oldest first."""
    versions = value if isinstance(value, list) else [value]
    for version in versions:
        if not isinstance(version, str) or not re.fullmatch(r"3\.\d+", version):
            raise LabError(
                f"The host {host} has lab_python {value!r}: write versions as text, such as '3.9' or ['3.6', '3.9']."
            )
    return sorted(set(versions), key=numbers)


def path(version):
    """Where a version is on the hosts that have it."""
    return f"{PLACE}/{version}/bin/python{version}"


def own(base):
    """The version of the image's own Python."""
    return ".".join(image.versions(base)["Python"].split(".")[:2])


def _last_core(version):
    """The minor number of the newest ansible-core that still supports a version on managed hosts; 0 when none does."""
    return max((minor for minor, oldest in OLDEST.items() if numbers(version) >= oldest), default=0)


def expression(versions):
    """ansible_python_interpreter of a host that has these versions: decided by the ansible-core of the run."""
    choices = [f"'{path(version)}' if ansible_version.minor | int <= {_last_core(version)}" for version in versions]
    return "{{ " + " else ".join([*choices, f"'{OWN}'"]) + " }}"


def chosen(versions, core, image_version):
    """What expression() comes to with an ansible-core such as 2.19.4."""
    minor = numbers(".".join(core.split(".")[:2]))[1]
    return next((version for version in versions if minor <= _last_core(version)), image_version)


def mounts(version, base):
    """What a host needs for a Python of this machine, as (source, target); or a sentence on why it cannot be had."""
    binary = interpreter(version)
    if not binary:
        return f"there is no python{version} on this machine"
    prefix = _said(binary, "-c", "import sys; print(sys.base_prefix)")
    files = [f"{prefix}/bin/python{version}"]
    modules = Path(prefix, "lib", f"python{version}", "lib-dynload").glob("*.so")
    files += [str(module) for module in modules if not module.name.startswith(UNNEEDED)]
    needed = dict(re.findall(r"^\s(\S+) => (/\S+)", _said("ldd", *files), re.MULTILINE))
    (libraries,) = base.glob("usr/lib/*-linux-gnu")
    # Into a directory that is searched anyway: the one that the binary names may be closed to all but root.
    target = f"/{libraries.relative_to(base)}"
    lacking = {name: source for name, source in needed.items() if not (libraries / name).exists()}
    found = [(prefix, f"{PLACE}/{version}")]
    found += [(source, f"{target}/{name}") for name, source in sorted(lacking.items())]
    problem = _trial(version, found, base)
    return f"the python{version} of this machine does not start on its hosts ({problem})" if problem else found


def _said(*words):
    return subprocess.run(
        [str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False
    ).stdout.strip()


def _trial(version, found, base):
    """Start it in the image, with nothing left of the trial; returns what it complained of."""
    with tempfile.TemporaryDirectory(prefix="gir-lab-") as scratch:
        root = f"{scratch}/root"
        overlay = f"lowerdir={base},upperdir={scratch}/upper,workdir={scratch}/work"
        script = [
            f"mount -t tmpfs tmpfs {scratch}", f"mkdir {scratch}/upper {scratch}/work {root}",
            f"mount -t overlay overlay -o {shlex.quote(overlay)} {root}",
        ]
        for source, target in found:
            place = shlex.quote(f"{root}{target}")
            make = "mkdir -p" if Path(source).is_dir() else "touch"
            script.append(f"{make} {place} && mount --bind {shlex.quote(source)} {place}")
        # As an account that may not look into root's home.
        script.append(f"chroot --userspec=65534:65534 {root} {path(version)} -c {shlex.quote(TRIAL)}")
        tried = subprocess.run(
            ["unshare", "--mount", "sh", "-eu"], input="\n".join(script), stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, check=False,
        )
    return (tried.stderr.strip() or "it said nothing").splitlines()[-1] if tried.returncode else ""


def provide(centers, base, say):
    """Put the mounts of each host's versions into what inventory.read() found; say what this machine cannot give."""
    hosts = {host: versions for center in centers for host, versions in center.get("pythons", {}).items()}
    asked = sorted({version for versions in hosts.values() for version in versions}, key=numbers)
    with ThreadPoolExecutor() as pool:
        available = dict(zip(asked, pool.map(lambda version: mounts(version, base), asked), strict=True))
    for version in asked:
        if isinstance(available[version], str):
            names = ", ".join(host for host, versions in hosts.items() if version in versions)
            say(f"Without Python {version}, and so with a later one or the image's own {own(base)}: {names}; "
                f"{available[version]}.")
    for center in centers:
        center["pythons"] = {
            host: {version: available[version] for version in versions if not isinstance(available[version], str)}
            for host, versions in center.get("pythons", {}).items()
        }
    return centers


def report(plan, base, core):
    """One line of JSON on what this laboratory is made of, for the record of what was tested on what."""
    used = {host.name: chosen(list(dict(host.pythons)), core, own(base)) for host in plan.hosts}
    return json.dumps({"versions": image.versions(base), "pythons": used}) + "\n"

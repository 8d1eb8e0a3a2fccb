# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base image of all hosts: Debian with what the scenarios need, built once and kept until its recipe changes.

It is built outside of the laboratory, from the apt sources of this machine: no mirror is named here.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from lab.errors import Impossible, LabError
from lab.files import delete_tree
from lab.requirements import BUILDING, require_tools

RELEASE = "bookworm"
SYSTEM = ("systemd", "systemd-sysv", "dbus", "openssh-server", "python3", "iproute2", "ca-certificates")
# What the scenarios of the laboratory run on the hosts. Their services are off until somebody starts them.
SCENARIOS = (
    "acl", "apache2", "bind9", "bind9-dnsutils", "curl", "haproxy", "libfaketime", "openjdk-17-jre-headless", "openssl",
    "python3-apt", "python3-cryptography", "python3-yaml", "sudo",
)
SERVICES_OFF = ("apache2.service", "apache-htcacheclean.service", "haproxy.service", "named.service")
# Nobody logs in at a console of these hosts, and nothing of theirs happens once a day.
MASKED = (
    "systemd-logind.service", "getty.target", "console-getty.service", "systemd-networkd.service",
    "apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer", "e2scrub_all.timer", "fstrim.timer",
)
OWN_SERVICES = ("lab-network.service", "lab-ready.service")
FILES = Path(__file__).resolve().parent / "image_files"
APT = Path("/etc/apt")
HOOKS = (
    'rm -f "$1"/etc/ssh/ssh_host_*',
    f'chroot "$1" systemctl --quiet disable {" ".join(SERVICES_OFF)}',
    f'chroot "$1" systemctl --quiet mask {" ".join(MASKED)}',
    f'chroot "$1" systemctl --quiet enable {" ".join(OWN_SERVICES)}',
    'mkdir -p "$1"/var/lib/lab "$1"/etc/lab && rm -f "$1"/etc/resolv.conf && : > "$1"/etc/resolv.conf',
)
# Not the manual pages: the JRE cannot be set up without their directory.
UNNEEDED = ("/usr/share/doc/*", "/usr/share/locale/*", "/usr/share/info/*")
# What apt says when a mirror cannot be had, which is not the fault of the recipe.
OUT_OF_REACH = re.compile(r"^[EW]: .*(Failed to fetch|Could not (connect|resolve)|Temporary failure resolving)")
# Of older recipes so many images are kept as make this number, and each one that may still be in use.
KEPT_IMAGES, KEPT_SECONDS = 2, 3600
# What people who read of a laboratory want to know, by the names of Debian's packages.
TOLD = {
    "systemd": "systemd", "OpenSSH": "openssh-server", "Python": "python3", "Apache httpd": "apache2",
    "HAProxy": "haproxy", "BIND": "bind9", "OpenJDK": "openjdk-17-jre-headless",
}


def default_directory():
    """Where images are kept: GIR_LAB_IMAGES, or .cache/lab/images of this work tree."""
    chosen = os.environ.get("GIR_LAB_IMAGES")
    return Path(chosen).absolute() if chosen else Path(__file__).resolve().parents[2] / ".cache" / "lab" / "images"


def own_files():
    """Path in the image -> text."""
    return {
        str(path.relative_to(FILES)): path.read_text(encoding="utf-8")
        for path in sorted(FILES.rglob("*")) if path.is_file()
    }


def fingerprint():
    """A name for what the recipe makes; where the packages come from does not change it."""
    recipe = repr((RELEASE, SYSTEM, SCENARIOS, HOOKS, UNNEEDED, sorted(own_files().items())))
    return hashlib.sha256(recipe.encode()).hexdigest()[:16]


def stanzas(text, deb822):
    """The parts of a file of apt sources that stand for themselves, without comments."""
    lines = [line.rstrip() for line in text.splitlines() if not line.lstrip().startswith("#")]
    if not deb822:
        return [line for line in lines if line.strip()]
    return [part.strip() for part in re.split(r"\n\s*\n", "\n".join(lines)) if part.strip()]


def offers_release(stanza, deb822):
    """Whether a stanza is a binary source of this release or of its updates, and not of another vendor."""
    if deb822:
        fields = dict(re.findall(r"^([\w-]+):[ \t]*(.*)$", stanza, re.MULTILINE))
        enabled = fields.get("Enabled", "yes").lower() not in {"no", "false", "0"}
        kinds, suites = fields.get("Types", "").split(), fields.get("Suites", "").split()
        return enabled and "deb" in kinds and bool(suites) and all(map(_of_release, suites))
    words = re.sub(r"\[[^]]*\]", "", stanza).split()
    return len(words) > 2 and words[0] == "deb" and _of_release(words[2])


def _of_release(suite):
    return suite in {RELEASE, f"{RELEASE}-updates", f"{RELEASE}-security", f"{RELEASE}/updates"}


def sources(apt=APT):
    """This machine's apt sources of the release, as (suffix of a file, text)."""
    found = []
    for path in [apt / "sources.list", *sorted((apt / "sources.list.d").glob("*"))]:
        deb822 = path.suffix == ".sources"
        if path.is_file() and (deb822 or path.suffix == ".list"):
            kept = [part for part in stanzas(path.read_text(encoding="utf-8"), deb822) if offers_release(part, deb822)]
            if kept:
                found.append((path.suffix, ("\n\n" if deb822 else "\n").join(kept) + "\n"))
    if not found:
        raise Impossible(f"The apt sources of this machine ({apt}) do not offer Debian {RELEASE}: add one that does.")
    return found


def proxies():
    """Settings of this machine's apt without which its sources may be out of reach."""
    listed = subprocess.run(["apt-config", "dump"], stdout=subprocess.PIPE, text=True, check=True).stdout
    return re.findall(r'^Acquire::https?::Proxy[\w:.-]* "[^"]+";$', listed, re.MULTILINE)


def ensure(directory=None, say=print):
    """The directory of the finished image, built when it is not there yet."""
    directory = Path(directory or default_directory())
    finished = directory / fingerprint()
    if finished.is_dir():
        with contextlib.suppress(OSError):  # images that others keep may be read-only here
            _mark(finished).touch()
        return finished
    require_tools(BUILDING)
    directory.mkdir(parents=True, exist_ok=True)
    with open(directory / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for half in directory.glob("building-*"):
            _remove(half)
        if not finished.is_dir():
            say(f"Building the base image {finished} (once, until its recipe changes; a minute or two)")
            _build(directory, finished, lock)
        _mark(finished).touch()
        for old in superfluous(directory, finished):
            _remove(old)
            for path in directory.glob(f"{old.name}.*"):
                path.unlink()
    return finished


def _mark(image):
    """The file whose time says when an image was last wanted."""
    return image.with_name(f"{image.name}.used")


def superfluous(directory, finished, now=None):
    """Images of older recipes that nobody needs: not the newest, not wanted lately, in no laboratory that is up."""
    now = time.time() if now is None else now
    marks = {path: _mark(path).stat().st_mtime if _mark(path).exists() else 0 for path in _images(directory)}
    newest = sorted(set(marks) - {finished}, key=marks.get, reverse=True)
    candidates = [path for path in newest[KEPT_IMAGES - 1:] if now - marks[path] > KEPT_SECONDS]
    mounted = lower_layers() if candidates else set()
    return [path for path in candidates if str(path) not in mounted]


def _images(directory):
    return [path for path in directory.iterdir() if re.fullmatch(r"[0-9a-f]{16}", path.name) and path.is_dir()]


def lower_layers():
    """Every directory that is below an overlay, in whatever namespace it is mounted."""
    found = set()
    for mounts in Path("/proc").glob("[0-9]*/mountinfo"):
        with contextlib.suppress(OSError):
            found.update(re.findall(r"\blowerdir=([^,\s]+)", mounts.read_text(encoding="utf-8", errors="replace")))
    return found


def versions(image):
    """What runs on the hosts, as (name, version), from the package database of an image."""
    text = (image / "var/lib/dpkg/status").read_text(encoding="utf-8")
    installed = dict(re.findall(r"^Package: (\S+)\n(?:.+\n)*?Version: (\S+)$", text, re.MULTILINE))
    release = (image / "etc/debian_version").read_text(encoding="utf-8").strip()
    return {"Debian": release, **{name: installed[package] for name, package in TOLD.items() if package in installed}}


def _build(directory, finished, lock):
    """Build beside the final place and move it there as the last step."""
    work = Path(tempfile.mkdtemp(prefix="building-", dir=directory))
    work.chmod(0o755)
    root, log = work / "root", work.parent / f"{finished.name}.log"
    files = work / "files"
    shutil.copytree(FILES, files)
    words = ["mmdebstrap", "--mode=root", "--format=directory", "--variant=minbase"]
    words += [f"--include={','.join((*SYSTEM, *SCENARIOS))}"]
    words += [f"--dpkgopt=path-exclude={pattern}" for pattern in UNNEEDED]
    words += [f"--aptopt={setting}" for setting in proxies()]
    words += [f"--customize-hook=sync-in {files} /", *(f"--customize-hook={hook}" for hook in HOOKS)]
    places = []
    for number, (suffix, text) in enumerate(sources()):
        places.append(work / f"machine-{number}{suffix}")
        places[-1].write_text(text, encoding="utf-8")
    try:
        with open(log, "wb") as out:
            code = _run([*words, RELEASE, str(root), *map(str, places)], out, lock)
        if code:
            said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            errors = [line for line in said if line.startswith("E:")] or said or ["mmdebstrap said nothing."]
            kind = Impossible if any(map(OUT_OF_REACH.match, said)) else LabError
            raise kind(f"The base image could not be built: {errors[0][:200]} See {log}")
        root.rename(finished)
    finally:
        _remove(work)


def _run(command, out, lock):
    """Run a build to its end and return its exit code; when this process is told to end, it takes the build along.

    Mounts and processes of the build are in namespaces of their own, so that they go with it however it ends. It holds
    the lock as well: should this process be killed, nobody begins beside a build that goes on.
    """
    apart = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    process = subprocess.Popen(
        [*apart, *command], stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
        pass_fds=[lock.fileno()],
    )
    try:
        return process.wait()
    finally:
        process.kill()
        process.wait()


def _remove(work):
    """Delete the rest of a build, unless something is mounted in it that must not be deleted."""
    mounts = Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()
    if any(line.split()[1].startswith(f"{work}/") for line in mounts):
        raise LabError(f"A build of the base image left mounts below {work}: unmount them and delete it.")
    delete_tree(work)

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Podman with a storage of its own, so that a test leaves no image behind, on machines that are containers themselves.

A base image is Debian with what a distribution's image for execution environments brings; it is kept for later runs.
"""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

PACKAGES = ("python3", "python3-pip", "ca-certificates", "openssh-client", "sshpass", "tzdata", "git")
BASE = ("mmdebstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}")
# crun refuses to run below a hierarchy of both versions of cgroups, which it need not see.
HYBRID = Path("/sys/fs/cgroup/unified")
WRAPPER = """#!/bin/sh
exec unshare -m sh -c 'umount {hybrid} && exec {podman} "$@"' podman "$@"
"""
CONTAINERS = """[containers]
cgroups = "disabled"
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
netns = "host"
"""
STORAGE = """[storage]
driver = "{driver}"
graphroot = "{directory}/storage"
runroot = "{directory}/run"
"""
SECONDS = 600


class Podman:
    """`directory`: of this run. `cache`: where base images are kept. `programs`: those of ansible-builder."""

    def __init__(self, directory, cache, programs):
        self.directory, self._cache = Path(directory), Path(cache)
        self.directory.mkdir(parents=True)
        self._cache.mkdir(parents=True, exist_ok=True)
        binaries = self.directory / "bin"
        binaries.mkdir()
        if HYBRID.is_dir():
            wrapper = binaries / "podman"
            wrapper.write_text(WRAPPER.format(hybrid=HYBRID, podman=shutil.which("podman")), encoding="utf-8")
            wrapper.chmod(0o755)
        (self.directory / "containers.conf").write_text(CONTAINERS, encoding="utf-8")
        text = STORAGE.format(driver="overlay", directory=self.directory)
        (self.directory / "storage.conf").write_text(text, encoding="utf-8")
        path = os.pathsep.join((str(binaries), str(programs), os.environ["PATH"]))
        known = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
        self.environment = {
            **known, "PATH": path, "BUILDAH_ISOLATION": "chroot",
            "CONTAINERS_CONF": str(self.directory / "containers.conf"),
            "CONTAINERS_STORAGE_CONF": str(self.directory / "storage.conf"),
        }  # fmt: skip

    def run(self, *words, directory=None):
        """Run a program to its end; what it printed."""
        done = subprocess.run(
            [str(word) for word in words], cwd=directory or self.directory, env=self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
            timeout=SECONDS,
        )
        assert done.returncode == 0, f"{words[0]} ended with {done.returncode}: {done.stdout[-6000:]}"
        return done.stdout

    def base(self, release):
        """The name of a base image."""
        recipe = hashlib.sha256(repr((release, BASE)).encode()).hexdigest()[:16]
        kept = self._cache / f"{recipe}.tar"
        if not kept.exists():
            fresh = self.directory / "base.tar"
            self.run(*BASE, release, fresh)
            shutil.move(fresh, kept)
        self.run("podman", "import", kept, f"base:{release}")
        return f"localhost/base:{release}"

    def close(self):
        """Nothing is left of its storage."""
        self.run("podman", "system", "reset", "--force")

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Both execution environments, built from the artifact, and a demo that runs."""

import os
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "integration"))
sys.path.append(str(ROOT / "tests" / "unit" / "standins"))

from running_demo import RunningDemo

from images.podman import Podman

# Variant to its file and to a Debian with a Python that its ansible-core supports.
VARIANTS = {
    "2.16": ("execution-environment-2.16.yml", "bookworm"),
    "newest": ("execution-environment.yml", "trixie"),
}
# A build needs the package index of this machine.
OF_MACHINE = ("/etc/ssl/certs", "/etc/pip.conf")


@pytest.fixture(scope="session")
def podman(tmp_path_factory):
    found = Podman(
        tmp_path_factory.mktemp("podman") / "own", os.environ["GIR_IMAGES_CACHE"], os.environ["GIR_IMAGES_PROGRAMS"]
    )
    yield found
    found.close()


@pytest.fixture(scope="session")
def images(podman):
    """Variant to the name of its image."""
    place = podman.directory / "build"
    place.mkdir()
    shutil.copy2(os.environ["GIR_IMAGES_ARTIFACT"], place / "gir-multidc.tar.gz")
    volumes = " ".join(f"--volume {path}:{path}:ro" for path in OF_MACHINE if Path(path).exists())
    for variant, (name, release) in VARIANTS.items():
        shutil.copy2(ROOT / name, place / name)
        # A Debian has no dnf, and what bindep.txt names is in the base image.
        arguments = {"EE_BASE_IMAGE": podman.base(release), "PKGMGR": "/bin/true", "PYCMD": "/usr/bin/python3"}
        words = [word for pair in arguments.items() for word in ("--build-arg", "=".join(pair))]
        podman.run(
            "ansible-builder", "build", "--file", name, "--context", f"context-{variant}", "--container-runtime",
            "podman", "--tag", f"gir:{variant}", *words, f"--extra-build-cli-args={volumes} --network=host",
            directory=place,
        )  # fmt: skip
    return {variant: f"localhost/gir:{variant}" for variant in VARIANTS}


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The demo, run to its end, its stand-ins still up."""
    running = RunningDemo(tmp_path_factory.mktemp("kept") / "demo")
    running.start("--check", KEEP="1")
    try:
        yield running
    finally:
        running.stop()

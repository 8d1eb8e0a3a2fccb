# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an execution environment needs is in the artifact, and playbooks do in it what they do outside."""

import json
import os
import re
import shutil
from pathlib import Path

import pytest
import yaml
from running_demo import INVENTORY, LIMIT_SECONDS
from support import playbook

from images.conftest import VARIANTS

# Of a report, what is another one a minute later.
TIMES = {"started", "ended", "seconds", "made", "times"}
SOMEBODY = 12345


class Project:
    """Playbooks of the collection by files of a project, as AWX runs them, in one image."""

    def __init__(self, podman, image, demo, directory):
        self.podman, self.image, self.demo, self.directory = podman, image, demo, directory
        self.reports = directory / "artifacts" / "reports"
        for name in ("env", "project"):
            (directory / name).mkdir(parents=True)
        shutil.copytree(INVENTORY, directory / "inventory")
        variables = {"GIR_DEMO_DIR": str(demo.directory), "GIR_DEMO_PORT_BASE": str(demo.base)}
        (directory / "env" / "envvars").write_text(yaml.safe_dump(variables), encoding="utf-8")

    def prepare(self, name, **variables):
        """The file of a playbook, and what it is given."""
        plays = [{"name": "Run it", "ansible.builtin.import_playbook": f"gir.multidc.{name}"}]
        (self.directory / "project" / f"{name}.yml").write_text(yaml.safe_dump(plays), encoding="utf-8")
        (self.directory / "env" / "extravars").write_text(yaml.safe_dump(variables), encoding="utf-8")

    def run(self, name, *words, **variables):
        """Run it in a container of ansible-runner; what it printed."""
        self.prepare(name, **variables)
        command = [f"--cmdline={' '.join(words)}"] if words else []
        return self.podman.run(
            "ansible-runner", "run", self.directory, "--playbook", f"{name}.yml", *command, "--process-isolation",
            "--process-isolation-executable", "podman", "--container-image", self.image,
            f"--container-volume-mount={self.demo.directory}:{self.demo.directory}:rw",
            "--container-option=--network=host", "--container-option=--user=0",
        )  # fmt: skip

    def report(self, name):
        return json.loads((self.reports / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(params=VARIANTS)
def project(request, podman, images, demo, tmp_path):
    return Project(podman, images[request.param], demo, tmp_path / "private")


def timeless(value):
    """A report without what another run says otherwise."""
    if isinstance(value, dict):
        return {name: timeless(one) for name, one in value.items() if name not in TIMES}
    return [timeless(one) for one in value] if isinstance(value, list) else value


def outside(demo, directory):
    """The report of a comparison from this machine."""
    given = {"gir_drift_output_dir": str(directory), "gir_drift_formats": ["json"], "gir_drift_fail_on": "none"}
    playbook.run(
        "gir.multidc.drift", directory=demo.directory, inventory=INVENTORY, variables=given, seconds=LIMIT_SECONDS,
        GIR_DEMO_DIR=demo.directory, GIR_DEMO_PORT_BASE=demo.base, LC_ALL="C.UTF-8", no_proxy="127.0.0.1,localhost",
    ).succeeded()  # fmt: skip
    return json.loads((directory / "drift.json").read_text(encoding="utf-8"))


def test_the_installed_collection_says_what_it_needs(podman, images, tmp_path):
    assert images
    podman.run("ansible-galaxy", "collection", "install", "--force", "--offline", "-p", tmp_path,
               os.environ["GIR_IMAGES_ARTIFACT"])  # fmt: skip
    said = yaml.safe_load(podman.run("ansible-builder", "introspect", tmp_path))
    names = {kind: {entry.partition("#")[0].split(">=")[0].split()[0] for entry in said[kind]} for kind in said}
    assert names == {
        "python": {"passlib", "dnspython"},
        "system": {"openssh-client", "openssh-clients", "sshpass", "tzdata"},
    }


def test_playbooks_do_inside_what_they_do_outside(project, tmp_path):
    project.run("render", gir_render_dir="/runner/artifacts/rendered")
    assert list((project.directory / "artifacts" / "rendered").rglob("application.yaml"))
    predicted = project.run("site", "--check")
    assert not re.findall(r"changed=[1-9]", predicted), predicted
    project.run("verify")
    given = {"gir_drift_output_dir": "/runner/artifacts/reports", "gir_drift_formats": ["json"]}
    project.run("drift", gir_drift_fail_on="none", **given)
    assert timeless(project.report("drift")) == timeless(outside(project.demo, tmp_path))


@pytest.fixture
def message_queues():
    """Navigator looks for the directory, whether or not anything uses it."""
    place = Path("/dev/mqueue")
    missing = not place.exists()
    if missing:
        place.mkdir()
    yield
    if missing:
        place.rmdir()


@pytest.mark.usefixtures("message_queues")
def test_navigator_runs_them(podman, images, demo, tmp_path):
    project = Project(podman, images["newest"], demo, tmp_path / "private")
    project.prepare("topology")
    said = podman.run(
        "ansible-navigator", "run", project.directory / "project" / "topology.yml", "--mode=stdout",
        "--pull-policy=never", "--container-engine=podman", f"--execution-environment-image={project.image}",
        f"--inventory={project.directory / 'inventory'}", f"--set-environment-variable=GIR_DEMO_DIR={demo.directory}",
        f"--set-environment-variable=GIR_DEMO_PORT_BASE={demo.base}", "--container-options=--network=host",
        "--container-options=--user=0", "--playbook-artifact-enable=false",
        directory=tmp_path,
    )  # fmt: skip
    assert "failed=0" in said


def test_as_another_account_without_a_home(project):
    """As AWX runs jobs, in the image: the account of the job has no home, and cannot write to the project."""
    project.prepare("topology")
    # The hosts of the demo are files of this machine, which that account could not read.
    copy = shutil.copytree(project.demo.directory / "hosts", project.directory.with_name("hosts"), symlinks=True)
    for root in (project.directory, copy):
        for path in [root, *root.rglob("*")]:
            os.chown(path, SOMEBODY, SOMEBODY, follow_symlinks=False)
    place, hosts = project.directory, project.demo.directory / "hosts"
    volumes = (f"{place}:/runner", f"{place / 'project'}:/runner/project:ro", f"{copy}:{hosts}")
    said = project.podman.run(
        "podman", "run", "--rm", f"--user={SOMEBODY}:{SOMEBODY}", *(f"--volume={one}" for one in volumes),
        project.image, "ansible-runner", "run", "/runner", "--playbook", "topology.yml",
    )  # fmt: skip
    assert "failed=0" in said

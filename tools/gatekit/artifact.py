# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The built artifact: what is in it, and what the importer of Galaxy and Automation Hub says of it."""

import re
import shutil
import subprocess
import tarfile
from pathlib import Path

from gatekit.house import link_problems
from gatekit.workshop import CACHE, ROOT, GateFailed

# All that a user needs, and nothing else: a file that fits no line here fails the gate until somebody has decided.
ALLOWED = [
    r"MANIFEST\.json",
    r"FILES\.json",
    r"(README|CHANGELOG|CONTRIBUTING)\.(md|rst)",
    r"LICENSE",
    r"(requirements|bindep)\.txt",
    r"execution-environment(-[\d.]+)?\.yml",
    r"requirements\.yml",
    r"changelogs/changelog\.yaml",
    r"docs/([\w-]+/)*[\w.-]+\.(md|rst|yml|svg|png|json)",
    r"inventories/example/([\w.-]+/)*[\w.-]+\.yml",
    r"meta/(runtime|execution-environment)\.yml",
    r"playbooks/([\w-]+/)*\w+\.yml",
    r"plugins/plugin_utils/_report/assets/[\w.-]+",
    r"plugins/(action|callback|doc_fragments|filter|inventory|lookup|module_utils|modules|plugin_utils|test|vars)"
    r"/(\w+/)*\w+\.(py|yml)",
    r"extensions/eda/(plugins|rulebooks)/([\w-]+/)*\w+\.(py|yml)",
    r"roles/\w+/README\.md",
    r"roles/\w+/(defaults|handlers|meta|tasks|vars)/([\w-]+/)*[\w.-]+\.yml",
    r"roles/\w+/(files|templates)/([\w.-]+/)*[\w.-]+",
]
REQUIRED = ["README.md", "CHANGELOG.rst", "LICENSE", "requirements.txt", "bindep.txt", "meta/runtime.yml",
            "meta/execution-environment.yml", "playbooks/site.yml"]
OLDEST_CORE = (2, 16)
LARGEST_BYTES = 2_500_000
# galaxy-importer logs these as warnings, although nothing is wrong.
UNAVOIDABLE = ()


def at_hand():
    """The ansible-galaxy of the PATH, where it works and is one that the collection supports."""
    found = shutil.which("ansible-galaxy")
    if found is None:
        return None
    done = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"ansible-galaxy \[core (\d+)\.(\d+)", done.stdout)
    return Path(found) if version and tuple(map(int, version.groups())) >= OLDEST_CORE else None


def build(shop, name):
    """Build the artifact from a copy of the tree. For that ansible-core is enough; `make build` takes one at hand."""
    program = (at_hand() if shop.write else None) or shop.venv(name, "build") / "bin" / "ansible-galaxy"
    tree = shop.copy(name)
    target = shop.directory / name / "artifact"
    shop.run(
        name,
        [program, "collection", "build", "--force", "--output-path", target],
        cwd=tree, env=shop.environment(program.parents[1], tree.parents[2]),
    )
    (artifact,) = target.glob("gir-multidc-*.tar.gz")
    return artifact


def unexpected(names):
    """The names that no line of the allow list covers."""
    return [name for name in names if not any(re.fullmatch(pattern, name) for pattern in ALLOWED)]


def install(shop, name, venv):
    """A place of collections into which the Ansible of an environment has installed the built artifact."""
    place = shop.directory / name / "installed"
    command = [venv / "bin" / "ansible-galaxy", "collection", "install", "--offline", "-p", place, build(shop, name)]
    shop.run(name, command, cwd=shop.directory, env=shop.environment(venv, place, shop.directory / name / "home"))
    return place


def contents(shop, name):
    """Build the artifact and compare its files with the allow list; with --write, keep it in the work tree."""
    artifact = build(shop, name)
    with tarfile.open(artifact) as archive:
        members = [member for member in archive.getmembers() if not member.isdir()]
        directories = [member.name for member in archive.getmembers() if member.isdir()]
        names = [member.name for member in members]
        known = {*names, *directories}
        problems = [
            problem
            for found in names if found.endswith(".md")
            for problem in link_problems(found, archive.extractfile(found).read().decode(), known.__contains__)
        ]
    shop.say(name, "\n".join(names))
    problems += [f"{found} is in the artifact: does a user need it (build_ignore)?" for found in unexpected(names)]
    problems += [f"{wanted} is not in the artifact" for wanted in REQUIRED if wanted not in names]
    problems += [f"{member.name} is not a regular file" for member in members if not member.isfile()]
    problems += [
        f"{directory}/ is in the artifact without a file"
        for directory in directories
        if not any(found.startswith(f"{directory}/") for found in names)
    ]
    size = artifact.stat().st_size
    if size > LARGEST_BYTES:
        problems.append(f"the artifact has {size} bytes, more than {LARGEST_BYTES}")
    if problems:
        raise GateFailed("\n".join(problems))
    if shop.write:
        shutil.copy2(artifact, ROOT)


def importer(shop, name):
    """Import the artifact as Galaxy would, and accept no warning of it."""
    artifact = build(shop, name)
    venv = shop.venv(name, "importer")
    work = shop.directory / name / "import"
    work.mkdir()
    settings = work / "galaxy-importer.cfg"
    settings.write_text(
        "[galaxy-importer]\nlog_level_main = INFO\nrun_ansible_doc = True\nrun_ansible_lint = True\nrun_flake8 = True\n"
        "run_ansible_test = False\ncheck_required_tags = True\noffline_ansible_lint = True\n"
        f"ansible_local_tmp = {work / 'tmp'}\ntmp_root_dir = {work}\n",
        encoding="utf-8",
    )
    env = shop.environment(venv, work, CACHE / "home" / "importer", GALAXY_IMPORTER_CONFIG=settings)
    before = len(shop.output(name))
    shop.run(name, [venv / "bin" / "python", "-m", "galaxy_importer.main", artifact], cwd=work, env=env)
    said = shop.output(name)[before:]
    complaints = [
        line
        for line in said.splitlines()
        if line.startswith(("WARNING", "ERROR", "CRITICAL")) and not line.endswith(UNAVOIDABLE)
    ]
    if complaints:
        raise GateFailed(f"galaxy-importer complains {len(complaints)} times, first: {complaints[0]}")
    if "Importer processing completed successfully" not in said:
        raise GateFailed("galaxy-importer did not say that it was done")

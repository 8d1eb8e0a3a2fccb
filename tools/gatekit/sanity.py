# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-test sanity, without containers, without an ignore file and without a trace in the user's home."""

import fcntl
import os
import re
import subprocess

from gatekit import venvs
from gatekit.workshop import CACHE, GateFailed, NotRun, interpreter

# ansible-test bootstraps pip in its virtual environments with a script that it downloads from the Ansible project and
# keeps under this name. Python brings pip along, so no download is needed: the same job, done from what is there.
BOOTSTRAP = """\
import runpy
import subprocess
import sys

# In a process of its own, because ensurepip makes pip blind for the user's settings in the process that it runs in.
subprocess.check_call([sys.executable, "-m", "ensurepip"], stdout=subprocess.DEVNULL)
sys.argv = ["pip", "install"] + [word for word in sys.argv[1:] if word not in ("--no-setuptools", "--no-wheel")]
runpy.run_module("pip", run_name="__main__", alter_sys=True)
"""
PIP_VERSIONS = """\
import types
from ansible_test._internal import python_requirements
from ansible_test._internal.constants import CONTROLLER_PYTHON_VERSIONS, REMOTE_ONLY_PYTHON_VERSIONS
for version in CONTROLLER_PYTHON_VERSIONS + REMOTE_ONLY_PYTHON_VERSIONS:
    print(python_requirements.get_venv_packages(types.SimpleNamespace(version=version))["pip"])
"""


def prepare_home(home, venv):
    """Give ansible-test a home of its own, with the bootstrap script and the user's package index."""
    cache = home / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    versions = subprocess.run(
        [str(venv / "bin" / "python"), "-c", PIP_VERSIONS], stdout=subprocess.PIPE, text=True, check=True
    ).stdout.split()
    for version in versions:
        (cache / f"get_pip_{version.replace('.', '_')}.py").write_text(BOOTSTRAP, encoding="utf-8")
    settings = home / ".config" / "pip" / "pip.conf"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.touch(mode=0o600)
    settings.write_text(pip_settings(venv), encoding="utf-8")


def pip_settings(venv):
    """What the user's files and variables tell pip, as one file: ansible-test hands neither of them on."""
    command = [str(venv / "bin" / "python"), "-m", "pip", "config", "list"]
    listed = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    lines = ["[global]"]
    for line in listed.splitlines():
        name, _equals, value = line.partition("=")
        if name.startswith((":env:.", "global.", "install.")) and len(value) >= 2:
            lines.append(f"{name.rpartition('.')[2]} = {value[1:-1]}")
    return "\n".join(dict.fromkeys(lines)) + "\n"


def sanity(shop, name, venv_name, python=None, tests=(), controller=None):
    """Run the sanity tests of one ansible-core; with `python`, only for modules on managed hosts of that version.

    `controller` is the Python of the environment, where it must be another one than that of the gates.
    """
    venv = shop.venv(name, venv_name, controller)
    tree = shop.repository_copy(name)
    ignored = sorted(path.name for path in (tree / "tests" / "sanity").glob("ignore*"))
    if ignored:
        raise GateFailed(f"tests/sanity/{ignored[0]} switches sanity tests off: mend what it ignores and delete it")
    home = CACHE / "home" / name
    env = shop.environment(venv, tree.parents[2], home)
    if python:
        found = interpreter(python)
        if not found:
            raise NotRun(f"no python{python} on this machine, so modules were not compiled and imported on it")
        env["PATH"] = f"{venv / 'bin'}{os.pathsep}{found.parent}{os.pathsep}{env['PATH']}"
        shop.note(name, managed_pythons=[python])
    version = python or venvs.version(venv)
    words = ["ansible-test", "sanity", "--local", "--requirements", "--color", "no", "--python", version]
    for test in tests:
        words += ["--test", test]
    # Its virtual environments stay in its home, and it does not expect company there.
    home.mkdir(parents=True, exist_ok=True)
    with open(home.with_name(f"{home.name}.lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        prepare_home(home, venv)
        command = [venv / "bin" / words[0], *words[1:]]
        made_for = f"{(venv / venvs.STAMP).read_text(encoding='utf-8')} {version}"
        stamp = home / "primed"
        if not stamp.is_file() or stamp.read_text(encoding="utf-8") != made_for:
            with shop.preparing(name):
                shop.run(name, [*command, "--prime-venvs"], cwd=tree, env=env)
            stamp.write_text(made_for, encoding="utf-8")
        shop.run(name, command, cwd=tree, env=env)
    dodged = re.search(r".*(Skipping sanity test|[Aa]ll targets skipped).*", shop.output(name))
    if dodged:
        raise GateFailed(f"a sanity test did not run: {dodged.group(0).strip()}")

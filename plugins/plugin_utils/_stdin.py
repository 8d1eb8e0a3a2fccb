# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a program of module_utils on a host without a module: all of it goes to Python's standard input.

A module of Ansible costs more for what every module imports than a comparison takes. This way nothing is written on the
host, and nothing is in its list of processes. It needs what pipelining needs, and is only taken where the user has
enabled that; who becomes whom, and how, is the connection's part, as for modules.
"""

from __future__ import annotations

import base64
import functools
import json
import pathlib
import shlex
import zlib
from collections.abc import Mapping
from typing import Any

from ansible import constants as C
from ansible_collections.gir.multidc.plugins.plugin_utils._module_closure import PACKAGE, module_closure

LIBRARY = pathlib.Path(__file__).resolve().parents[1] / "module_utils"
UNEXPECTED = "It answered in a form that nobody expected."
_AUTOMATIC = ("auto", "auto_legacy", "auto_silent", "auto_legacy_silent")
# Pure ASCII, and older than any Python that a host may have: it says itself when Python is too old.
_LOADER = """\
import base64, json, sys, zlib
if sys.version_info < (3, 6):
    sys.exit("Python %s is too old: this collection needs 3.6 or later on hosts" % sys.version.split()[0])
from importlib.machinery import ModuleSpec
_TEXTS = json.loads(zlib.decompress(base64.b64decode("{texts}")).decode("utf-8"))
class _Finder:
    def find_spec(self, name, path=None, target=None):
        if name in _TEXTS:
            spec = ModuleSpec(name, self, origin=name, is_package=_TEXTS[name] is None)
            return spec
    def create_module(self, spec):
        return None
    def exec_module(self, module):
        text = _TEXTS[module.__name__]
        if text is not None:
            exec(compile(text, module.__name__, "exec", 0, True), module.__dict__)
sys.dont_write_bytecode = True
sys.meta_path.insert(0, _Finder())
from {entry} import main
main(json.loads(zlib.decompress(base64.b64decode("{arguments}")).decode("utf-8")))
"""


def is_possible(action: Any) -> bool:
    """Whether programs may go to the standard input of this connection."""
    return bool(action._is_pipelining_enabled("new", False))


def prepare(entry: str) -> None:
    """Gather the sources of a program, which processes that are made later then have."""
    _texts(entry)


def run(
    action: Any, entry: str, mark: str, arguments: Mapping[str, Any], variables: Mapping[str, Any]
) -> dict[str, Any]:
    """The answer of `main(arguments)` of a module of module_utils, which stands behind a line with `mark`."""
    script = _LOADER.replace("{entry}", f"{PACKAGE}.{entry}").replace("{texts}", _texts(entry))
    script = script.replace("{arguments}", _packed(arguments))
    done = action._low_level_execute_command(_command(variables), in_data=script.encode("ascii"), sudoable=True)
    _before, marked, answer = str(done["stdout"]).rpartition(f"{mark}\n")
    if not marked:
        return {"failed": True, "msg": _why(done)}
    # A shell may say something when it ends, too.
    line = answer.partition("\n")[0]
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, dict) else {"failed": True, "msg": UNEXPECTED}


def _why(done: Mapping[str, Any]) -> str:
    """Why there is no answer, in one line."""
    said = [line.strip() for line in f"{done['stderr']}\n{done['stdout']}".splitlines() if line.strip()]
    return f"Python on the host ended with exit status {done['rc']}: {said[-1] if said else 'it said nothing'}"


def _command(variables: Mapping[str, Any]) -> str:
    """Python with its program at its standard input: the one that is given or was discovered, or the first there is."""
    given = _given(variables) or (variables.get("ansible_facts") or {}).get("discovered_interpreter_python")
    if given:
        return f"{given} -"
    known: list[str] = C.config.get_config_value("INTERPRETER_PYTHON_FALLBACK", variables=dict(variables))
    names = " ".join(shlex.quote(str(name)) for name in known)
    # What only stands for a Python that is not installed, such as a shim of pyenv, ends so and has read nothing.
    text = (
        f'for one in {names}; do command -v "$one" >/dev/null 2>&1 || continue; "$one" -; status=$?;'
        " case $status in 126|127) ;; *) exit $status;; esac; done"
    )
    return f"/bin/sh -c {shlex.quote(text + '; echo no Python is there >&2; exit 127')}"


def _given(variables: Mapping[str, Any]) -> str:
    """The Python that the host's variables, the environment or ansible.cfg name; empty where it is to be looked for."""
    name = "ansible_python_interpreter"
    own = {name: variables[name]} if variables.get(name) is not None else {}
    given = str(C.config.get_config_value("INTERPRETER_PYTHON", variables=own) or "").strip()
    # A template of ansible.cfg, which nobody has evaluated, names none.
    return "" if given in _AUTOMATIC or "{{" in given else given


@functools.cache
def _texts(entry: str) -> str:
    """The sources of a module and of all that it imports, once for all hosts; packages have no text."""
    file = LIBRARY / f"{entry.replace('.', '/')}.py"
    paths = {file.relative_to(LIBRARY).as_posix(), *module_closure([file], LIBRARY)}
    found: dict[str, str | None] = {}
    for path in sorted(paths):
        name = f"{PACKAGE}.{path[:-3].replace('/', '.')}"
        found[name] = (LIBRARY / path).read_text(encoding="utf-8")
        while "." in name:
            name = name.rpartition(".")[0]
            found.setdefault(name, None)
    return _packed(found)


def _packed(value: Any) -> str:
    return base64.b64encode(zlib.compress(json.dumps(value).encode("utf-8"), 6)).decode("ascii")

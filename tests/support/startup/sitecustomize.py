# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiles modules and collections once in a run of the tests.

Ansible sends a module as a zip file of sources, and Python compiles them in every task anew: a third of its time. So
does the loader of collections in every process: a quarter of the time of a playbook that needs much of this one.
"""

import _imp
import marshal
import os
import sys
import zipimport
from importlib.machinery import PathFinder

KEPT = os.environ.get("GIR_TEST_CODE")
_compile_source = getattr(zipimport, "_compile_source", None)


def compiled(pathname, source):
    path = os.path.join(KEPT, _imp.source_hash(sys.hexversion, source).hex())
    code = kept(path)
    if code is None:
        code = _compile_source(pathname, source)
        keep(path, code)
    return code


def kept(path):
    try:
        with open(path, "rb") as stream:
            return marshal.loads(stream.read())
    except OSError:
        return None


def keep(path, code):
    try:
        with open(f"{path}.{os.getpid()}", "wb") as stream:
            stream.write(marshal.dumps(code))
        os.replace(stream.name, path)
    except OSError:
        pass  # The directory goes with the tests.


class _WithCode:
    """Finds the loader of collections, once, and lets it keep what it compiles."""

    NAME = "ansible.utils.collection_loader._collection_finder"

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name != cls.NAME:
            return None
        sys.meta_path.remove(cls)
        spec = PathFinder.find_spec(name, path, target)
        execute = spec.loader.exec_module

        def exec_module(module):
            execute(module)
            module.compile = compiled_code

        spec.loader.exec_module = exec_module
        return spec


def compiled_code(source, filename, mode, flags=0, dont_inherit=False):
    """As the builtin of this name, in all processes together."""
    text = source.encode("utf-8") if isinstance(source, str) else source
    about = f"{filename} {mode} {flags} ".encode()
    path = os.path.join(KEPT, _imp.source_hash(sys.hexversion, about + text).hex())
    code = kept(path)
    if code is None:
        code = compile(source, filename, mode, flags, True)
        keep(path, code)
    return code


if KEPT and _compile_source:
    zipimport._compile_source = compiled
    sys.meta_path.insert(0, _WithCode)

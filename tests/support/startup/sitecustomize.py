# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiles the source of a zip file once in a run of the tests.

Ansible sends a module as a zip file of sources, and Python compiles them in every task anew: a third of its time.
"""

import _imp
import marshal
import os
import sys
import zipimport

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


if KEPT and _compile_source:
    zipimport._compile_source = compiled

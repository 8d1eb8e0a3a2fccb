# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a whole module in this process, as the module's own main() would run on a host."""

import contextlib
import importlib
import importlib.util
import io
import json
from unittest import mock

from ansible.module_utils import basic
from ansible.module_utils.common import warnings

MODULES = "ansible_collections.gir.multidc.plugins.modules."


@contextlib.contextmanager
def _arguments(values):
    """ansible-core 2.17 and later offer a way to hand over arguments; 2.16 reads a variable."""
    if importlib.util.find_spec("ansible.module_utils.testing"):
        with importlib.import_module("ansible.module_utils.testing").patch_module_args(values):
            yield
    else:
        with mock.patch.object(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": values}).encode()):
            yield


@contextlib.contextmanager
def _on_a_host():
    """ansible-core 2.19 and later show warnings instead of returning them once a plugin of the controller is loaded."""
    internal = importlib.util.find_spec("ansible.module_utils._internal")
    internal = internal and importlib.import_module("ansible.module_utils._internal")
    if hasattr(internal, "is_controller"):  # that of 2.18 knows nothing of it
        with mock.patch.object(internal, "is_controller", False):
            yield
    else:
        yield


def run(name, arguments, check=False):
    """The module's result; `text` holds everything that it printed."""
    module = importlib.import_module(MODULES + name)
    values = dict(arguments, _ansible_check_mode=check, _ansible_diff=True)
    printed = io.StringIO()
    # A module warns once in its process, which is one for all of them here.
    warnings._global_warnings.clear()
    with _on_a_host(), _arguments(values), contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
        module.main()
    result = json.loads(printed.getvalue())
    result["text"] = printed.getvalue()
    return result


def succeed(name, arguments, check=False):
    result = run(name, arguments, check)
    assert not result.get("failed"), result["msg"]
    return result


def fail(name, arguments, check=False):
    result = run(name, arguments, check)
    assert result.get("failed"), result
    assert "Traceback" not in result["text"]
    return result

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What config_bundle sends to a host, from its options: checked, rendered, and plain data."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from typing import Any

from ansible import constants as C
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering import spec
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.bundle import Renderer, plain_args, provide_yaml
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.problems import Problems
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.templates import Templates

# Nobody types the constants of Ansible.
_LOCAL = "DEFAULT_LOCAL_TMP"
OPTIONS = ("root", "backup", "backup_directory", "backup_pending", "secret_keys", "directories", "files", "absent")
_SENT = ("path", "format", "content", "owner", "group", "mode", "validate", "secret")
_PROTECTION = ("protected", "protected_change", "protected_variable")


@contextlib.contextmanager
def yaml_provided() -> Iterator[None]:
    """Within it, this process reads YAML with the same code that hosts use."""
    directory = tempfile.mkdtemp(prefix="gir_multidc-", dir=getattr(C, _LOCAL))
    try:
        provide_yaml(directory)
        yield
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def payload(given: Mapping[str, object], templates: Templates, host: str, problems: Problems) -> dict[str, Any]:
    """The bundle without a reader of YAML, incomplete where there are problems. Within `yaml_provided`."""
    args = plain_args(given, problems)
    spec.read_options(args, OPTIONS, problems)
    directories, absent = spec.read_directories(args, problems), spec.read_absent(args, problems)
    bundle: dict[str, Any] = {
        "root": spec.read_root(args, problems),
        "backup": spec.read_flag(args, "backup", False, problems),
        "backup_directory": spec.read_directory(args, "backup_directory", problems),
        "backup_pending": spec.read_flag(args, "backup_pending", True, problems),
        "secret_keys": spec.read_patterns(args, problems),
        "absent": absent,
        "host": host,
        "directories": directories,
    }
    files = spec.read_files(args, problems)
    spec.check_paths(directories, files, problems, absent)
    rendered: list[dict[str, Any]] = [{**file} for file in Renderer(templates, problems).render(files)]
    bundle["files"] = [
        {name: file[name] for name in (*_SENT, *(_PROTECTION if file["protected"] else ()))} for file in rendered
    ]
    return bundle

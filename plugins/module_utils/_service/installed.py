# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The marker that says what is installed in a directory: private to this collection, may change at any time."""

import errno
import json
import os
from typing import Any, Dict, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._common.regular import read_regular

MARKER = ".gir_multidc_installed.json"
# It has some hundred bytes.
_LONGEST = 65536


def marker_path(install_path: str) -> str:
    """Where it is."""
    return os.path.join(install_path, MARKER)


def read_marker(install_path: str) -> Tuple[Dict[str, Any], Optional[str]]:
    """What is installed there, and a warning when the marker cannot be understood."""
    path = marker_path(install_path)
    try:
        data = json.loads(read_regular(path, _LONGEST).decode("utf-8"))
        if isinstance(data, dict) and data.get("version") is None and isinstance(data.get("begun"), str):
            return {}, (
                "An installation of version %s into %s was begun at %s and did not end, so the product there may be "
                "incomplete and nothing counts as installed." % (data["begun"], install_path, data.get("time"))
            )
        if not isinstance(data, dict) or not isinstance(data.get("version"), str):
            raise ValueError("no version")
    except (FileNotFoundError, NotADirectoryError):
        return {}, None
    except OSError as error:
        remedy = "Look at it, and move it away."
        if error.errno in (errno.EACCES, errno.EPERM):
            remedy = "Run this task as the user who owns the installation."
        raise Refusal("%s cannot be read: %s. %s" % (path, error.strerror, remedy)) from error
    except (ValueError, RecursionError):
        return {}, "%s is not what this collection writes, so nothing counts as installed there." % path
    texts = {key: data.get(key) for key in ("version", "build", "name")}
    return {key: value if isinstance(value, str) else None for key, value in texts.items()}, None

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The marker that says what is installed in a directory: private to this collection, may change at any time."""

import json
import os
from typing import Any, Dict, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal

MARKER = ".gir_multidc_installed.json"


def marker_path(install_path: str) -> str:
    """Where it is."""
    return os.path.join(install_path, MARKER)


def read_marker(install_path: str) -> Tuple[Dict[str, Any], Optional[str]]:
    """What is installed there, and a warning when the marker cannot be understood."""
    path = marker_path(install_path)
    try:
        with open(path, "rb") as marker:
            data = json.loads(marker.read().decode("utf-8"))
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
        raise Refusal(
            "%s cannot be read: %s. Run this task as the user who owns the installation." % (path, error.strerror)
        ) from error
    except ValueError:
        return {}, "%s is not what this collection writes, so nothing counts as installed there." % path
    return {key: data.get(key) for key in ("version", "build", "name")}, None

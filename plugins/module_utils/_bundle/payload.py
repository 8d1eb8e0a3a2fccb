# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How what a host should be travels to its module: private to this collection, may change at any time."""

import base64
import json
import zlib
from typing import Any


def pack(bundle: Any) -> str:
    """Bundle to text. One opaque no_log value: nothing of it can be logged, and Ansible's removal of no_log values
    from results cannot mangle paths that happen to contain a password."""
    return base64.b64encode(zlib.compress(json.dumps(bundle).encode("utf-8"), 6)).decode("ascii")


def unpack(payload: str) -> Any:
    """The bundle of a text."""
    return json.loads(zlib.decompress(base64.b64decode(payload)).decode("utf-8"))

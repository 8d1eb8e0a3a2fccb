# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host says of itself, as a program for Python's standard input: private, may change at any time."""

from typing import Any, Dict

from ansible_collections.gir.multidc.plugins.module_utils._common.bare import answer
from ansible_collections.gir.multidc.plugins.module_utils._status.run import serve


def main(params: Dict[str, Any]) -> None:
    """Answer, and leave nothing behind."""
    answer(params, serve)

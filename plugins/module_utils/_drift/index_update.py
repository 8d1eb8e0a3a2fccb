# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Part index_update of the comparison of a host: the status that the program of the index update has left."""

from typing import Any, Dict

from ansible_collections.gir.multidc.plugins.module_utils._drift.context import Context
from ansible_collections.gir.multidc.plugins.module_utils._drift.program_status import (
    NUMBERS,
    STRANGE,
    TEXTS,
    Clean,
    Form,
    kept,
    observe,
)

_TEXTS_OF_INDEX = {"covered_until": 100, "failing_since": 100}
_NUMBERS_OF_INDEX = ("covered_until_ms", "failures")
_INDEXES = ("recordings", "screen_recordings")


def observe_host(context: Context) -> None:
    """Of the host that runs the update."""
    observe(Form("index_update", "gir-index-update.service", _known), context)


def _known(given: Dict[str, Any], clean: Clean) -> Dict[str, Any]:
    """The members of a status that the controller knows."""
    found: Dict[str, Any] = kept(given, TEXTS, NUMBERS, clean)
    if "indexes" in given:
        of_indexes = given["indexes"]
        found["indexes"] = STRANGE
        if isinstance(of_indexes, dict):
            found["indexes"] = {
                name: kept(of_indexes[name], _TEXTS_OF_INDEX, _NUMBERS_OF_INDEX, clean)
                for name in _INDEXES
                if name in of_indexes
            }
    return found

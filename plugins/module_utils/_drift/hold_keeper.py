# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Part hold_keeper of the comparison of a host: the status that the keeper of holds has left."""

from typing import Any, Dict, List

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

# So many holds, and so many recordings and prerequisites, leave the host; a map has a handful.
_MOST = 200
_TEXTS_OF_HOLD = {"state": 100, "message": 500, "failing_since": 100, "last_success": 100}
_NUMBERS_OF_HOLD = (
    "last_success_ms", "failures", "found", "applied", "elsewhere", "not_found", "refused", "unknown", "not_sent",
)  # fmt: skip
_OF_RECORDING = {"recording": 200, "outcome": 100}
_OF_PREREQUISITE = {"name": 100, "location": 200, "observation": 100, "observation_reason": 500}


def observe_host(context: Context) -> None:
    """Of the host that runs the keeper."""
    observe(Form("hold_keeper", "gir-hold-keeper.service", _known), context)


def _known(given: Dict[str, Any], clean: Clean) -> Dict[str, Any]:
    """The members of a status that the controller knows."""
    found: Dict[str, Any] = kept(given, TEXTS, (*NUMBERS, "requests", "seconds"), clean)
    if "holds" in given:
        found["holds"] = _by_name(given["holds"], lambda entry: _hold(entry, clean))
    if "dropped" in given:
        found["dropped"] = _by_name(given["dropped"], lambda since: clean(str(since))[:100])
    if "prerequisites" in given:
        found["prerequisites"] = _listed(given["prerequisites"], _OF_PREREQUISITE, clean)
    return found


def _by_name(given: Any, of_one: Any) -> Any:
    if not isinstance(given, dict):
        return STRANGE
    return {str(name)[:200]: of_one(given[name]) for name in sorted(given, key=str)[:_MOST]}


def _hold(given: Any, clean: Clean) -> Any:
    found = kept(given, _TEXTS_OF_HOLD, _NUMBERS_OF_HOLD, clean)
    if found is not STRANGE:
        found["failing"] = _listed(given.get("failing") or [], _OF_RECORDING, clean)
    return found


def _listed(given: Any, texts: Dict[str, int], clean: Clean) -> Any:
    if not isinstance(given, list):
        return STRANGE
    found: List[Any] = [kept(one, texts, (), clean) for one in given[:_MOST]]
    return found

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of the hold keeper: one JSON file, private because it holds passwords and what is held."""

from ansible_collections.gir.multidc.plugins.module_utils._program import settings
from ansible_collections.gir.multidc.plugins.module_utils._program.settings import COMMON, are_texts, at_least, is_text
from ansible_collections.gir.multidc.plugins.module_utils._rws.recordings import NAMES

_is_moment = at_least(0)


def _texts(value):
    return value == [] or are_texts(value)


def _query(value):
    """What a hold asks RWS for; None where it only names recordings."""
    if value is None:
        return True
    return (
        isinstance(value, dict)
        and _is_moment(value.get("from_ms"))
        and (value.get("to_ms") is None or _is_moment(value["to_ms"]))
        and isinstance(value.get("parameters"), dict)
        and all(is_text(item) for pair in value["parameters"].items() for item in pair)
    )


def _hold(value):
    return (
        isinstance(value, dict)
        and is_text(value.get("name"))
        and all(_texts(value.get(key)) for key in ("locations", "recordings", "regions"))
        and _query(value.get("query"))
        and (len(value["recordings"]) > 0 or value.get("query") is not None)
    )


def _holds(value):
    if not isinstance(value, list) or not value or not all(_hold(item) for item in value):
        return False
    return len({item["name"] for item in value}) == len(value)


def _names(value):
    return isinstance(value, dict) and all(name in NAMES for name in value)


# As COMMON of settings.py describes it.
KNOWN = dict(
    COMMON,
    ops_username=(is_text, "the name of the ops account", ...),
    ops_password=(is_text, "the password of the ops account", ...),
    admin_username=(is_text, "the name of a Contact Center Admin", ...),
    admin_password=(is_text, "the password of the Contact Center Admin", ...),
    holds=(_holds, "a list of holds as the role writes it, each name once", ...),
    recording_names=(_names, "names that RWS has, by %s" % ", ".join(sorted(NAMES)), {}),
    held_file=(is_text, "a path", ...),
)


def load(path, root=""):
    found = settings.load(path, KNOWN, root)
    found.held_file = root.rstrip("/") + found.held_file
    return found

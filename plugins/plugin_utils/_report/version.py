# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which release of this collection made a report."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import yaml

_COLLECTION = Path(__file__).resolve().parents[3]


@cache
def version() -> str:
    """Of the installed collection, or of its sources; empty where neither says it."""
    for name, read in (("MANIFEST.json", json.loads), ("galaxy.yml", yaml.safe_load)):
        try:
            known = read((_COLLECTION / name).read_text(encoding="utf-8"))
        except (OSError, ValueError, yaml.YAMLError):
            continue
        known = known.get("collection_info", known) if isinstance(known, dict) else {}
        if isinstance(known.get("version"), str):
            return str(known["version"])
    return ""
